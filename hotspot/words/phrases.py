"""Numbers, shares, periods, names and units as a reader meets them on the terminal and on the map."""

from __future__ import annotations

import math
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING, Any, TypeAlias

from hotspot.words import Words, catalogue
from hotspot.words.dates import dates_text
from hotspot.words.titled import files_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hotspot.schema import HotSpots, Result, Rows
    from hotspot.schema.agreed import Agreement

Row: TypeAlias = "Mapping[str, Any]"  # of a frame: its values by column

UNKNOWN = "–"
HALF_A_PERCENT = 0.005  # a share up to here rounds to nothing
SPACE = "\N{NO-BREAK SPACE}"
SPACES = {SPACE, "\N{NARROW NO-BREAK SPACE}"}  # stand inside numbers, as a language writes them
ORDINAL_ENDINGS = {"en": {"one": "st", "two": "nd", "few": "rd", "other": "th"}}
# What a column of rates per year is called where no period is known: its values then are for all the data.
UNDATED = {
    "per_km2_year": "column.period_per_km2",
    "rate_per_1000": "column.period_rate_per_1000",
    "harm_per_km2_year": "column.period_harm_per_km2",
}


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame, without shapes: plain values are ten times quicker to ask than a series."""
    plain = frame.drop(columns="geometry", errors="ignore")
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def number(value: float, words: Words, digits: int | None = None) -> str:
    """Return a number as the language writes it, a dash where it is unknown."""
    return words.number(value, digits) if math.isfinite(value) else UNKNOWN


def percent(value: float, words: Words) -> str:
    """Return a share as a percentage, a dash where it is unknown; one that is there is never told as none.

    >>> percent(0.256, Words(language="ru")), percent(0.0046, Words(language="ru"))
    ('26\xa0%', '<1\xa0%')
    """
    if not math.isfinite(value):
        return UNKNOWN
    return f"<1{SPACE}%" if 0 < value <= HALF_A_PERCENT else f"{words.number(100 * value, 0)}{SPACE}%"


def share_of(part: float, whole: float, words: Words) -> str:
    """Return the share of a count in its whole, to stand behind the two; nothing where they are the same.

    >>> share_of(1, 4, Words(language="en")), share_of(4, 4, Words(language="en"))
    (' (25\xa0%)', '')
    """
    return "" if round(part) == round(whole) else f" ({percent(part / whole, words)})"


def chance(probability: float, words: Words) -> str:
    """Return a probability that was found by drawing, which is never quite 0 or 1.

    >>> chance(1.0, Words(language="en")), chance(0.0, Words(language="en"))
    ('>99\xa0%', '<1\xa0%')
    """
    if probability >= 0.995:
        return f">99{SPACE}%"
    return f"<1{SPACE}%" if probability <= HALF_A_PERCENT else percent(probability, words)


def span(low: float, high: float, words: Words) -> str:
    """Return an interval.

    >>> span(2.5, 7.25, Words(language="kk"))
    '2,5–7,25'
    """
    return f"{number(low, words)}–{number(high, words)}"


def ordinal(rank: int, words: Words) -> str:
    """Return a rank as a word of a sentence; where every rank has the same ending, the sentence has it.

    >>> [ordinal(rank, Words(language="en")) for rank in (1, 2, 3, 11, 1022)]
    ['1st', '2nd', '3rd', '11th', '1,022nd']
    >>> ordinal(2, Words(language="ru"))
    '2'
    """
    endings = ORDINAL_ENDINGS.get(words.language)
    if endings is None:
        return words.number(rank)
    return words.number(rank) + endings.get(words.ordinal_form(rank), "")


def distance_text(metres: float, words: Words) -> str:
    """Return a distance to the nearest 10 m, from 1 km on to the nearest 100 m.

    >>> [distance_text(metres, Words(language="ru")) for metres in (4.0, 423.0, 1_250.0)]
    ['0\xa0м', '420\xa0м', '1,2\xa0км']
    """
    if round(metres, -1) < 1_000:
        return f"{words.number(round(metres, -1), 0)}{SPACE}{words('map.m')}"
    return f"{words.number(metres / 1_000, 1)}{SPACE}{words('map.km')}"


def source_text(path: str, words: Words) -> str:
    """Return the name of a file without its folders; of a database only that it is one.

    >>> source_text("cases/2025/may.csv", Words(language="en"))
    'may.csv'
    >>> source_text("postgresql://analyst@host/police", Words(language="ru"))
    'база данных'
    """
    return words("map.database") if "://" in path else PureWindowsPath(path).name


def title_text(result: Result) -> str:
    """Return the title that the user gave, or the name of the place, or that of the incidents' files."""
    return result.title or result.city or _file_name(result) or UNKNOWN


def _file_name(result: Result) -> str:
    paths = [source.path for source in result.sources.get("incidents", ()) if "://" not in source.path]
    return files_name(paths)


def period_text(result: Result, words: Words) -> str:
    """Return the days that the incidents cover."""
    if result.period is None:
        return words("table.no_period")
    return dates_text(result.period, words)


def order_text(result: Result, words: Words) -> str:
    """Return what the areas are ordered by, with its unit."""
    by, unit = words(f"by.{result.ranking.by}"), score_unit_text(result, words)
    return words("table.by", by=by, unit=unit)


def elsewhere(rows: Rows) -> int:
    """Return how many of the incidents read lie outside the period or the filter: nobody asked for them."""
    return sum(rows.dropped.get(reason, 0) for reason in ("filtered_out", "outside_period"))


def used_text(rows: Rows, words: Words) -> str:
    """Return how many of the incidents read were used, and how many nobody asked for."""
    beyond = elsewhere(rows)
    key = "table.used_within" if beyond else "table.used"
    return words(key, kept=rows.kept, count=rows.read, beyond=beyond)


def unit_text(unit: str, words: Words) -> str:
    """Return a unit in words; one that the catalogue does not know stands for itself."""
    return words(f"unit.{unit}") if f"unit.{unit}" in catalogue() else unit


def score_unit_text(result: Result, words: Words) -> str:
    """Return the unit of the score in words: days where harm was weighed by a table of days."""
    unit, source = result.ranking.score_unit, harm_source(result)
    key = f"unit.by_law.{unit}" if source == "harm_by_law" else f"unit.by_name.{unit}"
    return words(key) if source and key in catalogue() else unit_text(unit, words)


def harm_source(result: Result) -> str:
    """Return the finding that a table of days has weighed harm, of the law or one that goes by names; "" for
    weights that the user gave, whose unit nobody knows."""
    noticed = {finding.code for finding in result.findings}
    return next((code for code in ("harm_by_law", "harm_by_name") if code in noticed), "")


def column_text(column: str, words: Words, *, dated: bool) -> str:
    """Return the heading of a column; `dated` says whether rates are per year or for the whole period.

    >>> column_text("rate_per_1000", Words(language="en"), dated=False)
    'Incidents per 1,000 residents in the period'
    """
    if column == "per_km2":
        return words("column.period_per_km2")
    return words(f"column.{column}" if dated else UNDATED.get(column, f"column.{column}"))


def score_head(unit: str, words: Words) -> str:
    """Return the short heading of the score, with its unit."""
    return words(f"head.{unit}") if f"head.{unit}" in catalogue() else f"{words('column.score')}, {unit}"


def kind_text(row: Row, words: Words) -> str:
    """Return what a hot spot is: several addresses, one, or a cluster that did not pass the test."""
    failed = row["p_value"] is not None and not math.isnan(row["p_value"]) and not row["significant"]
    return words("kind.chance" if failed else f"kind.{row['kind']}")


def significance_text(row: Row, words: Words) -> str:
    """Return whether a hot spot passed the test, with its p value; "" where it was not tested."""
    if math.isnan(row["p_value"]):
        return ""
    passed = "yes" if row["significant"] else "no"
    return words(f"map.fact.significant.{passed}", p=words.number(row["p_value"], 3))


def tested_text(hotspots: HotSpots, words: Words) -> str:
    """Return the sentence that says whether hot spots were tested, and how."""
    return words("map.tested" if hotspots.is_tested or hotspots.frame.empty else "map.untested")


def depends_texts(agreement: Agreement, words: Words) -> list[str]:
    """Return one sentence for each area whose place depends on the method."""
    frame = agreement.frame
    told = []
    for row in rows_of(frame[frame["depends"].astype(bool)]):
        best, worst = (str(row[column]) for column in ("best_by", "worst_by"))
        told.append(
            words(
                "agreement.depends",
                name=local_name(row, words),
                best=ordinal(math.ceil(row[f"rank_{best}"]), words),
                best_by=words(f"agreement.by.{best}"),
                worst=ordinal(math.ceil(row[f"rank_{worst}"]), words),
                worst_by=words(f"agreement.by.{worst}"),
            )
        )
    return told


def local_name(row: Row, words: Words) -> str:
    """Return an area's name in the language of `words`, or the name it came with, or its id."""
    return str(row[f"name_{words.language}"] or row["name"] or row["area_id"])


def visible(text: str) -> str:
    """Return text without characters that steer a terminal or hide: each becomes U+FFFD.

    >>> visible("a\\x1b[31mb")
    'a�[31mb'
    """
    return "".join(
        letter if letter.isprintable() or letter in SPACES else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
