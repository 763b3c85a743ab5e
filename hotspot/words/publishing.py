"""The public edition as citizens and councils meet it: what was published, the tables, the method."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from hotspot.schema.published import OTHER, WHOLE, Key
from hotspot.words.alphabet import alphabetical
from hotspot.words.dates import dates_text, day_of_month_text
from hotspot.words.judged import Table
from hotspot.words.phrases import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotspot.schema import Period
    from hotspot.schema.published import Edition
    from hotspot.words import Words

RATE_DIGITS = 1
ABOUT = "~"  # before a number that is rounded


@dataclass(frozen=True, kw_only=True)
class AreaRow:
    """A row of the page's table: the area's id, the cells as text."""

    area_id: str
    cells: tuple[str, ...]


def edition_title(edition: Edition, words: Words) -> str:
    """Return the heading of the edition."""
    return words("publish.of_city", title=edition.title)


def edition_period(edition: Edition, words: Words) -> str:
    """Return the days that are counted."""
    return dates_text(edition.period, words) if edition.period else words("table.no_period")


def number_text(text: str, words: Words) -> str:
    """Return a published number as the language writes it; what hides one stands as it is.

    >>> from hotspot.words import Words
    >>> en = Words(language="en")
    >>> number_text("1234", en), number_text("<5", en), number_text("~12150", en)
    ('1,234', '<5', '~12,150')
    """
    sign, digits = (ABOUT, text.removeprefix(ABOUT)) if text.startswith(ABOUT) else ("", text)
    return sign + words.number(int(digits)) if digits.isdigit() else text


def type_text(kind: str, words: Words) -> str:
    """Return the name of a type; that of all rare ones together in the language of `words`."""
    return words("publish.other") if kind == OTHER else kind or UNKNOWN


def year_text(year: str, words: Words) -> str:
    """Return the name of a year, or of all days where there are no years."""
    return year if year.isdigit() else words("publish.all_years")


def span_text(year: str, span: Period, words: Words) -> str:
    """Return the name of a year with the days of it that are counted.

    >>> from datetime import date
    >>> from hotspot.schema import Period
    >>> from hotspot.words import Words
    >>> cut = Period(first=date(2025, 1, 1), last=date(2025, 12, 1))
    >>> span_text("2025", cut, Words(language="ru")).replace("\xa0", " ")
    '2025 (1 янв. – 1 дек., 335 дней)'
    """
    days = words("plural.days", count=span.days)
    if _is_whole(span):
        return f"{year} ({days})"
    first, last = (day_of_month_text(day, words) for day in (span.first, span.last))
    return f"{year} ({first} – {last}, {days})"


def _is_whole(span: Period) -> bool:
    first, last = span.first, span.last
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def years_note(edition: Edition, words: Words) -> str:
    """Return what to mind in comparing the years, "" where all of them are whole."""
    spans = edition.tables.spans
    return words("publish.page.years_note") if len(spans) > 1 and not all(map(_is_whole, spans)) else ""


def area_heads(words: Words) -> tuple[str, ...]:
    """Return the headings of the areas' table."""
    names = ("area", "incidents", "per_km2", "per_1000", "standing")
    return tuple(words(f"publish.column.{name}") for name in names)


def area_rows(edition: Edition, words: Words) -> Iterator[AreaRow]:
    """Yield the rows of the areas' table, by name."""
    frame = edition.areas
    names = [
        str(a or b or c)
        for a, b, c in zip(frame[f"name_{words.language}"], frame["name"], frame["area_id"], strict=True)
    ]
    for i in sorted(range(len(frame)), key=lambda i: (alphabetical(names[i]), frame["area_id"].iloc[i])):
        area = str(frame["area_id"].iloc[i])
        text = edition.tables.text[Key(area, WHOLE, WHOLE)]
        rate, low, high = (
            (
                words.number(float(values[i]), RATE_DIGITS, padded=True)
                for values in (edition.rates.per_km2_year, edition.rates.low, edition.rates.high)
            )
            if text.isdigit()
            else (UNKNOWN,) * 3
        )
        residents = edition.rates.per_1000_year[i]
        yield AreaRow(
            area_id=area,
            cells=(
                names[i],
                number_text(text, words),
                f"{rate} ({low}–{high})" if text.isdigit() else UNKNOWN,
                words.number(float(residents), RATE_DIGITS, padded=True) if isfinite(residents) else UNKNOWN,
                words(f"publish.standing.{edition.rates.standing[i]}")
                if edition.rates.standing[i]
                else UNKNOWN,
            ),
        )


def city_tables(edition: Edition, words: Words) -> Iterator[Table]:
    """Yield the tables about the whole city: types, years, what is counted for it only."""
    incidents = words("publish.column.incidents")

    def rows(pairs: list[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
        return tuple((name, number_text(text, words)) for name, text in pairs)

    types = [
        (type_text(kind, words), edition.tables.text[Key(WHOLE, kind, WHOLE)])
        for kind in edition.tables.types
    ]
    yield _city("publish.page.types", words("publish.column.type"), incidents, rows(types), words)
    yield _years(edition, words)
    if edition.apart:
        apart = [(type_text(kind, words), text) for kind, text in edition.apart]
        yield _city("publish.page.apart", words("publish.column.type"), incidents, rows(apart), words)


def _years(edition: Edition, words: Words) -> Table:
    """Return the numbers of the years of the whole city, each with its days where they are known."""
    tables = edition.tables
    names = [year_text(year, words) for year in tables.years]
    if tables.spans:
        names = [span_text(name, span, words) for name, span in zip(names, tables.spans, strict=True)]
    counts = [number_text(tables.text[Key(WHOLE, WHOLE, year)], words) for year in tables.years]
    heads = (words("publish.column.year"), words("publish.column.incidents"))
    return Table(title=words("publish.page.years"), heads=heads, rows=tuple(zip(names, counts, strict=True)))


def _city(title: str, head: str, incidents: str, rows: tuple[tuple[str, ...], ...], words: Words) -> Table:
    return Table(title=words(title), heads=(head, incidents), rows=rows)
