"""The files of `hotspot pilot`: the signed plan with its zones, and the evaluation with its running chart."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
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
from hotspot.words.cleared import FILE
from hotspot.words.piloted import evaluation_said, plan_said
from hotspot.write.answer import Answer
from hotspot.write.cleared import cleared_frames
from hotspot.write.features import collection
from hotspot.write.papers import GEOJSON, Papers, about_run, marks
from hotspot.write.tables import published

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from hotspot.schema import Result
    from hotspot.schema.piloted import Evaluated, Planned

PLAN_MARKS = marks("plan", {"needed.csv": NEEDED_COLUMNS}, {"plan.geojson": GEOJSON})
EVALUATION_MARKS = marks(
    "evaluation",
    {"evaluation.csv": MONTH_COLUMNS, FILE: CLEARED_COLUMNS},
    {"evaluation.geojson": GEOJSON},
)


def _plan_papers(found: Planned, result: Result) -> Papers:
    zones = _zones(found.zones, ZONE_COLUMNS, result, found.signature)
    needed = [(fall, months, found.most_months, found.plan.power) for fall, months in found.months_needed]
    return Papers(
        kind="plan",
        said=partial(plan_said, found, result),
        frames={"needed.csv": pd.DataFrame(needed, columns=list(NEEDED_COLUMNS), dtype=object)},
        texts={"plan.geojson": zones},
        content={
            "signature": found.signature,
            "promises": found.plan.promises,
            "alike": asdict(found.alike),
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
        kind="evaluation",
        said=partial(evaluation_said, found, result),
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
    """Return zones as GeoJSON, each called as the result calls its area; the signed plan keeps its names."""
    about = about_run(result, signature=signature)
    called = dict(zip(result.areas.frame["area_id"], result.areas.frame["name"], strict=True))
    frame = frame.assign(name=frame["area_id"].map(called).fillna(frame["name"]))
    return collection(about, published(frame, columns), frame)


PLAN = Answer(marks=PLAN_MARKS, papers=_plan_papers)


EVALUATION = Answer(marks=EVALUATION_MARKS, papers=_evaluation_papers)
