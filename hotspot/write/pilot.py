"""The files of `hotspot pilot`: the signed plan with its zones, and the evaluation with its running chart."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import pandas as pd

from hotspot.schema.cleared import CLEARED_COLUMNS
from hotspot.schema.piloted import (
    COUNTED_COLUMNS,
    MONTH_COLUMNS,
    NEEDED_COLUMNS,
    ZONE_COLUMNS,
    canonical,
)
from hotspot.words import Words
from hotspot.words.cleared import FILE
from hotspot.words.piloted import evaluation_said, plan_said
from hotspot.write.cleared import cleared_frames
from hotspot.write.features import collection
from hotspot.write.papers import (
    GEOJSON,
    Papers,
    about_run,
    check_papers,
    marks,
    papers_json,
    terminal,
    write_papers,
)
from hotspot.write.tables import published

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from hotspot.schema import Result
    from hotspot.schema.piloted import Evaluated, Planned

PLAN, EVALUATION = "plan", "evaluation"
PLAN_MARKS = marks(PLAN, {"needed.csv": NEEDED_COLUMNS}, {"plan.geojson": GEOJSON})
EVALUATION_MARKS = marks(
    EVALUATION,
    {"evaluation.csv": MONTH_COLUMNS, FILE: CLEARED_COLUMNS},
    {"evaluation.geojson": GEOJSON},
)


def check_plan_folder(out: str) -> Path:
    """Return the folder `out` if a plan may be written there: a new one, or that of an earlier plan."""
    return check_papers(out, PLAN_MARKS)


def check_evaluation_folder(out: str) -> Path:
    """Return the folder `out` if an evaluation may be written there: a new one, or that of an earlier one."""
    return check_papers(out, EVALUATION_MARKS)


def write_plan(found: Planned, result: Result, folder: Path, *, asked: Mapping[str, str]) -> tuple[Path, ...]:
    """Write all files of a plan, or none, and return them."""
    return write_papers(_plan_papers(found, result), result, folder, asked=asked)


def write_evaluation(
    found: Evaluated, result: Result, folder: Path, *, asked: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write all files of an evaluation, or none, and return them."""
    return write_papers(_evaluation_papers(found, result), result, folder, asked=asked)


def plan_json(found: Planned, result: Result) -> str:
    """Return the plan as JSON, for scripts that read standard output."""
    return papers_json(_plan_papers(found, result), result)


def evaluation_json(found: Evaluated, result: Result) -> str:
    """Return the evaluation as JSON, for scripts that read standard output."""
    return papers_json(_evaluation_papers(found, result), result)


def plan_text(found: Planned, result: Result) -> str:
    """Return the plan as text for the terminal."""
    return terminal(plan_said(found, result, Words(language=result.language)))


def evaluation_text(found: Evaluated, result: Result) -> str:
    """Return the evaluation as text for the terminal."""
    return terminal(evaluation_said(found, result, Words(language=result.language)))


def _plan_papers(found: Planned, result: Result) -> Papers:
    zones = _zones(found.zones, ZONE_COLUMNS, result, found.signature)
    needed = [(fall, months, found.most_months, found.plan.power) for fall, months in found.months_needed]
    return Papers(
        kind=PLAN,
        said=plan_said(found, result, Words(language=result.language)),
        frames={"needed.csv": pd.DataFrame(needed, columns=list(NEEDED_COLUMNS), dtype=object)},
        texts={"plan.geojson": zones},
        content={
            "signature": found.signature,
            "promises": found.plan.promises,
            "detectable_incidents": found.detectable_incidents,
            "months_needed": [{"fall": fall, "months": months} for fall, months in found.months_needed],
            "most_months": found.most_months,
            "plan": json.loads(canonical(found.plan)),
        },
        findings=found.findings,
        choices=found.choices,
    )


def _evaluation_papers(found: Evaluated, result: Result) -> Papers:
    plan = found.plan
    zones = published(found.zones, COUNTED_COLUMNS)
    return Papers(
        kind=EVALUATION,
        said=evaluation_said(found, result, Words(language=result.language)),
        frames={"evaluation.csv": found.months, **cleared_frames(found.clearance)},
        texts={"evaluation.geojson": _zones(found.zones, COUNTED_COLUMNS, result, found.signature)},
        content={
            "plan": {"signature": found.signature, "run_id": plan.run_id, "design": plan.design},
            "baseline": list(plan.baseline),
            "pilot": list(plan.pilot),
            "detectable": found.detectable,
            "detectable_by_plan": plan.detectable,
            "effect": plan.effect,
            "promises": plan.promises,
            "variation": plan.variation,
            "verdict": found.verdict,
            "verdict_by_signed_counts": found.verdict_by_plan,
            "ratio": asdict(found.ratio),
            "ring_verdict": found.ring_verdict,
            "ring_ratio": asdict(found.ring_ratio) if plan.of_kind("pilot_ring") else None,
            "displacement_difference": asdict(found.difference),
            "displacement_difference_poisson": asdict(found.poisson),
            "displacement_difference_harm": asdict(found.by_harm) if found.by_harm else None,
            "displacement_quotient": asdict(found.quotient),
            "net_effect": found.net_effect,
            "lot_p": found.lot_p,
            "clearance": asdict(found.clearance) if found.clearance else None,
            "synthetic": {**asdict(found.placebo), "change": found.placebo.change} if found.placebo else None,
            "zones": zones.to_dict("records"),
            "months": published(found.months, MONTH_COLUMNS).to_dict("records"),
        },
        findings=found.findings,
        choices=found.choices,
    )


def _zones(frame: gpd.GeoDataFrame, columns: Sequence[str], result: Result, signature: str) -> str:
    about = about_run(result, signature=signature)
    return collection(about, published(frame, columns), frame)
