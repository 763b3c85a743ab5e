"""The files of `hotspot beats`: polygons for the planner's GIS, which area belongs to which beat, the map."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hotspot.schema.beats import BEAT_COLUMNS, MEMBER_COLUMNS
from hotspot.words import Words
from hotspot.words.districted import beats_lines, beats_table
from hotspot.words.said import Said
from hotspot.write.answer import Answer
from hotspot.write.features import collection
from hotspot.write.papers import GEOJSON, PAGE, Papers, about_run, marks
from hotspot.write.planned import planned_layer
from hotspot.write.styles import CLASS_COLOURS, ground
from hotspot.write.tables import published

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.beats import Beats

KIND = "beats"
MARKS = marks(
    KIND,
    {"beats.csv": MEMBER_COLUMNS},
    {"beats.geojson": GEOJSON, "beats.html": PAGE, "beats.gpkg": b"beat_id"},
)


def _said(found: Beats, result: Result, words: Words) -> Said:
    table = beats_table(found, words)
    return Said(
        title=words("beats.title"),
        lines=tuple(beats_lines(found, result, words)),
        tables=(table,),
        short=(table,),
        notes=(),
    )


def _papers(found: Beats, result: Result) -> Papers:
    words = Words(language=result.language)
    beats = published(found.beats, BEAT_COLUMNS)
    measured = {"workload": found.unit, "band": found.band, "mean_m": found.value, "bound_m": found.bound}
    layer = planned_layer(
        "beats",
        beats,
        found.beats,
        words,
        geometry_type="MultiPolygon",
        style=lambda headings: ground(CLASS_COLOURS[3], headings=headings, number="beat_id"),
    )
    return Papers(
        kind=KIND,
        said=partial(_said, found, result),
        frames={"beats.csv": found.members},
        texts={"beats.geojson": collection(about_run(result, **measured, gap=found.gap), beats, found.beats)},
        layers=(layer,),
        content={
            **measured,
            "gap": found.gap,
            "proved": found.gap == 0.0,
            "total": found.total,
            "along_streets": found.along_streets,
            "beats": beats.to_dict("records"),
            "members": published(found.members, MEMBER_COLUMNS).to_dict("records"),
        },
        findings=found.findings,
        choices=found.choices,
    )


BEATS = Answer(marks=MARKS, papers=_papers)
