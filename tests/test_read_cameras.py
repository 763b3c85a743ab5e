"""Cameras as files tell of them: range, direction and angle under many names and in many writings."""

from __future__ import annotations

import math

import geopandas as gpd
import pytest
import shapely

from hotspot.errors import InputError
from hotspot.read import read_cameras
from hotspot.read.cameras import angle, direction, metres


def looks(path):
    frame, findings = read_cameras(str(path))
    return frame[["range_m", "direction_deg", "angle_deg"]].to_numpy().tolist(), frame, findings


@pytest.mark.parametrize(
    "heads",
    [
        ("range_m", "direction", "fov"),
        ("Range", "azimuth", "Angle"),
        ("Дальность, м", "Азимут", "Угол обзора"),
        ("Радиус обзора", "Направление", "Сектор обзора"),
        ("Көру қашықтығы", "Бағыты", "Көру бұрышы"),
    ],
)
def test_columns_are_found_by_their_names_in_three_languages(tmp_path, heads):
    file = tmp_path / "cameras.csv"
    quoted = ";".join(heads)
    file.write_text(f"lon;lat;{quoted}\n76.9;43.2;80;135;90\n76.8;43.3;;;\n", encoding="utf-8")

    (first, second), frame, findings = looks(file)

    assert first == [80.0, 135.0, 90.0]
    assert all(math.isnan(value) for value in second)
    assert findings == ()
    assert frame.geometry.x.tolist() == [76.9, 76.8]


def test_a_vector_file_is_read_like_a_table(tmp_path):
    file = tmp_path / "cameras.gpkg"
    points = [shapely.Point(76.9, 43.2), shapely.Point(76.8, 43.3)]
    columns = {"name": ["A", "B"], "range_km": [0.08, None], "camera_direction": ["NE", "запад"]}
    gpd.GeoDataFrame(columns, geometry=points, crs=4326).to_file(file)

    (first, second), frame, _ = looks(file)

    assert frame["name"].tolist() == ["A", "B"]
    assert first[:2] == [80.0, 45.0]
    assert second[1] == 270.0
    assert math.isnan(second[0])


@pytest.mark.parametrize(
    ("understood", "text", "found"),
    [
        (metres, "60", 60.0),
        (metres, "60 м", 60.0),
        (metres, "0,1 km", 100.0),
        (metres, "200 ft", 60.96),
        (metres, "-5", None),
        (metres, "60 apples", None),
        (direction, "-90", 270.0),
        (direction, "360", 0.0),
        (direction, "45°", 45.0),
        (direction, "СЗ", 315.0),
        (direction, "оңтүстік-шығыс", 135.0),
        (direction, "north", 0.0),
        (direction, "0-360", None),
        (direction, "1000", None),
        (angle, "90 град.", 90.0),
        (angle, "0", None),
        (angle, "400", None),
    ],
)
def test_texts_are_understood_as_people_write_them_or_not_at_all(understood, text, found):
    value = understood(text)

    assert math.isnan(value) if found is None else value == pytest.approx(found)


def test_what_cannot_be_understood_is_unknown_and_said(tmp_path):
    file = tmp_path / "cameras.csv"
    file.write_text("lon,lat,range,angle\n76.9,43.2,far,90\n76.8,43.3,60,-4\n", encoding="utf-8")

    ((far, _, _), (_, _, wide)), _, findings = looks(file)

    assert math.isnan(far)
    assert math.isnan(wide)
    assert [(one.code, one.values["column"], one.values["value"]) for one in findings] == [
        ("cameras_unread", "range", "far"),
        ("cameras_unread", "angle", "-4"),
    ]


def test_a_camera_without_a_name_is_called_by_its_number(tmp_path):
    file = tmp_path / "cameras.csv"
    file.write_text("camera_id,lon,lat\nC01,76.9,43.2\nC02,76.8,43.3\n", encoding="utf-8")

    assert read_cameras(str(file))[0]["name"].tolist() == ["C01", "C02"]


def test_a_file_without_places_is_refused(tmp_path):
    file = tmp_path / "cameras.csv"
    file.write_text("id,range\n1,60\n", encoding="utf-8")

    with pytest.raises(InputError, match="longitude and latitude"):
        read_cameras(str(file))
