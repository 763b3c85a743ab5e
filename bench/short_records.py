"""Do the intervals of records without a forecast hold the year that follows?

    python bench/short_records.py [--data ../shared/data] [--every 61] [NAME …]

Prints Markdown. For all incidents together and for the largest types, at cut-offs so many days apart: the
record of so many days before each is scored as `hotspot rank` scores it without a forecast, and the incidents
per km² of the 365 days after it are held against the 95 % interval of each area. `mean` is the interval of
the period's own mean, `year` the one that is shown, widened for the year after; `count` is that of the year's
count, whose own chance matters where areas are small. Lowest and highest are types.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.stats import nbinom

from hotspot.config import load
from hotspot.measure.drift import a_year_on
from hotspot.measure.gamma_poisson import fit_prior, overdispersion, posterior
from hotspot.pipeline import prepare
from hotspot.rank.within import places_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hotspot.measure.gamma_poisson import Posterior
    from hotspot.pipeline.prepared import Prepared
    from hotspot.schema import Bools, Floats, Ints

ROOT = Path(__file__).parents[1]
VANCOUVER, CHICAGO = "vancouver/crimes_2003_2017.parquet", "chicago/crimes_2012_2017.parquet"
BOROUGHS = "new_york/boroughs.geojson"
CITIES = {
    # areas; the first day that counts (Vancouver's file lacks 2004)
    "Vancouver, local areas": (
        VANCOUVER,
        "vancouver/local_area_boundary.geojson",
        "EPSG:26910",
        "2005-01-01",
    ),
    "Chicago, community areas": (CHICAGO, "chicago/community_areas.geojson", "", "2012-01-01"),
    "Chicago, census tracts": (CHICAGO, "chicago/census_tracts_2010.geojson", "", "2012-01-01"),
    # Had no part in the constants.
    "New York, vehicle thefts": (
        "new_york/vehicle_thefts_2014_2017.csv.gz",
        BOROUGHS,
        "",
        "2014-01-01",
    ),
    "New York, shootings": ("new_york/nypd_shootings_2006_2023.csv.gz", BOROUGHS, "", "2006-01-01"),
}
SQUARE_M = 3000.0  # of those that ever had an incident, in place of boroughs
SPANS_DAYS = (30, 61, 91, 182, 273, 364, 730, 1826)
FIRST_CUTOFF, AFTER_DAYS, TYPES, FEWEST, YEAR_DAYS = 730, 365, 8, 20, 365.25
ALL = "all incidents"
KINDS = ("mean", "year", "count")


@dataclass(frozen=True, kw_only=True)
class City:
    """A table (days, areas) of counts for each series, the areas' ground and `places` (n, 2) in metres, and
    the calendar `month` of each day."""

    series: Mapping[str, Ints]
    km2: Floats
    places: Floats
    month: Ints


def main() -> None:
    """Print a table for each city that was named (all by default)."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--every", type=int, default=61, help="days from one cut-off to the next")
    asked = parser.parse_args()
    for name in CITIES:
        if not asked.names or name in asked.names:
            print(f"\n## {name}\n\n| days | cut-offs |", end="")
            print("".join(f" {of}: all | types | lowest, highest |" for of in KINDS))
            print("|---:|---:|" + "---:|---:|---|" * len(KINDS))
            for row in table(city_of(name, asked.data), every=asked.every):
                print(row, flush=True)


def city_of(name: str, data: Path) -> City:
    """Read a city's incidents and count them by day and area: all together, and each of the largest types."""
    incidents, areas, crs, first = CITIES[name]
    options = {"incidents.file": str(data / incidents), "areas.file": str(data / areas)}
    ready = prepare(
        load(None, options=options | {"incidents.discovered": "none", "incidents.crs": crs or None})
    )
    frame = ready.incidents.frame
    xy = frame[["easting", "northing"]].to_numpy(float)
    ground, area = _in_squares(xy) if areas == BOROUGHS else _in_areas(ready, xy)
    day = (frame["start"].to_numpy().astype("M8[D]") - np.datetime64(first)).astype(int)
    kinds, used = frame["type"].astype(str).to_numpy(), (area >= 0) & (day >= 0)
    days, points = int(day[used].max()) + 1, ground.representative_point()
    largest = pd.Series(kinds[used]).value_counts().index[:TYPES]
    masks = {ALL: used, **{str(kind): used & (kinds == kind) for kind in largest}}
    return City(
        series={kind: _by_day(day[own], area[own], days, len(ground)) for kind, own in masks.items()},
        km2=ground.area.to_numpy() / 1e6,
        places=np.column_stack([points.x, points.y]),
        month=(np.datetime64(first) + np.arange(days)).astype("M8[M]").astype(int),
    )


def _in_areas(ready: Prepared, xy: Floats) -> tuple[gpd.GeoSeries, Ints]:
    """Return the areas and the one of each place, of two that overlap the lowest, -1 for none."""
    assert ready.areas is not None  # noqa: S101 - the boundaries were named
    ground = ready.areas.frame.geometry
    polygon, incident = places_in(ground.to_numpy(), xy)
    area = np.full(len(xy), -1)
    area[incident[::-1]] = polygon[::-1]
    return ground, area


def _in_squares(xy: Floats) -> tuple[gpd.GeoSeries, Ints]:
    """Return the squares that hold any place, and the one of each."""
    corner, area = np.unique(np.floor(xy / SQUARE_M), axis=0, return_inverse=True)
    west, south = (SQUARE_M * corner).T
    return gpd.GeoSeries(shapely.box(west, south, west + SQUARE_M, south + SQUARE_M)), area.reshape(-1)


def _by_day(day: Ints, area: Ints, days: int, areas: int) -> Ints:
    return np.bincount(day * areas + area, minlength=days * areas).reshape(days, areas)


def table(city: City, *, every: int) -> Iterator[str]:
    """Return a row for each length of the record: shares of areas whose interval held, mean over cut-offs."""
    for span in SPANS_DAYS:
        held = {
            kind: np.array([_held(city, counts, end, span) for end in _ends(counts, span, every)])
            for kind, counts in city.series.items()
        }
        if not held[ALL].size:  # the whole record is shorter
            continue
        means = {kind: found.mean(axis=(0, 2)) for kind, found in held.items() if found.size}
        types = np.array([found for kind, found in means.items() if kind != ALL])
        cells = (
            f"{whole:.2f} | {own.mean():.2f} | {own.min():.2f}, {own.max():.2f}"
            for whole, own in zip(means[ALL], types.T, strict=True)
        )
        yield f"| {span} | {len(held[ALL])} | " + " | ".join(cells) + " |"


def _ends(counts: Ints, span: int, every: int) -> Iterator[int]:
    """Return the cut-offs: the first day after a record that has incidents enough, and a year after it."""
    for end in range(max(FIRST_CUTOFF, span), len(counts) - AFTER_DAYS + 1, every):
        if counts[end - span : end].sum() >= FEWEST:
            yield end


def _held(city: City, counts: Ints, end: int, span: int) -> Bools:
    """Return (kinds, areas) whether the year after `end` lay in each of the intervals, see `KINDS`."""
    rates, followed = scored(city, counts, end, span), counts[end : end + AFTER_DAYS].sum(axis=0)
    year, size = a_year_on(rates, years=span / YEAR_DAYS, level=True), city.km2 * AFTER_DAYS / YEAR_DAYS
    ends = [[one.quantile(p) for p in (0.025, 0.975)] for one in (rates, year)]
    chance = nbinom(year.shape, year.shape / (year.shape + year.mean * size))
    ends.append([chance.ppf(p) / size for p in (0.025, 0.975)])
    return np.array([(low <= followed / size) & (followed / size <= high) for low, high in ends])


def scored(city: City, counts: Ints, end: int, span: int) -> Posterior:
    """Return the rates of the record of `span` days before `end`, as `hotspot rank` estimates them."""
    record, month = counts[end - span : end], city.month[end - span : end]
    by_month = np.stack([record[month == one].sum(axis=0) for one in np.unique(month)], axis=1)
    dispersion, total = overdispersion(by_month.astype(float)), record.sum(axis=0).astype(float)
    exposure = city.km2 * span / YEAR_DAYS
    prior = fit_prior(total / dispersion, exposure, city.places)
    return posterior(total, exposure, prior, dispersion=dispersion)


if __name__ == "__main__":
    main()
