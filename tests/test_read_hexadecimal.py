"""Points in hexadecimal WKB, as psql and COPY write a column of geometry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspot.errors import InputError
from hotspot.read import IncidentQuestion, read_incidents
from hotspot.read.hexadecimal import hex_of, hex_points

if TYPE_CHECKING:
    from pathlib import Path

# SELECT ST_SetSRID(ST_MakePoint(76.95, 43.25), 4326) and the same without SRID, with Z, as ISO, big-endian
EWKB = "0101000020E6100000CDCCCCCCCC3C53400000000000A04540"
PLAIN = "0101000000CDCCCCCCCC3C53400000000000A04540"
WITH_Z = "01010000A0E6100000CDCCCCCCCC3C53400000000000A045400000000000000000"
ISO_Z = "01E9030000CDCCCCCCCC3C53400000000000A045400000000000000000"
BIG = "000000000140533CCCCCCCCCCD4045A00000000000"
EMPTY = "0101000020E6100000000000000000F87F000000000000F87F"
LINE = "010200000002000000" + "00" * 32


@pytest.mark.parametrize("cell", [EWKB, PLAIN, WITH_Z, ISO_Z, BIG, EWKB.lower(), "\\x" + EWKB, "0x" + EWKB])
def test_a_point_is_read_however_a_database_packs_it(cell: str) -> None:
    found = hex_points(pa.array([cell]))

    assert (found.x.tolist(), found.y.tolist(), found.point.tolist()) == ([76.95], [43.25], [True])


def test_the_number_of_the_system_comes_with_the_point_and_0_is_none() -> None:
    found = hex_points(pa.array([EWKB, PLAIN, "0101000020000000" + "00" + EWKB[18:]]))

    assert found.srids == (4326,)


@pytest.mark.parametrize("cell", ["", LINE, EWKB[:-2], "0101000020E6", "76.95", "01" * 21])
def test_what_is_no_whole_point_is_none(cell: str) -> None:
    found = hex_points(pa.array([cell]))

    assert (found.point.tolist(), np.isnan(found.x).tolist()) == ([False], [True])


def test_a_point_that_is_empty_has_no_place_but_is_not_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("geom\n" + "\n".join([EWKB, EMPTY, "nowhere", EWKB, EWKB, EWKB]))

    found = read_incidents([str(path)], IncidentQuestion())

    assert np.isnan(found.frame["x"]).tolist() == [False, True, True, False, False, False]
    assert found.frame["xy_text_bad"].tolist() == [False, False, True, False, False, False]


@given(st.floats(-180, 180), st.floats(-90, 90), st.integers(1, 99_999), st.booleans())
def test_what_goes_into_wkb_comes_out(x: float, y: float, srid: int, little: bool) -> None:
    point = shapely.set_srid(shapely.Point(x, y), srid)
    text = shapely.to_wkb(point, hex=True, include_srid=True, byte_order=int(little))

    found = hex_points(pa.array([text]))

    assert (found.x[0], found.y[0], found.srids) == (x, y, (srid,))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_an_export_of_postgis_is_read_in_the_system_of_its_srid(tmp_path: Path, ending: str) -> None:
    x, y = 650_000.0 + np.arange(50), 4_790_000.0 + np.arange(50)
    points = shapely.set_srid(shapely.points(x, y), 32643)
    packed = shapely.to_wkb(points, hex=ending == "csv", include_srid=True)
    frame, path = pd.DataFrame({"date": "2025-01-05", "geom": packed}), tmp_path / f"a.{ending}"
    frame.to_csv(path, index=False) if ending == "csv" else frame.to_parquet(path)

    found = read_incidents([str(path)], IncidentQuestion())

    assert (found.crs.to_epsg(), found.columns["xy"]) == (32643, "geom")
    assert (found.frame["x"].tolist(), found.frame["y"].tolist()) == (x.tolist(), y.tolist())


def test_points_of_two_systems_in_one_column_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("geom\n" + EWKB + "\n" + EWKB.replace("E6100000", "837F0000") + "\n")

    with pytest.raises(InputError, match="different coordinate systems: SRID 4326, 32643"):
        read_incidents([str(path)], IncidentQuestion())


def test_bytes_that_are_text_stay_as_they_are() -> None:
    names = pa.chunked_array([pa.array([b"theft", None])])
    points = pa.chunked_array([pa.array([bytes.fromhex(EWKB), None])])

    assert hex_of(names).equals(names)
    assert hex_of(points).to_pylist() == [EWKB.lower(), None]
