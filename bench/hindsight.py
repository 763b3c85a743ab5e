"""How far can answers from the past go at all? Those that are best looking back, and a truth halfway.

    python bench/hindsight.py [--data ../shared/data] [--every 3] [--cell 200] [NAME …]

Prints Markdown: hits over those of a Gaussian kernel surface of 400 m, geometric means over the types. `ours`
knows what came before the cut-off, and so do all answers of the `blend`: ours, its parts, those of
`variants.py` and the methods of the back-test. But their weights are chosen looking back, for each type,
horizon and share of the ground, as those that find most in these very windows: no rule could know them. In
`other windows` they are those that find most in every second window, tried on the windows between.
`halfway` knows the true rates, if these are the mean of our forecast and of what came, place by place; hits
and surface are counted in these rates, so that what was luck in the window counts as known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from backtest import City, geometric
from by_city import print_tables
from lessons import MORE, lessons_of

from hotspot import judge
from hotspot.judge.calendar import cutoffs_for, month_starts
from hotspot.judge.comparators import comparators, on_ground
from hotspot.judge.past import expected
from hotspot.measure import capture
from hotspot.measure.hit_rate import hits_of
from hotspot.measure.poisson_mixture import fit_weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hotspot.judge import Places, Units
    from hotspot.schema import Floats

CUTOFFS = 24
KNOWN = ("ours", "blend", "other windows", "halfway", "oracle")
OURS, SURFACE = 0, "kde-400"
STEPS = (0.01, 0.03, 0.1, 0.3, 1.0)  # of all weights, that one weight is moved by
ROUNDS = 6
ALONE = 3  # answers from which the climb begins, too


@dataclass(frozen=True, kw_only=True)
class Window:
    """One cut-off: `answers` (k, n) from what was known then, each adding up to 1 and ours first, the kernel
    `surface` (n,), and what `followed` (n,)."""

    answers: Floats
    surface: Floats
    followed: Floats


def table(city: City, *, cell_m: float, every: int) -> Iterator[str]:
    """Return a row for each horizon and share."""
    ground = judge.ground_of(city.study, city.xy)
    units = judge.square_units(judge.ground_of(city.study, city.xy, cell_m=cell_m), ground, city.xy)
    question = judge.Question()
    flagged = [int(capture.flagged_count(share, len(units.km2))) for share in question.shares]
    starts, first_day = month_starts(city.first, city.days), min(r.first_day for r in city.series.values())
    for days in question.horizons:
        at = cutoffs_for(starts, horizon_days=days, recorded_from=first_day, end=city.days, most=CUTOFFS)[
            ::-every
        ].tolist()
        found = []
        for kind in city.series:
            seen = [window(kind, city, units, ground, cutoff=cutoff, days=days) for cutoff in at]
            found.append([over_surface(seen, flagged=many) for many in flagged])
        for column, share in enumerate(question.shares):
            ratios = (geometric([one[column][row] for one in found]) for row in range(len(KNOWN)))
            yield f"| {days} | {share:.1%} | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |"


def window(kind: str, city: City, units: Units, ground: Places, *, cutoff: int, days: int) -> Window:
    """Return what was known of a type on the morning of day `cutoff`, and what followed in these `days`."""
    record = city.series[kind]
    now, _ = lessons_of(kind, city.series, units, cutoff=cutoff, days=days)
    (ours,) = expected(record, units, cutoff=cutoff, horizons=[days])
    others = {
        one.method: one.score
        for one in comparators(
            record, units, on_ground(record, ground, city.xy, cutoff=cutoff), cutoff=cutoff
        )
    }
    answers = np.vstack([ours.mean, now.told(list(MORE)), *others.values()])
    answers -= np.minimum(answers.min(axis=1, keepdims=True), 0)  # Gi* has answers below 0
    answers /= np.maximum(answers.sum(axis=1, keepdims=True), 1e-12)
    return Window(answers=answers, surface=others[SURFACE], followed=now.followed)


def over_surface(seen: Sequence[Window], *, flagged: int) -> tuple[float, ...]:
    """Return the hits of those who know so much, over those of the kernel surface, in all windows."""
    surface = sum(hits_of(one.surface, one.followed, flagged=flagged) for one in seen)
    ours = sum(hits_of(one.answers[OURS], one.followed, flagged=flagged) for one in seen)
    oracle = sum(hits_of(one.followed, one.followed, flagged=flagged) for one in seen)
    blend = hits_by(looking_back(seen, flagged=flagged), seen, flagged=flagged)
    halves = (seen[::2], seen[1::2])
    others = sum(
        hits_by(looking_back(taught, flagged=flagged), tried, flagged=flagged)
        for taught, tried in (halves, halves[::-1])
    )
    rates = [halfway(one) for one in seen]
    known = sum(hits_of(rate, rate, flagged=flagged) for rate in rates)
    spread = sum(hits_of(one.surface, rate, flagged=flagged) for one, rate in zip(seen, rates, strict=True))
    return ours / surface, blend / surface, others / surface, known / spread, oracle / surface


def halfway(one: Window) -> Floats:
    """Return rates (n,) halfway between our forecast and what came."""
    return np.asarray((one.answers[OURS] * one.followed.sum() + one.followed) / 2)


def looking_back(seen: Sequence[Window], *, flagged: int) -> Floats:
    """Return the weights (k,) that find most in these windows: climbed to from ours alone, from those by
    which the windows are likeliest, and from each of the answers that find most alone."""
    likeliest = fit_weights(
        np.concatenate([one.answers * one.followed.sum() for one in seen], axis=1),
        np.concatenate([one.followed for one in seen]),
    )
    alone = np.eye(len(likeliest))
    hits = [hits_by(weights, seen, flagged=flagged) for weights in alone]
    starts = [alone[OURS], likeliest / max(likeliest.sum(), 1e-12), *alone[np.argsort(hits)[-ALONE:]]]
    tops = [climbed(seen, start, flagged=flagged) for start in starts]
    return tops[int(np.argmax([hits_by(weights, seen, flagged=flagged) for weights in tops]))]


def climbed(seen: Sequence[Window], start: Floats, *, flagged: int) -> Floats:
    """Return the weights (k,) after moving one at a time, none below 0, while that finds more in all."""
    weights, best = start.copy(), hits_by(start, seen, flagged=flagged)
    scores = [start @ one.answers for one in seen]
    for _ in range(ROUNDS):
        before = best
        for answer in range(len(weights)):
            for step in (sign * size for size in STEPS for sign in (1.0, -1.0)):
                moved = max(step, -float(weights[answer]))
                tried = [score + moved * one.answers[answer] for score, one in zip(scores, seen, strict=True)]
                if moved and (hits := _hits(seen, tried, flagged=flagged)) > best:
                    best, scores = hits, tried
                    weights[answer] += moved
        if best == before:
            break
    return weights


def hits_by(weights: Floats, seen: Sequence[Window], *, flagged: int) -> float:
    """Return the hits in all windows by these weights (k,) of the answers."""
    return _hits(seen, [weights @ one.answers for one in seen], flagged=flagged)


def _hits(seen: Sequence[Window], scores: Sequence[Floats], *, flagged: int) -> float:
    pairs = zip(scores, seen, strict=True)
    return sum(hits_of(score, one.followed, flagged=flagged) for score, one in pairs)


if __name__ == "__main__":
    print_tables(str(__doc__), KNOWN, table)
