"""Which of 500 districts each incident lies in, and what a raster adds up to in each district."""

# ruff: noqa: PLC0415 - each side imports its own packages, in its own interpreter

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from speed.city import CELL_M, CELLS, CRS, SIDE_M, SOUTH_M, WEST_M
from speed.comparison import Calls, Goal, Prepared, require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hotspot.schema import Ints

GOALS = {10**6: 35, 5 * 10**6: 35}
NORTH_M = SOUTH_M + SIDE_M
BY_PIXEL_PARTS = 0.02  # how far means over parts of pixels may be from means over pixel centres


def comparisons(rows: int) -> Iterator[Calls]:
    """Yield the comparisons; the raster is the same for all sizes, so it is summed once."""
    what, goal = (
        "incident → one of 500 districts",
        Goal("S3", faster=GOALS[rows]) if rows in GOALS else Goal(),
    )
    yield Calls(what, rows, hotspot, "geopandas.sjoin, points given", sjoin, same_districts, goal)
    if rows == 10**6:
        what = "mean of a raster in 500 districts"
        yield Calls(what, CELLS * CELLS, zonal, "rasterstats", rasterstats, same_means)
        yield Calls(what, CELLS * CELLS, zonal, "exactextract, parts of pixels", exactextract, similar_means)


def hotspot(city: Path) -> Prepared:
    """Prepare Hotspot's join: equal places first, then the district of each."""
    import geopandas as gpd

    from hotspot.project import collapse
    from hotspot.rank import area_of_sites
    from hotspot.schema import Areas

    xy, areas = np.load(city / "places.npy"), Areas(frame=gpd.read_file(city / "districts.gpkg"), sources=())

    def run() -> Ints:
        sites = collapse(xy)
        return area_of_sites(areas, sites.xy)[sites.site_of]

    return Prepared(run, np.asarray)


def sjoin(city: Path) -> Prepared:
    """Prepare geopandas.sjoin on the rows; making the points is not timed."""
    import geopandas as gpd

    xy, frame = np.load(city / "places.npy"), gpd.read_file(city / "districts.gpkg")
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=CRS)

    def lowest(joined: gpd.GeoDataFrame) -> Ints:
        district = joined["index_right"].groupby(level=0).min()
        return np.asarray(district.reindex(range(len(xy)), fill_value=-1))

    return Prepared(lambda: points.sjoin(frame, predicate="intersects"), lowest)


def zonal(city: Path) -> Prepared:
    """Prepare Hotspot's means of the density surface."""
    import geopandas as gpd

    from hotspot.rank.where import density_in_areas
    from hotspot.schema import Grid, Surface

    frame = gpd.read_file(city / "districts.gpkg")
    surface = Surface(
        grid=Grid(west=WEST_M, north=NORTH_M, cell_m=CELL_M, rows=CELLS, columns=CELLS),
        values=np.load(city / "raster.npy"), inside=np.ones((CELLS, CELLS), dtype=bool),
        kernel="quartic", bandwidth_m=100.0, unit="per_km2",
    )  # fmt: skip
    return Prepared(lambda: density_in_areas(frame, surface), lambda found: found[0])


def rasterstats(city: Path) -> Prepared:
    """Prepare rasterstats: pixels whose centre lies in the district, as ours."""
    import geopandas as gpd
    from rasterio.transform import Affine
    from rasterstats import zonal_stats

    frame, raster = gpd.read_file(city / "districts.gpkg"), np.load(city / "raster.npy")
    place = Affine(CELL_M, 0.0, WEST_M, 0.0, -CELL_M, NORTH_M)

    def run() -> Any:
        return zonal_stats(frame, raster, affine=place, nodata=-1, stats=["mean"])

    return Prepared(run, lambda found: np.array([each["mean"] for each in found]))


def exactextract(city: Path) -> Prepared:
    """Prepare exactextract: each pixel counts with the part of it that lies in the district."""
    import geopandas as gpd
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    frame, raster = gpd.read_file(city / "districts.gpkg"), np.load(city / "raster.npy")
    bounds = (WEST_M, SOUTH_M, WEST_M + SIDE_M, NORTH_M)
    source = NumPyRasterSource(raster, *bounds, srs_wkt=frame.crs.to_wkt())

    def run() -> Any:
        return exact_extract(source, frame, ["mean"], output="pandas")

    return Prepared(run, lambda found: found["mean"].to_numpy())


def same_districts(_: Path, our_answer: Path, peer_answer: Path) -> str:
    """Check that every row lies in the same district."""
    our, peer = np.load(our_answer), np.load(peer_answer)
    require(np.array_equal(our, peer), f"{(our != peer).sum():,} rows lie in another district")
    return "every row equal"


def same_means(_: Path, our_answer: Path, peer_answer: Path) -> str:
    """Check that the means are equal but for rounding."""
    apart = _apart(our_answer, peer_answer)
    require(apart <= 1e-9, f"a mean is off by {apart:.1e}")
    return f"means equal to {apart:.0e}" if apart else "every mean equal"


def similar_means(_: Path, our_answer: Path, peer_answer: Path) -> str:
    """Check that the means differ no more than the two ways of counting a pixel do."""
    apart = _apart(our_answer, peer_answer)
    require(apart <= BY_PIXEL_PARTS, f"the means differ by {apart:.1%} of the usual one")
    return f"another rule: {apart:.1%} apart on average"


def _apart(our_answer: Path, peer_answer: Path) -> float:
    our, peer = np.load(our_answer), np.load(peer_answer)
    return float(np.abs(our - peer).mean() / our.mean())
