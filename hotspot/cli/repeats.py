"""`hotspot repeats`: near repeats, repeat addresses, and the flare-ups of the week."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli.finished import FinishedRun, of_a_finished_run
from hotspot.cli.options import Finite


@click.command()
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="NAME",
    help="A type, may be repeated; by default the commonest three.",
)
@click.option("--bands", default="", metavar="M,M,…", help="Edges of distance, metres: 0,1,100,200,300,400.")
@click.option("--days", default="", metavar="D,D,…", help="Edges of the days between: 0,7,14,21,28.")
@click.option(
    "--since", default="", metavar="DATE", help="Near repeats from this day on; by default the last year."
)
@click.option("--as-of", default="", metavar="DATE", help="Day of the weekly list; by default the last one.")
@click.option(
    "--within",
    "reach_m",
    type=Finite(min=0, max=5_000, min_open=True),
    default=200.0,
    show_default=True,
    metavar="M",
    help="Reach of a flare-up, metres.",
)
@click.option(
    "--in",
    "window_days",
    type=click.IntRange(min=1, max=366),
    default=14,
    show_default=True,
    metavar="D",
    help="Its days, to the last.",
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
        text=write.repeats_text,
        json=write.repeats_json,
    )
