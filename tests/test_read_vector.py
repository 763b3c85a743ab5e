"""Vector files: every bad one gives one clear line, every odd but usable one is read and said aloud."""

import json
import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from hotspot.errors import HotspotError, InputError
from hotspot.read.incidents import IncidentQuestion, read_incidents
from hotspot.read.ogr import read_asked
from hotspot.read.opening import open_source
from hotspot.read.vector import holds_polygons, point_coordinates, read_features, read_points_table

CASES = Path(__file__).parent / "cases" / "files"
LISTED = json.loads((CASES / "cases.json").read_text(encoding="utf-8"))


def named(case: dict[str, Any]) -> str:
    return f"{case['e3']} {case['file']} {case.get('question', '')}".strip()


@pytest.mark.parametrize("case", LISTED, ids=named)
def test_each_listed_file_gives_the_outcome_written_beside_it(case: dict[str, Any]) -> None:
    path = str(CASES / case["file"])
    layer = case.get("question", {}).get("layer", "")

    if case["outcome"] == "error":
        with pytest.raises(HotspotError) as caught:
            open_source(path, layer=layer, query="").load([])

        message = str(caught.value)
        assert [part for part in case["message"] if part not in message] == []
        assert "\n" not in message
        return
    opened = open_source(path, layer=layer, query="")
    table = opened.load(opened.columns)

    assert [finding.code for finding in table.findings] == case.get("finding", [])
    if "x" in case:
        assert table.x == pytest.approx(np.array(case["x"], dtype=float), nan_ok=True)
    if "crs" in case:
        assert (table.crs.to_string() if table.crs else "") == case["crs"]
    for column, texts in case.get("text", {}).items():
        assert list(table.frame[column]) == texts


def test_what_a_library_says_of_itself_meanwhile_is_no_finding_about_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = pyogrio.read_arrow

    def meanwhile(*asked: Any, **options: Any) -> Any:
        warnings.warn("an extra is not installed", ImportWarning, stacklevel=2)
        warnings.warn("the file is odd", RuntimeWarning, stacklevel=2)
        return read(*asked, **options)

    monkeypatch.setattr(pyogrio, "read_arrow", meanwhile)

    features = read_asked(CASES / "crs_84.geojson", "crs_84.geojson")

    assert [finding.values["text"] for finding in features.findings] == ["the file is odd"]


def test_every_case_file_is_listed() -> None:
    vector = {".gpkg", ".geojson", ".json", ".shp", ".zip", ".parquet", ".xlsx", ".xls"}

    files = {path.name for path in CASES.iterdir() if path.suffix in vector} - {"cases.json"}

    assert files == {case["file"] for case in LISTED}


def test_text_stays_text_and_features_without_geometry_are_counted_as_rows(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame({"id": ["007", "8"]}, geometry=[shapely.Point(76.9, 43.2), None], crs=4326)
    points.to_file(tmp_path / "points.gpkg")

    table = read_points_table(str(tmp_path / "points.gpkg"), "")

    assert list(table.frame["id"]) == ["007", "8"]
    assert table.rows.read == 2
    assert table.x == pytest.approx([76.9, np.nan], nan_ok=True)
    assert table.source.facts == {"layer": "points", "crs": "EPSG:4326"}
    assert len(table.source.sha256) == 64


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp", "parquet"])
def test_every_format_gives_the_same_points(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"points.{ending}"
    points = gpd.GeoDataFrame({"id": ["007", "008"]}, geometry=gpd.points_from_xy([1, 2], [3, 4]), crs=4326)
    points.to_parquet(path) if ending == "parquet" else points.to_file(path)

    table = read_points_table(str(path), "")

    assert table.x is not None
    assert table.y is not None
    assert (table.x.tolist(), table.y.tolist()) == ([1.0, 2.0], [3.0, 4.0])
    assert list(table.frame["id"]) == ["007", "008"]


def test_a_geopackage_is_the_same_file_after_reading(tmp_path: Path) -> None:
    path = tmp_path / "whole.gpkg"
    path.write_bytes((CASES / "trigger.gpkg").read_bytes())
    before = path.read_bytes()

    read_points_table(str(path), "")

    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["whole.gpkg"]


def test_a_zipped_shapefile_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    read_points_table(str(CASES / "whole.shp.zip"), "")

    assert list(tmp_path.iterdir()) == []


def test_an_empty_point_has_no_coordinates() -> None:
    shapes = np.array(
        [shapely.Point(1, 2), shapely.Point(), None, shapely.MultiPoint([(3, 4)])], dtype=object
    )

    x, y = point_coordinates(shapes, "points")

    assert x == pytest.approx([1, np.nan, np.nan, 3], nan_ok=True)
    assert y == pytest.approx([2, np.nan, np.nan, 4], nan_ok=True)


def test_polygons_are_told_from_points_and_from_what_is_no_file() -> None:
    boundaries = CASES.parent / "boundaries"

    answers = [holds_polygons(str(boundaries / name)) for name in ("plain.geojson", "points.geojson", "none")]

    assert answers == [True, False, False]


def test_features_keep_their_columns_and_lose_their_heights() -> None:
    frame = read_features(str(CASES.parent / "boundaries" / "heights.geojson"))

    assert list(frame.columns) == ["id", "name", "geometry"]
    assert not frame.has_z.any()
    assert frame.crs == "EPSG:4326"


def test_a_table_without_geometry_is_no_layer(tmp_path: Path) -> None:
    gpd.pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "plain.parquet")

    with pytest.raises(InputError, match="without geometry"):
        read_features(str(tmp_path / "plain.parquet"))


def test_degrees_in_a_file_that_says_metres_are_refused(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy([76.9, 76.91], [43.2, 43.21]), crs=32643)
    points.to_file(tmp_path / "points.gpkg")

    with pytest.raises(InputError, match=r"EPSG:32643, but x and y are degrees.*incidents.crs=EPSG:4326"):
        read_incidents([str(tmp_path / "points.gpkg")], IncidentQuestion())
    told = read_incidents([str(tmp_path / "points.gpkg")], IncidentQuestion(crs="EPSG:4326"))

    assert told.crs == "EPSG:4326"


def test_a_crs_that_has_no_place_on_the_globe_is_none(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy([653_000], [4_789_000]), crs='LOCAL_CS["plan"]')
    points.to_file(tmp_path / "points.gpkg")

    assert read_points_table(str(tmp_path / "points.gpkg"), "").crs is None


@pytest.mark.parametrize(
    "record",
    [
        "[1]",
        '"text"',
        '{"primary_column": ["lon"], "columns": 5}',
        '{"primary_column": "nowhere", "columns": {"nowhere": null}}',
    ],
)
def test_a_parquet_file_whose_own_record_makes_no_sense_is_a_table(tmp_path: Path, record: str) -> None:
    table = pa.table({"lon": [76.9], "lat": [43.2]}).replace_schema_metadata({"geo": record})
    pq.write_table(table, tmp_path / "a.parquet")

    found = read_points_table(str(tmp_path / "a.parquet"), "")

    assert found.x is None
    assert found.frame["lon"].tolist() == [76.9]


def test_a_parquet_geometry_that_holds_numbers_is_refused(tmp_path: Path) -> None:
    record = '{"primary_column": "lon", "columns": {"lon": {"encoding": "WKB"}}}'
    pq.write_table(pa.table({"lon": [76.9]}).replace_schema_metadata({"geo": record}), tmp_path / "a.parquet")

    with pytest.raises(InputError, match="'lon' is encoded as WKB in double"):
        read_points_table(str(tmp_path / "a.parquet"), "")
