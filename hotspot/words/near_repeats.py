"""Near repeats as a reader meets them: a sentence that says what the table beside it holds, and the table."""

from __future__ import annotations

from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from hotspot.schema.repeated import LEAST_PAIRS, LEAST_TIMES, SAME_PLACE_M, SURE
from hotspot.words.judged import Table
from hotspot.words.phrases import UNKNOWN, number
from hotspot.words.said import chance_text

if TYPE_CHECKING:
    from hotspot.schema import Bools
    from hotspot.schema.repeated import NearRepeat
    from hotspot.words import Words


def type_text(name: str, words: Words) -> str:
    """Return the name of a type; "" stands for all types together."""
    return name or words("repeats.all")


def near_line(one: NearRepeat, words: Words) -> str:
    """Return where and when more incidents follow one than chance brings, by which rule, and which cells of
    the table hold as many without being told as repeats."""
    told = {kind: _cells(one.excess == kind, one, words) for kind in ("near", "apart", "few", "snapped")}
    said: dict[str, str | float] = {"type": type_text(one.type, words), "incidents": one.incidents}
    rule: dict[str, str | float] = {"least": LEAST_TIMES, "sure": SURE, "metres": one.from_m}
    first = one.first
    if first is None:
        lines = [words("repeats.near.untrusted", **said, **rule)]
    elif told["near"]:
        lines = [words("repeats.near.yes", found=told["near"], **said, **rule), _first(one, first, words)]
        lines += [words("repeats.near.also", found=told["apart"])] if told["apart"] else []
    else:
        key = "apart" if told["apart"] else "from" if one.from_m else "no"
        lines = [words(f"repeats.near.{key}", found=told["apart"], **said, **rule), _first(one, first, words)]
    if told["few"]:
        lines.append(words("repeats.near.few", found=told["few"], pairs=LEAST_PAIRS))
    if told["snapped"]:
        lines.append(words("repeats.near.snapped", found=told["snapped"], **rule))
    return "; ".join(lines)


def _first(one: NearRepeat, row: int, words: Words) -> str:
    """Return what the nearest band that can be trusted holds in the first days."""
    where = f"{_where(one, row, row, words)}, {_when(one, 0, 0, words)}"
    if not one.expected[row, 0]:
        return words("repeats.near.first.none", where=where)
    return words(
        "repeats.near.first",
        where=where,
        pairs=int(one.pairs[row, 0]),
        expected=number(float(one.expected[row, 0]), words, 1),
        ratio=words.number(float(one.ratio[row, 0]), 2),
        p=chance_text(float(one.p_adjusted[row, 0]), words),
    )


def _cells(marked: Bools, one: NearRepeat, words: Words) -> str:
    """Return the marked cells (s, t) as places and days; bands in a row with the same days are one."""
    said = []
    for days, rows in groupby(np.flatnonzero(marked.any(axis=1)).tolist(), lambda row: marked[row].tolist()):
        lapses = _runs(np.flatnonzero(days).tolist())
        when = ", ".join(_when(one, begin, end, words) for begin, end in lapses)
        said += [f"{_where(one, low, high, words)}, {when}" for low, high in _runs(list(rows))]
    return " · ".join(said)


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Return the first and last of each run of numbers in a row.

    >>> _runs([0, 1, 3])
    [(0, 1), (3, 3)]
    """
    of_run = groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    runs = [[value for _, value in run] for _, run in of_run]
    return [(run[0], run[-1]) for run in runs]


def _where(one: NearRepeat, begin: int, end: int, words: Words) -> str:
    """Return how far apart the pairs of some bands of distance in a row are."""
    low, high = float(one.metres[begin]), float(one.metres[end + 1])
    if low:
        return words("repeats.at.between", low=low, high=high)
    if not _is_same_place(low, float(one.metres[begin + 1])):
        return words("repeats.at.within", high=high)
    return words("repeats.at.place_and", high=high) if end > begin else words("repeats.at.place")


def _when(one: NearRepeat, begin: int, end: int, words: Words) -> str:
    """Return how many whole days lie between the pairs of some bands of days in a row."""
    first, last = ceil(float(one.days[begin])), ceil(float(one.days[end + 1])) - 1
    if last <= first:
        return words("repeats.at.day", count=first) if first else words("repeats.at.same_day")
    return (
        words("repeats.at.days", first=first, last=last) if first else words("repeats.at.until", count=last)
    )


def _is_same_place(low: float, high: float) -> bool:
    return low == 0 and high <= SAME_PLACE_M


def near_table(one: NearRepeat, words: Words) -> Table:
    """Return pairs over expected pairs by distance and lapse, with the p value."""
    lapses = [_band(one.days[t], one.days[t + 1], words) for t in range(len(one.days) - 1)]
    rows = tuple(
        (
            words("repeats.band.place")
            if _is_same_place(one.metres[s], one.metres[s + 1])
            else _band(one.metres[s], one.metres[s + 1], words),
            *(
                f"{words.number(int(one.pairs[s, t]))}: {words.number(float(one.ratio[s, t]), 2)} "
                f"({chance_text(float(one.p_adjusted[s, t]), words)})"
                if one.expected[s, t] > 0
                else UNKNOWN
                for t in range(len(lapses))
            ),
        )
        for s in range(len(one.metres) - 1)
    )
    heads = (words("repeats.col.metres"), *(words("repeats.col.days", band=lapse) for lapse in lapses))
    title = words("repeats.table.near", type=type_text(one.type, words))
    return Table(title=title, heads=heads, rows=rows, file="near.csv")


def _band(low: float, high: float, words: Words) -> str:
    return f"[{words.number(float(low))}, {words.number(float(high))})"
