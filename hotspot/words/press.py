"""The sentence on a change between periods that a press office may print, and when it may not."""

from __future__ import annotations

from math import inf, isfinite
from typing import TYPE_CHECKING

from hotspot.words.phrases import SPACE, UNKNOWN
from hotspot.words.windowed import days_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hotspot.schema.drawn import DrawnTrend
    from hotspot.schema.trended import Changed, PressReason, Trended
    from hotspot.words import Words

NEWS = ("up", "down")


def press_sentence(row: Changed, found: Trended | DrawnTrend, words: Words) -> str:
    """Return the sentence that says what changed, as it may be printed; no change where noise explains it."""
    key = row.verdict if row.verdict in NEWS else "none" if row.verdict != "too few" else "few"
    low, high = sorted((abs(row.change_low), abs(row.change_high)))
    if key == "none" or not isfinite(high):
        low, high = row.change_low, row.change_high
    rise = "+" if key == "none" and 0 < high < inf else ""  # a fall or a rise says which it is in words
    said = words(
        f"trend.press.{key}",
        name=row_name(row, words),
        per_day=" " + words("trend.per_day") if found.now.days != found.past.days else "",
        change=_bound(abs(row.change), words),
        low=_bound(low, words),
        high=rise + _bound(high, words),
        now=row.now,
        past=row.past,
        period=days_text(found.now, words),
        before=days_text(found.past, words),
    )
    return said[:1].upper() + said[1:]


def with_caution(row: Changed, found: Trended, words: Words) -> str:
    """Return the sentence about a unit, with the reasons why it may not be printed where there are any."""
    said = press_sentence(row, found, words)
    reasons = reasons_text(found.press_of(row), words)
    return words("trend.press.not", said=said, reasons=reasons) if reasons else said


def _bound(value: float, words: Words) -> str:
    """Return a change in per cent, with the decimals that it takes not to read as 0, at most two."""
    if not isfinite(value):
        return UNKNOWN
    exact = (words.number(100 * value, digits) for digits in range(3))
    text = next((text for text in exact if text.strip("-−0.,")), "0")
    return f"{text}{SPACE}%"


def may_be_printed(found: Trended, words: Words) -> str:
    """Return whether the sentence on the whole city may be printed, and why not where it may not."""
    if not found.press:
        return words("trend.press.yes")
    return words("trend.press.no", reasons=reasons_text(found.press, words))


def reasons_text(press: Iterable[PressReason], words: Words) -> str:
    """Return why a figure may not be printed."""
    return "; ".join(words(f"trend.reason.{reason}") for reason in press)


def row_name(row: Changed, words: Words) -> str:
    """Return what a unit is called."""
    if row.kind == "outside":
        return words("trend.outside")
    if row.kind == "hours":
        return words("trend.hours", hours=row.name)
    return row.name or words("trend.untyped")
