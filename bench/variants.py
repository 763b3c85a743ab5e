"""What was tried on the forecast and did not win: more answers, other places to fit, other learners.

    python bench/variants.py [--data ../shared/data] [--every 3] [--cell 200] [--only WORD] [NAME …]

Prints Markdown: for each variant its hits over those of the forecast as it is, summed over every third of the
last 24 monthly cut-offs, as geometric means over the types: the lowest and the highest over three horizons
and four shares of the ground, and the mean of the twelve. All learn from the same lessons; ties are taken in
the worst order. `--only` names a part of a variant's name. Takes half an hour, most of it for trees.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from backtest import CITIES, ROOT, City, city_of, geometric
from lessons import MORE, Lesson, lessons_of
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import PoissonRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from hotspot import judge
from hotspot.judge.calendar import cutoffs_for, month_starts
from hotspot.measure import capture
from hotspot.measure.intensity import BUSY_SHARE, MEAN
from hotspot.measure.poisson_mixture import fit_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hotspot.judge import Units
    from hotspot.judge.past import Record
    from hotspot.schema import Floats, Ints

    Learner: TypeAlias = Callable[[Lesson, Sequence[Lesson]], Floats]

CUTOFFS = 24
TREES_SHARE = 0.4  # of the places, the busiest: trees are grown for them
OURS, TYPES = "the forecast as it is", "rates of the other types as answers"
REGRESSION = "a log-linear Poisson regression on the answers"
TREES = "gradient boosting (Poisson) on the answers"
TREES_OF_TYPES = "gradient boosting (Poisson) on the answers and all other types"


def weighted(
    now: Lesson, lessons: Sequence[Lesson], *, names: Sequence[str] = (), share: float = BUSY_SHARE
) -> Floats:
    """Return the scores (n,) by weights of the answers, fitted on the busiest share of the places."""
    answers, followed, level = _taught(lessons, names, share)
    return fit_weights(answers * level, followed) @ now.told(names)


def regressed(now: Lesson, lessons: Sequence[Lesson]) -> Floats:
    """Return the scores (n,) by a Poisson regression on the logarithms of the answers, each plus the city's
    mean."""
    answers, followed, level = _taught(lessons, (), BUSY_SHARE)
    model: Any = make_pipeline(StandardScaler(), PoissonRegressor(alpha=1e-4, max_iter=300))
    model.fit(np.log1p(answers.T), followed / level, poissonregressor__sample_weight=level)
    return np.asarray(model.predict(np.log1p(now.answers.T)))


def boosted(now: Lesson, lessons: Sequence[Lesson], *, names: Sequence[str] = ()) -> Floats:
    """Return the scores (n,) by gradient boosting of trees with Poisson's likelihood."""
    answers, followed, level = _taught(lessons, names, TREES_SHARE)
    model: Any = HistGradientBoostingRegressor(
        loss="poisson",
        max_iter=100,
        learning_rate=0.05,
        max_leaf_nodes=15,
        min_samples_leaf=50,
        early_stopping=False,
        random_state=0,
    )
    model.fit(answers.T, followed / level, sample_weight=level)
    return np.asarray(model.predict(now.told(names).T))


LEARNERS: Mapping[str, Learner] = {
    OURS: weighted,
    "half-lives of 7, 14 and 30 days and their surroundings (near repeats)": partial(
        weighted, names=["short"]
    ),
    "the whole record, the last year, a half-life of 11 years": partial(weighted, names=["spans"]),
    "the same season of the last three years": partial(weighted, names=["season"]),
    "what stands out at 10, 1 and 0.2 % too; root and square of the own rate": partial(
        weighted, names=["out"]
    ),
    TYPES: partial(weighted, names=["types"]),
    "all of these at once": partial(weighted, names=list(MORE)),
    "weights for the busiest 3 % of the squares": partial(weighted, share=0.03),
    "weights for the busiest 5 %": partial(weighted, share=0.05),
    "weights for the busiest 40 %": partial(weighted, share=0.4),
    "weights for all squares": partial(weighted, share=1.0),
    REGRESSION: regressed,
    TREES: boosted,
    TREES_OF_TYPES: partial(boosted, names=["types"]),
}
MEANS = {  # of the forecast and another one
    "the mean of the forecast and that regression": REGRESSION,
    "the mean of the forecast and that boosting with other types": TREES_OF_TYPES,
    "the mean of the forecast and of that with other types": TYPES,
}
BLEND = "geometric blend with the three-year count"
VARIANTS = (*(name for name in LEARNERS if name != OURS), *MEANS, BLEND)


def main() -> None:
    """Print a table for each city that was named (all by default)."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--every", type=int, default=3, help="of the last 24 monthly cut-offs")
    parser.add_argument("--cell", type=float, default=200.0, help="metres, side of the squares")
    parser.add_argument("--only", default="", help="variants whose name holds this")
    asked = parser.parse_args()
    tried = [name for name in VARIANTS if asked.only in name]
    for name in CITIES:
        if not asked.names or name in asked.names:
            print(f"\n## {name}, squares of {asked.cell:g} m\n", flush=True)
            print("| tried | lowest–highest | mean |\n|---|---|---:|")
            ratios = over_ours(city_of(name, asked.data), tried, cell_m=asked.cell, every=asked.every)
            for variant, ratio in zip(tried, ratios, strict=True):
                print(f"| {variant} | {ratio.min():.3f}–{ratio.max():.3f} | {geometric(ratio):.3f} |")


def over_ours(city: City, tried: Sequence[str], *, cell_m: float, every: int) -> Floats:
    """Return each variant's hits over ours (v, horizons × shares), geometric means over the types."""
    ground = judge.ground_of(city.study, city.xy)
    units = judge.square_units(judge.ground_of(city.study, city.xy, cell_m=cell_m), ground, city.xy)
    question, starts = judge.Question(), month_starts(city.first, city.days)
    flagged = np.array([capture.flagged_count(share, len(units.km2)) for share in question.shares])
    first_day = min(record.first_day for record in city.series.values())
    found = []
    for days in question.horizons:
        at = cutoffs_for(starts, horizon_days=days, recorded_from=first_day, end=city.days, most=CUTOFFS)[
            ::-every
        ]
        caught_of = [
            caught(kind, city.series, units, tried, at=at, days=days, flagged=flagged) for kind in city.series
        ]
        found.append(np.apply_along_axis(geometric, 0, np.array(caught_of)))
    return np.concatenate(found, axis=1)


def caught(
    kind: str,
    series: Mapping[str, Record],
    units: Units,
    tried: Sequence[str],
    *,
    at: Ints,
    days: int,
    flagged: Ints,
) -> Floats:
    """Return the hits (v, g) of each variant over those of the forecast as it is, at all cut-offs."""
    hits = np.zeros((len(tried) + 1, len(flagged)))
    for cutoff in at.tolist():
        now, lessons = lessons_of(kind, series, units, cutoff=cutoff, days=days)
        for row, score in enumerate(scores(now, lessons, (OURS, *tried))):
            order = capture.flagging_order(score, now.followed)
            hits[row] += capture.caught(order, now.followed, flagged)
    return np.asarray(hits[1:] / hits[0])


def scores(now: Lesson, lessons: Sequence[Lesson], tried: Sequence[str]) -> list[Floats]:
    """Return the scores (n,) of each variant; the means are taken of scores of equal sum."""
    known: dict[str, Floats] = {}

    def learned(name: str) -> Floats:
        if name not in known:
            known[name] = LEARNERS[name](now, lessons)
        return known[name]

    def score(name: str) -> Floats:
        if name in LEARNERS:
            return learned(name)
        ours = learned(OURS)
        if name == BLEND:
            return np.sqrt(ours * now.answers[MEAN])
        other = learned(MEANS[name])
        return ours / ours.sum() + other / other.sum()

    return [score(name) for name in tried]


def _taught(lessons: Sequence[Lesson], names: Sequence[str], share: float) -> tuple[Floats, Floats, Floats]:
    """Return answers (k, m) and what followed (m,) in the busiest places of all lessons, and how many
    incidents followed in the mean place of each one's city (m,)."""
    rows = [one.busiest(share) for one in lessons]
    answers = [one.told(names)[:, busy] for one, busy in zip(lessons, rows, strict=True)]
    followed = [one.followed[busy] for one, busy in zip(lessons, rows, strict=True)]
    level = [np.full(len(busy), one.followed.mean()) for one, busy in zip(lessons, rows, strict=True)]
    return np.concatenate(answers, axis=1), np.concatenate(followed), np.concatenate(level)


if __name__ == "__main__":
    main()
