"""Points from WKB: which column holds them, their CRS, and what is no point."""

import numpy as np
import pyarrow as pa
import pytest
import shapely

from hotspot.errors import InputError
from hotspot.read import wkb
from hotspot.read.wkb import geometry_column, read_points


def written(*shapes: shapely.Geometry | None, srid: int = 4326, text: bool = True) -> pa.ChunkedArray:
    """The shapes as PostGIS gives them: as hexadecimal text, or as bytes."""
    known = [None if shape is None else shapely.set_srid(shape, srid) for shape in shapes]
    values = [
        None if shape is None else shapely.to_wkb(shape, hex=text, include_srid=True) for shape in known
    ]
    return pa.chunked_array([values])


@pytest.mark.parametrize("text", [True, False])
def test_points_come_with_the_crs_of_their_srid_and_none_is_nan(text: bool) -> None:
    column = written(shapely.Point(76.9, 43.2, 800), None, shapely.Point(), text=text)

    x, y, crs = read_points(column, "theft")

    assert np.array_equal(x, [76.9, np.nan, np.nan], equal_nan=True)
    assert np.array_equal(y, [43.2, np.nan, np.nan], equal_nan=True)
    assert crs == "EPSG:4326"


def test_a_point_without_srid_has_no_crs() -> None:
    assert read_points(written(shapely.Point(1, 2), srid=0), "theft")[2] is None


def test_the_column_with_a_usual_name_comes_before_other_columns_of_wkb() -> None:
    points, nothing = written(shapely.Point(1, 2)), pa.chunked_array([["0101"]])

    assert geometry_column(pa.table({"id": nothing, "start_at": points, "Geom": points})) == "Geom"
    assert geometry_column(pa.table({"id": nothing, "start_at": points})) == "start_at"
    assert geometry_column(pa.table({"id": nothing, "count": [1]})) == ""


def test_several_srids_in_one_column_are_refused() -> None:
    one, other = written(shapely.Point(1, 2)), written(shapely.Point(1, 2), srid=32643)

    with pytest.raises(InputError, match=r"SRID 4326, 32643. To do: .*ST_Transform"):
        read_points(pa.chunked_array([*one.chunks, *other.chunks]), "theft")


def test_an_srid_that_no_one_knows_is_refused() -> None:
    with pytest.raises(InputError, match="SRID 990001 is no EPSG code"):
        read_points(written(shapely.Point(1, 2), srid=990001), "theft")


def test_what_is_no_point_is_refused_with_its_row_in_the_whole_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wkb, "_AT_ONCE", 2)
    points = [shapely.Point(1, 2), None, shapely.MultiPoint([(3, 4)])]

    with pytest.raises(InputError, match="feature 4 is a LineString"):
        read_points(written(*points, shapely.LineString([(0, 0), (1, 1)])), "theft")
    with pytest.raises(InputError, match="row 4 holds no geometry"):
        read_points(pa.chunked_array([*written(*points).chunks, ["no WKB"]]), "theft")
    assert read_points(written(*points), "theft")[0].tolist()[2] == 3.0
