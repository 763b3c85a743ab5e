"""What a made block is called: after the two streets that bound most of it, or by its number."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.schema import LANGUAGES
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from hotspot.schema import Language
    from hotspot.tessellate.areas import Shapes

ROW_M = 500.0  # blocks of one such row from north to south are numbered from west to east
_NEAR_M = 1.0  # an edge of a block lies on its street but for the rounding of the crossings
_LEAST_M = 20.0  # a street that only touches a corner names no block


def block_names(shapes: Shapes, streets: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Return the columns `name`, `name_en`, `name_ru`, `name_kk` for blocks (n,) between `streets`.

    "Abay / Zhandosov" is bounded by these two for most of its outline; blocks between the same two are
    numbered. A block without a named street is "Block 17". Numbers run from the north-west, so the same
    blocks have the same names in any order of the streets.
    """
    around = _streets_around(shapes, streets)
    order = _from_north_west(shapes)
    spoken = {language: in_language(streets, language) for language in LANGUAGES}
    columns = {f"name_{lang}": _called(around, order, spoken[lang], lang) for lang in LANGUAGES}
    return {"name": _called(around, order, {}, "en"), **columns}


def _streets_around(shapes: Shapes, streets: gpd.GeoDataFrame) -> list[tuple[str, ...]]:
    """Return for each block the names of the two streets along most of its outline, () where none is."""
    names = texts_of(streets, "name")
    metres: list[Counter[str]] = [Counter() for _ in shapes]
    if any(names):
        rings, owner = shapely.get_rings(shapes, return_index=True)
        corners, ring = shapely.get_coordinates(rings, return_index=True)
        side = ring[:-1] == ring[1:]
        start, end, block = corners[:-1][side], corners[1:][side], owner[ring[:-1][side]]
        middle = shapely.points((start + end) / 2)
        tree = shapely.STRtree(streets.geometry.to_numpy())
        edge, street = tree.query_nearest(middle, max_distance=_NEAR_M)
        length = np.hypot(*(end - start).T)
        for one, line in zip(edge.tolist(), street.tolist(), strict=True):
            if names[line]:
                metres[block[one]][names[line]] += round(1000 * length[one])  # whole, in any order of the sum
    return [_longest(found) for found in metres]


def _longest(metres: Counter[str]) -> tuple[str, ...]:
    ordered = sorted(metres, key=lambda name: (-metres[name], name))
    return tuple(name for name in ordered[:2] if metres[name] >= 1000 * _LEAST_M)


def _from_north_west(shapes: Shapes) -> list[int]:
    """Return the blocks row by row from north to south, in each row from west to east."""
    places = shapely.get_coordinates(shapely.point_on_surface(shapes))
    row = np.floor((places[:, 1].max() - places[:, 1]) / ROW_M)
    order: list[int] = np.lexsort((-places[:, 1], places[:, 0], row)).tolist()
    return order


def _called(
    around: Sequence[tuple[str, ...]], order: Sequence[int], spoken: Mapping[str, str], language: Language
) -> list[str]:
    """Return the name of each block in one language; a name met before gets a number."""
    words, names, seen = Words(language=language), [""] * len(around), Counter[str]()
    for number, block in enumerate(order, start=1):
        name = " / ".join(spoken.get(street, street) for street in around[block])
        seen[name] += 1
        if not name:
            name = words("areas.block", number=str(number))
        elif seen[name] > 1:
            name = f"{name} ({seen[name]})"
        names[block] = name
    return names


def in_language(streets: gpd.GeoDataFrame, language: Language) -> dict[str, str]:
    """Return the names of streets in a language by their own; of several the first in the alphabet."""
    names, local = texts_of(streets, "name"), names_in(streets, language)
    pairs = {(own, said) for own, said in zip(names, local, strict=True) if own and said}
    return dict(sorted(pairs, reverse=True))


def names_in(streets: gpd.GeoDataFrame, language: Language) -> list[str]:
    """Return what streets are called in a language, "" where the file does not say."""
    return [one or other for one, other in zip(*_tagged(streets, language), strict=True)]


def _tagged(streets: gpd.GeoDataFrame, language: Language) -> tuple[list[str], list[str]]:
    return texts_of(streets, f"name:{language}"), texts_of(streets, f"name_{language}")


def texts_of(streets: gpd.GeoDataFrame, column: str) -> list[str]:
    """Return a column as text on one line, "" where it is empty or not there."""
    if column not in streets:
        return [""] * len(streets)
    return [" ".join(one.split()) if isinstance(one, str) else "" for one in streets[column]]
