"""Numbers, shares, periods, names and units as a reader meets them on the terminal and on the map."""

from __future__ import annotations

import math
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from hotspot.words import Words, catalogue

if TYPE_CHECKING:
    import pandas as pd

    from hotspot.schema import Choice, Result, Rows

UNKNOWN = "–"
SPACE = "\N{NO-BREAK SPACE}"
SPACES = {SPACE, "\N{NARROW NO-BREAK SPACE}"}  # stand inside numbers, as a language writes them
TREND_KEYS = {"no change beyond noise": "trend.none", "too few": "trend.few"}


def number(value: float, words: Words, digits: int | None = None) -> str:
    """Return a number as the language writes it, a dash where it is unknown."""
    return words.number(value, digits) if math.isfinite(value) else UNKNOWN


def percent(value: float, words: Words) -> str:
    """Return a share as a percentage, a dash where it is unknown.

    >>> percent(0.256, Words(language="ru"))
    '26\xa0%'
    """
    return f"{words.number(100 * value, 0)}{SPACE}%" if math.isfinite(value) else UNKNOWN


def chance(probability: float, words: Words) -> str:
    """Return a probability that was found by drawing, which is never quite 0 or 1.

    >>> chance(1.0, Words(language="en")), chance(0.0, Words(language="en"))
    ('>99\xa0%', '<1\xa0%')
    """
    if probability > 0.995:
        return f">99{SPACE}%"
    return f"<1{SPACE}%" if probability < 0.005 else percent(probability, words)


def span(low: float, high: float, words: Words) -> str:
    """Return an interval.

    >>> span(2.5, 7.25, Words(language="kk"))
    '2,5–7,25'
    """
    return f"{number(low, words)}–{number(high, words)}"


def title_text(result: Result) -> str:
    """Return the title that the user gave, or the name of the place, or that of the incidents' file."""
    return result.title or result.city or _file_name(result) or UNKNOWN


def _file_name(result: Result) -> str:
    paths = [source.path for source in result.sources.get("incidents", ()) if "://" not in source.path]
    return PurePath(paths[0]).name.partition(".")[0] if paths else ""


def period_text(result: Result, words: Words) -> str:
    """Return the days that the incidents cover."""
    if result.period is None:
        return words("table.no_period")
    first, last = result.period.first.isoformat(), result.period.last.isoformat()
    return words("table.period", first=first, last=last, days=result.period.days)


def order_text(result: Result, words: Words) -> str:
    """Return what the areas are ordered by, with its unit."""
    by, unit = words(f"by.{result.ranking.by}"), unit_text(result.ranking.score_unit, words)
    return words("table.by", by=by, unit=unit)


def used_text(rows: Rows, words: Words) -> str:
    """Return how many of the incidents read were used."""
    return words("table.used", kept=rows.kept, read=rows.read)


def unit_text(unit: str, words: Words) -> str:
    """Return a unit in words; one that the catalogue does not know stands for itself."""
    return words(f"unit.{unit}") if f"unit.{unit}" in catalogue() else unit


def trend_text(trend: str, words: Words) -> str:
    """Return the trend of an area in words."""
    return words(TREND_KEYS.get(trend, f"trend.{trend}"))


def reason_text(reason: str, words: Words) -> str:
    """Return why rows were left out; a reason that the catalogue does not know stands for itself."""
    key = f"reason.{reason}"
    return words(key) if key in catalogue() else reason.replace("_", " ")


def choice_value(choice: Choice, words: Words) -> str:
    """Return what was chosen, with its unit."""
    value = choice.value if isinstance(choice.value, str) else words.number(choice.value)
    return f"{value} {choice.unit}".strip()


def local_name(row: pd.Series[Any], words: Words) -> str:
    """Return an area's name in the language of `words`, or the name it came with, or its id."""
    return str(row[f"name_{words.language}"] or row["name"] or row["area_id"])


def standing_heads(words: Words, *, top: int) -> list[str]:
    """Return the headings of `standing`; `top` is the k of the probability to be among the first k."""
    names = ("rank", "name", "incidents", "per_km2", "score", "ranks")
    return [*(words(f"table.{name}") for name in names), words("table.p_top", k=top)]


def standing(row: pd.Series[Any], words: Words) -> list[str]:
    """Return where an area stands: rank, name, incidents, per km², score and ranks with intervals, chance."""
    return [
        str(row["rank"]),
        local_name(row, words),
        number(row["incidents"], words),
        number(row["per_km2"], words),
        f"{number(row['score'], words)} ({span(row['score_low'], row['score_high'], words)})",
        span(row["rank_low"], row["rank_high"], words),
        chance(row["p_top"], words),
    ]


def visible(text: str) -> str:
    """Return text without characters that steer a terminal or hide: each becomes U+FFFD.

    >>> visible("a\\x1b[31mb")
    'a�[31mb'
    """
    return "".join(
        letter if letter.isprintable() or letter in SPACES else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
