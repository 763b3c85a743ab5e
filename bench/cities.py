"""Every real city at hand, with the config that `hotspot init` writes: rows, seconds, memory, first five.

    python bench/cities.py [--data ../shared/data] [NAME …]

Prints a Markdown table. Each city is run as a user would: `hotspot init FILES`, then `hotspot rank`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd

ROOT = Path(__file__).parents[1]
CITIES: dict[str, tuple[str, ...]] = {
    "Chicago 2012-2017, community areas": (
        "chicago/crimes_2012_2017.parquet",
        "chicago/community_areas.geojson",
    ),
    "Chicago 2012-2017, tracts": ("chicago/crimes_2012_2017.parquet", "chicago/census_tracts_2010.geojson"),
    "Chicago December 2017 (raw CSV), beats": (
        "chicago/crimes_2017_12_raw.csv.gz",
        "chicago/police_beats_2012.shp.zip",
    ),
    "Vancouver 2003-2017": (
        "vancouver/crimes_2003_2017.parquet",
        "vancouver/local_area_boundary.geojson",
    ),
    "Vancouver 2016 (CSV)": ("vancouver/crimes_2016.csv.gz", "vancouver/local_area_boundary.geojson"),
    "Vancouver 2017 (Excel)": ("vancouver/CrimeData_2017.xlsx", "vancouver/local_area_boundary.geojson"),
    "Sheffield, LSOA": (
        *(
            f"sheffield/{month}-south-yorkshire-street.csv.gz"
            for month in ("2018-10", "2018-11", "2018-12", "2019-01", "2019-02")
        ),
        "sheffield/lsoa_2011_E08000019.geojson",
    ),
    "South Yorkshire, squares of 500 m": (
        *(
            f"sheffield/{month}-south-yorkshire-street.csv.gz"
            for month in ("2018-10", "2018-11", "2018-12", "2019-01", "2019-02")
        ),
        "square:500",
    ),
    "New York shootings, boroughs": ("new_york/nypd_shootings_2006_2023.csv.gz", "new_york/boroughs.geojson"),
    "New York vehicle thefts, hexagons of 1 km": ("new_york/vehicle_thefts_2014_2017.csv.gz", "hex:1000"),
    "San Francisco": (
        "san_francisco/crimes_2012_jul_dec.csv.gz",
        "san_francisco/neighborhoods.geojson",
    ),
    "Montreal bike accidents, squares": ("montreal/bike_accidents.geojson", "square:250"),
    "Small town (geodanet), squares": ("small/geodanet/crimes.shp", "square:250"),
}


def main() -> None:
    """Run the cities that were named (all by default) and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    asked = parser.parse_args()
    print("| city | read | kept | dropped | s | peak MB | first five |")
    print("|---|---:|---:|---|---:|---:|---|")
    for name, files in CITIES.items():
        if not asked.names or any(part.lower() in name.lower() for part in asked.names):
            print(row(name, files, asked.data), flush=True)


def row(name: str, files: tuple[str, ...], data: Path) -> str:
    """Run one city in a folder of its own and return its row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        given = [file if ":" in file else str(located(file, data, Path(folder))) for file in files]
        hotspot = [sys.executable, str(ROOT / "cli.py")]
        first = subprocess.run([*hotspot, "init", *given], cwd=folder, capture_output=True, text=True)
        if first.returncode:
            return f"| {name} | init: {first.stderr.strip().splitlines()[-1]} |"
        begin = time.perf_counter()
        code, peak_mb, said = measured([*hotspot, "rank", "-q"], folder)
        seconds = time.perf_counter() - begin
        if code:
            return f"| {name} | rank: {said.strip().splitlines()[-1]} |"
        run = json.loads((Path(folder) / "maps" / "run.json").read_text(encoding="utf-8"))
        areas = (Path(folder) / "maps" / "ranking.csv").read_text(encoding="utf-8").splitlines()
        top = ", ".join(line.split(",")[2] for line in areas[1:6])
    dropped = "; ".join(f"{reason} {count:,}" for reason, count in run["rows"]["dropped"].items())
    rows = run["rows"]
    counts = f"{rows['read']:,} | {rows['kept']:,} | {dropped}"
    return f"| {name} | {counts} | {seconds:.1f} | {peak_mb:,.0f} | {top} |"


def located(file: str, data: Path, folder: Path) -> Path:
    """Return the file; one layer of a GeoPackage with several is first written as a file of its own."""
    if file != "montreal/bike_accidents.geojson":
        return data / file
    target = folder / "bike_accidents.geojson"
    gpd.read_file(data / "montreal" / "montreal.gpkg", layer="bike_accidents").to_crs(4326).to_file(target)
    return target


def measured(command: list[str], folder: str) -> tuple[int, float, str]:
    """Run a command; return its exit code, its peak memory in MB and what it said on stderr."""
    with tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        errors.seek(0)
        return os.waitstatus_to_exitcode(status), usage.ru_maxrss / 1024, errors.read()


if __name__ == "__main__":
    main()
