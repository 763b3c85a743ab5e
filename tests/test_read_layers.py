"""Layers to be drawn: names and shapes come in, every other column stays behind."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyproj
import pytest
import shapely

from hotspot.errors import InputError
from hotspot.read.brought import read_brought, read_demand
from hotspot.read.cameras import read_cameras
from hotspot.read.layers import LAYER_COLUMNS, read_every_shape, read_layer, read_layer_noted
from hotspot.read.venues import read_venues
from hotspot.schema import Finding
from hotspot.words import Words

DATA = Path(__file__).parents[2] / "shared" / "data"


def test_of_a_table_only_names_and_places_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("name,name_kk,lat,lon,phone,officer\nПост 1,1-бекет,43.2,76.9,102,Ivanov\n,,,,,\n")

    frame = read_layer(str(path), kind="posts")

    assert tuple(frame.columns) == LAYER_COLUMNS
    assert frame.drop(columns="geometry").to_numpy().tolist() == [["Пост 1", "", "", "1-бекет", "posts"]]
    assert frame.geometry.iloc[0].equals(shapely.Point(76.9, 43.2))
    assert frame.crs == "EPSG:4326"


def test_of_a_vector_file_only_names_and_shapes_are_kept_in_its_own_crs(tmp_path: Path) -> None:
    line = shapely.LineString([(650_000, 4_790_000), (651_000, 4_790_000)])
    columns = {"name:ru": ["Абая"], "name": ["Абай"], "owner": ["x"]}
    gpd.GeoDataFrame(columns, geometry=[line], crs=32643).to_file(tmp_path / "streets.gpkg")

    frame = read_layer(str(tmp_path / "streets.gpkg"), kind="streets")

    assert tuple(frame.columns) == LAYER_COLUMNS
    assert frame.loc[0, ["name", "name_ru", "kind"]].tolist() == ["Абай", "Абая", "streets"]
    assert frame.crs == "EPSG:32643"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,address\nA,Abay 1\n", "no columns of longitude and latitude"),
        ("name,x,y\nA,650000,4790000\n", "which are no degrees"),
        ("name,lon,lat\nA,,\n", "nothing in it that could be drawn"),
    ],
)
def test_a_table_without_places_in_degrees_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "posts.csv").write_text(text)

    with pytest.raises(InputError, match=said):
        read_layer(str(tmp_path / "posts.csv"), kind="posts")


def test_a_shapefile_that_does_not_say_its_crs_is_refused() -> None:
    path = Path(__file__).parent / "cases" / "files" / "without_prj.shp"

    with pytest.raises(InputError, match="does not say its CRS"):
        read_layer(str(path), kind="venues")


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("chicago/police_stations.csv", 23),
        ("chicago/red_light_cameras.csv", 149),
        ("chicago/supermarkets.csv", 148),
        ("sheffield/cctv.geojson", 212),
        ("kazakhstan/almaty/pois_2013.geojson", 1740),
        ("kazakhstan/almaty/streets_2013.gpkg", 4274),
    ],
)
def test_the_layers_of_real_cities_are_read_whole(file: str, count: int) -> None:
    if not (DATA / file).exists():
        pytest.skip(f"the real data {file} are not here")

    assert len(read_layer(str(DATA / file), kind="venues")) == count


@pytest.mark.parametrize(
    "cell",
    [
        "POINT (76.95 43.25)",
        "SRID=4326;POINT(76.95 43.25)",
        "43.25° N, 76.95° E",
        "0101000020E6100000CDCCCCCCCC3C5340" + "0000000000A04540",
    ],
)
def test_a_column_whose_cells_hold_both_coordinates_is_found_as_among_incidents(
    tmp_path: Path, cell: str
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(f'name,where\nA,"{cell}"\nB,\nC,"{cell}"\n', encoding="utf-8")

    found = read_every_shape(str(path))

    assert [None if one is None else (one.x, one.y) for one in found.shapes] == [
        (76.95, 43.25),
        None,
        (76.95, 43.25),
    ]
    assert (found.crs, found.findings) == ("EPSG:4326", ())


def test_the_order_of_a_pair_that_nothing_tells_is_said(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text('name,location\nA,"43.25, 76.95"\n', encoding="utf-8")

    frame, (said,) = read_layer_noted(str(path), kind="posts")

    assert frame.geometry.iloc[0].equals(shapely.Point(76.95, 43.25))
    assert said == Finding(
        code="layer_pairs_usual", level="info", values={"file": str(path), "column": "location"}
    )


def test_two_columns_of_places_are_refused_with_what_a_layer_can_do(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("name,a,b\nA,POINT (76 43),POINT (77 43)\n", encoding="utf-8")

    with pytest.raises(InputError, match="call the right one location"):
        read_layer(str(path), kind="posts")


def test_points_in_metres_that_name_no_system_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("name,wkt\nA,POINT (650000 4790000)\n", encoding="utf-8")

    with pytest.raises(InputError, match="does not say its CRS"):
        read_layer(str(path), kind="posts")


def test_sheets_that_are_read_together_are_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "posts.xlsx"
    with pd.ExcelWriter(path) as book:
        for sheet, lon in (("north", 76.9), ("south", 76.8)):
            pd.DataFrame({"name": [sheet], "lon": [lon], "lat": [43.2]}).to_excel(
                book, sheet_name=sheet, index=False
            )
        pd.DataFrame({"name": ["x"], "note": ["y"]}).to_excel(book, sheet_name="notes", index=False)

    frame, said = read_layer_noted(str(path), kind="posts")

    assert len(frame) == 2
    texts = [Words(language="en").finding(one)[0] for one in said]
    assert [text.removeprefix(f"{path}: ") for text in texts] == [
        "2 sheets of the same columns were read one below the other; rows of each: north – 1; south – 1",
        "sheets of other columns than “north” were left out: notes",
    ]


def test_what_is_noticed_in_a_table_is_said_by_every_reader_of_one(tmp_path: Path) -> None:
    path = tmp_path / "cameras.csv"
    path.write_text("name,lon,lat\n" + "A,76.9,43.2\n" * 150 + "B,76.9,43.2,one too many\n", encoding="utf-8")
    metric = pyproj.CRS("EPSG:32643")

    said = (
        read_layer_noted(str(path), kind="posts")[1],
        read_cameras(str(path))[1],
        read_brought(str(path), kind="posts", crs=metric)[1],
        read_demand(str(path), crs=metric)[2],
        read_venues(str(path), language="en")[2],
    )

    assert [[one.code for one in findings] for findings in said] == [["ragged_rows"]] * 5


@pytest.mark.parametrize("head", ["camera_id", "Номер камеры", "Камера нөмірі"])
def test_a_camera_without_a_name_is_called_by_its_number_and_a_post_is_not(tmp_path: Path, head: str) -> None:
    path = tmp_path / "cameras.csv"
    path.write_text(f"{head},lon,lat\nC01,76.9,43.2\nC02,76.8,43.3\n", encoding="utf-8")

    called = read_layer(str(path), kind="cameras")["name"].tolist()

    assert called == read_cameras(str(path))[0]["name"].tolist() == ["C01", "C02"]
    assert read_layer(str(path), kind="posts")["name"].tolist() == ["", ""]
