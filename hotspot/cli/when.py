"""`hotspot when`: at which hours, in which months, and what is new, lasting or fading."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli.finished import FinishedRun, of_a_finished_run
from hotspot.cli.options import Finite


@click.command()
@click.argument("places", nargs=-1, metavar="[AREA|H1|city]...")
@click.option(
    "--share",
    type=Finite(min=0, max=1, min_open=True, max_open=True),
    default=0.6,
    show_default=True,
    metavar="SHARE",
    help="What the fewest hours are to hold.",
)
@click.option(
    "--shift",
    "shift_hours",
    type=click.IntRange(min=1, max=23),
    default=8,
    show_default=True,
    metavar="H",
    help="Hours of a shift.",
)
@click.option(
    "--by",
    type=click.Choice(["incidents", "harm"]),
    default="incidents",
    show_default=True,
    help="What counts in the hours.",
)
@of_a_finished_run(out="when", has_arguments=True)
def when(run: FinishedRun, **asked: Any) -> None:
    """Say at which hours of the week it happens, in which months, and what is new or fading.

    Takes a finished run. AREA is an id or a name, H1 a hot spot; without any, the city and the first of the
    ranking are shown. Writes when.csv, months.csv, emerging.csv, a section in Markdown and a record into the
    folder when of the run, and prints the tables.
    """
    from hotspot.pipeline import when as pipeline
    from hotspot.write import when as write

    question = pipeline.WhenQuestion(**asked)
    run.answer(
        pipeline.STEPS,
        lambda folder, step: pipeline.when_run(folder, question, step=step),
        text=write.WHEN.text,
        json=write.WHEN.json,
    )
