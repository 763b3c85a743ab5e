"""What the city and its areas are called in a language, where an answer was found in another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from hotspot.schema import Result
    from hotspot.words import Words

    Frame = TypeVar("Frame", bound=pd.DataFrame)

Row = TypeVar("Row", bound=Any)
CITY = "city"


def area_names(result: Result, words: Words) -> Mapping[str, str]:
    """Return the name of each area in the language of `words`, by area_id."""
    frame: pd.DataFrame = result.areas.frame
    columns = (frame[name].fillna("").astype(str) for name in (f"name_{words.language}", "name", "area_id"))
    return {area_id: local or name or area_id for local, name, area_id in zip(*columns, strict=True)}


def called(rows: Iterable[Row], result: Result, words: Words, *, by: str = "unit_id") -> tuple[Row, ...]:
    """Return the rows, each with a kind, a name and the id `by`, with the city and its areas called as the
    language of `words` calls them; names of anything else stay."""
    names = {("area", area_id): name for area_id, name in area_names(result, words).items()}
    names[CITY, CITY] = words("when.city")
    return tuple(replace(row, name=names.get((row.kind, getattr(row, by)), row.name)) for row in rows)


def frame_called(frame: Frame, result: Result, words: Words, *, column: str = "name") -> Frame:
    """Return the frame with the names of the areas in a `column` in the language of `words`."""
    names = frame["area_id"].astype(str).map(area_names(result, words))
    return frame.assign(**{column: names.where(names.notna(), frame[column])})
