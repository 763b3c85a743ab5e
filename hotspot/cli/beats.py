"""`hotspot beats`: the micro-areas joined to patrol beats of even workload, each in one piece."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli import siting
from hotspot.cli.finished import FinishedRun, of_a_finished_run


@click.command()
@siting.number("beats", least=2, old=("-k", "--beats"), required=True, help="How many beats.")
@click.option(
    "--band",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.1,
    show_default=True,
    metavar="SHARE",
    help="How far the workload of a beat may be off the mean of all.",
)
@click.option("--by", type=click.Choice(["expected", "incidents"]), help="What counts as workload.")
@click.option("--along-streets", is_flag=True, help="Metres on foot between areas, not in a straight line.")
@click.option("--streets", default="", metavar="FILE", help="Street lines; by default those of the run.")
@click.option(
    "--steps",
    type=click.IntRange(min=0),
    default=10_000,
    show_default=True,
    metavar="N",
    help="Moves that are tried.",
)
@siting.seconds
@of_a_finished_run(out="beats")
def beats(run: FinishedRun, **asked: Any) -> None:
    """Join the micro-areas to N patrol beats of even workload, each in one piece and compact.

    Takes a finished run. Writes beats.geojson, beats.csv (which area belongs to which beat), a map, a section
    in Markdown and a record into the folder beats of the run, and prints the table with a bound.
    """
    from hotspot.pipeline import beats as districting
    from hotspot.write import beats as write

    question = districting.BeatsQuestion(**asked)
    run.answer(
        districting.STEPS,
        lambda folder, step: districting.cut_beats(folder, question, step=step),
        text=write.BEATS.text,
        json=write.BEATS.json,
    )
