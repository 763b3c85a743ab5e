"""Places from one column: the order of a pair, the system of a POINT, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from hotspot.errors import ConfigError, InputError
from hotspot.read.cell_places import LAT_FIRST, LON_FIRST, longitude_first, read_cells
from hotspot.read.incidents import IncidentQuestion, read_incidents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hotspot.read.cell_places import CellPlaces
    from hotspot.read.reference import Around
    from hotspot.schema import Incidents

ALMATY = (76.7, 43.1, 77.1, 43.4)
ADDRESS = "12 Abay Street, flat 5"


def read(*cells: str, crs: str = "", swap: bool = False, around: Around | None = None) -> CellPlaces:
    return read_cells("a.csv, column 'place'", pd.Series(cells), crs=crs, swap=swap, around=around)


def table(path: Path, cells: Sequence[str], **columns: Sequence[object]) -> Path:
    frame = pd.DataFrame({"date": ["2025-01-31"] * len(cells), "Location": cells, **columns})
    if path.suffix == ".xlsx":
        frame.to_excel(path, index=False, engine="xlsxwriter")
    elif path.suffix == ".parquet":
        parquet.write_table(pa.Table.from_pandas(frame, preserve_index=False), path)
    else:
        frame.to_csv(path, index=False)
    return path


def incidents(path: Path, question: IncidentQuestion | None = None) -> Incidents:
    return read_incidents([str(path)], question or IncidentQuestion())


def said(found: Incidents, name: str) -> tuple[str | int | float, str, str]:
    return next((one.value, one.why, one.flag) for one in found.choices if one.name == name)


@pytest.mark.parametrize(
    ("a", "b", "around", "lon_first", "why"),
    [
        ([43.2, -33.9], [76.9, 151.2], None, False, "xy_order_by_values"),
        ([151.2, 151.3], [-33.9, -33.8], None, True, "xy_order_by_values"),
        ([151.2, 151.3], [-33.9, -33.8], ALMATY, True, "xy_order_by_values"),
        ([43.2, 43.3], [76.9, 76.8], ALMATY, False, "xy_order_by_areas"),
        ([76.9, 76.8], [43.2, 43.3], ALMATY, True, "xy_order_by_areas"),
        ([43.2, 43.3], [76.9, 76.8], None, False, "xy_order_usual"),
        ([55.7, 55.8], [37.6, 37.7], ALMATY, False, "xy_order_usual"),
        ([], [], ALMATY, False, "xy_order_usual"),
    ],
)
def test_the_order_is_told_by_the_values_then_by_the_areas_then_by_what_is_usual(
    a: list[float], b: list[float], around: Around | None, lon_first: bool, why: str
) -> None:
    found, choice = longitude_first(np.array(a), np.array(b), around=around)

    assert (found, choice.why) == (lon_first, why)
    assert choice.value == (LON_FIRST if lon_first else LAT_FIRST)


def test_one_slip_of_the_pen_does_not_turn_a_column_round() -> None:
    a, b = np.array([43.25] * 99 + [143.25]), np.full(100, 76.95)

    assert longitude_first(a, b, around=None)[0] is False


def test_a_point_is_x_y_whatever_the_order_of_the_pairs_beside_it() -> None:
    found = read("43.25, 76.95", "POINT (76.95 43.25)", "43.25, 176.95", "SRID=4326;POINT(76.95 43.25)")

    assert found.x.tolist() == [76.95, 76.95, 176.95, 76.95]
    assert found.y.tolist() == [43.25] * 4


def test_who_says_that_longitude_comes_first_is_believed() -> None:
    found = read("76.95, 43.25", "76.96, 43.26", swap=True)

    assert (found.x.tolist(), found.y.tolist(), found.order) == ([76.95, 76.96], [43.25, 43.26], None)


def test_points_in_two_systems_are_refused() -> None:
    with pytest.raises(InputError, match="different coordinate systems: SRID 4326, 32643"):
        read("SRID=4326;POINT(76.95 43.25)", "SRID=32643;POINT(658000 4790000)")


def test_degrees_beside_points_in_metres_are_refused() -> None:
    with pytest.raises(InputError, match="pairs of degrees stand beside points in EPSG:32643"):
        read("43.25, 76.95", "SRID=32643;POINT(658000 4790000)")


def test_a_system_that_nobody_knows_is_refused_unless_the_user_names_another() -> None:
    cell = "SRID=990001;POINT(658000 4790000)"

    with pytest.raises(InputError, match=r"SRID=990001 is no coordinate system.*incidents\.crs"):
        read(cell)
    assert read(cell, crs="EPSG:32643").crs is None


def test_a_column_without_a_place_is_refused_and_none_of_its_texts_is_shown(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", [ADDRESS, ADDRESS, ""])

    with pytest.raises(InputError, match="no cell holds two coordinates") as raised:
        incidents(path, IncidentQuestion(columns={"xy": "Location"}))

    assert "Abay" not in str(raised.value)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_every_kind_of_table_gives_the_places_and_the_account_of_its_rows(
    tmp_path: Path, ending: str
) -> None:
    cells = ["(41.88, -87.63)"] * 8 + ["", f"{ADDRESS}"]

    found = incidents(table(tmp_path / f"a.{ending}", cells))

    assert found.frame["x"].tolist()[:8] == [-87.63] * 8
    assert found.frame["y"].tolist()[:8] == [41.88] * 8
    assert np.isnan(found.frame["x"]).tolist() == [False] * 8 + [True] * 2
    assert found.frame["xy_text_bad"].tolist() == [False] * 9 + [True]
    assert found.crs.to_string() == "EPSG:4326"
    assert found.columns["xy"] == "Location"
    assert said(found, "incidents.columns.xy") == (
        *("Location", "xy_by_cells", "--set incidents.columns.xy=COLUMN"),
    )
    assert said(found, "incidents.crs")[:2] == ("EPSG:4326", "crs_by_values")
    assert said(found, "incidents.xy_order") == (
        *(LAT_FIRST, "xy_order_usual", "--set incidents.swap_xy=true"),
    )


def test_the_text_of_the_column_is_in_no_column_of_the_incidents(tmp_path: Path) -> None:
    cells = [f"{ADDRESS}\nChicago\n(41.88, -87.63)"] * 5

    found = incidents(table(tmp_path / "a.csv", cells))

    assert "Abay" not in found.frame.to_csv() + repr(found.findings) + repr(found.choices)
    assert found.frame["y"].tolist() == [41.88] * 5


def test_columns_named_as_coordinates_win_over_one_that_holds_both(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["43.25, 76.95"] * 2, lon=[1.5, 1.5], lat=[2.5, 2.5])

    assert incidents(path).columns["x"] == "lon"
    assert incidents(path, IncidentQuestion(columns={"xy": "location"})).columns["xy"] == "Location"


def test_points_that_name_their_system_are_read_in_it(tmp_path: Path) -> None:
    found = incidents(table(tmp_path / "a.csv", ["SRID=32643;POINT(658000 4790000)"] * 3))

    assert (found.crs.to_string(), found.frame["x"].iloc[0]) == ("EPSG:32643", 658_000)
    assert said(found, "incidents.crs") == ("EPSG:32643", "crs_of_file", "--set incidents.crs=EPSG:4326")


def test_points_that_name_no_system_need_one_unless_they_are_degrees(tmp_path: Path) -> None:
    metres = table(tmp_path / "a.csv", ["POINT (658000 4790000)"] * 3)
    degrees = table(tmp_path / "b.csv", ["POINT (76.95 43.25)"] * 3)
    turned = table(tmp_path / "c.csv", ["POINT (-33.9 151.2)"] * 3)

    with pytest.raises(InputError, match=r"nothing says in which .*'Location'.* incidents\.crs"):
        incidents(metres)
    assert incidents(metres, IncidentQuestion(crs="EPSG:32643")).frame["y"].iloc[0] == 4_790_000
    assert incidents(degrees).frame["x"].iloc[0] == 76.95
    with pytest.raises(InputError, match=r"look swapped.*swap_xy=true"):
        incidents(turned)
    assert incidents(turned, IncidentQuestion(swap_xy=True)).frame["x"].iloc[0] == 151.2


def test_one_column_for_both_cannot_be_named_beside_another(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["43.25, 76.95"], lon=[1.5])

    with pytest.raises(ConfigError, match="it names x and xy"):
        incidents(path, IncidentQuestion(columns={"xy": "Location", "x": "lon"}))


def test_a_table_without_a_header_whose_cells_hold_both_loses_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('theft,"43.25, 76.95"\nrobbery,"43.26, 76.96"\n', encoding="utf-8")

    found = incidents(path)

    assert (found.rows.read, found.columns["xy"]) == (2, "column_2")
