"""Clearances as a reader meets them: the share before and after, and why a smaller one may mean nothing."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hotspot.words.dates import date_text
from hotspot.words.judged import Table
from hotspot.words.phrases import UNKNOWN, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hotspot.schema.cleared import Clearance, ClearedChange
    from hotspot.words import Words

VERDICTS = {"no change beyond noise": "none", "cannot tell": "cannot"}
HEADS = ("unit", "now", "past", "difference", "verdict")
FILE = "clearance.csv"
MARK = "*"  # beside a verdict of no change that its own interval does not share


def cleared_line(found: Clearance, row: ClearedChange, name: str, words: Words) -> str:
    """Return the sentence that says what share was cleared now and before, and what may be said of it."""
    key, days = ("state", 0) if found.days is None else ("equal", found.days)
    return words(
        f"cleared.line.{key}",
        name=name,
        days=days,
        share=percent(row.share_now, words),
        low=percent(row.share_now_low, words),
        high=percent(row.share_now_high, words),
        cleared=row.cleared_now,
        known=row.known_now,
        past=percent(row.share_past, words),
        past_low=percent(row.share_past_low, words),
        past_high=percent(row.share_past_high, words),
        past_cleared=row.cleared_past,
        past_known=row.known_past,
        difference=_points(row.difference, words),
        difference_low=_points(row.difference_low, words),
        difference_high=_points(row.difference_high, words),
        verdict=_verdict(row, words),
    )


def beside_line(found: tuple[float, float, float], words: Words) -> str:
    """Return by how much the pilot areas' share changed beside that of the control areas, and whether that is
    more than noise."""
    value, low, high = found
    key = "cannot" if not isfinite(low) else "yes" if low > 0 or high < 0 else "no"
    shown = {"difference": value, "low": low, "high": high}
    texts = {name: _points(one, words) for name, one in shown.items()}
    return words(f"cleared.beside.{key}", **texts)


def cleared_table(
    rows: Iterable[ClearedChange], words: Words, *, name_of: Callable[[ClearedChange], str], file: str = ""
) -> Table:
    """Return one row for each unit: shares with counts and intervals, the difference, the verdict."""
    return Table(
        title=words("cleared.table"),
        heads=tuple(words(f"cleared.col.{head}") for head in HEADS),
        rows=tuple(
            (
                name_of(row),
                _share(row.share_now, row.share_now_low, row.share_now_high, words)
                + f" [{words.number(row.cleared_now)}/{words.number(row.known_now)}]",
                _share(row.share_past, row.share_past_low, row.share_past_high, words)
                + f" [{words.number(row.cleared_past)}/{words.number(row.known_past)}]",
                f"{_points(row.difference, words)} "
                f"({_points(row.difference_low, words)} … {_points(row.difference_high, words)})",
                _verdict(row, words) + MARK * row.is_unsettled,
            )
            for row in rows
        ),
        file=file,
    )


def cleared_notes(found: Clearance, words: Words) -> list[str]:
    """Return how the shares were found, and what they do not say."""
    if found.days is None:
        key = "settled" if found.settled else "state"
        first = words(f"cleared.note.{key}", unknown=found.unknown)
    else:
        last = date_text(found.last, words)
        first = words("cleared.note.equal", days=found.days, last=last, unknown=found.unknown)
    return [first, words("cleared.note.interval", dispersion=words.number(found.dispersion, 1))]


def _verdict(row: ClearedChange, words: Words) -> str:
    return words(f"cleared.verdict.{VERDICTS.get(row.verdict, row.verdict)}")


def _share(value: float, low: float, high: float, words: Words) -> str:
    if not isfinite(value):
        return UNKNOWN
    return f"{percent(value, words)} ({percent(low, words)}–{percent(high, words)})"


def _points(value: float, words: Words) -> str:
    """Return a difference of shares in percentage points, with its sign."""
    if not isfinite(value):
        return UNKNOWN
    text = words.number(abs(100 * value), 1)
    sign = "" if not text.strip("0.,") else "−" if value < 0 else "+"
    return f"{sign}{text}"
