"""Large grounds as vector tiles inside the page: only what is in view is unpacked and drawn.

The tiles are Mapbox Vector Tiles 2.1 in a PMTiles 3 archive, written by GDAL's PMTiles driver. One zoom is
enough for each group of kinds: a tile of zoom 14 has steps of half a metre, which serves every closer zoom.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import geopandas as gpd
import numpy as np
import pyogrio

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyproj
    from numpy.typing import NDArray

    Shapes: TypeAlias = NDArray[np.object_]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Kinds of ground that share an archive, and the zoom of its tiles."""

    zoom: int
    kinds: tuple[str, ...]


# The page reads the first at every zoom, the others in closer views.
GROUPS: Mapping[str, Group] = {
    "wide": Group(zoom=13, kinds=("green", "water", "river", "stream", "railway", "main")),
    "near": Group(zoom=14, kinds=("minor", "service", "foot")),
    "buildings": Group(zoom=14, kinds=("building",)),
}
# What is tried until all fits: by how many zooms the tiles are coarser, and which groups are left out.
PLANS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (0, ()),
    (1, ()),
    (1, ("buildings",)),
    (1, ("buildings", "near")),
    (3, ("buildings", "near")),
)
LARGEST_TILE = 4_000_000  # bytes; GDAL leaves out features of larger ones without a word


def tiled(
    shapes: Mapping[str, Shapes], crs: pyproj.CRS, *, heaviest: int
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the base64 of an archive for each group, and the groups left out so that all fit `heaviest`.

    What remains in the end, main streets and water in coarse tiles, is kept however much it is.
    """
    for coarser, left_out in PLANS:
        archives = {
            name: base64.b64encode(archive(here, crs, zoom=group.zoom - coarser)).decode()
            for name, group in GROUPS.items()
            if name not in left_out
            and (here := {kind: shapes[kind] for kind in group.kinds if kind in shapes})
        }
        if sum(map(len, archives.values())) <= heaviest:
            break
    return archives, tuple(name for name in left_out if any(kind in shapes for kind in GROUPS[name].kinds))


def archive(shapes: Mapping[str, Shapes], crs: pyproj.CRS, *, zoom: int) -> bytes:
    """Return a PMTiles archive of one zoom, whose one layer, "ground", says the `kind` of each shape."""
    frame = gpd.GeoDataFrame(
        {"kind": np.repeat(list(shapes), [len(one) for one in shapes.values()])},
        geometry=np.concatenate(list(shapes.values())),
        crs=crs,
    )
    written = io.BytesIO()
    pyogrio.write_dataframe(
        frame.to_crs("EPSG:4326"),
        written,
        driver="PMTiles",
        layer="ground",
        geometry_type="Unknown",
        dataset_options={
            "NAME": "ground",
            "MINZOOM": str(zoom),
            "MAXZOOM": str(zoom),
            "MAX_SIZE": str(LARGEST_TILE),
            "MAX_FEATURES": "1000000",
        },
    )
    return written.getvalue()
