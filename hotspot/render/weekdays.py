"""That a record covers some weekdays oftener than others, said beside what counts incidents by weekday."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.measure.clock import only_months
from hotspot.measure.covered import covered, uneven
from hotspot.words.dates import day_names

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.words import Words


def uneven_text(result: Result, words: Words) -> str:
    """Return on how many days of each weekday incidents were recorded, "" where it is about as many."""
    start = result.incidents["start"].to_numpy().astype("datetime64[s]")
    if result.period is None or only_months(start, result.incidents["hour_known"].to_numpy(bool)):
        return ""
    days = covered(start, result.period).by_weekday
    if not uneven(days):
        return ""
    pairs = zip(day_names(words), days.tolist(), strict=True)
    return words("map.clock.uneven", days=", ".join(f"{day} {words.number(count)}" for day, count in pairs))
