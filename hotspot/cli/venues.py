"""`hotspot venues`: on which cafés, shops or stops incidents fall, and whether by more than chance."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli import siting
from hotspot.cli.finished import FinishedRun, of_a_finished_run


@click.command()
@click.argument("venues", default="", metavar="[VENUES]")
@click.option(
    "--reach",
    default="50m",
    show_default=True,
    metavar="DISTANCE",
    help="How far from its venue an incident may lie, up to 1km.",
)
@siting.hours
@click.option("--type", "types", multiple=True, metavar="NAME", help="Only this type; may be repeated.")
@click.option("--size", default="", metavar="COLUMN", help="Column with seats, m² or visitors of a venue.")
@click.option("--kind", default="", metavar="COLUMN", help="Column with the kind of a venue, such as bar.")
@click.option("--calls", is_flag=True, help="The run's incidents are calls to the police: say so.")
@click.option(
    "--top",
    type=click.IntRange(min=1, max=500),
    default=10,
    show_default=True,
    metavar="N",
    help="How many get a card.",
)
@of_a_finished_run(out="venues", has_arguments=True)
def venues(run: FinishedRun, **asked: Any) -> None:
    """Say on which venues the incidents fall, and whether that is more than chance would do.

    VENUES is a table or a vector file of points or footprints; without it, the run's own layer is taken.
    Also says how much denser incidents are close to venues than in the rings around, and up to how far.
    Writes the venues and each table as CSV, the venues as GeoJSON, a page with one card per venue, a section
    in Markdown and a record into the folder venues of the run, and prints the tables.
    """
    from hotspot.pipeline import venues as pipeline
    from hotspot.write import venues as write

    question = pipeline.VenueQuestion(**asked)
    run.answer(
        pipeline.STEPS,
        lambda folder, step: pipeline.venues_run(folder, question, step=step),
        text=write.VENUES.text,
        json=write.VENUES.json,
    )
