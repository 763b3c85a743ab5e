"""Areas that the page does not list: drawn as one ground of each colour, and words on where they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from hotspot.measure.classes import class_of
from hotspot.render.incidents import DIGITS
from hotspot.render.shapes import STEPS
from hotspot.render.title import areas_legend
from hotspot.words.phrases import UNKNOWN, score_head

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hotspot.render.listing import Listing
    from hotspot.schema import Ints, Language, Result
    from hotspot.words import Words

HEAVIEST = 300_000  # characters that the ground may take in the page
COARSEST = 8  # steps of 1e-5 degrees, 9 m: a pixel of the whole city's map or less
BITS = 5  # of a digit to the base of 64; the sixth says that more follow


def rest_island(
    result: Result,
    listing: Listing,
    thinned: gpd.GeoDataFrame,
    limits: list[float],
    by_language: Mapping[Language, Words],
) -> dict[str, Any]:
    """Return the ground of the areas that are not listed, one for each class, what is said of them, and how
    many areas each group has of which some are listed.

    `thinned` are all areas in the order of the page, with less detail.
    """
    classes = class_of(listing.rest["score"].to_numpy(np.float64), limits)
    kinds = np.unique(classes).tolist()
    step, shapes = _fitting(_grounds(thinned.iloc[listing.listed :], classes, kinds))
    sizes = listing.areas.groupby("group").size()
    return {
        "groups": {str(int(group)): int(sizes[group]) for group in listing.rows["group"].dropna().unique()},
        "step": step,
        "grounds": [{"class": kind, "shapes": shape} for kind, shape in zip(kinds, shapes, strict=True)],
        "texts": {
            language: _texts(result, listing, _ranges(result, limits, kinds, words), words)
            for language, words in by_language.items()
        },
    }


def _texts(result: Result, listing: Listing, told: list[str], words: Words) -> dict[str, Any]:
    listed, count, score = listing.listed, len(listing.areas), score_head(result.ranking.score_unit, words)
    return {
        "listed": words("rest.listed", listed=listed, count=count),
        "drawn": words("rest.drawn", listed=listed, rest=count - listed),
        "filtered": words("rest.filtered", listed=listed),
        "cards": [words("rest.card", listed=listed, count=count, score=score, range=one) for one in told],
    }


def _ranges(result: Result, limits: list[float], kinds: list[int], words: Words) -> list[str]:
    legend = areas_legend(result, limits, words)
    return [legend[kind] if kind >= 0 else UNKNOWN for kind in kinds]


def _grounds(areas: gpd.GeoDataFrame, classes: Ints, kinds: list[int]) -> NDArray[np.object_]:
    """Return the areas of each class as one shape, in degrees."""
    shapes = np.asarray(areas.geometry.array, dtype=object)
    union = shapely.coverage_union_all if shapely.coverage_is_valid(shapes) else shapely.union_all
    grounds = gpd.GeoSeries([union(shapes[classes == kind]) for kind in kinds], crs=areas.crs)
    return np.asarray(grounds.to_crs("EPSG:4326").array, dtype=object)


def _fitting(grounds: NDArray[np.object_]) -> tuple[int, list[str]]:
    """Return the steps of 1e-5 degrees in which the shapes are written, and the shapes."""
    step = 1
    while True:
        written = [packed_shape(ground, step) for ground in grounds]
        if step >= COARSEST or sum(map(len, written)) <= HEAVIEST:
            return step, written
        step *= 2


def packed_shape(shape: shapely.Geometry, step: int) -> str:
    """Return polygons in degrees as digits: how many, the rings of each, the places of each ring, then the
    moves from place to place in `step` × 1e-5 degrees of longitude and latitude, through all rings."""
    parts = shapely.get_parts(shape)
    rings, part = shapely.get_rings(parts, return_index=True)
    degrees, ring = shapely.get_coordinates(rings, return_index=True)
    places = np.round(degrees * (STEPS / step)).astype(np.int64)
    is_last = np.r_[ring[1:] != ring[:-1], True]  # the first again
    is_moved = np.r_[True, (ring[1:] != ring[:-1]) | (places[1:] != places[:-1]).any(axis=1)]
    kept = is_moved & ~is_last
    sizes = (np.bincount(part, minlength=len(parts)), np.bincount(ring[kept], minlength=len(rings)))
    moves = np.diff(places[kept], axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return _digits(np.concatenate([[len(parts)], *sizes, moves.ravel()]))


def _digits(values: Ints) -> str:
    """Return whole numbers in digits of five bits, the lowest first; odd ones stand for those below 0.

    >>> _digits(np.array([0, 1, -1, 15, 16]))
    'ACBegB'
    """
    signed = np.where(values < 0, -2 * values - 1, 2 * values)
    longest = max(1, -(-int(signed.max(initial=0)).bit_length() // BITS))
    shifts = BITS * np.arange(longest)
    rest = signed[:, None] >> shifts  # what is left from each digit on
    wanted = (rest > 0) | (shifts == 0)
    digits = (rest & 31) | np.where(rest >> BITS > 0, 32, 0)
    text: bytes = np.frombuffer(DIGITS, dtype=np.uint8)[digits[wanted]].tobytes()
    return text.decode()
