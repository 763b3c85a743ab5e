"""Shapes as GeoJSON and rasterio take them: rings of plain numbers."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
import shapely
from shapely.geometry import mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from hotspot.schema.numbers import Ints

Geometry: TypeAlias = "Mapping[str, Any]"  # RFC 7946, 3.1
T = TypeVar("T")


def geojson_shapes(shapes: Sequence[BaseGeometry] | NDArray[np.object_]) -> list[Geometry]:
    """Return each shape as GeoJSON has it (RFC 7946, 3.1), surfaces without heights.

    What `shapely.geometry.mapping` returns for each, which takes one place after the other.

    >>> geojson_shapes([shapely.box(0, 0, 1, 2), shapely.Point(3, 4)])[0]
    {'type': 'Polygon', 'coordinates': [[[1.0, 0.0], [1.0, 2.0], [0.0, 2.0], [0.0, 0.0], [1.0, 0.0]]]}
    """
    parts, shape = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    places, ring = shapely.get_coordinates(rings, return_index=True)
    drawn = apart(places.tolist(), np.bincount(ring, minlength=len(rings)))
    polygons = apart(filter(None, drawn), np.bincount(part[np.unique(ring)], minlength=len(parts)))
    surfaces = apart(polygons, np.bincount(shape, minlength=len(shapes)))
    return [_geometry(one, surface) for one, surface in zip(shapes, surfaces, strict=True)]


def _geometry(shape: BaseGeometry, polygons: list[list[Any]]) -> Geometry:
    if shape.geom_type == "MultiPolygon":
        return {"type": "MultiPolygon", "coordinates": polygons}
    if shape.geom_type == "Polygon":
        return {"type": "Polygon", "coordinates": polygons[0] if polygons else []}
    return mapping(shape)


def apart(things: Iterable[T], counts: Ints) -> list[list[T]]:
    """Return the things in lists, one after the other, each of so many as `counts` say.

    >>> apart("abc", np.array([2, 0, 1]))
    [['a', 'b'], [], ['c']]
    """
    rest = iter(things)
    return [list(islice(rest, count)) for count in counts.tolist()]
