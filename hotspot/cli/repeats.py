"""`hotspot repeats`: near repeats, repeat addresses, and the flare-ups of the week."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli.finished import FinishedRun, of_a_finished_run
from hotspot.cli.options import Respelled, days, metres


@click.command()
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="NAME",
    help="A type, may be repeated; by default the commonest three.",
)
@click.option("--bands", default="", metavar="M,M,…", help="Edges of distance: 0,1m,100m,200m,300m,400m.")
@click.option("--days", default="", metavar="D,D,…", help="Edges of the days between: 0,7d,14d,21d,28d.")
@click.option(
    "--since", default="", metavar="DATE", help="Near repeats from this day on; by default the last year."
)
@click.option("--as-of", default="", metavar="DATE", help="Day of the weekly list; by default the last one.")
@click.option(
    "--reach",
    "reach_m",
    cls=Respelled,
    old=("--within",),
    type=metres(most=5_000),
    default="200m",
    show_default=True,
    metavar="DISTANCE",
    help="Reach of a flare-up: 200m, or 0.2km.",
)
@click.option(
    "--window",
    "window_days",
    cls=Respelled,
    old=("--in",),
    type=days(least=1, most=366),
    default="14d",
    show_default=True,
    metavar="DAYS",
    help="Its days, to the last: 14d.",
)
@click.option(
    "--least",
    type=click.IntRange(min=2),
    default=3,
    show_default=True,
    metavar="N",
    help="Its incidents, at least.",
)
@of_a_finished_run(out="repeats")
def repeats(run: FinishedRun, **asked: Any) -> None:
    """Find what comes back: soon after and near by, at the same address, and where it flares up this week.

    Takes a finished run. Writes alerts.geojson, near.csv, places.csv, a section in Markdown and a record into
    the folder repeats of the run, and prints the tables.
    """
    from hotspot.pipeline import repeats as pipeline
    from hotspot.write import repeats as write

    question = pipeline.RepeatsQuestion(**asked)
    run.answer(
        pipeline.STEPS,
        lambda folder, step: pipeline.repeats_run(folder, question, step=step),
        text=write.REPEATS.text,
        json=write.REPEATS.json,
    )
