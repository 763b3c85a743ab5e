"""How much is there to gain at all? What would be caught by somebody who knew most of what comes.

    python bench/ceiling.py [--data ../shared/data] [--every 3] [--cell 200] [NAME …]

Prints Markdown: hits over those of a Gaussian kernel surface of 400 m, geometric means over the types. `ours`
knows what came before the cut-off. `after` is told, besides, what happened in as many days (half a year at
least, as far as the record goes) after the tested ones; `nine tenths` also nine of ten of the tested
incidents themselves, drawn by lot, and is judged on the tenth; both are weighted as would have been best for
these very windows. `rates` knows the true rate of each square in the window, if rates are spread around ours
as our intervals say. The `oracle` knows every incident. More than `rates` would be luck; `nine tenths` is
what can be made of the past with most of the answer at hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from backtest import City, geometric
from by_city import print_tables

from hotspot import judge
from hotspot.judge.calendar import cutoffs_for, month_starts
from hotspot.judge.comparators import KDE_M
from hotspot.judge.past import THREE_YEARS_DAYS, counted, expected
from hotspot.measure import capture
from hotspot.measure.history import History
from hotspot.measure.intensity import BUSY_SHARE, CITY, rates
from hotspot.measure.poisson_mixture import fit_weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hotspot.judge import Places, Units
    from hotspot.judge.past import Record
    from hotspot.measure.intensity import Forecast
    from hotspot.schema import Floats, Ints

TENTHS, LEAST_AFTER_DAYS, CUTOFFS = 10, 180, 24
NEAR = 3  # kernels that also spread what was told
KNOWN = ("ours", "after", "nine tenths", "rates", "oracle")


def table(city: City, *, cell_m: float, every: int) -> Iterator[str]:
    """Return a row for each horizon and share."""
    ground = judge.ground_of(city.study, city.xy)
    units = judge.square_units(judge.ground_of(city.study, city.xy, cell_m=cell_m), ground, city.xy)
    question = judge.Question()
    flagged = np.array([capture.flagged_count(share, len(units.km2)) for share in question.shares])
    starts, first_day = month_starts(city.first, city.days), min(r.first_day for r in city.series.values())
    for days in question.horizons:
        at = cutoffs_for(starts, horizon_days=days, recorded_from=first_day, end=city.days, most=CUTOFFS)[
            ::-every
        ]
        found = [
            caught(record, units, ground, city.xy, at=at, days=days, flagged=flagged)
            for record in city.series.values()
        ]
        for column, share in enumerate(question.shares):
            ratios = (geometric([one[row, column] for one in found]) for row in range(len(KNOWN)))
            yield f"| {days} | {share:.1%} | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |"


def caught(
    record: Record, units: Units, ground: Places, xy: Floats, *, at: Ints, days: int, flagged: Ints
) -> Floats:
    """Return the hits (5, g) of those who know so much, over those of the kernel surface, at all cut-offs."""
    hits = np.zeros((len(KNOWN) + 1, len(flagged)))
    told = [windows(record, units, cutoff=cutoff, days=days) for cutoff in at.tolist()]
    before_and_after = len(told[0][0][0]) - 1 - NEAR  # answers that do not know the window itself
    every = in_hindsight(told, answers=len(told[0][0][0]))
    after = in_hindsight(told, answers=before_and_after)
    for cutoff, (answers, tenths) in zip(at.tolist(), told, strict=True):
        observed = np.sum(tenths, axis=0)
        (ours,) = expected(record, units, cutoff=cutoff, horizons=[days])
        scores = (ours.mean, after @ answers[0][:before_and_after], observed)
        for row, score in zip((0, 1, 4), scores, strict=True):
            hits[row] += hits_of(score, observed, flagged)
        hits[3] += hits_of(ours.mean, observed, flagged) * gain_of_rates(ours, units, flagged, seed=cutoff)
        hits[2] += sum(hits_of(every @ a, tenth, flagged) for a, tenth in zip(answers, tenths, strict=True))
        hits[5] += hits_of(kernel_surface(record, units, ground, xy, cutoff=cutoff), observed, flagged)
    return np.asarray(hits[:-1] / hits[-1])


def gain_of_rates(ours: Forecast, units: Units, flagged: Ints, *, seed: int) -> Floats:
    """Return how many times as many hits (g,) the true rates would have; drawn around the means of `ours`."""
    around = ours.rates(units.km2, level=False)
    true = units.km2 * np.random.default_rng(seed).gamma(around.shape) / around.rate
    return hits_of(true, true, flagged) / hits_of(ours.mean, true, flagged)


def hits_of(score: Floats, observed: Floats, flagged: Ints) -> Floats:
    """Return the hits (g,) in the units of highest score, ties in the worst order."""
    return capture.caught(capture.flagging_order(score, observed), observed, flagged)


def windows(
    record: Record, units: Units, *, cutoff: int, days: int
) -> tuple[Sequence[Floats], Sequence[Floats]]:
    """Return, for each tenth of the incidents that follow, what is known besides it, as answers (k, n) of
    equal sum, and that tenth (n,)."""
    n, seen = len(units.km2), record.before(cutoff)
    unit = units.of_incident[seen.row]
    held = unit >= 0
    history = History(unit=unit[held], day=seen.day[held], size=units.km2, first_day=record.first_day)
    past = rates(history, cutoff, spreads=units.spreads)
    after = near(counted(record, units, cutoff + days, cutoff + days + max(days, LEAST_AFTER_DAYS)), units)
    following = units.of_incident[record.rows(cutoff, cutoff + days)]
    following = following[following >= 0]
    drawn = np.random.default_rng(cutoff).integers(0, TENTHS, len(following))
    tenths = [np.bincount(following[drawn == k], minlength=n).astype(float) for k in range(TENTHS)]
    each = np.sum(tenths) / TENTHS
    known = np.vstack([past * (each / past[CITY].sum()), after * (each / max(after[0].sum(), 1.0))])
    others = (near(np.sum(tenths, axis=0) - tenth, units) / (TENTHS - 1) for tenth in tenths)
    return [np.vstack([known, other]) for other in others], tenths


def near(counts: Floats, units: Units) -> Floats:
    """Return counts (n,) and what the narrower kernels spread of them, (4, n)."""
    around = (
        units.km2 * spread(counts) / np.maximum(spread(units.km2), 1e-9) for spread in units.spreads[:NEAR]
    )
    return np.vstack([counts, *around])


def in_hindsight(told: Sequence[tuple[Sequence[Floats], Sequence[Floats]]], *, answers: int) -> Floats:
    """Return the weights of the first so many answers that fit the tenths of all windows best."""
    pairs = [pair for window in told for pair in list(zip(*window, strict=True))[::2]]
    busy = [_busy(one) for one, _ in pairs]
    return fit_weights(
        np.concatenate([one[:answers, rows] for (one, _), rows in zip(pairs, busy, strict=True)], axis=1),
        np.concatenate([tenth[rows] for (_, tenth), rows in zip(pairs, busy, strict=True)]),
    )


def kernel_surface(record: Record, units: Units, ground: Places, xy: Floats, *, cutoff: int) -> Floats:
    """Return the kernel density (n,) of the three years before, as the back-test has it."""
    square = ground.of(xy[record.rows(max(cutoff - THREE_YEARS_DAYS, record.first_day), cutoff)])
    counts = np.bincount(square[square >= 0], minlength=int(ground.inside.sum())).astype(float)
    inside = ground.blurred(np.ones(len(counts)), KDE_M)
    return units.summed(ground.blurred(counts, KDE_M) / np.maximum(inside, 1e-12))


def _busy(answers: Floats) -> Ints:
    most = int(answers.shape[1] * BUSY_SHARE)
    return np.argpartition(answers.mean(axis=0), -most)[-most:]


if __name__ == "__main__":
    print_tables(str(__doc__), KNOWN, table)
