"""Reading venues: names of firms may pass, names and numbers of persons may not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hotspot.errors import InputError
from hotspot.read.venues import read_venues
from hotspot.schema.venued import VENUE_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "id,name,category,seats,owner,phone,address,lon,lat\n"


def written(folder: Path, *rows: str, head: str = HEAD) -> str:
    path = folder / "venues.csv"
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def test_only_id_name_kind_and_size_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, "7,Moon,bar,40,Zhumabekov A.,+77011234567,Abay 5,76.91,43.23")

    venues, rows, found, _ = read_venues(path, language="en", size="Seats")

    assert tuple(venues.columns) == VENUE_COLUMNS
    assert venues.drop(columns="geometry").to_numpy().tolist() == [["7", *["Moon"] * 4, "bar", 40.0]]
    assert (rows, found) == (1, ())


def test_the_columns_that_the_kinds_were_taken_from_are_told(tmp_path: Path) -> None:
    head = "id,shop,amenity,type,lon,lat\n"
    path = written(tmp_path, "1,,bar,,76.91,43.23", "2,bakery,,,76.92,43.23", "3,kiosk,cafe,,1,1", head=head)

    venues, _, _, (choice,) = read_venues(path, language="en")

    assert venues["kind"].tolist() == ["bar", "bakery", "cafe"]
    assert (choice.value, choice.why, choice.flag) == ("amenity, shop", "venues_kind", "--kind COLUMN")


@pytest.mark.parametrize("notes", [("new", "confirmed", ""), ("Проверено", "новый", ""), ("Ё!", "", "")])
def test_a_column_of_notes_on_the_editing_of_the_file_holds_no_kinds(
    tmp_path: Path, notes: tuple[str, ...]
) -> None:
    rows = [f"{i},{note},76.9{i},43.23" for i, note in enumerate(notes)]
    path = written(tmp_path, *rows, head="id,Category,lon,lat\n")

    venues, _, _, (choice,) = read_venues(path, language="en")

    kept = notes if notes[0] == "Ё!" else ("", "", "")
    assert tuple(venues["kind"]) == kept
    assert choice.why == ("venues_kind" if any(kept) else "venues_kind_notes")


def test_a_column_that_is_asked_for_holds_the_kinds_whatever_it_says(tmp_path: Path) -> None:
    path = written(tmp_path, "1,new,bar,76.91,43.23", head="id,category,what,lon,lat\n")

    found = [read_venues(path, language="en", kind=kind) for kind in ("what", "Category")]

    assert [(one[0]["kind"].tolist(), one[3]) for one in found] == [(["bar"], ()), (["new"], ())]
    with pytest.raises(InputError, match="no column 'wat'; did you mean 'what'"):
        read_venues(path, language="en", kind="wat")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ИП Иванов А. Б.", "7"),
        ("ИП Иванов «Кафе Мечта»", "Кафе Мечта"),
        ("Жұмабеков Ә.", "7"),
        ("Bar 880101300123", "7"),
        ("+7 701 123 45 67", "7"),
        ("ЖК Алатау", "ЖК Алатау"),
        ("У Ивана", "У Ивана"),
        ("B.B. King Bar", "B.B. King Bar"),
    ],
)
def test_the_name_of_a_person_is_replaced_and_that_of_a_place_stays(
    tmp_path: Path, name: str, shown: str
) -> None:
    venues, _, found, _ = read_venues(written(tmp_path, f"7,{name},,,,,,76.91,43.23"), language="ru")

    assert venues["name"].tolist() == [shown]
    assert [one.code for one in found] == ([] if shown == name else ["venues_people"])


def test_ids_that_are_numbers_of_residents_are_replaced_by_row_numbers(tmp_path: Path) -> None:
    path = written(tmp_path, "880101300123,Moon,,,,,,76.91,43.23", "880101300124,Sun,,,,,,76.92,43.23")

    venues, _, _, _ = read_venues(path, language="en")

    assert venues["venue_id"].tolist() == ["V1", "V2"]


def test_rows_without_a_place_and_sizes_that_are_none_are_counted(tmp_path: Path) -> None:
    path = written(
        tmp_path, "1,Moon,,40,,,,76.91,43.23", "2,Sun,,many,,,,76.92,43.23", "3,Star,,0,,,,,", head=HEAD
    )

    venues, rows, found, _ = read_venues(path, language="en", size="seats")

    assert (len(venues), rows) == (2, 3)
    assert {one.code: one.values["count"] for one in found} == {"venues_nowhere": 1, "venues_no_size": 2}
    assert np.isnan(venues["size"].tolist()[1])


@pytest.mark.parametrize(
    ("size", "what"), [("seat", "did you mean 'seats'"), ("owner", "holds no number above 0")]
)
def test_a_size_that_cannot_be_used_is_told(tmp_path: Path, size: str, what: str) -> None:
    path = written(tmp_path, "1,Moon,,40,Ann,,,76.91,43.23")

    with pytest.raises(InputError, match=what):
        read_venues(path, language="en", size=size)


def test_a_name_or_a_kind_that_is_missing_is_taken_from_the_next_column_that_has_one(tmp_path: Path) -> None:
    head = "id,name,name:ru,amenity,shop,lon,lat\n"
    rows = ("1,Moon,Луна,bar,,76.91,43.23", "2,Sun,,,bakery,76.92,43.23", "3,,,,,76.93,43.23")

    venues, _, _, _ = read_venues(written(tmp_path, *rows, head=head), language="ru")

    assert venues["name"].tolist() == ["Луна", "Sun", "3"]
    assert venues["kind"].tolist() == ["bar", "bakery", ""]


def test_lines_are_no_venues(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[76.9, 43.2], [76.91, 43.2]]}
    point = {"type": "Point", "coordinates": [76.9, 43.2]}

    def file(*shapes: dict[str, object]) -> str:
        features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
        path = tmp_path / f"{len(shapes)}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        return str(path)

    venues, rows, found, _ = read_venues(file(line, point), language="en")

    assert (len(venues), rows) == (1, 2)
    assert {one.code: one.values["count"] for one in found} == {"venues_lines": 1}
    with pytest.raises(InputError, match="it holds lines, not places"):
        read_venues(file(line), language="en")
