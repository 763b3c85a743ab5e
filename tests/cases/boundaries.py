"""Boundaries of areas (66 to 83); most of them are files, these are too large or too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.case import Case, refused
from cases.made import COUNT, areas, good_csv, write_features

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _squares(side: int) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        good_csv(folder)
        write_features(folder / "areas.geojson", areas(side))

    return make


CASES = (
    Case(
        number=82,
        name="boundaries 50,176 areas",
        arguments=("check", "a.csv", "--areas", "areas.geojson", "--json"),
        kept=COUNT,
        make=_squares(224),
    ),
    refused(
        *(82, "boundaries more vertices than the limit", "a.csv", "--areas", "areas.geojson"),
        *("--set", "limits.vertices=44"),
        message=("areas.geojson", "45 vertices, more than 44", "limits.vertices"),
        make=_squares(3),
    ),
    refused(
        *(82, "boundaries an outline with more vertices than the limit", "a.csv", "--areas", "square:500"),
        *("--boundary", "areas.geojson", "--set", "limits.vertices=4"),
        message=("areas.geojson", "vertices, more than 4", "limits.vertices"),
        make=_squares(3),
    ),
)
