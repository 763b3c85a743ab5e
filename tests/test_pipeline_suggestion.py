"""Settings for files that nobody has described: both coordinates in one cell, in the order the areas tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.made import areas, as_csv, incidents, write_features

from hotspot import pipeline

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("form", "order"),
    [
        ("{lon} {lat}", ("longitude, latitude", "xy_order_by_areas")),
        ("{lat}, {lon}", ("latitude, longitude", "xy_order_by_areas")),
        ("SRID=4326;POINT({lon} {lat})", None),
    ],
)
def test_one_column_for_both_coordinates_is_named_in_the_order_that_the_areas_tell(
    tmp_path: Path, form: str, order: tuple[str, str] | None
) -> None:
    rows = [{"date": row["date"], "Location": form.format(**row)} for row in incidents()]
    (tmp_path / "a.csv").write_text(as_csv(rows), encoding="utf-8")
    write_features(tmp_path / "areas.geojson", areas())

    settings, choices = pipeline.suggest(
        [str(tmp_path / "a.csv")], str(tmp_path / "areas.geojson"), folder=tmp_path
    )

    assert settings.incidents.columns == {"xy": "Location", "date": "date"}
    assert {one.name: (one.value, one.why) for one in choices}.get("incidents.xy_order") == order
