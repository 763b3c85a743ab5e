"""The density surface as a picture that lies exactly where it belongs on a web map."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rasterio import Affine
from rasterio.crs import CRS
from rasterio.warp import Resampling, reproject, transform_bounds

from hotspot.measure.classes import class_of

if TYPE_CHECKING:
    import pyproj
    from numpy.typing import NDArray

    from hotspot.schema import Floats, Surface

MERCATOR_RADIUS_M = 6_378_137.0
FINEST, COARSEST = 1_024, 512  # pixels along the longer side
# ColorBrewer YlOrBr: rises in darkness, readable in grey print, unlike the blues of the areas.
COLOURS = ("#fee391", "#fec44f", "#fe9929", "#ec7014", "#cc4c02", "#8c2d04")
CLEAR_SHARE = 0.5  # of the study area that stays clear, where half of it has any density
LEAST_OF_PEAK = 1e-3


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A PNG as data address; `south`, `west`, `north`, `east` are its outer edges in degrees; `limits` are
    the lower limits of the colours and, last, the highest value, in the surface's unit."""

    address: str
    south: float
    west: float
    north: float
    east: float
    limits: tuple[float, ...]


def density_picture(surface: Surface, crs: pyproj.CRS) -> Picture:
    """Warp the surface to Web Mercator and colour it; places below half of the study area stay clear."""
    limits = density_limits(surface.values)
    values, transform = to_mercator(surface, crs)
    rows, columns = values.shape
    classes = class_of(values, [-math.inf, *limits[:-1], math.inf]).astype(np.int64)
    indexed = np.clip(classes, 0, len(COLOURS)).astype(np.uint8)
    west, north = _degrees(transform.c, transform.f)
    east, south = _degrees(transform.c + columns * transform.a, transform.f + rows * transform.e)
    address = "data:image/png;base64," + base64.b64encode(png(indexed, COLOURS)).decode()
    return Picture(address=address, south=south, west=west, north=north, east=east, limits=limits)


def density_limits(values: Floats) -> tuple[float, ...]:
    """Return a limit for each colour and the highest value, in equal ratios, to two digits that count.

    Densities span three powers of ten; limits by share of the area would fall together at the value of one
    lone incident.
    """
    known = values[np.isfinite(values)]
    if known.size == 0 or known.max() <= 0:
        return (*(float(i) for i in range(1, len(COLOURS) + 1)), float(len(COLOURS) + 1))
    peak = float(known.max())
    lowest = min(max(float(np.quantile(known, CLEAR_SHARE)), peak * LEAST_OF_PEAK), peak / 2)
    return tuple(float(f"{limit:.2g}") for limit in np.geomspace(lowest, peak, len(COLOURS) + 1))


def to_mercator(surface: Surface, crs: pyproj.CRS) -> tuple[Floats, Affine]:
    """Return the surface on square pixels of EPSG:3857 (NaN where there is none) and their transform."""
    grid = surface.grid
    source = CRS.from_wkt(crs.to_wkt())
    target = CRS.from_epsg(3857)
    here = Affine(grid.cell_m, 0.0, grid.west, 0.0, -grid.cell_m, grid.north)
    east, south = grid.west + grid.columns * grid.cell_m, grid.north - grid.rows * grid.cell_m
    edges = (grid.west, south, east, grid.north)
    west, bottom, right, top = transform_bounds(source, target, *edges, densify_pts=21)
    longer = max(grid.rows, grid.columns) * 1.5  # so that classes have smooth edges, not those of the cells
    pixel_m = max(right - west, top - bottom) / min(max(longer, COARSEST), FINEST)
    there = Affine(pixel_m, 0.0, west, 0.0, -pixel_m, top)
    shape = math.ceil((top - bottom) / pixel_m), math.ceil((right - west) / pixel_m)
    values = np.full(shape, np.nan, dtype=np.float32)
    reproject(
        surface.values.astype(np.float32),  # as precise as the surface's own file
        values,
        src_transform=here,
        src_crs=source,
        src_nodata=math.nan,
        dst_transform=there,
        dst_crs=target,
        dst_nodata=math.nan,
        resampling=Resampling.bilinear,
    )
    return values.astype(np.float64), there


def png(indexed: NDArray[np.uint8], colours: tuple[str, ...]) -> bytes:
    """Return a palette PNG of at most 15 colours: 0 is clear, 1 the first. PNG Specification, third edition
    (2025): four bits for a pixel; a line is what has changed since the line above (filter 2)."""
    height, width = indexed.shape
    palette = b"\0\0\0" + b"".join(bytes.fromhex(colour[1:]) for colour in colours)
    pairs = np.pad(indexed, ((1, 0), (0, width % 2)))  # over the first line lies an empty one
    changes = np.diff((pairs[:, ::2] << 4) | pairs[:, 1::2], axis=0)  # modulo 256
    lines = np.insert(changes, 0, 2, axis=1).tobytes()
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"tRNS", b"\0"),
        (b"IDAT", _deflated(lines)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def _deflated(content: bytes) -> bytes:
    """Return the content packed by its runs: no larger than by a search for matches, and a hundred times
    sooner."""
    packing = zlib.compressobj(strategy=zlib.Z_RLE)
    return packing.compress(content) + packing.flush()


def _degrees(x: float, y: float) -> tuple[float, float]:
    """Return lon, lat of a place in EPSG:3857. Snyder (1987), Map Projections, equations 7-4 and 7-5."""
    lat = 2 * math.atan(math.exp(y / MERCATOR_RADIUS_M)) - math.pi / 2
    return math.degrees(x / MERCATOR_RADIUS_M), math.degrees(lat)
