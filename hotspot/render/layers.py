"""What the user gave to be drawn over the areas: posts, cameras and venues as dots, other lines thin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hotspot.render.shapes import TOLERANCE_M, anchors, paths
from hotspot.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from hotspot.words import Words

HEAVIEST = 600_000  # characters that the lines of all layers together may take in the page
COARSEST_M = 100.0
GROUND = {"streets", "water", "buildings", "green", "railway", "basemap"}  # drawn by the base map


def given_layers(
    layers: Mapping[str, gpd.GeoDataFrame], by_language: Sequence[Words]
) -> list[dict[str, Any]]:
    """Return each layer but the ground, as the page draws it; lines that weigh too much are thinned."""
    layers = {name: frame for name, frame in layers.items() if name not in GROUND}
    lines = _fitting({name: frame[~_is_point(frame)] for name, frame in layers.items()})
    return [_layer(name, frame[_is_point(frame)], lines[name], by_language) for name, frame in layers.items()]


def labels(points: gpd.GeoDataFrame, words: Words) -> list[str]:
    """Return the name of each point in the language of `words`, or the one it came with, "" for none."""
    for column in (f"name_{words.language}", "name"):
        if column in points.columns:
            return [name if isinstance(name, str) else "" for name in points[column]]
    return [""] * len(points)


def _layer(
    name: str, points: gpd.GeoDataFrame, lines: list[list[int]], by_language: Sequence[Words]
) -> dict[str, Any]:
    key = f"map.layer.{name}"
    is_known = key in catalogue()
    return {
        "key": name if is_known else "other",
        "names": {words.language: words(key) if is_known else name for words in by_language},
        "points": anchors(points),
        "labels": {words.language: labels(points, words) for words in by_language},
        "paths": lines,
    }


def _fitting(layers: Mapping[str, gpd.GeoDataFrame]) -> dict[str, list[list[int]]]:
    tolerance_m = TOLERANCE_M
    while True:
        lines = {name: paths(frame, tolerance_m=tolerance_m) for name, frame in layers.items()}
        if tolerance_m >= COARSEST_M or sum(len(str(drawn)) for drawn in lines.values()) <= HEAVIEST:
            return lines
        tolerance_m *= 2


def _is_point(frame: gpd.GeoDataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.asarray(shapely.get_dimensions(np.asarray(frame.geometry.array, dtype=object)) == 0)
