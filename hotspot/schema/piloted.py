"""A pilot: what was planned, signed before it began, and what was found when it was over."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspot.schema.cleared import Clearance
    from hotspot.schema.compared import Difference, Placebo, Quotient, Ratio
    from hotspot.schema.said import Choice, Finding

Design: TypeAlias = Literal["pairs", "baseline"]
DESIGNS: tuple[Design, ...] = ("pairs", "baseline")
ZoneKind: TypeAlias = Literal["pilot", "control", "pilot_ring", "control_ring"]
ZONE_KINDS: tuple[ZoneKind, ...] = ("pilot", "control", "pilot_ring", "control_ring")
PilotVerdict: TypeAlias = Literal["fell", "rose", "no change beyond noise", "cannot tell"]
EFFECTS = (0.1, 0.2, 0.3, 0.4)  # falls for which the months needed are told

# plan.geojson and evaluation.geojson
ZONE_COLUMNS = ("zone_id", "kind", "area_id", "name", "pair", "baseline", "geometry")
COUNTED_COLUMNS = (*ZONE_COLUMNS[:-1], "before", "after", "change", "geometry")
# evaluation.csv: months counted from the first day of the pilot.
MONTH_COLUMNS = (
    *("first_day", "last_day", "part"),
    *ZONE_KINDS,
    "usual",  # of the pilot areas, by the control areas of the month and the ratio of both in the baseline
    "usual_low",  # three standard errors below …
    "usual_high",  # … and above
    "beyond",  # outside of them
)
# needed.csv: the months that a fall of each size needs to be found; empty: more than `most_months`.
NEEDED_COLUMNS = ("fall", "months", "most_months", "power")
MonthPart: TypeAlias = Literal["before", "baseline", "between", "pilot"]


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A piece of ground that is counted: an area of the pilot (`pair` tells which control it belongs to), or
    the ring around one; `shape` is its outline as WKT in the CRS of the plan, to a tenth of a metre, and
    `baseline` what it had in the baseline period."""

    zone_id: str
    kind: ZoneKind
    area_id: str
    name: str
    pair: int
    baseline: int
    shape: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All that is fixed before a pilot begins; days are "2025-01-31", both ends included.

    The `rule`: the pilot areas' incidents fell if the whole interval of their incidence-rate ratio beside the
    controls, at `level`, lies below 1; with neither fall nor rise, it may only be said that nothing changed
    if the plan could find a fall of `effect` with `power`: if `detectable` is not larger (None: no fall is).
    `variation` and `freedom` are of windows as long as the pilot, estimated from windows of `window_months`.
    """

    run_id: str
    seed: int
    design: Design
    crs: str
    buffer_m: float
    months: int
    record: tuple[str, str]
    selection: tuple[str, str]
    baseline: tuple[str, str]
    pilot: tuple[str, str]
    rule: str
    level: float
    power: float
    effect: float
    detectable: float | None
    variation: float
    freedom: float
    window_months: int
    zones: tuple[Zone, ...]

    @property
    def promises(self) -> bool:
        """Tell whether the pilot has the power to say that nothing changed."""
        return self.detectable is not None and self.detectable <= self.effect

    def of_kind(self, kind: ZoneKind) -> tuple[int, ...]:
        """Return which zones are of a kind."""
        return tuple(i for i, zone in enumerate(self.zones) if zone.kind == kind)


def canonical(plan: Plan) -> str:
    """Return the plan as the one text that stands for it: JSON with its names in order and no spaces."""
    return json.dumps(
        asdict(plan), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def signature(plan: Plan) -> str:
    """Return the SHA-256 of the canonical text: another plan, if only by a count, has another one."""
    return hashlib.sha256(canonical(plan).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Alikeness:
    """How alike the pairs are: in the baseline, one area had `least` to `most` (`median`) times as many
    incidents as the other; pilot and control areas differ by `difference` standard deviations of the
    logarithms of these counts (NaN where all are equal). By all that was known for the choice, `beyond` pairs
    lie beyond the `caliper`."""

    caliper: float
    beyond: int
    least: float
    median: float
    most: float
    difference: float


@dataclass(frozen=True, kw_only=True)
class Planned:
    """The answer of `hotspot pilot plan`: the plan, how `alike` its pairs are, its zones as a frame, the
    months that a fall of each size needs (None: more than `most_months`), and the fewest incidents that a
    displacement difference finds."""

    plan: Plan
    alike: Alikeness
    signature: str
    zones: gpd.GeoDataFrame
    months_needed: tuple[tuple[float, int | None], ...]
    most_months: int
    detectable_incidents: float
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """The answer of `hotspot pilot evaluate`: what the pilot did to its areas (`ratio`, `verdict`), to the
    rings around them (`ring_ratio`, `ring_verdict`) and to both together. `detectable` is the smallest fall
    that it could find, no smaller than the plan's (None: no fall is).

    `difference` and `by_harm` are weighted displacement differences with the noise of the plan, `poisson` is
    the published form without; `quotient` relates ring and areas; `lot_p` is the p value of the lots
    in the pairs, NaN without pairs; `placebo` is the synthetic control, None where there can be none, and
    `clearance` what was cleared in each kind of place, None where the run does not know.
    """

    plan: Plan
    signature: str
    detectable: float | None
    verdict: PilotVerdict
    ratio: Ratio
    verdict_by_plan: PilotVerdict
    ring_verdict: PilotVerdict
    ring_ratio: Ratio
    difference: Difference
    poisson: Difference
    by_harm: Difference | None
    quotient: Quotient
    net_effect: float
    lot_p: float
    placebo: Placebo | None
    clearance: Clearance | None
    zones: gpd.GeoDataFrame
    months: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()
