"""Which items go with incidents: an association over yards, never a cause, and none where yards are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.elastic_net import cross_validated, penalties, poisson_elastic_net
from hotspot.schema.yards import ITEMS, ItemEffect, Related

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from hotspot.schema import Bools, Floats, Ints, Result
    from hotspot.schema.yards import Ratings, Refused

FEWEST_YARDS = 50  # five for each item of the list
FEWEST_INCIDENTS = 100  # ten for each item; Peduzzi et al. (1996), J. Clinical Epidemiology 49, 1373
LEAST_SEEN = 0.5  # share of the yards in which an item has to be seen
FOLDS, DRAWS = 10, 500
SIDES = (0.025, 0.975)


def related_of(result: Result, last: Sequence[tuple[Ratings, int]], *, disagreed: Collection[str]) -> Related:
    """Return how the incidents per km² of the yards go with their items.

    `last` is each yard's last round; items on which observers `disagreed`, that hardly anybody saw or that
    are alike everywhere are left out, and an item not seen in a yard counts as usual there. Intervals are
    from yards drawn again with replacement (percentile bootstrap), at the same penalty.
    """
    yards = np.array([one.yard[i] for one, i in last], dtype=np.int64)
    counts, exposure = _counts(result, yards)
    total = int(counts.sum())
    if len(yards) < FEWEST_YARDS or total < FEWEST_INCIDENTS:
        few: Refused = "few_yards" if len(yards) < FEWEST_YARDS else "few_incidents"
        return Related(yards=len(yards), incidents=total, refused=few)
    grades = np.array([one.means[i] for one, i in last]).reshape(-1, len(ITEMS))
    used = _usable(grades, disagreed)
    left_out = tuple(item for item, one in zip(ITEMS, used, strict=True) if not one)
    if not used.any():
        return Related(yards=len(yards), incidents=total, left_out=left_out, refused="alike")
    x = grades[:, used]
    x = np.where(np.isfinite(x), x, np.nanmean(x, axis=0))
    draw = np.random.default_rng(result.seed)
    tried = penalties(x, counts, exposure)
    folds = draw.permutation(len(yards)) % FOLDS
    penalty = cross_validated(x, counts, exposure, tried=tried, folds=folds)
    slopes = poisson_elastic_net(x, counts, exposure, penalty=penalty).slopes
    drawn = np.array(
        [
            poisson_elastic_net(x[rows], counts[rows], exposure[rows], penalty=penalty).slopes
            for rows in draw.integers(0, len(yards), (DRAWS, len(yards)))
        ]
    )
    items = [item for item, one in zip(ITEMS, used, strict=True) if one]
    effects = [_effect(item, slopes[k], drawn[:, k]) for k, item in enumerate(items)]
    return Related(
        yards=len(yards),
        incidents=total,
        effects=tuple(sorted(effects, key=lambda one: -abs(np.log(one.ratio)))),
        left_out=left_out,
        penalty=penalty,
        draws=DRAWS,
    )


def _counts(result: Result, yards: Ints) -> tuple[Floats, Floats]:
    """Return the incidents (n,) and km² (n,) of the yards, rows of the ranking."""
    ranking = result.ranking.frame.iloc[yards]
    return ranking["incidents"].to_numpy(np.float64), ranking["area_km2"].to_numpy(np.float64)


def _usable(grades: Floats, disagreed: Collection[str]) -> Bools:
    seen = np.isfinite(grades)
    low = np.where(seen, grades, np.inf).min(axis=0)
    high = np.where(seen, grades, -np.inf).max(axis=0)
    trusted = np.array([item not in disagreed for item in ITEMS])
    return np.asarray(trusted & (seen.mean(axis=0) >= LEAST_SEEN) & (high > low))


def _effect(item: str, slope: float, drawn: Floats) -> ItemEffect:
    low, high = np.quantile(np.exp(drawn), SIDES)
    return ItemEffect(
        item=item,
        ratio=float(np.exp(slope)),
        low=float(low),
        high=float(high),
        kept=float((drawn != 0).mean()),
    )
