"""The only room that saves: tables, vector files, raster, workbook, report, and the record of the run."""

from __future__ import annotations

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
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
from hotspot.write.record import with_map, write_record, write_record_again, written
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
    from hotspot.schema.recorded import CommandPart

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
    "write_files",
    "write_map_again",
    "write_records_again",
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
    drawn: CommandPart,
    sections: Sequence[str] = (),
    parts: Sequence[CommandPart] = (),
) -> Path:
    """Replace the map of the run in `folder`, the end of its report, and their hashes: all or none.

    `record` is run.json as it was read for drawing, `sections` are in Markdown what was found since; a report
    that is not as the run wrote it stays as it is. `parts` are what the records list of later commands, and
    `drawn` is this one: it is listed with its files unless they are those of `record`. Return the map. Raises
    OutputError where the record is another by now.
    """
    with workshop(folder) as new:
        check_unchanged(folder / FILES[-1], record)
        with told(folder):
            (new / "map.html").write_text(page, encoding="utf-8", newline="\n")
            made = [new / "map.html", *write_report_again(folder, new, record=record, sections=sections)]
            parts = with_map(parts, replace(drawn, files=tuple(map(written, made))), record=record)
            records = write_record_again(record, new / FILES[-1], outputs=made, folder=folder, parts=parts)
        return publish(new, folder, [*(file.name for file in made), *records])[0]


def write_records_again(folder: Path, *, record: bytes, parts: Sequence[CommandPart]) -> None:
    """List the `parts` in run.json and in the RO-Crate of the run in `folder`: in both or in neither.

    `record` is run.json as it was read; its run id and all else stay. Nothing is written where the records
    say it already. Raises OutputError.
    """
    with workshop(folder) as new:
        check_unchanged(folder / FILES[-1], record)
        with told(folder):
            names = write_record_again(record, new / FILES[-1], outputs=(), folder=folder, parts=parts)
            same = all(_same(folder / name, new / name) for name in names)
        if not same:
            publish(new, folder, names)


def _same(old: Path, new: Path) -> bool:
    return old.is_file() and old.read_bytes() == new.read_bytes()


def write_text(path: Path, text: str) -> None:
    """Write one text file whole or not at all, in UTF-8. Raises OutputError."""
    with workshop(path.parent) as new:
        with told(path.parent):
            (new / path.name).write_text(text, encoding="utf-8", newline="\n")
        publish(new, path.parent, [path.name])
