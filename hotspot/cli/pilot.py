"""`hotspot pilot`: plan a trial of something in a few areas, and say afterwards whether it worked."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli import siting
from hotspot.cli.finished import FinishedRun, of_a_finished_run
from hotspot.cli.options import Finite

LARGEST_SEED = 2**53 - 1  # what the plan can be read back with


@click.group()
def pilot() -> None:
    """Plan a pilot in areas of the ranking, and evaluate it when it is over."""


@pilot.command()
@siting.number("areas", most=100, default=5, show_default=True, help="How many pilot areas.")
@click.option(
    "--pairs",
    "design",
    flag_value="pairs",
    default=True,
    help="Pairs of like areas, and a lot in each (default).",
)
@click.option(
    "--baseline",
    "design",
    flag_value="baseline",
    help="The first areas, by what was before the period they are compared with.",
)
@click.option(
    "--months",
    type=click.IntRange(min=1, max=60),
    default=6,
    show_default=True,
    metavar="M",
    help="How long it lasts.",
)
@click.option(
    "--buffer",
    default="300m",
    show_default=True,
    metavar="DISTANCE",
    help="Width of the rings around areas; 0m for none.",
)
@click.option(
    "--start", default="", metavar="DATE", help="First day; by default of the month after the record."
)
@click.option(
    "--effect",
    type=Finite(min=0, max=1, min_open=True, max_open=True),
    default=0.2,
    show_default=True,
    metavar="SHARE",
    help="The smallest fall worth finding.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0, max=LARGEST_SEED),
    metavar="K",
    help="Draws the lots; by default the run's.",
)
@of_a_finished_run(out="pilot")
def plan(run: FinishedRun, **asked: Any) -> None:
    """Choose pilot areas and their controls, and say what the pilot can find.

    Takes a finished run. Writes plan.json, which is signed, plan.geojson, needed.csv and a section in
    Markdown into the folder pilot of the run, and prints them. Keep the signature: the evaluation refuses an
    edited plan.
    """
    from hotspot.pipeline import pilot_plan as pipeline
    from hotspot.write import pilot as write

    question = pipeline.PilotQuestion(**asked)
    run.answer(
        pipeline.STEPS,
        lambda folder, step: pipeline.plan_run(folder, question, step=step),
        text=write.PLAN.text,
        json=write.PLAN.json,
    )


@pilot.command()
@click.argument("plan", metavar="PLAN")
@click.option("--harm", is_flag=True, help="Count harm as well, by the run's weights.")
@of_a_finished_run(out="evaluation", has_arguments=True)
def evaluate(run: FinishedRun, **asked: Any) -> None:
    """Say what came of a pilot, by the rule of its signed plan.

    PLAN is the plan.json or its folder; --from a finished run whose incidents reach over the whole pilot.
    Writes evaluation.csv (the running chart), evaluation.geojson, clearance.csv where clearances are known, a
    section in Markdown and a record into the folder evaluation of that run, and prints the tables.
    """
    from hotspot.pipeline import pilot_evaluate as pipeline
    from hotspot.write import pilot as write

    question = pipeline.EvaluationQuestion(**asked)
    run.answer(
        pipeline.STEPS,
        lambda folder, step: pipeline.evaluate_run(folder, question, step=step),
        text=write.EVALUATION.text,
        json=write.EVALUATION.json,
    )
