"""Layers to be drawn: names and shapes come in, every other column stays behind."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from hotspot.errors import InputError
from hotspot.read.layers import LAYER_COLUMNS, read_layer

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
