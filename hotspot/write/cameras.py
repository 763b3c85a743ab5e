"""The files of `hotspot cameras`: new cameras, the ground in view, what nobody sees by area, and the map."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from hotspot.schema.cameras import CAMERA_COLUMNS, LOCAL_CAMERA_COLUMNS, UNSEEN_COLUMNS, VIEW_COLUMNS
from hotspot.words import Words
from hotspot.words.cameras import SHORT, cameras_table, lines, notes, unseen_table
from hotspot.words.gain_curve import curve_table
from hotspot.words.said import Said
from hotspot.write.answer import Answer
from hotspot.write.features import collection, with_degrees
from hotspot.write.papers import GEOJSON, PAGE, Papers, about_run, marks
from hotspot.write.planned import planned_layer
from hotspot.write.styles import MARKERS, ground, numbered
from hotspot.write.tables import published

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.cameras import Watched
    from hotspot.write.geopackage import Layer

KIND = "cameras"
# The map has a name of its own, so that --out can never replace that of the run.
MARKS = marks(
    KIND,
    {"unseen.csv": UNSEEN_COLUMNS, "cameras.csv": CAMERA_COLUMNS},
    {
        "cameras.geojson": GEOJSON,
        "views.geojson": GEOJSON,
        "cameras.html": PAGE,
        "cameras.gpkg": b"view_id",
    },
)


def _said(watched: Watched, result: Result, words: Words) -> Said:
    unseen = unseen_table(watched, words)
    further = len(watched.unseen) - len(unseen.rows)
    more = [words("cameras.unseen.more", count=further)] if further > 0 else []
    long, short = [unseen], [unseen]
    if len(watched.cameras):
        curve = curve_table(watched, words, title="cameras.curve", count="cameras.curve.cameras")
        long = [cameras_table(watched, words), curve, unseen]
        short = [cameras_table(watched, words, columns=SHORT), curve, unseen]
    return Said(
        title=words("cameras.title"),
        lines=tuple(lines(watched, result, words)),
        tables=tuple(long),
        short=tuple(short),
        notes=(*more, *notes(watched, words)),
    )


def _layers(watched: Watched, result: Result) -> tuple[Layer, ...]:
    words = Words(language=result.language)
    colour = MARKERS["planned_cameras"][1]
    return (
        planned_layer(
            "views",
            published(watched.views, VIEW_COLUMNS),
            watched.views,
            words,
            geometry_type="MultiPolygon",
            style=lambda headings: ground(colour, headings=headings),
        ),
        planned_layer(
            "cameras",
            published(watched.cameras, CAMERA_COLUMNS),
            watched.cameras,
            words,
            geometry_type="Point",
            style=lambda headings: numbered("planned_cameras", "camera_id", headings=headings),
        ),
    )


def _papers(watched: Watched, result: Result) -> Papers:
    about = about_run(result, demand=watched.unit)
    cameras = published(watched.cameras, CAMERA_COLUMNS)
    placed = with_degrees(cameras, watched.cameras)
    return Papers(
        kind=KIND,
        said=partial(_said, watched, result),
        frames={"unseen.csv": watched.unseen[list(UNSEEN_COLUMNS)], "cameras.csv": placed},
        texts={
            "cameras.geojson": collection(about, cameras, watched.cameras),
            "views.geojson": collection(about, published(watched.views, VIEW_COLUMNS), watched.views),
        },
        layers=_layers(watched, result),
        content={
            **_content(watched),
            "cameras": placed.to_dict("records"),
            "local_names": published(watched.cameras, LOCAL_CAMERA_COLUMNS).to_dict("records"),
            "unseen": published(watched.unseen, UNSEEN_COLUMNS).to_dict("records"),
        },
        findings=watched.findings,
        choices=watched.choices,
    )


def _content(watched: Watched) -> dict[str, Any]:
    return {
        "demand": watched.unit,
        "total": watched.total,
        "seen_before": watched.before,
        "seen": watched.value,
        "bound": watched.bound,
        "gap": watched.gap,
        "proved": watched.gap == 0.0,
        "incidents": watched.incidents,
        "incidents_seen": watched.incidents_seen,
        "incidents_seen_share_interval": list(watched.incidents_seen_interval),
        "existing": watched.existing,
        "poles": watched.poles,
        "candidates": watched.candidates,
        "range_m": watched.range_m,
        "angle_deg": watched.angle_deg,
        "buildings": watched.buildings,
        "knee": watched.knee or None,
        "hold_out": asdict(watched.hold_out) if watched.hold_out else None,
        "gains": [asdict(gain) for gain in watched.gains],
    }


CAMERAS = Answer(marks=MARKS, papers=_papers)
