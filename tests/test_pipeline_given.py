"""The base map among what the settings name: read around the place, behind what is given for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
from made_osm import extract
from shapely import LineString

from hotspot.config import load
from hotspot.errors import InputError
from hotspot.pipeline.given import Given, read_given

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [(76.90 + i / 1000, 43.20 + i / 1000) for i in range(50)]
NEAR, FAR = [(76.91, 43.21), (76.92, 43.22)], [(71.4, 51.1), (71.5, 51.2)]


@pytest.fixture
def options(tmp_path: Path) -> dict[str, Any]:
    """Fifty incidents in Almaty, one of them at 0, 0; an extract with ways in Almaty and in Astana."""
    rows = [f"theft,2025-01-01,{lon:.4f},{lat:.4f}" for lon, lat in ROWS]
    table = "\n".join(["type,date,lon,lat", *rows, "theft,2025-01-02,0,0"])
    (tmp_path / "incidents.csv").write_text(table + "\n", encoding="utf-8")
    kinds = ({"highway": "primary", "name": "from the extract"}, {"waterway": "river"})
    (tmp_path / "base.osm.pbf").write_bytes(extract([(tags, line) for tags in kinds for line in (NEAR, FAR)]))
    return {
        "incidents.file": str(tmp_path / "incidents.csv"),
        "areas.file": "square:500",
        "layers.basemap": str(tmp_path / "base.osm.pbf"),
    }


def given(options: dict[str, Any]) -> Given:
    return read_given(load(None, options=options).settings)


def test_without_boundaries_the_base_map_is_read_where_most_incidents_lie(options: dict[str, Any]) -> None:
    found = given(options)

    assert {layer: len(frame) for layer, frame in found.layers.items()} == {"water": 1, "streets": 1}
    (source,) = found.sources["layers.basemap"]
    assert (source.path, len(source.sha256)) == (options["layers.basemap"], 64)


def test_a_layer_that_is_given_for_itself_wins_over_the_base_map(
    options: dict[str, Any], tmp_path: Path
) -> None:
    own = gpd.GeoDataFrame({"name": ["own"]}, geometry=[LineString(NEAR)], crs=4326)
    own.to_file(tmp_path / "own.gpkg")

    found = given({**options, "layers.streets": str(tmp_path / "own.gpkg")})

    assert found.layers["streets"]["name"].tolist() == ["own"]
    assert found.layers["water"]["kind"].tolist() == ["river"]


def test_the_base_map_is_read_where_the_areas_are_and_not_where_incidents_are(
    options: dict[str, Any], tmp_path: Path
) -> None:
    astana = gpd.GeoDataFrame({"name": ["A"]}, geometry=[LineString(FAR).buffer(0.05)], crs=4326)
    astana.to_file(tmp_path / "areas.gpkg")

    found = given({**options, "areas.file": str(tmp_path / "areas.gpkg")})

    assert found.layers["streets"].geometry.iloc[0].equals(LineString(FAR))
    assert len(found.layers["streets"]) == 1


@pytest.mark.parametrize("areas", ["areas.gpkg", "square:500"])
def test_areas_that_stand_among_the_incidents_are_named_with_the_option_they_belong_to(
    options: dict[str, Any], tmp_path: Path, areas: str
) -> None:
    gpd.GeoDataFrame(geometry=[LineString(NEAR).buffer(0.05)], crs=4326).to_file(tmp_path / "areas.gpkg")
    second = areas if ":" in areas else str(tmp_path / areas)

    with pytest.raises(InputError, match=r"micro-areas, and stand among the incidents") as error:
        given({"incidents.file": [options["incidents.file"], second]})

    assert error.value.where == second
    assert error.value.to_do == f"name it last, or give it with --areas: --areas {second}"


def test_a_tile_server_is_warned_of_by_its_name(options: dict[str, Any]) -> None:
    found = given({**options, "map.tiles": "https://tiles.intra/{z}/{x}/{y}.png?key=1"})

    (finding,) = found.findings
    assert (finding.code, finding.level, finding.values) == (
        "tiles_asked",
        "warning",
        {"host": "tiles.intra"},
    )
    assert given(options).findings == ()


def test_a_base_map_that_is_no_extract_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"files ending in '\.csv' are not read here"):
        given({**options, "layers.basemap": options["incidents.file"]})


def test_metres_of_no_known_system_are_advised_by_where_the_areas_lie(
    options: dict[str, Any], tmp_path: Path
) -> None:
    astana = gpd.GeoDataFrame({"name": ["A"]}, geometry=[LineString(FAR).buffer(0.05)], crs=4326)
    astana.to_file(tmp_path / "areas.gpkg")
    east, north = astana.to_crs("EPSG:32642").union_all().centroid.coords[0]
    metres = tmp_path / "metres.csv"
    metres.write_text(f"x,y,date\n{east},{north},2025-01-31\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"--set incidents\.crs=EPSG:32642"):
        given(
            {
                **options,
                "incidents.file": str(metres),
                "incidents.crs": "",
                "areas.file": str(tmp_path / "areas.gpkg"),
            }
        )
