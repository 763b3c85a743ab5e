"""Does the automatic bandwidth keep the hits? Chosen before each cut-off, judged on what followed it.

    python bench/bandwidth.py [--data ../shared/data] [--cell 100] [NAME …]

For every series the tool chooses a bandwidth from the incidents before a cut-off and draws its surface; hits
are the later incidents in the densest 2 % of the cells (the emptier of equally dense ones). They are held
against every bandwidth of a grid, 25 to 1,000 m, drawn from the same incidents. Prints a Markdown table:
`kept` is the share of the hits of the one grid bandwidth that, looking back, was best over all cut-offs;
`kept (each)` of the best one for each single cut-off, which chance makes better than any rule can be.
`chance` is how often that very best bandwidth would keep 97 % of the most hits, were the counts of the cells
drawn anew (Poisson): what cannot be asked of any rule. The last lines add up over the series.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from hotspot.density import choose_bandwidth, study_grid
from hotspot.measure.bandwidth import LADDER_M
from hotspot.measure.capture import flagging_order
from hotspot.measure.cells import CellsAround
from hotspot.measure.hit_rate import FINE, gathered
from hotspot.measure.kernel import density_on_grid
from hotspot.project import collapse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hotspot.schema import Bools, Floats, Grid, Ints

ROOT = Path(__file__).parents[1]
GRID_M = LADDER_M[(LADDER_M >= 25) & (LADDER_M <= 1000)]
AREA_SHARE = 0.02
GEOCODING_ERROR_M = 25.0
SEED = 1
YEARS_BACK = 3  # of incidents before a cut-off, where there are so many
KEPT = 0.97  # of the most hits, that are asked for
DRAWS = 2000


@dataclass(frozen=True, kw_only=True)
class City:
    """Incidents with place `xy` (n, 2) in metres, `day` (n,) and `type` (n,), and how they are tested: the
    first days of the test windows, their length, and the types with a series of their own."""

    name: str
    xy: Floats
    day: Ints
    type: np.ndarray
    study: shapely.MultiPolygon | shapely.Polygon
    cutoffs: tuple[int, ...]
    horizon: int
    types: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One series at one cut-off: the bandwidth chosen and why, its hits, and those of the grid (g, c) in each
    of the cells that any of them flags."""

    chosen_m: float
    why: str
    hits: float
    cells: Floats
    tested: int

    @property
    def grid(self) -> Floats:
        """Return the hits (g,) of each bandwidth of the grid."""
        return np.asarray(self.cells.sum(axis=1))


def main() -> None:
    """Judge the cities that were named (all by default) and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--cell", type=float, default=100.0, help="metres, side of the cells judged on")
    asked = parser.parse_args()
    print("| series | cut-offs | hits of tested | chosen, m | why | best, m | kept | kept (each) | chance |")
    print("|---|---:|---:|---|---|---:|---:|---:|---:|")
    kept, chances = [], []
    for name, load in CITIES.items():
        if asked.names and not any(part.lower() in name.lower() for part in asked.names):
            continue
        city = load(asked.data)
        for series, rows in series_of(city):
            judged = [judge(city, rows, cutoff, cell_m=asked.cell) for cutoff in city.cutoffs]
            kept.append(share_kept(judged))
            chances.append(chance(judged))
            print(line(f"{city.name}, {series}", judged, chances[-1]), flush=True)
    enough = sum(share >= KEPT for share in kept)
    print(f"\n{enough} of {len(kept)} keep {KEPT:.0%}, the least {min(kept):.3f}")
    print(f"Knowing the best of each series: {sum(chances):.1f} on average, all with {np.prod(chances):.2f}")


def share_kept(judged: list[Judged]) -> float:
    """Return the hits of the chosen bandwidths over those of the one that, looking back, was best."""
    return float(sum(each.hits for each in judged) / np.sum([each.grid for each in judged], axis=0).max())


def chance(judged: list[Judged]) -> float:
    """Return how often the best bandwidth would keep enough, were the counts of the cells drawn anew."""
    cells = np.concatenate([each.cells for each in judged], axis=1)
    drawn = np.random.default_rng(SEED).poisson(cells.max(axis=0)[:, None], (cells.shape[1], DRAWS))
    hits = (cells > 0).astype(float) @ drawn
    return float(np.mean(hits[cells.sum(axis=1).argmax()] >= KEPT * hits.max(axis=0)))


def line(series: str, judged: list[Judged], by_chance: float) -> str:
    """Return the row of one series, pooled over its cut-offs."""
    hits, grid = sum(each.hits for each in judged), np.sum([each.grid for each in judged], axis=0)
    each = sum(one.grid.max() for one in judged)
    chosen = " ".join(f"{one.chosen_m:g}" for one in judged)
    why = " ".join(dict.fromkeys(one.why.removeprefix("bandwidth_") for one in judged))
    counted = f"{hits:,.0f} of {sum(one.tested for one in judged):,}"
    best = f"{GRID_M[np.argmax(grid)]:g} | {share_kept(judged):.3f} | {hits / each:.3f} | {by_chance:.2f}"
    return f"| {series} | {len(judged)} | {counted} | {chosen} | {why} | {best} |"


def series_of(city: City) -> Iterator[tuple[str, Bools]]:
    """Yield the name and the rows of each series: all together, then the types."""
    yield "all", np.ones(len(city.day), dtype=bool)
    for kind in city.types:
        yield kind.lower(), city.type == kind


def known_at(city: City, rows: Bools, cutoff: int) -> Bools:
    """Mark the incidents of a series that the tool may learn from at a cut-off."""
    marks: Bools = rows & (city.day < cutoff) & (city.day >= cutoff - YEARS_BACK * 365)
    return marks


def judge(city: City, rows: Bools, cutoff: int, *, cell_m: float) -> Judged:
    """Choose on what came before the cut-off, and count hits in what came after it."""
    known = known_at(city, rows, cutoff)
    sites = collapse(city.xy[known])
    day = city.day[known]
    choice = choose_bandwidth(
        sites,
        city.study,
        days=day - int(day.min()),
        kernel="quartic",
        geocoding_error_m=GEOCODING_ERROR_M,
        area_share=AREA_SHARE,
        seed=SEED,
    )
    chosen_m = float(choice.value)
    later = rows & (city.day >= cutoff) & (city.day < cutoff + city.horizon)
    cells = held_out(city, known, later, np.append(GRID_M, chosen_m), cell_m=cell_m)
    return Judged(
        chosen_m=chosen_m,
        why=choice.why,
        hits=float(cells[-1].sum()),
        cells=cells[:-1],
        tested=int(later.sum()),
    )


def held_out(city: City, known: Bools, later: Bools, bandwidths_m: Floats, *, cell_m: float) -> Floats:
    """Return the `later` incidents (b, c) in the cells that each bandwidth's surface of the `known` ones
    flags; c are the cells with any that at least one of them flags."""
    grid, inside = study_grid(city.study, cell_m=cell_m)
    cell = CellsAround(study=inside, west=grid.west, north=grid.north, cell_m=cell_m, reach_m=0.0)
    after = np.bincount(cell.nearest(city.xy[later]), minlength=inside.size)[inside.ravel()].astype(float)
    flagged = max(1, round(AREA_SHARE * len(after)))
    sites = collapse(city.xy[known])
    found = np.zeros((len(bandwidths_m), len(after)))
    for row, each in enumerate(bandwidths_m.tolist()):
        values = surface(sites.xy, sites.weight, grid, inside, each)[inside]
        first = flagging_order(values, after)[:flagged]
        found[row, first] = after[first]
    return found[:, found.any(axis=0)]


def surface(xy: Floats, weight: Floats, grid: Grid, inside: Bools, bandwidth_m: float) -> Floats:
    """Return the surface (rows, columns) of one bandwidth, places gathered as the search itself does it."""
    places, weights = gathered(xy, weight[:, None], square_m=bandwidth_m / FINE)
    (values,) = density_on_grid(
        places,
        weights,
        inside,
        west=grid.west,
        north=grid.north,
        cell_m=grid.cell_m,
        bandwidth_m=bandwidth_m,
        kernel="quartic",
    )
    return np.asarray(values)


def city_of(
    name: str, xy: Floats, moment: pd.Series, kind: pd.Series, study: gpd.GeoDataFrame, **tested: object
) -> City:
    """Return the incidents that have a date and lie in the study area."""
    shape = study.union_all()
    shapely.prepare(shape)
    inside = shapely.contains_xy(shape, xy[:, 0], xy[:, 1]) & moment.notna().to_numpy()
    day = moment.to_numpy().astype("M8[D]")[inside].astype(np.int64)
    return City(
        name=name,
        xy=xy[inside],
        day=day,
        type=kind.astype(str).to_numpy()[inside],
        study=shape,
        **tested,  # type: ignore[arg-type]
    )


def metres(lon: pd.Series, lat: pd.Series, crs: int) -> Floats:
    """Return degrees as easting and northing."""
    to_crs = pyproj.Transformer.from_crs(4326, crs, always_xy=True)
    return np.column_stack(to_crs.transform(lon.to_numpy(), lat.to_numpy()))


def days(*dates: str) -> tuple[int, ...]:
    """Return dates as day numbers."""
    return tuple(np.array(dates, dtype="M8[D]").astype(int).tolist())


def vancouver(data: Path) -> City:
    """Read Vancouver's crimes; places are blocks and junctions."""
    d = pd.read_parquet(data / "vancouver" / "crimes_2003_2017.parquet").query("X > 0")
    return city_of(
        "Vancouver",
        d[["X", "Y"]].to_numpy(float),
        pd.to_datetime({"year": d.YEAR, "month": d.MONTH, "day": d.DAY}),
        d.TYPE,
        gpd.read_file(data / "vancouver" / "local_area_boundary.geojson").to_crs(26910),
        cutoffs=days("2011-07-01", "2013-01-01", "2014-07-01", "2016-01-01", "2017-01-01"),
        horizon=180,
        types=(
            "Theft from Vehicle",
            "Other Theft",
            "Mischief",
            "Break and Enter Residential/Other",
            "Theft of Bicycle",
            "Break and Enter Commercial",
            "Theft of Vehicle",
        ),
    )


def chicago(data: Path) -> City:
    """Read Chicago's incidents; places are blocks."""
    columns = ["Latitude", "Longitude", "Date", "Primary Type"]
    d = pd.read_parquet(data / "chicago" / "crimes_2012_2017.parquet", columns=columns).dropna()
    return city_of(
        "Chicago",
        metres(d.Longitude, d.Latitude, 32616),
        d.Date,
        d["Primary Type"],
        gpd.read_file(data / "chicago" / "community_areas.geojson").to_crs(32616),
        cutoffs=days("2015-01-01", "2016-01-01", "2017-01-01"),
        horizon=180,
        types=(
            "THEFT",
            "BATTERY",
            "CRIMINAL DAMAGE",
            "NARCOTICS",
            "ASSAULT",
            "BURGLARY",
            "MOTOR VEHICLE THEFT",
            "ROBBERY",
        ),
    )


def sheffield(data: Path) -> City:
    """Read five months of Sheffield; places are points of a list."""
    d = pd.concat(pd.read_csv(file) for file in sorted((data / "sheffield").glob("*.csv.gz")))
    d = d.dropna(subset=["Longitude"])
    return city_of(
        "Sheffield",
        metres(d.Longitude, d.Latitude, 27700),
        pd.to_datetime(d.Month),
        d["Crime type"],
        gpd.read_file(data / "sheffield" / "wards_E08000019.geojson").to_crs(27700),
        cutoffs=days("2018-12-01", "2019-01-01", "2019-02-01"),
        horizon=28,
        types=(
            "Violence and sexual offences",
            "Anti-social behaviour",
            "Criminal damage and arson",
            "Burglary",
            "Vehicle crime",
        ),
    )


def san_francisco(data: Path) -> City:
    """Read half a year of San Francisco; places are junctions."""
    d = pd.read_csv(data / "san_francisco" / "crimes_2012_jul_dec.csv.gz").drop_duplicates(
        ["IncidntNum", "X", "Y"]
    )
    return city_of(
        "San Francisco",
        metres(d.X, d.Y, 32610),
        pd.to_datetime(d.Date),
        d.Category,
        gpd.read_file(data / "san_francisco" / "neighborhoods.geojson").to_crs(32610),
        cutoffs=days("2012-10-01", "2012-11-01", "2012-12-01"),
        horizon=31,
        types=("DRUG/NARCOTIC", "VANDALISM", "VEHICLE THEFT", "ROBBERY"),
    )


def new_york(data: Path) -> City:
    """Read New York's shootings and vehicle thefts; places are junctions and middles of segments."""
    shot = pd.read_csv(data / "new_york" / "nypd_shootings_2006_2023.csv.gz", thousands=",")
    shot = shot.drop_duplicates("INCIDENT_KEY").dropna(subset=["Longitude"])
    stolen = pd.read_csv(data / "new_york" / "vehicle_thefts_2014_2017.csv.gz")
    lon, lat = (
        pd.concat([shot[a], stolen[b]]) for a, b in (("Longitude", "longitude"), ("Latitude", "latitude"))
    )
    moment = pd.concat([pd.to_datetime(shot.OCCUR_DATE), pd.to_datetime(stolen.date_single)])
    return city_of(
        "New York",
        metres(lon, lat, 32618),
        moment,
        pd.Series(["shootings"] * len(shot) + ["vehicle theft"] * len(stolen)),
        gpd.read_file(data / "new_york" / "boroughs.geojson").to_crs(32618),
        cutoffs=days("2016-01-01", "2016-07-01", "2017-01-01"),
        horizon=180,
        types=("shootings", "vehicle theft"),
    )


def sample(_: Path) -> City:
    """Read the made-up city that the repository ships."""
    d = pd.read_csv(ROOT / "data" / "incidents.csv")
    d = d.assign(lon=pd.to_numeric(d.lon, errors="coerce"), lat=pd.to_numeric(d.lat, errors="coerce"))
    moment = pd.to_datetime(d.occurred, errors="coerce", format="ISO8601")
    return city_of(
        "sample city",
        metres(d.lon, d.lat, 32643),
        moment,
        d.type,
        gpd.read_file(ROOT / "data" / "boundary.geojson").to_crs(32643),
        cutoffs=days("2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01"),
        horizon=90,
        types=("theft", "theft from vehicle", "burglary", "assault", "hooliganism", "vandalism"),
    )


CITIES: dict[str, Callable[[Path], City]] = {
    "sample": sample,
    "Sheffield": sheffield,
    "San Francisco": san_francisco,
    "Vancouver": vancouver,
    "New York": new_york,
    "Chicago": chicago,
}

if __name__ == "__main__":
    main()
