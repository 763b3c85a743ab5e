"""The document for the weekly meeting: what a run and the commands on it have found, collected and set."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from hotspot.errors import InputError
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.take_up import take_up
from hotspot.read.judgement import read_judgement
from hotspot.read.run.parts import part_left_out, parts_in, read_part
from hotspot.schema.reported import COMMANDS
from hotspot.words import Words
from hotspot.words.meeting import report_of
from hotspot.write import meeting as write

if TYPE_CHECKING:
    from hotspot.read.run.parts import FoundPart
    from hotspot.schema import Finding, Language, Result
    from hotspot.schema.judged import LastBacktest
    from hotspot.schema.reported import Part, Report

STEPS = ("take_up", "collect", "write")
FOLDER = "report"


@dataclass(frozen=True, kw_only=True)
class ReportQuestion:
    """What was asked of the document; None and "" leave it as the run has it."""

    language: Language | None = None
    out: str = ""


def report_run(
    folder: str, asked: ReportQuestion, *, step: Progress = unsaid
) -> tuple[Report, Result, tuple[Path, ...]]:
    """Collect what lies in the run's `folder`, write the document, and return it, the run and the files.

    Raises InputError for a folder that holds no whole run, OutputError where nothing can be written.
    """
    from hotspot.render.report import city_picture, report_page, report_pdf  # noqa: PLC0415 - reportlab

    step("take_up")
    result = take_up(folder, asked.language)
    out = write.check_report_folder(asked.out or str(Path(folder) / FOLDER))
    step("collect")
    found, left_out = parts_in(Path(folder), result.run_id, COMMANDS)
    parts, unread = _read(found, result.language)
    judged, old = _judged(Path(folder), result)
    words = Words(language=result.language)
    report = report_of(
        result,
        parts,
        judged,
        (*left_out, *unread, *old),
        picture=city_picture(result, words),
        words=words,
        way=lambda file: _way(Path(folder) / file, out),
    )
    step("write")
    page, pdf = report_page(report), report_pdf(report)
    return report, result, write.write_meeting(report, out, page=page, pdf=pdf, asked=asked_text(asked))


def _read(found: tuple[FoundPart, ...], language: Language) -> tuple[list[Part], list[Finding]]:
    """Return what the parts say in a language, and a finding for each that cannot be read."""
    parts, findings = [], []
    for one in found:
        try:
            parts.append(read_part(one, language))
        except InputError:
            findings.append(part_left_out(one.kind, "part_unreadable"))
    return parts, findings


def _judged(folder: Path, result: Result) -> tuple[LastBacktest | None, list[Finding]]:
    """Return what the back-test beside the run says, and a finding where it is of other inputs."""
    where = result.config["settings"]["incidents"]["where"]
    found = read_judgement(folder, result.sources, where=where)
    stale = found is None and (folder / "backtest.json").exists()
    return found, [part_left_out("backtest", "part_stale", of="backtest.json")] if stale else []


def _way(file: Path, out: Path) -> str:
    """Return the address of a file from the folder of the document; from another drive, the whole one."""
    try:
        return quote(Path(os.path.relpath(file, out)).as_posix())
    except ValueError:
        return file.absolute().as_uri()
