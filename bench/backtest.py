"""The back-test on real cities, type by type: hits against three-year counts and against rule-of-thumb KDE.

    python bench/backtest.py [--data ../shared/data] [--cutoffs 24] [--cells 100 200] [NAME …]

Prints Markdown: for each city, size of square and horizon the geometric means over the types, the types that
fall below 0.98 of three-year counts, and how often the 90 % intervals of the first twenty squares held. Takes
minutes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from math import exp, isfinite, log
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hotspot import judge
from hotspot.config import load
from hotspot.pipeline import prepare
from hotspot.schema.judged import BASELINE, OURS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    import shapely

    from hotspot.judge.backtest import Found
    from hotspot.judge.past import Record
    from hotspot.schema import Floats
    from hotspot.schema.judged import Judged

ROOT = Path(__file__).parents[1]
CITIES = {
    "Vancouver": (
        "vancouver/crimes_2003_2017.parquet",
        "vancouver/local_area_boundary.geojson",
        "EPSG:26910",
        7,
    ),
    "Chicago": ("chicago/crimes_2012_2017.parquet", "chicago/community_areas.geojson", "", 8),
}
LEAST_RATIO, LEAST_HITS, LEVEL = 0.98, 400, 0.9


@dataclass(frozen=True, kw_only=True)
class City:
    """A `series` of incidents for each type, the places `xy` (m, 2) of all incidents by row, in metres, and
    the `days` that they cover from the `first` on."""

    series: Mapping[str, Record]
    xy: Floats
    study: shapely.Polygon | shapely.MultiPolygon
    first: date
    days: int


def main() -> None:
    """Run the cities that were named (all by default) and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--cutoffs", type=int, default=24)
    parser.add_argument("--cells", type=float, nargs="+", default=[100.0, 200.0])
    asked = parser.parse_args()
    for name in CITIES:
        if not asked.names or name in asked.names:
            for cell_m in asked.cells:
                report(name, asked.data, cell_m, judge.Question(cutoffs=asked.cutoffs))


def report(name: str, data: Path, cell_m: float, asked: judge.Question) -> None:
    """Run one city on squares of one size and print what came of it."""
    begin = time.perf_counter()
    city = city_of(name, data)
    found = tested(city, cell_m, asked)
    seconds = time.perf_counter() - begin
    print(f"\n## {name}, squares of {cell_m:g} m, {len(city.series)} types ({seconds:.0f} s)\n")
    print(
        "| days | share | against count-3y | least | ties by lot | over KDE 400 | oracle | n/N of count-3y |"
    )
    print("|---:|---:|---:|---|---:|---:|---:|---:|")
    for row in means(found, asked):
        print(row)
    for rule, by_lot in (("the worst case of ties", False), ("ties by lot", True)):
        print(f"\nBelow {LEAST_RATIO:g} with {LEAST_HITS} hits or more, {rule}:")
        for line in weak(found, by_lot=by_lot) or ["none"]:
            print(f"- {line}")
    print(f"\nCounts within the {100 * LEVEL:g} % interval, first twenty squares (all squares):\n")
    for line in intervals(found):
        print(line)
    sys.stdout.flush()


def city_of(name: str, data: Path) -> City:
    """Read the incidents of a city, a series for each of its largest types."""
    incidents, areas, crs, count = CITIES[name]
    options = {"incidents.file": str(data / incidents), "areas.file": str(data / areas)}
    options |= {"incidents.discovered": "none"}  # as the series of each type were published
    ready = prepare(load(None, options={**options, "incidents.crs": crs or None}))
    assert ready.period is not None  # noqa: S101 - both files have dates
    frame = ready.incidents.frame
    days = (
        frame["start"].to_numpy().astype("datetime64[D]") - np.datetime64(ready.period.first, "D")
    ).astype(int)
    kinds = frame["type"].astype(str).to_numpy()
    first_day = judge.recorded_from(days)
    types = [str(kind) for kind in frame["type"].astype(str).value_counts().index[:count]]
    rows = {kind: np.flatnonzero(kinds == kind) for kind in types}
    return City(
        series={kind: judge.record_of(days[own], own, first_day=first_day) for kind, own in rows.items()},
        xy=frame[["easting", "northing"]].to_numpy(float),
        study=ready.study,
        first=ready.period.first,
        days=ready.period.days,
    )


def tested(city: City, cell_m: float, asked: judge.Question) -> Found:
    """Run the back-test of every series on squares of one size."""
    squares = judge.ground_of(city.study, city.xy)
    units = judge.square_units(judge.ground_of(city.study, city.xy, cell_m=cell_m), squares, city.xy)
    return judge.backtest(
        city.series, [units], squares, city.xy, first=city.first, days=city.days, asked=asked
    )


def means(found: Found, asked: judge.Question) -> Iterator[str]:
    """Return a row for each horizon and share: geometric means of ratios over the types. The oracle's, who
    knows what comes, is over the same KDE: nobody can have more."""
    hits = {(row.series, row.horizon_days, row.share, row.method): row.hits for row in found.judged}
    for horizon in found.horizons:
        for share in asked.shares:
            ours = [row for row in found.judged if _is(row, horizon.days, share) and row.ratio > 0]
            kde, oracle = (
                [hits[row.series, horizon.days, share, one] for row in ours] for one in ("kde-400", "oracle")
            )
            least = min(ours, key=lambda row: row.ratio)
            base = [row for row in found.judged if _is(row, horizon.days, share, BASELINE)]
            counts = f"{sum(row.hits for row in base):,.0f}/{sum(row.incidents for row in base):,}"
            mean = geometric([row.ratio for row in ours])
            shown = f"{least.ratio:.3f} {least.series.title()}"
            even = geometric([row.ratio_even for row in ours])
            wide = geometric([row.hits / other for row, other in zip(ours, kde, strict=True)])
            most = geometric([best / other for best, other in zip(oracle, kde, strict=True)])
            against = f"{mean:.3f} | {shown} | {even:.3f} | {wide:.2f} | {most:.2f}"
            yield f"| {horizon.days} | {share:.1%} | {against} | {counts} |"


def weak(found: Found, *, by_lot: bool) -> list[str]:
    """Return the series that fall below what is asked, by the ratio of the worst case or of ties by lot."""
    base = {
        (row.series, row.horizon_days, row.share): row.hits for row in found.judged if row.method == BASELINE
    }
    return [
        f"{row.series.title()}, {row.horizon_days} days, {row.share:.1%}: {row.ratio:.3f} "
        f"({row.ratio_low:.3f} to {row.ratio_high:.3f}; ties by lot {row.ratio_even:.3f}; "
        f"n/N {row.hits:,.0f}/{row.incidents:,})"
        for row in found.judged
        if row.method == OURS
        and (row.ratio_even if by_lot else row.ratio) < LEAST_RATIO
        and base[row.series, row.horizon_days, row.share] >= LEAST_HITS
    ]


def intervals(found: Found) -> Iterator[str]:
    """Return a table of the coverage, a row for each type."""
    shares: dict[str, dict[tuple[int, str], float]] = defaultdict(dict)
    for row in found.coverage:
        if row.level == LEVEL:
            shares[row.series][row.horizon_days, row.of] = row.share
    days = [horizon.days for horizon in found.horizons]
    yield "| type | " + " | ".join(f"{day} days" for day in days) + " |"
    yield "|---|" + "---:|" * len(days)
    for kind, held in shares.items():
        cells = (f"{held[day, 'top']:.2f} ({held[day, 'all']:.2f})" for day in days)
        yield f"| {kind.title()} | " + " | ".join(cells) + " |"


def geometric(values: Sequence[float]) -> float:
    """Return the geometric mean of what is above 0 and finite."""
    logs = [log(value) for value in values if value > 0 and isfinite(value)]
    return exp(sum(logs) / len(logs)) if logs else float("nan")


def _is(row: Judged, days: int, share: float, method: str = OURS) -> bool:
    return row.method == method and row.horizon_days == days and row.share == share


if __name__ == "__main__":
    main()
