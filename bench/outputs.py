"""Do all the files of a run together take less than its analysis, and does the page keep to its 3 MB?

    python bench/outputs.py [--incidents 200000] [--repeats 3] [--cities build/bench] [--keep FOLDER]

The city is that of `speed/city.py`, with 500 districts, and all incidents are on the page. After a run that
loads everything, analysis and writing are timed as `hotspot rank` does them, then each writer by itself:
seconds on the processors and by the clock, medians. Then what the page weighs, part by part. Exit code 1
where an aim is missed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from speed import city

from hotspot import pipeline
from hotspot.config import Configuration, Settings
from hotspot.render import map_page
from hotspot.render.contents import city_island
from hotspot.write import ranking_rows
from hotspot.write.features import write_features
from hotspot.write.geopackage import write_geopackage
from hotspot.write.incidents import write_incidents
from hotspot.write.raster import write_raster
from hotspot.write.report import write_report
from hotspot.write.spreadsheet import write_spreadsheet
from hotspot.write.tables import agreement_rows, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hotspot.schema import Result

HEAVIEST_PAGE = 3_000_000  # bytes


@dataclass(frozen=True, kw_only=True)
class Took:
    """The seconds that a piece of work took, medians: of all its threads on a processor, and by the clock."""

    cpu_s: float
    wall_s: float


def main() -> None:
    """Make the city, time the analysis, the writing and each writer; stop with 1 where an aim is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--incidents", type=int, default=200_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--cities", type=Path, default=Path("build/bench"), help="folder of the made cities")
    parser.add_argument("--keep", type=Path, help="folder to leave the files of the run in")
    asked = parser.parse_args()
    city.make(asked.cities, asked.incidents)
    settings = settings_of(city.folder_of(asked.cities, asked.incidents), asked.incidents)
    with tempfile.TemporaryDirectory() as made:
        folder = asked.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        result = pipeline.rank_city(settings)  # loads what is needed, and makes what the writers are given
        written = folder / "run"
        pipeline.save(result, written, started="")
        work: dict[str, Callable[[], object]] = {
            "analysis": lambda: pipeline.rank_city(settings),
            "all files": lambda: pipeline.save(result, written, started=""),
            **writers(result, Path(made)),
        }
        took = {name: timed(one, asked.repeats) for name, one in work.items()}
        page_bytes = (written / "map.html").stat().st_size
    many, areas = len(result.incidents), len(result.areas.frame)
    print(f"{many:,} incidents, {areas:,} areas, medians of {asked.repeats}\n")
    print(table(took))
    print(f"\nthe page, {page_bytes:,} bytes: {', '.join(parts(result, page_bytes))}")
    aims = {
        "the files take as long as the analysis, or longer": took["all files"].cpu_s < took["analysis"].cpu_s,
        f"the page has more than {HEAVIEST_PAGE:,} bytes": page_bytes <= HEAVIEST_PAGE,
    }
    if missed := [said for said, is_met in aims.items() if not is_met]:
        raise SystemExit("missed: " + "; ".join(missed))


def settings_of(made: Path, incidents: int) -> Configuration:
    """Return the settings for the made city, with all its incidents on the page."""
    settings = Settings.model_validate(
        {
            "city": "Made city",
            "synthetic": True,
            "incidents": {"file": str(made / "incidents.csv")},
            "areas": {"file": str(made / "districts.gpkg")},
            "map": {"incidents": incidents},
        }
    )
    return Configuration(settings=settings, origin={})


def writers(result: Result, folder: Path) -> Mapping[str, Callable[[], object]]:
    """Return what writes each file."""
    ranking, hotspots = folder / "ranking.geojson", folder / "hotspots.geojson"
    return {
        "map.html": lambda: (folder / "map.html").write_text(map_page(result), encoding="utf-8"),
        "incidents.parquet": lambda: write_incidents(result, folder / "incidents.parquet"),
        "density.tif": lambda: write_raster(result, folder / "density.tif"),
        "hotspot.gpkg": lambda: anew(write_geopackage, result, folder / "hotspot.gpkg"),
        "two .geojson": lambda: write_features(result, ranking=ranking, hotspots=hotspots),
        "ranking.xlsx": lambda: write_spreadsheet(result, folder / "ranking.xlsx"),
        "report.md": lambda: write_report(result, folder / "report.md"),
        "ranking.csv": lambda: write_csv(ranking_rows(result), folder / "ranking.csv"),
        "agreement.csv": lambda: write_csv(agreement_rows(result), folder / "agreement.csv"),
    }


def anew(write: Callable[[Result, Path], None], result: Result, path: Path) -> None:
    """Write a file of the repeat before once more: a GeoPackage that is there would be added to."""
    path.unlink(missing_ok=True)
    write(result, path)


def timed(work: Callable[[], object], repeats: int) -> Took:
    """Do the work so many times."""
    cpu, wall = [], []
    for _ in range(repeats):
        cpu_began, began = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - cpu_began)
        wall.append(time.perf_counter() - began)
    return Took(cpu_s=float(np.median(cpu)), wall_s=float(np.median(wall)))


def table(took: Mapping[str, Took]) -> str:
    """Return the Markdown table: seconds, and how many of those of the analysis that is."""
    whole, lines = took["analysis"], []
    for name, one in took.items():
        shares = f"{one.cpu_s / whole.cpu_s:.0%} | {one.wall_s / whole.wall_s:.0%}"
        lines.append(f"| {name} | {one.cpu_s:.2f} | {one.wall_s:.2f} | {shares} |")
    heads = ("| | CPU, s | wall, s | of the analysis: CPU | wall |", "|---|---:|---:|---:|---:|")
    return "\n".join((*heads, *lines))


def parts(result: Result, page_bytes: int) -> list[str]:
    """Return what the parts of the page weigh, the heaviest first."""
    weights = {
        name: len(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode())
        for name, part in city_island(result).items()
    }
    weights["scripts, styles and texts"] = page_bytes - sum(weights.values())
    heaviest = sorted(weights, key=lambda name: -weights[name])
    return [f"{name} {weights[name]:,}" for name in heaviest if weights[name] > page_bytes // 100]


if __name__ == "__main__":
    main()
