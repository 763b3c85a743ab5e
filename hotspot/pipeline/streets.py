"""The streets that posts, cameras and patrols stand or walk on: those asked for, or those of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot import place, read
from hotspot.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema import Finding, Result

AROUND_M = 2_000.0  # outside the city; further off no street leads to anything in it


def streets_asked(result: Result, path: str) -> tuple[gpd.GeoDataFrame | None, tuple[Finding, ...]]:
    """Return the streets of the file, else those of the run, else None, and what was left out of the file.

    Raises InputError for a file that cannot be used, or is about another place.
    """
    if not path:
        return result.layers.get("streets"), ()
    areas = result.areas.frame.geometry
    west, south, east, north = areas.total_bounds
    around = shapely.box(west - AROUND_M, south - AROUND_M, east + AROUND_M, north + AROUND_M)
    degrees = areas.iloc[:1].set_axis([0]).set_crs(areas.crs)
    degrees.loc[0] = around
    box = tuple(float(side) for side in degrees.to_crs("EPSG:4326").total_bounds)
    found, findings = read.read_streets(path, crs=result.crs, box=(box[0], box[1], box[2], box[3]))
    if not shapely.intersects(found.geometry.to_numpy(), around).any():
        raise InputError(path, "all of its streets lie outside the city", "check its CRS")
    return found, findings


def network_of(streets: gpd.GeoDataFrame, path: str) -> place.StreetNetwork:
    """Return the network of the streets that were read from `path`, "" for those of the run.

    Raises InputError where there is no line in it.
    """
    network = place.street_network(np.asarray(streets.geometry.array, dtype=object))
    if not len(network.lines):
        raise InputError(path or "streets", "there is no street in it", "give lines: --streets FILE")
    return network
