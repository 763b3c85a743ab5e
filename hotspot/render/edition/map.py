"""The map of the public edition: outlines of areas, shaded by what is shown of them; a picture, no script."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.measure.classes import class_limits, class_of
from hotspot.render.shapes import thinned_areas
from hotspot.words.phrases import span, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from hotspot.schema.published import Edition
    from hotspot.words import Words

WIDTH = 1_000.0  # units of the picture
CLASSES = 4
LETTERS = {"names": 13.0, "names-large": 34.0}  # height of letters in the picture: on a screen, on a phone
WIDE = 0.62  # of its height is a letter at most, on average
COARSE = 1_000.0  # of the city's width is what detail is left out at


def draw_map(edition: Edition, names: dict[str, str], called: dict[str, str], words: Words) -> str:
    """Return the picture; `names` are what a pointer or a screen reader finds of the areas by id, `called`
    what is written on those that have room for it: small, and large for the few of a phone."""
    west, south, east, north = edition.areas.total_bounds
    unit = max(east - west, north - south) / WIDTH
    level = class_of(edition.rates.per_km2_year, class_limits(edition.rates.per_km2_year, classes=CLASSES))

    def path(shape: shapely.Geometry) -> str:
        return _path(shape, west=west, north=north, unit=unit)

    thinned = thinned_areas(edition.areas, tolerance_m=COARSE / WIDTH * unit)
    areas = "".join(
        f'<path class="{f"level-{at}" if at >= 0 else "hidden"}" data-area="{escape(str(area))}" '
        f'd="{path(shape)}"><title>{escape(visible(names[area]))}</title></path>'
        for area, shape, at in zip(thinned["area_id"], thinned.geometry, level.tolist(), strict=True)
    )
    spots = "".join(f'<path class="spot" d="{path(shape)}"/>' for shape in edition.spots.geometry)
    width, height = (int(np.ceil(side / unit)) for side in (east - west, north - south))
    said = escape(words("publish.page.map"))
    signs = "".join(
        f'<g class="{kind}" aria-hidden="true">'
        + "".join(
            f'<text x="{(x - west) / unit:.0f}" y="{(north - y) / unit:.0f}">{escape(visible(text))}</text>'
            for x, y, text in labels(thinned, called, letter=size * unit)
        )
        + "</g>"
        for kind, size in LETTERS.items()
    )
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{said}">{areas}{spots}{signs}</svg>'


def labels(
    areas: gpd.GeoDataFrame, called: Mapping[str, str], *, letter: float
) -> list[tuple[float, float, str]]:
    """Return easting, northing and name of the areas that have room for it in letters of so many metres; the
    largest areas come first, and no name lies over another."""
    taken: list[shapely.Geometry] = []
    found = []
    shapes = list(zip(areas["area_id"].astype(str), areas.geometry, strict=True))
    for area, shape in sorted(shapes, key=lambda one: (-one[1].area, one[0])):
        middle, text = shape.representative_point(), called[area]
        wide, high = len(text) * WIDE * letter / 2, letter / 2
        box = shapely.box(middle.x - wide, middle.y - high, middle.x + wide, middle.y + high)
        west, _, east, _ = shape.bounds
        if 2 * wide <= east - west and not any(box.intersects(other) for other in taken):
            taken.append(box)
            found.append((middle.x, middle.y, text))
    return found


def legend(edition: Edition, words: Words) -> list[tuple[str, str]]:
    """Return the class and the text of each colour of the map."""
    limits = class_limits(edition.rates.per_km2_year, classes=CLASSES)
    shown = np.isfinite(edition.rates.per_km2_year).any()
    found = (
        [(f"level-{i}", span(low, high, words)) for i, (low, high) in enumerate(pairwise(limits))]
        if shown
        else []
    )
    if not np.isfinite(edition.rates.per_km2_year).all():
        found.append(("hidden", words("publish.page.hidden")))
    if len(edition.spots):
        found.append(("spot", words("publish.page.spots", least=edition.terms.least)))
    return found


def _path(shape: shapely.Geometry, *, west: float, north: float, unit: float) -> str:
    """Return a surface as steps of whole units of the picture."""
    parts = []
    for part in shapely.get_parts(shape):
        if part.geom_type != "Polygon":
            continue
        for ring in (part.exterior, *part.interiors):
            xy = shapely.get_coordinates(ring)
            places = np.round(np.column_stack([xy[:, 0] - west, north - xy[:, 1]]) / unit).astype(np.int64)
            parts.append("M" + "L".join(f"{x} {y}" for x, y in _moving(places)) + "Z")
    return "".join(parts)


def _moving(places: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> list[list[int]]:
    keep = np.r_[True, (np.diff(places, axis=0) != 0).any(axis=1)]
    return [[int(x), int(y)] for x, y in places[keep]]
