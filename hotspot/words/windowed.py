"""The trend of an area as a reader meets it, and which two stretches of time it compares."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hotspot.words.dates import date_text
from hotspot.words.phrases import UNKNOWN

if TYPE_CHECKING:
    from hotspot.schema import Period, Result
    from hotspot.words import Words

CHOICE = "trend.window_days"
TREND_KEYS = {"no change beyond noise": "trend.none", "too few": "trend.few"}


def windows_text(key: str, result: Result, words: Words) -> str:
    """Return the text of `key` with the days that the trend compares, "" where the run compared none."""
    days = next((choice.values for choice in result.choices if choice.name == CHOICE), None)
    if days is None:
        return ""
    now, before = (words("plural.days", count=days[name]) for name in ("now", "before"))
    return words(key, now=now, before=before, end=date_text(date.fromisoformat(str(days["end"])), words))


def trend_label(result: Result, words: Words) -> str:
    """Return what the trend of an area is called beside its value: with its days where they are known."""
    return windows_text("map.fact.trend_of", result, words) or words("map.fact.trend")


def trend_text(trend: str, words: Words) -> str:
    """Return the trend of an area in words."""
    return words(TREND_KEYS.get(trend, f"trend.{trend}"))


def trend_mark(trend: str, words: Words) -> str:
    """Return the trend where there is one, else a dash: all that a narrow table has room for."""
    return words(f"trend.{trend}") if trend in {"up", "down"} else UNKNOWN


def days_text(period: Period, words: Words) -> str:
    """Return a period by its first and its last day."""
    return f"{date_text(period.first, words)} – {date_text(period.last, words)}"
