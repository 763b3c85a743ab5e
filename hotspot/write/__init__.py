"""The only room that saves: tables, vector files, raster, workbook, report, and the record of the run."""

from __future__ import annotations

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from rasterio.errors import NotGeoreferencedWarning

from hotspot.write.atomic import publish, told, workshop
from hotspot.write.features import write_features
from hotspot.write.files import check_ours, write_files
from hotspot.write.folder import FILES, INCIDENTS, check_file, check_folder, check_unchanged
from hotspot.write.geopackage import published_layer, write_geopackage
from hotspot.write.incidents import published_incidents, rounded_metres, write_incidents
from hotspot.write.named import named, named_sources
from hotspot.write.raster import write_raster
from hotspot.write.record import write_record, write_record_again
from hotspot.write.report import write_report, write_report_again
from hotspot.write.run_id import run_id
from hotspot.write.spreadsheet import write_spreadsheet
from hotspot.write.tables import (
    agreement_rows,
    hotspot_rows,
    ranking_file_rows,
    ranking_json,
    ranking_rows,
    ranking_table,
    write_csv,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hotspot.schema import Result
    from hotspot.write.crate import CratePart

__all__ = [
    "check_file",
    "check_folder",
    "check_ours",
    "hotspot_rows",
    "named",
    "named_sources",
    "published_incidents",
    "published_layer",
    "ranking_json",
    "ranking_rows",
    "ranking_table",
    "rounded_metres",
    "run_id",
    "write_all",
    "write_crate_again",
    "write_files",
    "write_map_again",
    "write_text",
]


def write_all(
    result: Result, folder: Path, *, page: Callable[[], str], started: str = ""
) -> tuple[Path, ...]:
    """Write every result into `folder`, all of them or none, and return the files, run.json last.

    Incidents that were only counted have no file; that of an earlier run goes.

    `page` draws the map as HTML, beside the writing of the other files; `started` (ISO time) goes into
    run.json and nowhere else: without it the same result gives the same bytes in every file. Raises
    OutputError, and then what was in the folder before is still there.
    """
    with workshop(folder) as new:
        with told(folder):
            _side_by_side(
                lambda: (new / "map.html").write_text(page(), encoding="utf-8", newline="\n"),
                lambda: write_incidents(result, new / INCIDENTS) if result.tallies is None else None,
                lambda: write_raster(result, new / "density.tif"),
                lambda: write_geopackage(result, new / "hotspot.gpkg"),
                lambda: write_features(
                    result, ranking=new / "ranking.geojson", hotspots=new / "hotspots.geojson"
                ),
                lambda: write_spreadsheet(result, new / "ranking.xlsx"),
                lambda: write_report(result, new / "report.md"),
                lambda: write_csv(ranking_file_rows(result), new / "ranking.csv"),
                lambda: write_csv(agreement_rows(result), new / "agreement.csv"),
            )
            gone = () if result.tallies is None else (INCIDENTS,)
            files = [name for name in FILES if name not in gone]
            outputs = [new / name for name in files[:-1]]
            write_record(result, new / FILES[-1], outputs=outputs, started=started)
        return publish(new, folder, files, gone=gone)


def _side_by_side(*jobs: Callable[[], object]) -> None:
    """Do the jobs in as many threads as there are processors, the first ones first, and raise what the first
    that failed has raised. The longest are at work in C, where others may run beside them.

    The warnings that libraries silence for a moment of their own are silenced here for all: the filters are
    one list for every thread, and who puts his back takes the other's away.
    """
    with warnings.catch_warnings(), ThreadPoolExecutor(os.cpu_count()) as pool:
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # of the array that rasterio warps
        for job in [pool.submit(job) for job in jobs]:
            job.result()


def write_map_again(
    folder: Path,
    page: str,
    *,
    record: bytes,
    sections: Sequence[str] = (),
    parts: Sequence[CratePart] = (),
) -> Path:
    """Replace the map of the run in `folder`, the end of its report, and their hashes: all or none.

    `record` is run.json as it was read for drawing, `sections` are in Markdown what was found since; a report
    that is not as the run wrote it stays as it is. `parts` are what the RO-Crate lists of later commands.
    Return the map. Raises OutputError where the record is another by now.
    """
    with workshop(folder) as new:
        check_unchanged(folder / FILES[-1], record)
        with told(folder):
            (new / "map.html").write_text(page, encoding="utf-8", newline="\n")
            made = [new / "map.html", *write_report_again(folder, new, record=record, sections=sections)]
            records = write_record_again(record, new / FILES[-1], outputs=made, folder=folder, parts=parts)
        return publish(new, folder, [*(file.name for file in made), *records])[0]


def write_crate_again(folder: Path, *, record: bytes, parts: Sequence[CratePart]) -> None:
    """List the `parts` in the RO-Crate of the run in `folder`, and its hash in run.json: both or neither.

    `record` is run.json as it was read; its run id and all else stay. Nothing is written where the crate says
    it already, or where the run has none. Raises OutputError.
    """
    with workshop(folder) as new:
        check_unchanged(folder / FILES[-1], record)
        with told(folder):
            names = write_record_again(record, new / FILES[-1], outputs=(), folder=folder, parts=parts)
            old = folder / names[0]
            same = len(names) < 2 or (old.is_file() and old.read_bytes() == (new / names[0]).read_bytes())
        if not same:
            publish(new, folder, names)


def write_text(path: Path, text: str) -> None:
    """Write one text file whole or not at all, in UTF-8. Raises OutputError."""
    with workshop(path.parent) as new:
        with told(path.parent):
            (new / path.name).write_text(text, encoding="utf-8", newline="\n")
        publish(new, path.parent, [path.name])
