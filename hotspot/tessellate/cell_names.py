"""What a made square or hexagon is called: after the nearest street, and by its number in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.schema import LANGUAGES
from hotspot.tessellate.block_names import names_in, texts_of
from hotspot.words import Words

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema import Ints, Language
    from hotspot.tessellate.areas import Shapes


def cell_names(
    shapes: Shapes, order: Ints, streets: gpd.GeoDataFrame | None, *, kind: str, near_m: float
) -> dict[str, list[str]]:
    """Return the columns `name`, `name_en`, `name_ru`, `name_kk` for cells (n,), with 1 for the first of the
    `order` (n,).

    "Abay Avenue, square 17" has that street nearest to its middle, no further than `near_m` metres; without a
    named street there it is "Square 17". `kind` is square or hex. The order of streets changes no name.
    """
    number = np.empty(len(shapes), dtype=np.int64)
    number[order] = np.arange(1, len(shapes) + 1)
    columns = {}
    for language in LANGUAGES:
        words = Words(language=language)
        nearest = [""] * len(shapes) if streets is None else _nearest(shapes, streets, language, near_m)
        columns[f"name_{language}"] = [
            words(f"areas.near.{kind}", number=str(i), street=street)
            if street
            else words(f"areas.{kind}", number=str(i))
            for i, street in zip(number.tolist(), nearest, strict=True)
        ]
    return {"name": columns["name_en"], **columns}


def _nearest(shapes: Shapes, streets: gpd.GeoDataFrame, language: Language, near_m: float) -> list[str]:
    """Return the nearest street of each cell that has a name in the language or of its own, "" for none; of
    several as near the first in the alphabet."""
    found = [""] * len(shapes)
    pairs = zip(names_in(streets, language), texts_of(streets, "name"), strict=True)
    names = np.array([local or own for local, own in pairs], dtype=object)
    named = np.flatnonzero(names != "")
    named = named[np.argsort(names[named], kind="stable")]
    tree = shapely.STRtree(streets.geometry.to_numpy()[named])
    middle = shapely.point_on_surface(shapes)
    cells, lines = tree.query_nearest(middle, max_distance=near_m, all_matches=True)
    first = np.lexsort((lines, cells))
    cells, at = np.unique(cells[first], return_index=True)
    for cell, line in zip(cells.tolist(), lines[first][at].tolist(), strict=True):
        found[cell] = str(names[named[line]])
    return found
