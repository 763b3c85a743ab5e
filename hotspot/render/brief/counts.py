"""What the charts of a brief show, counted from the incidents of one area: by week, by month, by type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.clock import clock_counts, only_months, piece_counts
from hotspot.words.dates import MONTHS_FROM_DAYS, piece_text, pieces
from hotspot.words.phrases import percent

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from hotspot.measure.clock import Clock
    from hotspot.schema import Period, Result
    from hotspot.words import Words

KINDS_SHOWN = 6
FEWEST_OF_A_KIND = 3  # with fewer, a description that occurs once would show


@dataclass(frozen=True, kw_only=True)
class Times:
    """Incidents in each piece of the period (months; weeks or days of a short one), which `names` name;
    `cut` are pieces that the period holds only a part of."""

    counts: tuple[int, ...]
    names: tuple[str, ...]
    cut: tuple[bool, ...]


@dataclass(frozen=True, kw_only=True)
class Kinds:
    """Incidents of the most frequent types, and of all others together; `texts` say count and share."""

    counts: tuple[int, ...]
    names: tuple[str, ...]
    texts: tuple[str, ...]


def clock_of(result: Result, inside: pd.DataFrame) -> Clock | None:
    """Return the incidents of an area by weekday and hour; None where there are none or no weekdays."""
    start, hour_known = _times(result.incidents)
    if result.period is None or not len(inside) or only_months(start, hour_known):
        return None
    return clock_counts(*_times(inside))


def times_of(result: Result, inside: pd.DataFrame, words: Words) -> Times | None:
    """Return the incidents of an area over the period; None without dates, or with too few months."""
    period = result.period
    if period is None or not len(inside):
        return None
    if period.days < MONTHS_FROM_DAYS and only_months(*_times(result.incidents)):
        return None
    parts = pieces(period)
    first = np.array([begin for begin, _ in parts], dtype="datetime64[D]")
    return Times(
        counts=tuple(piece_counts(_times(inside)[0], first).tolist()),
        names=tuple(piece_text(part, period, words) for part in parts),
        cut=tuple(_is_cut(part, parts, period) for part in parts),
    )


def kinds_of(inside: pd.DataFrame, words: Words) -> Kinds | None:
    """Return the types of an area's incidents; those that occur once or twice are counted with the others.

    Incidents that are told without their type (`at_place` False) are counted apart from those that have none.
    """
    if not (inside["type"] != "").any():
        return None
    table = inside.loc[inside["type"] != "", "type"].value_counts()
    table = table[table >= FEWEST_OF_A_KIND].sort_index().sort_values(ascending=False, kind="stable")
    shown = [(str(kind), int(count)) for kind, count in table.head(KINDS_SHOWN).items()]
    unnamed = (inside["type"] == "").to_numpy(bool)
    apart = ~inside["at_place"].to_numpy(bool) if "at_place" in inside else np.zeros(len(inside), dtype=bool)
    rest = {
        "brief.other_kinds": len(inside) - int(unnamed.sum()) - sum(count for _, count in shown),
        "brief.no_kind": int((unnamed & ~apart).sum()),
        "brief.apart_kind": int((unnamed & apart).sum()),
    }
    shown += [(words(key), count) for key, count in rest.items()]
    shown = [(kind, count) for kind, count in shown if count]
    return Kinds(
        counts=tuple(count for _, count in shown),
        names=tuple(kind for kind, _ in shown),
        texts=tuple(f"{words.number(n)} ({percent(n / len(inside), words)})" for _, n in shown),
    )


def _times(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return frame["start"].to_numpy().astype("datetime64[s]"), frame["hour_known"].to_numpy(dtype=np.bool_)


def _is_cut(part: tuple[date, date], parts: list[tuple[date, date]], period: Period) -> bool:
    """Tell whether a month or week goes on beyond the period's ends."""
    first, last = part
    if period.days >= MONTHS_FROM_DAYS:
        return first.day != 1 or (last + timedelta(days=1)).day != 1
    longest = max((end - begin).days for begin, end in parts)
    return (last - first).days < longest
