"""One cut-off, one horizon: what each method had flagged, and what then fell into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.judge.comparators import Scored, comparators, log_score
from hotspot.judge.past import THREE_YEARS_DAYS, counted, expected
from hotspot.measure import capture
from hotspot.measure.negative_binomial import log_likelihood
from hotspot.schema.judged import BASELINE, METHODS, OURS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.judge.comparators import Ground
    from hotspot.judge.past import Record
    from hotspot.judge.units import Units
    from hotspot.measure.intensity import Forecast
    from hotspot.schema import Floats, Ints

TOP = 20
LEVELS = (0.5, 0.9, 0.95)  # of the predictive intervals


@dataclass(frozen=True, kw_only=True)
class Window:
    """What followed one cut-off, for one kind of unit: for each of METHODS (m) and number flagged (g).

    `hits`, `hits_even` (with ties drawn by lot), `expected`, `before` (in the three years before the cut-off)
    and `km2` are sums over the flagged units; `apart` the hits that only the method or only the three-year
    counts have; `log_score` (m,); `top` (m, 20) the units of highest score, -1 where there are none;
    `covered` (l, 2) how many of the counts of all units, and of the first twenty, lay in our interval.
    """

    incidents: float
    incidents_before: float
    hits: Floats
    hits_even: Floats
    expected: Floats
    before: Floats
    km2: Floats
    apart: Floats
    log_score: Floats
    top: Ints
    covered: Ints


def forecasts(
    record: Record, units: Units, ground: Ground, *, cutoff: int, horizons: Sequence[int]
) -> list[tuple[tuple[Scored, ...], Forecast]]:
    """Return each method's answer and our forecast, for each horizon, from what came before `cutoff`."""
    others = comparators(record, units, ground, cutoff=cutoff)
    found = []
    for days, ours in zip(horizons, expected(record, units, cutoff=cutoff, horizons=horizons), strict=True):
        own = Scored(method=OURS, score=ours.mean, per_day=ours.mean / days)
        found.append(((own, *others), ours))
    return found


def windows(
    record: Record, units: Units, ground: Ground, *, cutoff: int, horizons: Sequence[int], flagged: Ints
) -> list[Window]:
    """Return what followed day `cutoff`, one window for each of the `horizons` in days."""
    before = counted(record, units, max(cutoff - THREE_YEARS_DAYS, record.first_day), cutoff)
    answers = forecasts(record, units, ground, cutoff=cutoff, horizons=horizons)
    found = []
    for days, (scored, ours) in zip(horizons, answers, strict=True):
        observed = counted(record, units, cutoff, cutoff + days)
        base = next(one.score for one in scored if one.method == BASELINE)
        place = np.argsort(capture.flagging_order(base, observed), kind="stable")
        test = _Test(units=units, days=days, observed=observed, before=before, flagged=flagged, place=place)
        found.append(_window(scored, ours, test))
    return found


@dataclass(frozen=True, kw_only=True)
class _Test:
    """What the answers are held against: the incidents `observed` (n,) in the days that followed and those
    `before` (n,), the numbers of units that are `flagged` (g,), and each unit's `place` (n,) in the order in
    which the three-year counts flag them."""

    units: Units
    days: int
    observed: Floats
    before: Floats
    flagged: Ints
    place: Ints


def _yardsticks(observed: Floats) -> tuple[Scored, Scored]:
    """Return the worst that makes sense, no knowledge at all, and the best that there could have been."""
    nothing = np.full(len(observed), np.nan)
    return Scored(method="random", score=nothing), Scored(method="oracle", score=observed)


def _window(answers: Sequence[Scored], ours: Forecast, test: _Test) -> Window:
    by_name = {one.method: one for one in (*answers, *_yardsticks(test.observed))}
    scored = [by_name[name] for name in METHODS]
    hits, even, predicted, earlier, km2, apart = (
        np.array(column) for column in zip(*(_sums(one, test) for one in scored), strict=True)
    )
    return Window(
        incidents=float(test.observed.sum()),
        incidents_before=float(test.before.sum()),
        hits=hits,
        hits_even=even,
        expected=predicted,
        before=earlier,
        km2=km2,
        apart=apart,
        log_score=np.array([_log_score(one, ours, test.observed) for one in scored]),
        top=np.array([_top(one.score) for one in scored]),
        covered=_covered(ours, test.observed),
    )


def _sums(scored: Scored, test: _Test) -> tuple[Floats, ...]:
    """Return hits, hits_even, expected, before, km², apart (g,) of a method; means of random flagging."""
    observed, flagged, km2 = test.observed, test.flagged, test.units.km2
    nothing = np.full(len(flagged), np.nan)
    if scored.method == "random":
        share = flagged / len(observed)
        hits = observed.sum() * share
        return hits, hits, nothing, test.before.sum() * share, km2.sum() * share, hits
    order = capture.flagging_order(scored.score, observed)
    hits = capture.caught(order, observed, flagged)
    theirs = np.array([observed[test.place < count].sum() for count in flagged])
    shared = [observed[order[:count]][test.place[order[:count]] < count].sum() for count in flagged]
    return (
        hits,
        capture.caught(order, capture.evened(scored.score, observed), flagged),
        nothing if scored.per_day is None else capture.caught(order, scored.per_day * test.days, flagged),
        capture.caught(order, test.before, flagged),
        capture.caught(order, km2, flagged),
        hits + theirs - 2 * np.array(shared),
    )


def _log_score(scored: Scored, ours: Forecast, observed: Floats) -> float:
    if scored.method == OURS:
        return float(log_likelihood(observed, ours.mean, ours.bursts, ours.drift).mean())
    return log_score(scored, observed, days=ours.days)


def _top(score: Floats) -> Ints:
    """Return the twenty units of highest score, of equals the first; -1 where there are no more than that."""
    if len(score) <= TOP or np.isnan(score).all():
        return np.full(TOP, -1, dtype=np.int64)
    return np.argsort(-np.nan_to_num(score, nan=-np.inf), kind="stable")[:TOP]


def _covered(ours: Forecast, observed: Floats) -> Ints:
    top = np.argsort(-ours.mean, kind="stable")[:TOP]
    counts = []
    for level in LEVELS:
        low, high = ours.interval(level)
        within = (observed >= low) & (observed <= high)
        counts.append((int(within.sum()), int(within[top].sum())))
    return np.array(counts, dtype=np.int64)
