"""What a comparison allows for, as a reader meets it: reports still to come, the season, residents."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hotspot.words.dates import date_text
from hotspot.words.phrases import UNKNOWN, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema.trended import Changed, Trended
    from hotspot.words import Words


def allowed_lines(found: Trended, words: Words) -> list[str]:
    """Return what the reports still to come and the season were taken for, where they were allowed for."""
    said = []
    reporting, seasonal, city = found.reporting, found.seasonal, found.city
    if reporting is not None:
        said.append(
            words(
                "trend.in_full",
                now=city.now,
                full=round(city.now_in_full),
                low=round(city.now_in_full_low),
                high=round(city.now_in_full_high),
                until=date_text(reporting.until, words),
                share=percent(reporting.reported, words),
                share_low=percent(reporting.low, words),
                share_high=percent(reporting.high, words),
                half=reporting.half,
                most=reporting.most,
            )
        )
    if seasonal is not None:
        shown = {"factor": seasonal.factor, "low": seasonal.low, "high": seasonal.high}
        texts = {name: words.number(value, 2, padded=True) for name, value in shown.items()}
        said.append(words("trend.seasonal", years=seasonal.years, **texts))
    return said


def residents_line(rows: Sequence[Changed], words: Words) -> str:
    """Return of how many areas the residents are known, "" where of all."""
    areas = [row for row in rows if row.kind == "area"]
    known = sum(isfinite(row.population) for row in areas)
    if not known:
        return words("trend.residents.none")
    return "" if known == len(areas) else words("trend.residents", known=known, areas=len(areas))


def full_text(row: Changed, words: Words) -> str:
    """Return the later count once all is reported, and its interval."""
    if not isfinite(row.now_in_full):
        return UNKNOWN
    whole, low, high = (round(one) for one in (row.now_in_full, row.now_in_full_low, row.now_in_full_high))
    return f"{words.number(whole)} ({words.number(low)}–{words.number(high)})"


def rates_text(row: Changed, words: Words) -> str:
    """Return both rates per 1,000 residents and year, and their intervals."""
    if not isfinite(row.population):
        return UNKNOWN
    sides = (
        (row.per_1000_now, row.per_1000_now_low, row.per_1000_now_high),
        (row.per_1000_past, row.per_1000_past_low, row.per_1000_past_high),
    )
    texts = ([words.number(value, 1, padded=True) for value in side] for side in sides)
    return ", ".join(f"{rate} ({low}–{high})" for rate, low, high in texts)


def allowed_notes(found: Trended, words: Words) -> list[str]:
    """Return how the reports still to come and the season were estimated."""
    reporting, seasonal = found.reporting, found.seasonal
    said = [words("trend.note.lag", days=found.lag_days)] if found.lag_days else []
    if reporting is not None:
        said.append(words("trend.note.reports", incidents=reporting.incidents, longest=reporting.longest))
    elif not found.lag_days:
        said.append(words("trend.note.no_lag"))
    if seasonal is not None:
        said.append(words("trend.note.season", years=seasonal.years))
    return said
