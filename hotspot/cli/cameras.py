"""`hotspot cameras`: what the cameras see, what nobody sees, and where the next ones would see most."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli import siting
from hotspot.cli.finished import FinishedRun, of_a_finished_run


@click.command()
@siting.number("cameras", help="How many new cameras.")
@click.option("--range", default="", metavar="DISTANCE", help="How far a camera sees that says nothing: 60m.")
@click.option(
    "--angle",
    "angle_deg",
    type=float,
    metavar="DEGREES",
    help="How wide; 360, all around, where it is not said.",
)
@click.option(
    "--step", default="25m", show_default=True, metavar="DISTANCE", help="Between poles along the streets."
)
@click.option(
    "--per-pole",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="N",
    help="New cameras on one pole at most; 0 = any number.",
)
@click.option(
    "--existing",
    default="",
    metavar="FILE",
    help="Cameras that stand, with range, direction, angle if known.",
)
@click.option("--buildings", default="", metavar="FILE", help="Outlines that hide what is behind them.")
@siting.streets
@click.option(
    "--exclude", multiple=True, metavar="FILE", help="Polygons where no camera may stand; may be repeated."
)
@siting.by
@siting.hours
@siting.draws
@siting.seconds
@of_a_finished_run(out="cameras")
def cameras(run: FinishedRun, **asked: Any) -> None:
    """Say what share of expected incidents is in nobody's view, and where N more cameras see most.

    Takes a finished run, its streets, cameras and buildings. Writes cameras.geojson, views.geojson,
    unseen.csv, cameras.csv, a map, a section in Markdown and a record into the folder cameras of the run,
    and prints the tables.
    """
    from hotspot.pipeline import cameras as watching
    from hotspot.write import cameras as write

    question = watching.CameraQuestion(**asked)
    run.answer(
        watching.STEPS,
        lambda folder, step: watching.place_cameras(folder, question, step=step),
        text=write.CAMERAS.text,
        json=write.CAMERAS.json,
    )
