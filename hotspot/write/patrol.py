"""The files of `hotspot patrol`: lines for the planner's GIS, a GPX per crew, the way in order, a map."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import shapely

from hotspot.schema.patrolled import LEG_COLUMNS, LOCAL_PATROL_COLUMNS, PATROL_COLUMNS
from hotspot.words import Words
from hotspot.words.patrolled import legs_table, patrol_lines, patrols_table
from hotspot.words.phrases import title_text
from hotspot.words.said import Said
from hotspot.write.answer import Answer
from hotspot.write.atomic import told
from hotspot.write.features import collection, lon_lat
from hotspot.write.files import check_ours
from hotspot.write.gpx import CREATOR, gpx
from hotspot.write.papers import GEOJSON, PAGE, Papers, about_run, marks
from hotspot.write.planned import planned_layer
from hotspot.write.styles import PLANNED, way
from hotspot.write.tables import published

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from hotspot.schema import Result
    from hotspot.schema.patrolled import Patrolled

KIND = "patrols"
MARKS = marks(
    KIND,
    {"patrols.csv": LEG_COLUMNS},
    {"patrols.geojson": GEOJSON, "patrols.html": PAGE, "patrols.gpkg": b"patrol_id"},
)
GPX_MARK = f'creator="{CREATOR}"'.encode()


def check_patrols_folder(out: str) -> Path:
    """Return the folder `out` if patrols may be written there: a new one, or that of earlier patrols."""
    folder = PATROLS.folder(out)
    check_ours(folder, _tracks(folder), mark=GPX_MARK)
    return folder


def write_patrols(
    found: Patrolled, result: Result, folder: Path, *, page: Callable[[], str], asked: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write all files, or none, and return them; `page` draws the map, `asked` is what the user asked for.

    Tracks of earlier patrols that are no more are removed.
    """
    files = PATROLS.write(found, result, folder, asked=asked, page=page)
    with told(folder):
        for name in set(_tracks(folder)) - {file.name for file in files}:
            (folder / name).unlink()
    return files


def _said(found: Patrolled, result: Result, words: Words) -> Said:
    """Return what is said of the patrols: on paper each with its way in order."""
    table = patrols_table(found, words)
    ways = [
        legs_table(found, str(row["patrol_id"]), str(row[f"name_{words.language}"]), words)
        for row in found.patrols.drop(columns="geometry").to_dict("records")
    ]
    return Said(
        title=words("patrol.title"),
        lines=tuple(patrol_lines(found, result, words)),
        tables=(table, *ways),
        short=(table,),
        notes=(),
    )


def _papers(found: Patrolled, result: Result) -> Papers:
    words = Words(language=result.language)
    patrols = published(found.patrols, PATROL_COLUMNS)
    measured = {"demand": found.unit, "value": found.value, "bound": found.bound, "gap": found.gap}
    layer = planned_layer(
        "patrols",
        patrols,
        found.patrols,
        words,
        geometry_type="MultiLineString",
        style=lambda headings: way(PLANNED, headings=headings, number="patrol_id"),
    )
    return Papers(
        kind=KIND,
        said=partial(_said, found, result),
        frames={"patrols.csv": found.legs[list(LEG_COLUMNS)]},
        texts={
            "patrols.geojson": collection(about_run(result, **measured), patrols, found.patrols),
            **_gpx(found, result),
        },
        layers=(layer,),
        content={
            **measured,
            "total": found.total,
            "proved": found.gap == 0.0,
            "budget": found.budget,
            "budget_unit": found.budget_unit,
            "dwell_min": found.dwell_min,
            "posts_tried": found.posts,
            "patrols": patrols.to_dict("records"),
            "local_names": published(found.patrols, LOCAL_PATROL_COLUMNS).to_dict("records"),
            "legs": published(found.legs, LEG_COLUMNS).to_dict("records"),
        },
        findings=found.findings,
        choices=found.choices,
    )


def _gpx(found: Patrolled, result: Result) -> dict[str, str]:
    """Return the track of each patrol by the name of its file."""
    words = Words(language=result.language)
    lines = lon_lat(found.patrols)
    invented = [words("table.synthetic")] if result.synthetic else []
    tracks = {}
    for row, line in zip(found.patrols.drop(columns="geometry").to_dict("records"), lines, strict=True):
        legs = found.legs[(found.legs["patrol_id"] == row["patrol_id"]) & (found.legs["kind"] == "stop")]
        stops = [
            (leg["lon"], leg["lat"], words("patrol.gpx", hotspot=leg["name"], minutes=found.dwell_min))
            for leg in legs.to_dict("records")
        ]
        about = " · ".join(filter(None, [title_text(result), *invented, str(row["streets"])]))
        name = " · ".join([str(row[f"name_{words.language}"]), *invented])
        track = gpx(name, about, line=shapely.get_coordinates(line).tolist(), stops=stops)
        tracks[f"patrol-{str(row['patrol_id']).removeprefix('W')}.gpx"] = track
    return tracks


def _tracks(folder: Path) -> list[str]:
    """Return the names of the tracks of earlier patrols."""
    return sorted(path.name for path in folder.glob("patrol-*.gpx"))


PATROLS = Answer(marks=MARKS, papers=_papers)
