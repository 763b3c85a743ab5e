"""Settings for files that nobody has described: both coordinates in one cell, in the order the areas tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.made import areas, as_csv, incidents, write_features

from hotspot import pipeline
from hotspot.pipeline import suggestion

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

    settings, choices, _ = pipeline.suggest(
        [str(tmp_path / "a.csv")], str(tmp_path / "areas.geojson"), folder=tmp_path
    )

    assert settings.incidents.columns == {"xy": "Location", "date": "date"}
    assert {one.name: (one.value, one.why) for one in choices}.get("incidents.xy_order") == order


def beside(folder: Path, *taken: str) -> dict[str, object]:
    """Return what is taken from beside the incidents of the folder, by its setting."""
    _, choices, _ = pipeline.suggest(
        [str(folder / "a.csv")], *(str(folder / name) for name in taken or ("areas.geojson",)), folder=folder
    )
    return {one.name: one.value for one in choices if one.why == "found_beside"}


def city_beside(folder: Path) -> None:
    (folder / "a.csv").write_text(as_csv(incidents()), encoding="utf-8")
    for name in ("areas.geojson", "boundary.geojson"):
        write_features(folder / name, areas())


def test_what_lies_beside_the_incidents_is_taken_but_nothing_twice(tmp_path: Path) -> None:
    city_beside(tmp_path)

    assert beside(tmp_path) == {"boundary": "boundary.geojson"}
    assert beside(tmp_path, "boundary.geojson") == {}


def test_incidents_under_a_well_known_name_are_not_taken_for_posts_too(tmp_path: Path) -> None:
    city_beside(tmp_path)
    (tmp_path / "a.csv").rename(tmp_path / "posts.csv")

    _, choices, _ = pipeline.suggest(
        [str(tmp_path / "posts.csv")], str(tmp_path / "areas.geojson"), folder=tmp_path
    )

    assert [one.name for one in choices if one.why == "found_beside"] == ["boundary"]


@pytest.mark.parametrize("where", ["postgresql://host/db?table=t", "missing.csv", "."])
def test_beside_a_database_or_what_is_no_file_nothing_is_looked_for(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    city_beside(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert suggestion._beside([where], "") == {}


def test_columns_named_as_in_registers_of_kazakhstan_are_found_and_their_dates_said_to_be_of_reports(
    tmp_path: Path,
) -> None:
    heads = {"date": "Дата и время регистрации в ЕРДР", "lon": "Долгота", "lat": "Широта"}
    article = {"Квалификация (статья УК РК)": "ст.188"}
    rows = [{heads[name]: row[name] for name in heads} | article for row in incidents()]
    (tmp_path / "a.csv").write_text(as_csv(rows), encoding="utf-8")

    settings, _, findings = pipeline.suggest([str(tmp_path / "a.csv")], "", folder=tmp_path)

    assert settings.incidents.columns["date"] == heads["date"]
    assert settings.incidents.columns["type"] == "Квалификация (статья УК РК)"
    assert [one.code for one in findings] == ["dates_of_report"]


def test_a_table_without_dates_and_types_is_said_to_have_none(tmp_path: Path) -> None:
    rows = [{"lon": row["lon"], "lat": row["lat"]} for row in incidents()]
    (tmp_path / "a.csv").write_text(as_csv(rows), encoding="utf-8")

    _, _, findings = pipeline.suggest([str(tmp_path / "a.csv")], "", folder=tmp_path)

    assert [(one.code, one.level) for one in findings] == [("no_dates", "warning"), ("no_types", "warning")]
