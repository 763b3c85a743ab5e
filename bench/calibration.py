"""Check on invented cities how often the intervals of ranks hold: `python bench/calibration.py [replicates]`.

The truth is known, incidents are drawn from it, and the same functions as in `hotspot rank` say which ranks
each area may have. Undated: one count for each area. Dated: two years of days, and the ranks are those of the
third year, in which every place either goes on as before or has drifted (its logarithm takes a normal step
every thirty days). Prints one line for each case: how often the 95 % intervals of single ranks hold for all
areas and for those that are truly among the first five, how wide they are, and how often the exact sets hold
for all areas at once.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hotspot.measure.gamma_poisson import Posterior, fit_prior, posterior
from hotspot.measure.history import History
from hotspot.measure.intensity import forecast
from hotspot.measure.ranks import first_areas, rank_intervals, rank_sets
from hotspot.measure.surroundings import spreads_between

if TYPE_CHECKING:
    from hotspot.schema import Floats

REPLICATES = 500
TOP = 5
YEAR, MONTH = 365, 30
Truth: TypeAlias = Literal["lognormal 1", "lognormal 0.5", "near-ties"]
STEP = 0.1  # of the logarithm of a drifting rate, in thirty days: a third in a year


@dataclass(frozen=True, kw_only=True)
class Case:
    """A kind of city: how unlike its `areas` are (`truth`), `incidents` on average; with dates or without."""

    truth: Truth
    areas: int
    incidents: int
    record: Literal["undated", "dated", "drifting"] = "undated"


KINDS: tuple[tuple[Truth, int, int], ...] = (
    ("lognormal 1", 20, 200),
    ("lognormal 1", 50, 5000),
    ("lognormal 0.5", 50, 500),
    ("near-ties", 20, 200),
    ("near-ties", 50, 5000),
)
UNDATED = tuple(Case(truth=truth, areas=areas, incidents=count) for truth, areas, count in KINDS)
RECORDS: tuple[Literal["dated", "drifting"], ...] = ("dated", "drifting")
DATED = tuple(
    Case(truth=truth, areas=areas, incidents=max(count, 1000), record=record)
    for record in RECORDS
    for truth, areas, count in KINDS
)


def shares(case: Case, generator: np.random.Generator) -> Floats:
    """Draw each area's true share of the incidents."""
    match case.truth:
        case "lognormal 1":
            rate = np.exp(generator.normal(0, 1.0, case.areas))
        case "lognormal 0.5":
            rate = np.exp(generator.normal(0, 0.5, case.areas))
        case "near-ties":
            rate = 1 + 0.002 * np.arange(case.areas)[::-1]
    return np.asarray(rate / rate.sum())


def places(case: Case) -> Floats:
    """Put the areas on a square lattice of 200 m; the truth knows nothing of it."""
    side = int(np.ceil(np.sqrt(case.areas)))
    return np.array([(200.0 * (area % side), 200.0 * (area // side)) for area in range(case.areas)])


def undated(case: Case, generator: np.random.Generator) -> tuple[Floats, Posterior, Floats]:
    """Return the true rates, what `hotspot rank` says of them, and the counts."""
    truth = shares(case, generator)
    counts = generator.multinomial(case.incidents, truth).astype(np.float64)
    ones = np.ones(case.areas)
    return truth, posterior(counts, ones, fit_prior(counts, ones, places(case))), counts


def dated(case: Case, generator: np.random.Generator) -> tuple[Floats, Posterior, Floats]:
    """Return the true rates of the third year, what is said of them at the end of the second, and the
    counts."""
    truth, days = shares(case, generator), 2 * YEAR
    month = np.arange(days + YEAR) // MONTH
    step = STEP if case.record == "drifting" else 0.0
    drifted = np.cumsum(generator.normal(0, step, (int(month[-1]) + 1, case.areas)), axis=0)
    daily = (truth * np.exp(drifted))[month]
    drawn = generator.poisson(daily[:days] * case.incidents / days)
    day, unit = np.nonzero(drawn)
    times = drawn[day, unit]
    history = History(
        unit=np.repeat(unit, times), day=np.repeat(day, times), size=np.ones(case.areas), first_day=0
    )
    ahead = forecast(history, cutoff=days, days=YEAR, spreads=spreads_between(places(case)))
    return daily[days:].mean(axis=0), ahead.rates(history.size, level=False), drawn.sum(axis=0).astype(float)


def held(case: Case, replicate: int) -> tuple[float, float, float, bool, bool]:
    """Draw one city; return how many of the intervals hold, of all and of the first, how wide they are,
    whether all exact sets hold, and whether all that is said of the first five is right."""
    generator = np.random.default_rng((case.areas, case.incidents, replicate))
    truth, rates, counts = (undated if case.record == "undated" else dated)(case, generator)
    rank = np.argsort(np.argsort(-truth, kind="stable"), kind="stable") + 1
    drawn = rank_intervals(rates, top=TOP, seed=replicate)
    inside = (drawn.low <= rank) & (rank <= drawn.high)
    best, worst = rank_sets(counts)
    sure, maybe = first_areas(counts, top=TOP)
    right = bool(np.all(rank[sure] <= TOP) and np.all((sure | maybe)[rank <= TOP]))
    every = bool(np.all((best <= rank) & (rank <= worst)))
    width = float(np.mean(drawn.high - drawn.low + 1))
    return float(inside.mean()), float(inside[rank <= TOP].mean()), width, every, right


def main(replicates: int) -> None:
    """Print the table; exact sets speak of the time of the counts, so that a drifting truth may leave
    them."""
    print(f"{replicates} replicates each; 95 % intervals of ranks, exact simultaneous sets at 95 %")
    print(
        f"{'truth':14} {'areas':>5} {'incidents':>9} {'record':9} {'all':>6} {'top 5':>6} {'width':>6}",
        end="",
    )
    print(f" {'sets':>6} {'first 5':>7}")
    for case in (*UNDATED, *DATED):
        every, top, width, sets, first = np.mean([held(case, each) for each in range(replicates)], axis=0)
        print(f"{case.truth:14} {case.areas:5} {case.incidents:9} {case.record:9}", end=" ")
        print(f"{every:6.3f} {top:6.3f} {width:6.1f} {sets:6.3f} {first:7.3f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATES)
