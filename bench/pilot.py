"""How often a pilot that changes nothing is said to have worked.

`python bench/pilot.py [replicates] [seattle.csv]`

Invented cities of 200 areas with known rates. Each period of six months an area's rate is drawn anew around
its own (a gamma distribution whose squared coefficient of variation is given), counts are Poisson; four
periods are known before the pilot. The designs: the first ten areas of the ranking beside ten drawn from the
rest ("naive"); ten pairs among the first twenty or more and a lot in each ("pairs"); the first ten by the
periods before the last, beside controls matched on those, with the last as the baseline ("baseline"). The
tests: the log ratio with Poisson variance, and as `hotspot pilot evaluate` does it, with the variation
estimated from the four periods of all areas. Prints false falls and rises in the 2.5 % at either side, the
mean change in incidents, and how often a fall is found that the plan calls just detectable.

With the table of Seattle's drug market intervention (ID, time, Intervention, the columns below), which comes
with the R package microsynth, its first published table is computed again.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hotspot.measure.detectable import detectable_fall
from hotspot.measure.displacement import displacement_difference
from hotspot.measure.incidence_ratio import STEADY, extra_variation, incidence_rate_ratio
from hotspot.measure.matched_pairs import (
    enough_alike,
    likeness,
    matched_controls,
    matched_pairs,
    times_as_many,
    within_caliper,
)
from hotspot.measure.synthetic_control import synthetic_control
from hotspot.pilot.choose import CALIPER, REACH

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints

REPLICATES = 2000
AREAS, PILOTS, PERIODS = 200, 10, 4
SIDE = 0.025
Design: TypeAlias = Literal["naive", "pairs", "baseline"]
DESIGNS: tuple[Design, ...] = ("naive", "pairs", "baseline")
CASES = tuple((variation, mean) for variation in (0.0, 0.02, 0.1) for mean in (5.0, 20.0, 100.0))

QUARTERS, LAST_BEFORE = 16, 12
OUTCOMES = ("i_felony", "i_misdemea", "i_drugs", "any_crime")
COVARIATES = (
    *("TotalPop", "BLACK", "HISPANIC", "Males_1521", "HOUSEHOLDS"),
    *("FAMILYHOUS", "FEMALE_HOU", "RENTER_HOU", "VACANT_HOU"),
)


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a pilot found: change in incidents beside the controls, whether a fall or a rise was called by the
    Poisson test and by ours, and the fall that the plan had called detectable."""

    change: float
    poisson: tuple[bool, bool]
    ours: tuple[bool, bool]
    detectable: float


def counts(generator: np.random.Generator, *, mean: float, variation: float) -> tuple[Floats, Floats]:
    """Return counts (areas, periods + 1), the last of the pilot, and the areas' rates during the pilot."""
    rate = mean * generator.gamma(2.0, 0.5, AREAS)
    shape = (AREAS, PERIODS + 1)
    uneven = generator.gamma(1 / variation, variation, shape) if variation else np.ones(shape)
    drawn = generator.poisson(rate[:, None] * uneven).astype(np.float64)
    return drawn, rate * uneven[:, -1]


def chosen(history: Floats, design: Design, generator: np.random.Generator) -> tuple[Ints, Ints]:
    """Return pilot and control areas by what is known before the pilot, (areas, periods)."""
    if design == "pairs":
        total = history.sum(axis=1)
        order = np.argsort(-total, kind="stable")[: REACH * 2 * PILOTS]
        first = order[: enough_alike(total[order], PILOTS, caliper=CALIPER)]
        pairs = first[matched_pairs(unlike(history, first, first), number=PILOTS)]
        side = generator.integers(0, 2, len(pairs))
        row = np.arange(len(pairs))
        return pairs[row, side], pairs[row, 1 - side]
    if design == "baseline":
        history = history[:, :-1]
    order = np.argsort(-(history if design == "baseline" else history[:, -1:]).sum(axis=1), kind="stable")
    pilot, rest = order[:PILOTS], order[PILOTS:]
    if design == "naive":
        return pilot, generator.choice(rest, PILOTS, replace=False)
    return pilot, rest[matched_controls(unlike(history, pilot, rest))]


def unlike(history: Floats, places: Ints, others: Ints) -> Floats:
    """Return how unlike places are (n, m), as the plan has it: out of reach beyond the caliper."""
    total = history.sum(axis=1)
    apart = likeness(history[places], None if others is places else history[others])
    return within_caliper(apart, times_as_many(total[places], total[others]), caliper=CALIPER)


def trial(design: Design, *, mean: float, variation: float, seed: int, power: bool = False) -> Trial:
    """Draw a city, choose the areas and evaluate a pilot that does nothing, or with `power` one whose effect
    is just what the plan calls detectable."""
    generator = np.random.default_rng((seed, int(mean), int(1000 * variation)))
    drawn, rate = counts(generator, mean=mean, variation=variation)
    history = drawn[:, :-1]
    pilot, control = chosen(history, design, generator)
    found = extra_variation(history)
    before = history[pilot, -1], history[control, -1]
    detectable = detectable_fall(*before, variation=found)
    after = drawn[pilot, -1], drawn[control, -1]
    if power:
        left = 1 - detectable if isfinite(detectable) else 0.0
        after = generator.poisson(rate[pilot] * left).astype(np.float64), after[1]
    calls = []
    for noise in (STEADY, found):
        ratio = incidence_rate_ratio(before, after, variation=noise)
        calls.append((ratio.high < 1, ratio.low > 1))
    sums = [np.array([places.sum() for places in pair] + [0.0, 0.0]) for pair in (before, after)]
    return Trial(
        change=displacement_difference(*sums).value,
        poisson=calls[0],
        ours=calls[1],
        detectable=detectable,
    )


def summary(design: Design, *, mean: float, variation: float, replicates: int) -> tuple[float, ...]:
    """Return mean change, false falls and rises by the Poisson test, by ours, the median fall called
    detectable, and how often it is found."""
    runs = [trial(design, mean=mean, variation=variation, seed=seed) for seed in range(replicates)]
    real = [
        trial(design, mean=mean, variation=variation, seed=seed, power=True) for seed in range(replicates)
    ]
    return (
        float(np.mean([run.change for run in runs])),
        *np.mean([run.poisson for run in runs], axis=0).tolist(),
        *np.mean([run.ours for run in runs], axis=0).tolist(),
        float(np.median([run.detectable for run in runs])),
        float(np.mean([run.ours[0] for run in real])),
    )


def seattle(path: str) -> list[tuple[str, float, float]]:
    """Return the outcomes of the treated blocks and of their synthetic control, in the year after."""
    import pandas as pd  # noqa: PLC0415 - for this table only

    table = pd.read_csv(path).sort_values(["ID", "time"])
    by_quarter = {name: table[name].to_numpy(float).reshape(-1, QUARTERS) for name in OUTCOMES}
    treated = table["Intervention"].to_numpy().reshape(-1, QUARTERS).max(axis=1) > 0
    fixed = table[list(COVARIATES)].to_numpy(float)[::QUARTERS]
    before = [by_quarter[name][:, :LAST_BEFORE] for name in OUTCOMES]
    design = np.hstack([np.ones((len(fixed), 1)), fixed, *before])
    weight = synthetic_control(design[~treated], design[treated].sum(axis=0), treated=int(treated.sum()))
    after = {name: values[:, LAST_BEFORE:].sum(axis=1) for name, values in by_quarter.items()}
    return [(n, float(v[treated].sum()), float(weight @ v[~treated])) for n, v in after.items()]


def main(replicates: int, table: str) -> None:
    """Print the tables."""
    print(
        f"{replicates} replicates; {AREAS} areas, {PILOTS} pilots; false falls / false rises, both at 2.5 %"
    )
    print(f"{'design':9} {'variation':>9} {'mean':>5} {'change':>7} {'Poisson':>13} {'ours':>13} ", end="")
    print(f"{'detectable':>10} {'found':>6}")
    for design in DESIGNS:
        for variation, mean in CASES:
            change, *rates, detectable, power = summary(
                design, mean=mean, variation=variation, replicates=replicates
            )
            print(f"{design:9} {variation:9} {mean:5.0f} {change:7.1f}", end=" ")
            print(f"{rates[0]:6.3f}/{rates[1]:.3f} {rates[2]:6.3f}/{rates[3]:.3f}", end=" ")
            print(f"{detectable:10.3f} {power:6.3f}", flush=True)
    for name, observed, usual in seattle(table) if table else ():
        print(f"{name:12} {observed:6.0f} {usual:8.2f} {observed / usual - 1:+.1%}")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATES,
        sys.argv[2] if len(sys.argv) > 2 else "",
    )
