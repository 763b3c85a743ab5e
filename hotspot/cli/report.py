"""`hotspot report`: one document for the weekly meeting, as a page and as a PDF."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli.finished import FinishedRun, of_a_finished_run


@click.command()
@of_a_finished_run(out="report")
def report(run: FinishedRun, **asked: Any) -> None:
    """Collect what was found in a run into one document for the weekly meeting.

    Takes a finished run and what the commands on it have written into its folders: trend, when, repeats,
    venues, yards, posts, cameras, patrols, beats, pilot, evaluation, and the back-test. What belongs to
    another run or has changed is left out and named. Writes report.html, report.pdf and a record into the
    folder report of the run; beside each number stands a link to the file that it came from.
    """
    from hotspot.pipeline import report as pipeline
    from hotspot.write import meeting as write

    question = pipeline.ReportQuestion(**asked)
    run.answer(
        pipeline.STEPS,
        lambda folder, step: pipeline.report_run(folder, question, step=step),
        text=write.meeting_text,
        json=write.meeting_json,
    )
