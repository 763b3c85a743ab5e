"""Which answers count: those about the run's areas, each once, the last where an observer corrected it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.schema.yards import ITEMS, Ratings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.schema import Period, Rows
    from hotspot.schema.yards import Visit

FARTHEST_YEARS = 5  # between a visit and the end of the incidents, either way


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The visits that count, and the account of all."""

    visits: tuple[Visit, ...]
    rows: Rows


def accepted(
    visits: Sequence[Visit], rows: Rows, *, places: Mapping[str, str], period: Period | None
) -> Accepted:
    """Return the visits about the run's areas, each once.

    `places` are the signs of the run's areas by id. Left out are visits of unknown areas, of areas that lie
    elsewhere now, years away from the `period`, without any grade. A form holds one visit by day and one by
    night to a yard: of several the last saved one counts, and none where two were saved equally often and
    differ (then two people go by one letter).
    """
    kept = []
    for one in visits:
        reason = _reason(one, places, period)
        if reason:
            rows = rows.drop(reason, 1)
        else:
            kept.append(one)
    groups: dict[tuple[object, ...], list[Visit]] = {}
    for one in kept:
        groups.setdefault((one.round, one.area_id, one.observer, one.light), []).append(one)
    found = []
    for group in groups.values():
        last = [one for one in group if one.revision == max(each.revision for each in group)]
        alike = [one for one in group if _same(one, last[0])]
        rows = rows.drop("yards_repeated", len(alike) - 1)
        if all(_same(one, last[0]) for one in last):
            found.append(last[0])
            rows = rows.drop("yards_replaced", len(group) - len(alike))
        else:
            rows = rows.drop("yards_contradicting", len(group) - len(alike) + 1)
    return Accepted(visits=tuple(found), rows=rows)


def ratings_by_round(visits: Sequence[Visit], ids: Sequence[str]) -> tuple[Ratings, ...]:
    """Return the grades by round, the earliest first; `ids` are the areas in the order of the ranking.

    An observer counts once per yard, round and item, with the last visit (by day, the dark one after the
    light one) that saw it.
    """
    row_of = {area_id: row for row, area_id in enumerate(ids)}
    found = []
    for number in sorted({one.round for one in visits}):
        mine = [one for one in visits if one.round == number]
        mine.sort(key=lambda one: (row_of[one.area_id], one.observer, one.day, one.light))
        yards = sorted({row_of[one.area_id] for one in mine})
        at = {yard: i for i, yard in enumerate(yards)}
        observers = sorted({one.observer for one in mine})
        grades = np.full((len(yards), len(observers), len(ITEMS)), np.nan)
        count = np.zeros(len(yards), dtype=np.int64)
        days: list[list[Visit]] = [[] for _ in yards]
        for one in mine:
            i, j, seen = at[row_of[one.area_id]], observers.index(one.observer), np.array(one.grades)
            grades[i, j] = np.where(np.isfinite(seen), seen, grades[i, j])
            count[i] += 1
            days[i].append(one)
        span = tuple((min(v.day for v in each), max(v.day for v in each)) for each in days)
        found.append(
            Ratings(round=number, yard=np.array(yards, np.int64), grades=grades, visits=count, days=span)
        )
    return tuple(found)


def latest(rounds: Sequence[Ratings]) -> list[tuple[Ratings, int]]:
    """Return each yard's last round and its row in it, in the order of the ranking."""
    last: dict[int, tuple[Ratings, int]] = {}
    for one in rounds:
        for i, yard in enumerate(one.yard.tolist()):
            last[yard] = (one, i)
    return [last[yard] for yard in sorted(last)]


def _reason(one: Visit, places: Mapping[str, str], period: Period | None) -> str:
    """Return why a visit cannot count; "" where it can."""
    if one.area_id not in places:
        return "yards_unknown_area"
    if one.place != places[one.area_id]:
        return "yards_moved_area"
    if period is not None and abs(one.day.year - period.last.year) > FARTHEST_YEARS:
        return "yards_bad_date"
    return "" if np.isfinite(one.grades).any() else "yards_empty"


def _same(one: Visit, other: Visit) -> bool:
    return bool(np.array_equal(one.grades, other.grades, equal_nan=True))
