"""A score for each yard and round, as sure as its observers agree, and what changed between two rounds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from hotspot.schema.yards import WORST, YARD_COLUMNS
from hotspot.words import Words
from hotspot.words.phrases import local_name, rows_of
from hotspot.yards.agreed import LEAST_SEEN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from hotspot.schema import Bools, Floats, Result
    from hotspot.schema.yards import Noise, Ratings

FEWEST_FREEDOM = 3  # observers beyond the first of their yard, in all, for an interval
SURE = 0.05  # share of false changes among those told
SIDES = 0.975
NONE = "no change beyond noise"
UNKNOWN = float("nan")


@dataclass(frozen=True, kw_only=True)
class Change:
    """What changed in a yard against its round before, in grades; NaN and "" where it cannot be told."""

    change: float = UNKNOWN
    change_low: float = UNKNOWN
    change_high: float = UNKNOWN
    change_p: float = UNKNOWN
    verdict: str = ""


def scored(result: Result, rounds: Sequence[Ratings], noise: Noise) -> gpd.GeoDataFrame:
    """Return one row with `YARD_COLUMNS` per yard and round, in the order of the ranking.

    The score is the mean over the items of the mean grade that observers gave; an item that was not seen in a
    yard counts with the mean of all yards of the round, and widens the interval by how far yards differ in
    it. An item that hardly anybody saw in the round counts in no yard (`comparable`). A yard with fewer than
    five items seen has no score.
    """
    ranking = result.ranking.frame
    ids = [str(one) for one in ranking["area_id"]]
    names = [local_name(row, Words(language=result.language)) for row in rows_of(ranking)]
    changes = _changes(rounds, noise)
    order = sorted(((yard, k, i) for k, one in enumerate(rounds) for i, yard in enumerate(one.yard.tolist())))
    scores = [_scores(one, noise) for one in rounds]
    rows = [
        (
            *(ids[yard], names[yard], rounds[k].round, *map(str, rounds[k].days[i])),
            int(np.isfinite(rounds[k].grades[i]).any(axis=1).sum()),
            int(rounds[k].visits[i]),
            int(np.isfinite(rounds[k].means[i]).sum()),
            *scores[k][i].tolist(),
            *rounds[k].means[i].tolist(),
            *asdict(changes.get((yard, rounds[k].round), Change())).values(),
        )
        for yard, k, i in order
    ]
    frame = ranking.iloc[[yard for yard, _, _ in order]][["geometry"]].reset_index(drop=True)
    columns = [name for name in YARD_COLUMNS if name != "geometry"]
    values = dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))
    return frame.assign(**values)[list(YARD_COLUMNS)]


def sure_of(noise: Noise) -> float:
    """Return how many standard errors make a 95 % interval (Student's t); NaN where too few yards had two."""
    return float(student.ppf(SIDES, noise.freedom)) if noise.freedom >= FEWEST_FREEDOM else UNKNOWN


def observers_of(grades: Floats) -> int:
    """Return how many observers saw enough of a yard (observers, items) to count in full; at least one."""
    return max(1, int((np.isfinite(grades).sum(axis=1) >= LEAST_SEEN).sum()))


def comparable(one: Ratings) -> Bools:
    """Tell which items (items,) were seen in two yards of a round or in all: only by these can yards be held
    against each other. After rounds by day alone, lighting is none."""
    count = np.isfinite(one.means).sum(axis=0)
    return np.asarray((count > 1) | (count == len(one.means)))


def _scores(one: Ratings, noise: Noise) -> Floats:
    """Return the score of each yard and its interval (yards, 3)."""
    means = one.means[:, comparable(one)]
    seen = np.isfinite(means)
    usual, spread = _usual(means)
    found = np.full((len(means), 3), UNKNOWN)
    for i in range(len(means)):
        if seen[i].sum() < LEAST_SEEN:
            continue
        score = np.where(seen[i], means[i], usual).mean()
        unseen = (spread[~seen[i]] ** 2).sum() / means.shape[1] ** 2
        reach = sure_of(noise) * (noise.score**2 / observers_of(one.grades[i]) + unseen) ** 0.5
        found[i] = score, max(0.0, score - reach), min(float(WORST), score + reach)
    return found if np.isfinite(sure_of(noise)) else np.where([True, False, False], found, UNKNOWN)


def _usual(means: Floats) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of each item over the yards that it was seen in; NaN without two."""
    seen = np.isfinite(means)
    count = seen.sum(axis=0)
    total = np.where(seen, means, 0.0).sum(axis=0)
    mean = np.where(count > 1, total / np.maximum(count, 1), UNKNOWN)
    squares = np.where(seen, (means - mean) ** 2, 0.0).sum(axis=0)
    return mean, np.sqrt(squares / np.maximum(count - 1, 1))


def _changes(rounds: Sequence[Ratings], noise: Noise) -> Mapping[tuple[int, int], Change]:
    """Return the change of each yard against its round before, by yard and round.

    Over the items seen both times; a change is told where it is more than observers of one yard differ, by
    Student's t, with false ones held to 5 % of those told (Benjamini & Hochberg 1995).
    """
    found: dict[tuple[int, int], Change] = {}
    before: dict[int, Floats] = {}
    for one in rounds:
        for yard, now in zip(one.yard.tolist(), one.grades, strict=True):
            change = _change(before[yard], now, noise) if yard in before else None
            before[yard] = now
            if change is not None:
                found[yard, one.round] = change
    p_values = [one.change_p for one in found.values()]
    adjusted = false_discovery_control(p_values).tolist() if p_values else []
    return {
        key: replace(one, change_p=p, verdict=_verdict(one, p))
        for (key, one), p in zip(found.items(), adjusted, strict=True)
    }


def _change(past: Floats, now: Floats, noise: Noise) -> Change | None:
    """Return the change between two sets of grades (observers, items); None where it cannot be told."""
    times = sure_of(noise)
    shared = np.isfinite(now).any(axis=0) & np.isfinite(past).any(axis=0)
    if np.isnan(times) or shared.sum() < LEAST_SEEN:
        return None
    change = float((_mean(now) - _mean(past))[shared].mean())
    error = noise.score * (1 / observers_of(now) + 1 / observers_of(past)) ** 0.5
    p_value = 2 * float(student.sf(abs(change) / error, noise.freedom)) if error else float(change == 0)
    return Change(
        change=change,
        change_low=change - times * error,
        change_high=change + times * error,
        change_p=p_value,
    )


def _verdict(one: Change, p_value: float) -> str:
    if p_value > SURE:
        return NONE
    return "worse" if one.change > 0 else "better"


def _mean(grades: Floats) -> Floats:
    seen = np.isfinite(grades)
    return np.asarray(np.where(seen, grades, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1))
