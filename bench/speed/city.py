"""The city that is measured on: made from a seed, in any size, with the ties of real files.

Incidents of real files share coordinates: they are snapped to addresses, a few addresses have very many, and
what could not be located lies on one default point. Speed depends on that more than on anything else, so
evenly scattered points would say nothing. `python -m speed.city FOLDER N` writes one city.
"""

# ruff: noqa: PLC0415 - the peers' interpreter imports this module for its names only

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import geopandas as gpd
    import pyarrow as pa

    from hotspot.schema import Floats

SEED = 1
SIDE_M = 30_000.0
CRS, WEST_M, SOUTH_M = 32643, 600_000.0, 4_770_000.0  # the city's corner, in a UTM zone
MARGIN_M = 60.0  # between the outermost incident and the outline, which is bent by less
STREETS_EVERY_M, DOORS_EVERY_M, TURN = 120.0, 1.0, 0.3  # the street grid and its angle to the north, radians
ADDRESSES_PER_ROW = 0.2
AT_DEFAULT_POINT = 0.008  # share of the rows
DISTRICTS, DISTRICT_STEP_M = 500, 42.0  # 500 polygons with 129 vertices each
CELLS, CELL_M = 1_500, 20.0  # of the raster
TYPES = ("theft", "burglary", "robbery", "assault", "vandalism", "hooliganism", "fraud", "theft from vehicle")
WHERE = ("street", "flat", "shop", "yard", "school", "park", "bus stop", "office")
DAYS = 3 * 365


def incident_places(n: int, *, seed: int = SEED) -> Floats:
    """Return easting and northing (n, 2) of the incidents, in metres of `CRS`; 13 to 20 % are distinct."""
    rng = np.random.default_rng(seed)
    doors = addresses(max(1, int(ADDRESSES_PER_ROW * n)), rng)
    popularity = 1 + rng.pareto(1.1, len(doors))  # most have one or two incidents, a few have thousands
    popularity = np.minimum(popularity, popularity.sum() * 5e-4)  # and none has as many as the default point
    at = rng.choice(len(doors), n, p=popularity / popularity.sum())
    xy = doors[at]
    xy[rng.random(n) < AT_DEFAULT_POINT] = np.round(doors.mean(axis=0), 2)
    return xy


def addresses(n: int, rng: np.random.Generator) -> Floats:
    """Return n addresses (n, 2): quarters around centres, doors around quarters, snapped to the streets."""
    centres = rng.uniform(0.1 * SIDE_M, 0.9 * SIDE_M, (40, 2))
    quarters = np.repeat(centres, 30, axis=0) + rng.normal(0, 1_500, (1_200, 2))
    size = 0.2 + rng.pareto(2.0, len(quarters))
    found = np.empty((0, 2))
    while len(found) < n:
        quarter = rng.choice(len(quarters), n, p=size / size.sum())
        xy = on_streets(quarters[quarter] + rng.normal(0, 350, (n, 2)), rng)
        inside = ((xy > MARGIN_M) & (xy < SIDE_M - MARGIN_M)).all(axis=1)
        found = np.concatenate([found, xy[inside]])
    return np.asarray(np.round(found[:n] + np.array([WEST_M, SOUTH_M]), 2))


def on_streets(xy: Floats, rng: np.random.Generator) -> Floats:
    """Move each place (n, 2) to the nearest door on a street of the turned grid."""
    turn = np.array([[np.cos(TURN), -np.sin(TURN)], [np.sin(TURN), np.cos(TURN)]])
    turned = xy @ turn
    street = rng.integers(0, 2, len(xy))  # which of the two coordinates is that of the street
    rows = np.arange(len(xy))
    turned[rows, street] = np.round(turned[rows, street] / STREETS_EVERY_M) * STREETS_EVERY_M
    turned[rows, 1 - street] = np.round(turned[rows, 1 - street] / DOORS_EVERY_M) * DOORS_EVERY_M
    return np.asarray(turned @ turn.T)


def districts(count: int = DISTRICTS, *, seed: int = SEED) -> gpd.GeoDataFrame:
    """Return districts that cover the city without a gap; their common outlines are bent alike."""
    import geopandas as gpd
    import shapely

    centres = shapely.multipoints(np.random.default_rng(seed).uniform(0, SIDE_M, (count, 2)))
    city = shapely.box(0, 0, SIDE_M, SIDE_M)
    cells = shapely.get_parts(shapely.voronoi_polygons(centres, extend_to=city))
    lines = shapely.segmentize(shapely.intersection(cells, city), DISTRICT_STEP_M)

    def bent(xy: Floats) -> Floats:
        x, y = xy.T
        moved = np.column_stack([x + 18 * np.sin(y / 61) + WEST_M, y + 18 * np.sin(x / 47) + SOUTH_M])
        return np.asarray(np.round(moved, 2))  # so that both sides of an outline have the same vertices

    shapes = shapely.transform(lines, bent)
    names = {"id": [f"D{i}" for i in range(count)], "name": [f"District {i}" for i in range(count)]}
    return gpd.GeoDataFrame(names, geometry=list(shapes), crs=CRS)


def incident_table(xy: Floats, *, seed: int = SEED) -> pa.Table:
    """Return the incidents as a police export has them: eight columns, place in degrees with six decimals."""
    import pyarrow as pa
    import pyproj

    rng, n = np.random.default_rng([seed, 1]), len(xy)
    lon, lat = pyproj.Transformer.from_crs(CRS, 4326, always_xy=True).transform(*xy.T)
    minute = np.datetime64("2023-01-01T00:00:00") + 60 * rng.integers(0, DAYS * 1_440, n)
    falling = np.arange(len(TYPES), 0, -1) / np.arange(len(TYPES) + 1).sum()
    return pa.table(
        {
            "id": np.arange(1, n + 1),
            "date": pa.array(minute.astype("datetime64[s]")),
            "type": pa.array(TYPES).take(pa.array(rng.choice(len(TYPES), n, p=falling))),
            "where": pa.array(WHERE).take(pa.array(rng.integers(0, len(WHERE), n))),
            "solved": pa.array(rng.random(n) < 0.3),
            "shift": rng.integers(1, 4, n),
            "longitude": np.round(lon, 6),
            "latitude": np.round(lat, 6),
        }
    )


def folder_of(cities: Path, n: int) -> Path:
    """Return the folder of the city with n incidents."""
    return cities / f"city-{n}"


def make(cities: Path, n: int) -> None:
    """Write the city with n incidents where it is not there yet.

    `places.npy` (n, 2) and `distinct.npz` (xy, weight) in metres, `raster.npy` with incidents per cell,
    `incidents.csv`, and `districts.gpkg`.
    """
    import pyarrow.csv

    target = folder_of(cities, n)
    if (target / "districts.gpkg").exists():
        return
    target.mkdir(parents=True, exist_ok=True)
    xy = incident_places(n)
    np.save(target / "places.npy", xy)
    once, weight = np.unique(xy.view(np.complex128).ravel(), return_counts=True)
    np.savez(target / "distinct.npz", xy=once.view(np.float64).reshape(-1, 2), weight=weight.astype(float))
    east, north = WEST_M + CELL_M * np.arange(CELLS + 1), SOUTH_M + CELL_M * np.arange(CELLS + 1)
    counts = np.histogram2d(xy[:, 1], xy[:, 0], bins=(north, east))[0]
    np.save(target / "raster.npy", np.ascontiguousarray(counts[::-1]))  # row 0 in the north
    pyarrow.csv.write_csv(
        incident_table(xy), target / "incidents.csv", pyarrow.csv.WriteOptions(quoting_style="needed")
    )
    districts().to_file(target / "districts.gpkg")  # last: a folder that has it is complete


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
