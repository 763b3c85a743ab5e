"""The nearest police post and camera of each area: which, how far in a straight line, and how many inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.render.layers import labels
from hotspot.schema import LANGUAGES, weights
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspot.schema import Floats, Language, Result

FACILITIES = ("posts", "cameras")


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """The facility of one `layer` that lies nearest to an area: its `names` by language ("" for none), its
    straight-line distance in `metres` from the middle of the area's incidents, and how many of the layer
    stand `inside` the area."""

    layer: str
    names: Mapping[Language, str]
    metres: float
    inside: int


def nearest_facilities(result: Result) -> dict[str, tuple[Nearest, ...]]:
    """Return by area_id what is nearest, the post before the camera; no entry for a layer not given.

    The middle is the mean centre of the area's incidents, or a place inside it where there are none.
    """
    standing = {name: _standing(result, name) for name in FACILITIES}
    layers = {name: layer for name, layer in standing.items() if layer is not None}
    if not layers:
        return {}
    frame, middles = result.areas.frame, np.asarray(shapely.points(_middles(result)))
    columns = [_nearest(name, layer, frame, middles) for name, layer in layers.items()]
    return dict(zip(frame["area_id"], zip(*columns, strict=True), strict=True))


def _standing(result: Result, name: str) -> gpd.GeoDataFrame | None:
    """Return the facilities of a layer that have a place, None where there are none."""
    layer = result.layers.get(name)
    if layer is None:
        return None
    placed = layer[~(layer.geometry.is_empty | layer.geometry.isna())]
    return placed if len(placed) else None


def _nearest(
    name: str, layer: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, middles: NDArray[np.object_]
) -> list[Nearest]:
    places = np.asarray(layer.geometry.to_crs(areas.crs).array, dtype=object)
    tree = shapely.STRtree(places)
    _, found = tree.query_nearest(middles, all_matches=False)
    metres = shapely.distance(middles, places[found])
    area, _ = shapely.STRtree(shapely.point_on_surface(places)).query(
        np.asarray(areas.geometry.array, dtype=object), predicate="intersects"
    )
    inside = np.bincount(area, minlength=len(areas))
    texts = {language: labels(layer, Words(language=language)) for language in LANGUAGES}
    return [
        Nearest(
            layer=name,
            names={language: texts[language][row] for language in LANGUAGES},
            metres=float(metres[i]),
            inside=int(inside[i]),
        )
        for i, row in enumerate(found)
    ]


def _middles(result: Result) -> Floats:
    """Return the mean centre (n, 2) of each area's incidents, a place inside it where there are none."""
    frame, incidents = result.areas.frame, result.told.places
    inside = incidents[incidents["area"] >= 0]
    area, n, weight = inside["area"].to_numpy(np.int64), len(frame), weights(inside)
    count, times = np.bincount(area, weight, minlength=n), 1 if weight is None else weight
    places = shapely.get_coordinates(frame.geometry.representative_point().array)
    for axis, column in enumerate(("easting", "northing")):
        total = np.bincount(area, times * inside[column].to_numpy(np.float64), minlength=n)
        places[:, axis] = np.where(count > 0, total / np.maximum(count, 1), places[:, axis])
    return places
