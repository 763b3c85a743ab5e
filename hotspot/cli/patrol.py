"""`hotspot patrol`: routes on foot from posts and back that pass the most incidents to be expected."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli import siting
from hotspot.cli.finished import FinishedRun, of_a_finished_run


@click.command()
@siting.number("patrols", most=50, old=("-k", "--patrols"), help="How many patrols; one if not said.")
@click.option("--length", default="", metavar="DISTANCE", help="How long a route may be, such as 4km.")
@click.option(
    "--time",
    default="",
    metavar="TIME",
    help="How long a patrol may take, such as 2h: at 4.8 km/h, with stops.",
)
@click.option(
    "--dwell",
    default="12min",
    show_default=True,
    metavar="TIME",
    help="Stop at each hot spot that is visited; 10 to 15 min.",
)
@click.option(
    "--from-post",
    multiple=True,
    metavar="NAME",
    help="Post to start from, standing or proposed; may be repeated.",
)
@click.option("--posts", default="", metavar="FILE", help="Posts to start from, instead of those of the run.")
@siting.streets
@siting.by
@siting.hours
@click.option(
    "--rounds",
    type=click.IntRange(min=0),
    default=300,
    show_default=True,
    metavar="N",
    help="How often the routes are tried anew.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="S",
    help="For each try to prove that no routes pass more; none if not said.",
)
@of_a_finished_run(out="patrols")
def patrol(run: FinishedRun, **asked: Any) -> None:
    """Find routes on foot that pass the most of what is to be expected, from a post and back.

    Takes a finished run, its streets, its posts and those that 'hotspot posts' proposed. Writes
    patrols.geojson, a GPX for each patrol, the way in order as patrols.csv, a map, a section in Markdown and
    a record into the folder patrols of the run, and prints the table with a bound that no routes can beat.
    """
    from hotspot.pipeline import patrol as routing
    from hotspot.write import patrol as write

    question = routing.PatrolQuestion(**asked)
    run.answer(
        routing.STEPS,
        lambda folder, step: routing.plan_patrols(folder, question, step=step),
        text=write.PATROLS.text,
        json=write.PATROLS.json,
    )
