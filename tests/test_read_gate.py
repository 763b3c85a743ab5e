"""The gate: a path is an existing regular file of an expected kind, or it is refused in one line."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.errors import InputError
from hotspot.read.gate import checked_path, sha256_of, unchanged

GEOJSON = b'{"type": "Point", "coordinates": [76.9, 43.2]}'
ANY = {".geojson", ".gpkg", ".csv", ".xlsx", ".shp", ".tif", ".parquet", ".gz"}


def refused(path: str) -> str:
    with pytest.raises(InputError) as caught:
        checked_path(path, suffixes=ANY)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "path",
    [
        *("/vsicurl/http://127.0.0.1/a.geojson", "/vsizip//tmp/a.zip/a.gpkg", "http://127.0.0.1/a.geojson"),
        *("GeoJSON:http://127.0.0.1/a", "GPKG:a.gpkg:layer", "file:///etc/passwd", "s3://bucket/a.gpkg"),
    ],
)
def test_addresses_and_drivers_are_no_files(path: str) -> None:
    assert "this is an address, not a file" in refused(path)


@pytest.mark.parametrize("path", ['{"type": "Point"}', "<VRTDataset>", "a\nb.geojson", "a\0b.csv", "[1]"])
def test_text_in_place_of_a_path_is_refused(path: str) -> None:
    assert "this is text, not the path of a file" in refused(path)


@given(st.text(max_size=40))
def test_no_text_whatever_gets_past_the_gate_or_breaks_it(path: str) -> None:
    with pytest.raises(InputError):
        checked_path(path + "?", suffixes=ANY)


def test_a_wrong_name_is_answered_with_the_nearest_ones(tmp_path: Path) -> None:
    (tmp_path / "incidents_2024.geojson").write_bytes(GEOJSON)

    message = refused(str(tmp_path / "incident_2024.geojson"))

    assert "no such file; nearest here: incidents_2024.geojson" in message


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert f"no folder '{tmp_path / 'dta'}'" in refused(str(tmp_path / "dta" / "a.csv"))


def test_pipes_devices_folders_and_dangling_links_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "link.csv").symlink_to(tmp_path / "gone.csv")
    (tmp_path / "round.csv").symlink_to(tmp_path / "round.csv")
    (tmp_path / "city.gdb").mkdir()

    messages = [refused(str(tmp_path / name)) for name in ("pipe.csv", "link.csv", "round.csv", "city.gdb")]
    device = refused("/dev/null")

    assert "a pipe or a device" in messages[0]
    assert "the link points to nothing" in messages[1]
    assert "cannot be followed" in messages[2]
    assert "export the layer to GeoPackage" in messages[3]
    assert "a pipe or a device" in device


def test_a_link_is_followed_to_the_true_file(tmp_path: Path) -> None:
    (tmp_path / "true.geojson").write_bytes(GEOJSON)
    (tmp_path / "link.geojson").symlink_to(tmp_path / "true.geojson")

    found = checked_path(str(tmp_path / "link.geojson"), suffixes=ANY)

    assert found == (tmp_path / "true.geojson").resolve()


def test_a_link_cannot_give_a_file_another_ending(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "link.csv").symlink_to(tmp_path / "secret.txt")

    assert "files ending in '.txt' are not read here" in refused(str(tmp_path / "link.csv"))


@pytest.mark.parametrize(
    "name",
    ["with blanks.geojson", "Қылмыстар 2024.geojson", "УЧАСТКИ.GEOJSON", "a'b\"c;d.geojson", "é.geojson"],
)
def test_blanks_and_every_alphabet_are_fine_in_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(GEOJSON)

    assert checked_path(str(tmp_path / name), suffixes=ANY).name == name


@pytest.mark.parametrize("name", ["ы" * 300 + ".geojson", "a.geojson."])
def test_names_that_are_too_long_or_end_in_a_dot_are_refused(tmp_path: Path, name: str) -> None:
    assert refused(str(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.geojson", b"<OGRVRTDataSource/>", "XML or HTML text"),
        ("a.geojson", GEOJSON.decode().encode("utf-16"), "UTF-16 text. To do: save it as UTF-8"),
        ("a.gpkg", GEOJSON, "its content is JSON"),
        ("a.gpkg", b"PK\x03\x04....", "a zip archive or an Excel workbook"),
        ("a.csv", b"PK\x03\x04....", "a zip archive or an Excel workbook"),
        ("a.csv", b"SQLite format 3\0....", "a GeoPackage"),
        ("a.shp", b"%PDF-1.7", "a PDF document"),
        ("a.tif", b"<VRTDataset/>", "XML or HTML text"),
        ("a.gz", b"lon,lat\n", "something else"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0....", "remove the password"),
        ("a.parquet", b"lon,lat\n", "something else"),
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"\n<!DOCTYPE html><html>", "XML or HTML text"),
        ("a.csv", b'[{"lon": 76.9}]', "its content is JSON"),
    ],
)
def test_a_false_ending_is_seen_by_the_first_bytes(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)

    assert said in refused(str(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "to_do"),
    [("a.xls", "save it as .xlsx"), ("a.dbf", "give the .shp"), ("a.kml", "QGIS"), ("a.doc", "give one of")],
)
def test_an_ending_that_is_not_read_is_answered_with_what_to_do(
    tmp_path: Path, name: str, to_do: str
) -> None:
    (tmp_path / name).write_bytes(b"anything")

    assert to_do in refused(str(tmp_path / name))


def test_a_table_may_begin_with_an_angle_bracket_or_a_unicode_mark(tmp_path: Path) -> None:
    for number, start in enumerate([b"<b>,lon\n", b"\xff\xfel\0", b"\xef\xbb\xbflon"]):
        (tmp_path / f"{number}.csv").write_bytes(start)

        assert checked_path(str(tmp_path / f"{number}.csv"), suffixes=ANY)


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"lon,lat\n")

    assert sha256_of(tmp_path / "a.csv") == hashlib.sha256(b"lon,lat\n").hexdigest()


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"lon,lat\n")

    with pytest.raises(InputError, match="changed while it was read"), unchanged(path, "a.csv"):
        path.write_bytes(b"lon,lat\n76.9,43.2\n")
