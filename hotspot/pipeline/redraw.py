"""The map of a finished run, drawn again from its files with what was found since, without computing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hotspot import read, render, write
from hotspot.pipeline.found_since import Drawn, drawn_since
from hotspot.pipeline.pinned import pinned
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.recorded import parts_of
from hotspot.schema.recorded import MAP as MAP_KIND
from hotspot.schema.recorded import CommandPart

if TYPE_CHECKING:
    from hotspot.schema import Finding, Language, Result

MAP = "map.html"
STEPS = ("take_up", "draw", "write")


@dataclass(frozen=True, kw_only=True)
class MapQuestion:
    """What was asked of the new map; None and "" leave it as the run has it.

    `limits_from` is the folder of the run whose class limits are kept, `incidents` how many single incidents
    the page may hold, `out` the file to write: by default, the map in the folder of the run is replaced.
    `plain` leaves away what was found in the run since, `started` is an ISO time for run.json.
    """

    language: Language | None = None
    title: str | None = None
    limits_from: str = ""
    incidents: int | None = None
    out: str = ""
    overwrite: bool = False
    plain: bool = False
    started: str = ""


@dataclass(frozen=True, kw_only=True)
class Redrawn:
    """The map that was drawn, and what was noticed on the way."""

    file: Path
    findings: tuple[Finding, ...]


def redraw_map(folder: str, asked: MapQuestion, *, step: Progress = unsaid) -> Redrawn:
    """Draw the map of the run in `folder` again, with what commands have found in it since.

    The map in the folder is replaced together with its hash in run.json, and the report gets the sections of
    what was found; with `asked.out` the folder stays as it is. Raises InputError for a folder that holds no
    whole run, OutputError where nothing can be written.
    """
    step("take_up")
    record = read.open_record(folder)
    own = Path(folder) / MAP
    elsewhere = bool(asked.out) and Path(asked.out).resolve() != own.resolve()
    if elsewhere:
        write.check_file(asked.out, overwrite=asked.overwrite, inputs=())
    else:
        write.check_folder(folder, inputs=())
    own_result = read.result_of(record)
    result = _as_asked(own_result, asked)
    step("draw", rows=len(result.incidents))
    shown = Drawn(result=result)
    if not asked.plain:
        shown = drawn_since(record.folder, result, language=own_result.language)
    page = render.map_page(shown.result, shown.finds)
    step("write")
    if elsewhere:
        write.write_text(Path(asked.out), page)
        return Redrawn(file=Path(asked.out), findings=shown.findings)
    file = write.write_map_again(
        Path(folder),
        page,
        record=record.content,
        drawn=_drawn(asked, shown.result.language),
        sections=shown.sections,
        parts=parts_of(record),
    )
    return Redrawn(file=file, findings=shown.findings)


def _drawn(asked: MapQuestion, language: Language) -> CommandPart:
    """Return the drawing of the map as run.json lists it; a folder by its name alone."""
    given: dict[str, str] = {
        "title": asked.title or "",
        "limits_from": Path(asked.limits_from).name if asked.limits_from else "",
        "incidents": "" if asked.incidents is None else str(asked.incidents),
        "plain": "True" if asked.plain else "",
    }
    said = {name: text for name, text in given.items() if text}
    return CommandPart(
        folder="", kind=MAP_KIND, files=(), asked=said, language=language, started=asked.started
    )


def _as_asked(result: Result, asked: MapQuestion) -> Result:
    limits = read.read_limits(asked.limits_from) if asked.limits_from else None
    drawing = pinned(result.drawing, limits, result.ranking)
    if asked.incidents is not None:
        drawing = replace(drawing, incidents=asked.incidents)
    return replace(
        result,
        drawing=drawing,
        title=result.title if asked.title is None else asked.title,
        language=asked.language or result.language,
    )
