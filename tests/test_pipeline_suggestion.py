"""Settings for files that nobody has described: both coordinates in one cell, in the order the areas tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases.made import areas, as_csv, incidents, write_features

from hotspot import pipeline
from hotspot.config import load
from hotspot.errors import InputError
from hotspot.pipeline import suggestion
from hotspot.read import AreaQuestion, read_areas

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


def without_prj(folder: Path, name: str, code: int, *, points: bool) -> str:
    """Write the incidents or the areas of the made town as a shapefile that does not say its CRS."""
    import geopandas as gpd

    if points:
        rows = incidents()
        shapes = gpd.points_from_xy([row["lon"] for row in rows], [row["lat"] for row in rows])
        frame = gpd.GeoDataFrame({"date": [str(row["date"]) for row in rows]}, geometry=shapes, crs=4326)
    else:
        write_features(folder / "town.geojson", areas())
        frame = gpd.read_file(folder / "town.geojson")
    frame.to_crs(code).to_file(folder / name, engine="pyogrio")
    (folder / name).with_suffix(".prj").unlink()
    return str(folder / name)


@pytest.mark.parametrize("code", [4326, 32643, 2503, 28413, 3857])
def test_areas_that_do_not_say_their_crs_are_put_around_the_incidents(tmp_path: Path, code: int) -> None:
    (tmp_path / "a.csv").write_text(as_csv(incidents()), encoding="utf-8")
    town = without_prj(tmp_path, "town.shp", code, points=False)

    settings, choices, _ = pipeline.suggest([str(tmp_path / "a.csv")], town, folder=tmp_path)

    assert settings.areas.crs == f"EPSG:{code}"
    assert "areas_crs_fitted" in [one.why for one in choices]


def test_the_remedy_that_the_error_names_is_heeded_and_written(tmp_path: Path) -> None:
    places = without_prj(tmp_path, "places.shp", 32643, points=True)
    town = without_prj(tmp_path, "town.shp", 32643, points=False)

    with pytest.raises(InputError, match=r"--set incidents\.crs=EPSG"):
        pipeline.suggest([places], town, folder=tmp_path)
    for told in ("incidents.crs", "areas.crs"):
        asked = load(None, sets=(f"{told}=EPSG:32643", "seed=5")).settings
        settings, _, _ = pipeline.suggest([places], town, folder=tmp_path, asked=asked)

        assert (settings.incidents.crs, settings.areas.crs) == ("EPSG:32643", "EPSG:32643")
        assert settings.seed == 5


@pytest.mark.parametrize(
    ("code", "said"), [(4326, "EPSG:4326 if .* degrees"), (32643, "EPSG:32643 if .* metres")]
)
def test_areas_alone_that_do_not_say_their_crs_are_refused_with_what_their_numbers_may_be(
    tmp_path: Path, code: int, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read_areas(without_prj(tmp_path, "town.shp", code, points=False), AreaQuestion())
