"""What commands have found in a finished run since: taken up from its folders and drawn on its map."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hotspot.errors import InputError
from hotspot.pipeline.drawn import with_alerts, with_cameras
from hotspot.pipeline.finds import with_find
from hotspot.read.run.features import read_drawn
from hotspot.read.run.parts import part_left_out, parts_in, read_section
from hotspot.schema import LANGUAGES
from hotspot.schema.drawn import DrawnFinds
from hotspot.schema.reported import COMMANDS
from hotspot.words import Words
from hotspot.words.drawn import alert_name
from hotspot.words.phrases import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from hotspot.read.run.parts import FoundPart
    from hotspot.schema import Finding, Language, Result
    from hotspot.words.phrases import Row

FINDS = ("when", "trend", "posts", "cameras", "patrols", "beats", "venues", "yards", "plan", "evaluation")


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A result with more layers, the `finds` of other commands, the `sections` in Markdown of all that was
    found, and what was left out."""

    result: Result
    finds: DrawnFinds = field(default_factory=DrawnFinds)
    sections: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def drawn_since(folder: Path, result: Result, *, language: Language) -> Drawn:
    """Return the result of the run in `folder` with what was found in it since, the sections in `language`,
    that of its report; what belongs to another run, has changed or cannot be read is left out with a
    finding."""
    parts, findings = parts_in(folder, result.run_id, COMMANDS)
    drawn = Drawn(result=result, findings=findings)
    for part in parts:
        try:
            section = read_section(part, language)
            drawn = _with(drawn, part)
            drawn = replace(drawn, sections=(*drawn.sections, section))
        except InputError:
            left_out = part_left_out(part.kind, "part_unreadable")
            drawn = replace(drawn, findings=(*drawn.findings, left_out))
    return drawn


def _with(drawn: Drawn, part: FoundPart) -> Drawn:
    """Return what is drawn with one part more; one without a place has only its section."""
    if part.kind == "repeats":
        return replace(drawn, result=_alerts(drawn.result, part))
    if part.kind not in FINDS:
        return drawn
    finds = with_find(drawn.finds, part, drawn.result)
    if part.kind == "cameras" and finds.cameras is not None:
        drawn = replace(drawn, result=with_cameras(drawn.result, finds.cameras.views))
    return replace(drawn, finds=finds)


def _alerts(result: Result, part: FoundPart) -> Result:
    alerts = read_drawn(
        part,
        "alerts.geojson",
        crs=result.crs,
        texts=("alert_id", "type", "area", "first_day", "last_day"),
        numbers=("incidents", "usual", "p_value"),
    )
    return with_alerts(result, _told(alerts, alert_name))


def _told(frame: gpd.GeoDataFrame, told: Callable[[Row, Words], str]) -> gpd.GeoDataFrame:
    """Return the frame with what is said of each row as its name, in every language."""
    rows = rows_of(frame)
    names = {
        f"name_{language}": [told(row, Words(language=language)) for row in rows] for language in LANGUAGES
    }
    return frame.assign(**names)
