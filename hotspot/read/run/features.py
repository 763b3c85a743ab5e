"""GeoJSON that a command on a finished run has written, taken up again as a frame."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from hotspot.read.run.entry import read_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyproj

    from hotspot.read.run.entry import Entry
    from hotspot.read.run.parts import FoundPart

DEGREES = (180.0, 90.0)


def read_drawn(
    part: FoundPart, name: str, *, crs: pyproj.CRS, texts: Sequence[str] = (), numbers: Sequence[str] = ()
) -> gpd.GeoDataFrame:
    """Return the features of a file with these properties, in the CRS of the run; those without a shape are
    left out. InputError for what no command writes; an unknown number is NaN."""
    said = read_json(part.file(name), str(part.folder / name))
    features = [one for one in said.at("features").each() if one.at("geometry").value is not None]
    rows = [one.at("properties") for one in features]
    columns: dict[str, list[object]] = {key: [row.at(key).text() for row in rows] for key in texts}
    columns |= {key: [_number(row.at(key)) for row in rows] for key in numbers}
    shapes = [_shape(one.at("geometry")) for one in features]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").to_crs(crs)


def _shape(said: Entry) -> shapely.Geometry:
    shape = shapely.from_geojson(json.dumps(said.plain()), on_invalid="ignore")
    if shape is None or shape.is_empty:
        raise said.wrong("is no shape")
    degrees = shapely.get_coordinates(shape)
    if not (np.abs(degrees) <= DEGREES).all():
        raise said.wrong("lies nowhere on Earth")
    return shape


def _number(said: Entry) -> float:
    return float("nan") if said.value is None else float(said.number())
