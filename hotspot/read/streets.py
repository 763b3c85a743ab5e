"""Streets that people can walk on: a layer of lines, or an OpenStreetMap extract of the region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from hotspot.errors import InputError
from hotspot.read.brought import in_metres, read_brought
from hotspot.read.features import WGS84
from hotspot.read.gate import checked_path, unchanged
from hotspot.read.layers import drawn_frame
from hotspot.read.osm import read_walkways
from hotspot.read.osm_blocks import check_blocks

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj

    from hotspot.read.osm import Box
    from hotspot.schema import Finding


def read_streets(path: str, *, crs: pyproj.CRS, box: Box) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the streets of a file in the `crs`, with the columns of a drawn layer, and what was left out.

    Of an extract (.osm.pbf) those that touch the `box`, west, south, east, north in degrees, and that a
    person may walk on. Raises InputError for a file that cannot be used or holds no lines there.
    """
    if path.lower().endswith(".pbf"):
        frame, findings = _from_extract(path, crs, box)
    else:
        frame, findings = read_brought(path, kind="streets", crs=crs)
    if not (shapely.get_dimensions(frame.geometry.to_numpy()) == 1).any():
        raise InputError(path, "there is no street in it", "give lines: --streets FILE")
    return frame, findings


def _from_extract(path: str, crs: pyproj.CRS, box: Box) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    found = checked_path(path, suffixes=frozenset({".pbf", ".osm.pbf"}))
    with unchanged(found, path):
        check_blocks(found, path)
        ways = read_walkways(found, path, box=box)
    drawn = ~(shapely.is_missing(ways.shapes) | shapely.is_empty(ways.shapes))
    if not drawn.any():
        what = "it holds no street to walk on around the city"
        raise InputError(path, what, "give an extract of the region that the run is about")
    streets = drawn_frame(ways.frame[drawn], ways.shapes[drawn], WGS84, "streets")
    return in_metres(streets, crs=crs, path=path)
