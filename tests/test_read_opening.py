"""Which reader a source goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

from hotspot.errors import InputError
from hotspot.read.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path


def test_points_with_a_geometry_are_placed_and_give_only_the_columns_asked_for(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(
        {"type": ["theft"], "name": ["Ivanov"]}, geometry=gpd.points_from_xy([76.9], [43.2])
    )
    path = tmp_path / "points.parquet"
    points.set_crs(4326).to_parquet(path)

    source = open_source(str(path), layer="", query="")
    table = source.load(["type"])

    assert source.placed
    assert table.frame.columns.tolist() == ["type"]
    assert table.x is not None
    assert table.x.tolist() == [76.9]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0", "save it as .xlsx"),
        ("secret.xlsx", b"\xd0\xcf\x11\xe0", "remove the password"),
        ("report.pdf", b"%PDF", "are not read here"),
        ("table.csv", b"PK\x03\x04", "its content is a zip archive or an Excel workbook"),
    ],
)
def test_a_source_of_another_kind_is_refused_with_a_way_out(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(InputError, match=message):
        open_source(str(path), layer="", query="")


def test_a_missing_file_is_answered_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "crimes.csv").write_text("lon,lat\n1,2\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"nearest here: crimes\.csv"):
        open_source(str(tmp_path / "crime.csv"), layer="", query="")


@pytest.mark.parametrize("scheme", ["https", "file", "S3"])
def test_an_address_on_the_web_is_no_database_and_its_password_is_not_said(scheme: str) -> None:
    with pytest.raises(InputError, match="download it") as raised:
        open_source(f"{scheme}://ann:secret@example.org/a.csv", layer="", query="SELECT 1")

    assert "secret" not in str(raised.value)
