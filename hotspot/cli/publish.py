"""`hotspot publish`: the public edition for citizens and councils, attacked before it is written."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli.finished import FinishedRun, of_a_finished_run


@click.command()
@click.option(
    "--delay",
    default="30d",
    show_default=True,
    metavar="DAYS",
    help="Leave out the last days of the record, such as 30d.",
)
@click.option(
    "--least",
    type=click.IntRange(min=3),
    default=5,
    show_default=True,
    metavar="N",
    help="Hide numbers from 1 to N - 1.",
)
@click.option(
    "--sensitive",
    multiple=True,
    metavar="WORD",
    help="Count types with this word in their name for the whole city only, besides sexual and domestic ones "
    "and those with minors; 'none' takes only your words. May be repeated.",
)
@click.option(
    "--earlier",
    multiple=True,
    metavar="DIR",
    help="Folder of an edition that is out already, to be held beside this one; repeat it for every one that "
    "is out.",
)
@of_a_finished_run(out="public")
def publish(run: FinishedRun, **asked: Any) -> None:
    """Make the public edition of a finished run: areas only, small numbers hidden for good.

    Writes open data as CSV and GeoJSON, pages with the numbers and the method in three languages, and a
    record. What can be worked out about a hidden number from all files together is worked out first: where
    that is more than the edition says, nothing is written.

    Publish seldom, best once a year with whole calendar years: what has come since an earlier edition must
    not be worked out either, so each one that is out costs numbers of the next, which may even be refused.
    """
    from hotspot.pipeline import publish as pipeline
    from hotspot.write import edition as write

    question = pipeline.PublishQuestion(**asked)
    run.answer(
        pipeline.STEPS,
        lambda folder, step: pipeline.publish_run(folder, question, step=step),
        text=lambda edition, result: write.edition_text(edition, result.language),
        json=lambda edition, _: write.edition_json(edition),
    )
