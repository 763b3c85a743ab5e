"""A result in a language: areas are called as that language calls them, where it does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import pandas as pd

    from hotspot.schema import Language, Result

    Frame = TypeVar("Frame", bound=pd.DataFrame)


def spoken(result: Result, language: Language) -> Result:
    """Return the result in a language; the column `name` of areas and layers is the name in that language.

    What the language has no name for keeps the one it has. Files and tables with one column of names alone
    then do not mix languages.
    """
    agreed = result.agreement
    return replace(
        result,
        language=language,
        areas=replace(result.areas, frame=_called(result.areas.frame, language)),
        ranking=replace(result.ranking, frame=_called(result.ranking.frame, language)),
        agreement=agreed and replace(agreed, frame=_called(agreed.frame, language)),
        layers={name: _called(layer, language) for name, layer in result.layers.items()},
    )


def _called(frame: Frame, language: Language) -> Frame:
    if f"name_{language}" not in frame or "name" not in frame:
        return frame
    local = frame[f"name_{language}"]
    return frame.assign(name=local.where(local.notna() & (local != ""), frame["name"]))
