"""`hotspot trend`: period against period, with the noise told from the news."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli.finished import FinishedRun, of_a_finished_run
from hotspot.cli.options import days


@click.command()
@click.option(
    "--start",
    "first",
    default="",
    metavar="DATE",
    help="First day of the later period; by default the last three whole months.",
)
@click.option(
    "--end", "last", default="", metavar="DATE", help="Its last day; by default that of the record."
)
@click.option(
    "--against",
    default="",
    metavar="DATE..DATE",
    help="The earlier period; by default the same days a year before.",
)
@click.option(
    "--lag",
    "lag_days",
    type=days(),
    default="0d",
    metavar="DAYS",
    help="Leave out the last days, such as 30d; with days of report, what is to come is estimated anyway.",
)
@of_a_finished_run(out="trend")
def trend(run: FinishedRun, **asked: Any) -> None:
    """Compare two periods by city, area, type and hour, and say what is more than noise.

    Takes a finished run. Where its incidents have days of report, those still to come are allowed for; where
    the periods are different seasons and the record has three years, so is the season. Writes trend.csv,
    clearance.csv where clearances are known, a section in Markdown with the sentence that may be printed, and
    a record into the folder trend of the run, and prints the tables.
    """
    from hotspot.pipeline import trend as pipeline
    from hotspot.write import trend as write

    question = pipeline.TrendQuestion(**asked)
    run.answer(
        pipeline.STEPS,
        lambda folder, step: pipeline.trend_run(folder, question, step=step),
        text=write.TREND.text,
        json=write.TREND.json,
    )
