"""The ground under the areas: streets, water, buildings, green and railways, cut to the place and thinned.

A small ground goes into the page as lists of moves, kind by kind; a large one as vector tiles. What is too
much even then is left out, and the legend says so.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd
import numpy as np
import shapely

from hotspot.render.shapes import steps
from hotspot.render.tiles import GROUPS, tiled

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyproj
    from numpy.typing import NDArray

    from hotspot.schema import Floats, Language, Result
    from hotspot.words import Words

    Shapes: TypeAlias = NDArray[np.object_]

LAYERS = ("green", "water", "buildings", "railway", "streets")  # from the ground up
STREETS = ("main", "minor", "service", "foot")
SURFACES = ("green", "water", "building")
MARGIN = 0.15  # of the longer side of the study area's box: what a wide sheet shows around it
TOLERANCE_M = {"building": 1.0, "water": 3.0, "green": 5.0}  # others 3 m
LEAST_M2 = {"building": 20.0, "water": 100.0, "green": 1_000.0}
HEAVIEST = 700_000  # characters of moves in the page; beyond it tiles are smaller and quicker to draw
HEAVIEST_TILES = 8_000_000  # characters of tiles in the page


def base_island(result: Result, by_language: Mapping[Language, Words]) -> dict[str, Any] | None:
    """Return the ground as the page draws it, None where the user gave none.

    `layers` are the names of layers in it, `paths` the moves (`steps`) of each kind, rings closed; or `tiles`
    the base64 of one archive of vector tiles for each group of kinds. `credit` and `left_out` are texts.
    """
    shapes = ground(result)
    if not shapes:
        return None
    paths = _moves(shapes, result.crs) if _least_weight(shapes) <= HEAVIEST else {}
    tiles: dict[str, str] = {}
    left_out: tuple[str, ...] = ()
    if not paths or len(json.dumps(paths, separators=(",", ":"))) > HEAVIEST:
        paths = {}
        tiles, left_out = tiled(shapes, result.crs, heaviest=HEAVIEST_TILES)
    without = {kind for group in left_out for kind in GROUPS[group].kinds}
    drawn = {_layer(kind) for kind in shapes if kind not in without}
    return {
        "layers": [layer for layer in LAYERS if layer in drawn],
        "paths": paths,
        "tiles": tiles,
        "credit": {language: _credit(result, words) for language, words in by_language.items()},
        "left_out": {
            language: [words(f"map.ground_out.{group}") for group in left_out]
            for language, words in by_language.items()
        },
    }


def ground(result: Result) -> dict[str, Shapes]:
    """Return the shapes of each kind in the metric CRS of the result, cut to the place, thinned, in order."""
    box = _box(result.ranking.frame.total_bounds)
    found: dict[str, list[Shapes]] = {}
    for layer in LAYERS:
        if layer in result.layers:
            for kind, shapes in _by_kind(layer, result.layers[layer]):
                found.setdefault(kind, []).append(_cut(shapes, box))
    thinned = {kind: _thinned(kind, np.concatenate(parts)) for kind, parts in found.items() if parts}
    return {kind: shapes for kind, shapes in thinned.items() if len(shapes)}


def _layer(kind: str) -> str:
    if kind in STREETS:
        return "streets"
    return {"river": "water", "stream": "water", "building": "buildings"}.get(kind, kind)


def _box(bounds: Floats) -> tuple[float, float, float, float]:
    west, south, east, north = (float(edge) for edge in bounds)
    margin = MARGIN * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def _by_kind(layer: str, frame: gpd.GeoDataFrame) -> list[tuple[str, Shapes]]:
    """Return the shapes of a layer by the kind they are drawn as; points are no ground."""
    shapes = np.asarray(frame.geometry.array, dtype=object)
    dimension = shapely.get_dimensions(shapes)
    said = frame["kind"].to_numpy() if "kind" in frame else np.full(len(frame), "")
    surfaces, lines = dimension == 2, dimension == 1
    if layer == "streets":
        outlines = np.where(surfaces, shapely.boundary(shapes), shapes)
        unknown = ~np.isin(said, STREETS)
        kinds = {"main": (said == "main") | unknown} | {kind: said == kind for kind in STREETS[1:]}
        return [(kind, outlines[one & (surfaces | lines)]) for kind, one in kinds.items()]
    if layer == "water":
        is_stream = said == "stream"
        return [
            ("water", shapes[surfaces]),
            ("river", shapes[lines & ~is_stream]),
            ("stream", shapes[lines & is_stream]),
        ]
    return [("railway", shapes[lines])] if layer == "railway" else [(layer.rstrip("s"), shapes[surfaces])]


def _cut(shapes: Shapes, box: tuple[float, float, float, float]) -> Shapes:
    """Return what lies in the box; what crosses its edge is cut there."""
    west, south, east, north = box
    left, low, right, high = shapely.bounds(shapes).T
    near = (left < east) & (right > west) & (low < north) & (high > south)
    inside = (left >= west) & (right <= east) & (low >= south) & (high <= north)
    cut = shapes.copy()
    crossing = near & ~inside
    cut[crossing] = shapely.clip_by_rect(shapely.make_valid(shapes[crossing]), *box)
    return shapely.get_parts(cut[near])


def _thinned(kind: str, shapes: Shapes) -> Shapes:
    """Return single lines, joined end to end, or single polygons, both with no more detail than is seen."""
    tolerance_m = TOLERANCE_M.get(kind, 3.0)
    if kind not in SURFACES:
        lines = shapes[(shapely.get_dimensions(shapes) == 1) & ~shapely.is_empty(shapes)]
        joined = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
        return _sorted(shapely.simplify(joined[shapely.length(joined) > tolerance_m], tolerance_m))
    shapes = shapely.get_parts(shapely.simplify(shapes, tolerance_m))
    shapes = shapes[(shapely.get_dimensions(shapes) == 2) & (shapely.area(shapes) >= LEAST_M2[kind])]
    return _sorted(shapely.orient_polygons(shapes))


def _sorted(shapes: Shapes) -> Shapes:
    """Return the shapes from west to east, so that the page does not tell the order of the source."""
    west, south, east, north = shapely.bounds(shapes).T if len(shapes) else np.empty((4, 0))
    return shapes[np.lexsort((north, east, south, west))]


def _least_weight(shapes: Mapping[str, Shapes]) -> int:
    """Return a number of characters that the moves have at least, so that heavy ones need not be written."""
    return sum(int(shapely.get_num_coordinates(drawn).sum()) * len("1,1,") for drawn in shapes.values())


def _moves(shapes: Mapping[str, Shapes], crs: pyproj.CRS) -> dict[str, list[list[int]]]:
    """Return each line and each ring as moves. Outer rings run one way and holes the other, so that all rings
    of a kind can be filled as one shape."""
    moves = {}
    for kind, drawn in shapes.items():
        lines = shapely.get_rings(drawn) if kind in SURFACES else drawn
        degrees = gpd.GeoSeries(lines, crs=crs).to_crs("EPSG:4326").array
        moves[kind] = steps(np.asarray(degrees, dtype=object))
    return moves


def _credit(result: Result, words: Words) -> str:
    """Return to whom the data of the ground belong, "" where no source says so."""
    layers = (sources for role, sources in result.sources.items() if role.startswith("layers."))
    is_osm = any("credit" in source.facts for sources in layers for source in sources)
    return words("map.credit.osm") if is_osm else ""
