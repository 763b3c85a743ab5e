"""The density surface as a Cloud-Optimized GeoTIFF that GIS programs open with its unit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from rasterio import Affine
from rasterio.io import MemoryFile

from hotspot.words.phrases import title_text

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Result

UNITS = {"per_km2_year": "1/(km2 year)", "per_km2": "1/km2"}
BLOCK = 256
SPREAD = ("sensitive_by_area", "sensitive_counted")  # how many incidents are spread evenly over their area


def write_raster(result: Result, path: Path) -> None:
    """Write the surface: float32, NaN outside the study area, averaged overviews, unit and method in tags.

    The sum of all cells times the area of a cell (times the years of the period) is the number of incidents.
    """
    surface = result.surface
    grid = surface.grid
    halvings = max(1, math.ceil(math.log2(max(grid.rows, grid.columns) / BLOCK)))
    profile = {
        "driver": "COG",
        "width": grid.columns,
        "height": grid.rows,
        "count": 1,
        "dtype": "float32",
        "crs": result.crs.to_wkt(),
        "transform": Affine(grid.cell_m, 0.0, grid.west, 0.0, -grid.cell_m, grid.north),
        "nodata": math.nan,
        "compress": "DEFLATE",
        "blocksize": BLOCK,
        "overview_count": halvings,
        "overview_resampling": "AVERAGE",
        "num_threads": 1,
    }
    with MemoryFile() as memory:  # a full disk is told by Python; GDAL would print lines of its own
        with memory.open(**profile) as raster:
            raster.write(surface.values.astype(np.float32), 1)
            raster.units = (UNITS[surface.unit],)
            raster.set_band_description(1, f"incidents, {UNITS[surface.unit]}")
            raster.update_tags(**_tags(result))
        path.write_bytes(memory.getbuffer())


def _tags(result: Result) -> dict[str, str]:
    surface, period = result.surface, result.period
    spread = sum(int(one.values["count"]) for one in result.findings if one.code in SPREAD)
    return {
        **({"SPREAD_OVER_AREAS": str(spread)} if spread else {}),
        "TITLE": title_text(result),
        "SYNTHETIC": "yes" if result.synthetic else "no",
        "PERIOD": f"{period.first}/{period.last}" if period else "unknown",
        "INCIDENTS": str(result.rows.kept),
        "METHOD": f"kernel density, {surface.kernel}, edge-corrected (Jones 1993, Diggle 1985)",
        "BANDWIDTH_M": f"{surface.bandwidth_m:g}",
        "UNIT": UNITS[surface.unit],
    }
