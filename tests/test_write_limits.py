"""The limits of the classes: those of the run, or those kept from an earlier one, wide enough to draw."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from made_result import made_result

from hotspot.schema import Drawing
from hotspot.write import write_all
from hotspot.write.limits import drawn_limits, limits_in_force

if TYPE_CHECKING:
    from pathlib import Path

PINNED = Drawing(limits=(10.0, 20.0, 50.0), limits_of="fedcba987654, 2024-01-01 – 2024-12-31")


def test_limits_of_an_earlier_run_stay_as_they_were() -> None:
    assert limits_in_force(replace(made_result(), drawing=PINNED)) == [10.0, 20.0, 50.0]


def test_without_an_earlier_run_the_limits_are_those_of_the_scores() -> None:
    result = made_result()

    assert limits_in_force(result) == drawn_limits(result) == [3.9, 11.0, 27.0, 45.0, 85.0, 150.0]


def test_no_area_is_left_white_where_its_score_lies_outside_the_kept_limits() -> None:
    assert drawn_limits(replace(made_result(), drawing=PINNED)) == [3.9, 20.0, 150.0]


def test_the_record_and_the_style_of_the_geopackage_tell_the_kept_limits(tmp_path: Path) -> None:
    write_all(replace(made_result(), drawing=PINNED), tmp_path, page=lambda: "")

    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["class_limits"]
    with closing(sqlite3.connect(tmp_path / "hotspot.gpkg")) as database:
        query = "SELECT styleQML FROM layer_styles WHERE f_table_name = 'ranking'"
        ((style,),) = database.execute(query).fetchall()
    assert record == {
        "by": "score",
        "unit": "per_km2_year",
        "limits": [10.0, 20.0, 50.0],
        "limits_of": PINNED.limits_of,
    }
    assert 'lower="20.000000000"' in style
    assert style.count("<range ") == 2
