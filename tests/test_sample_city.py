"""The sample city is what its truth file says: made again to the byte, without gaps, with counted defects."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely

DATA = Path(__file__).parents[1] / "data"
IN_CITY = (76.83, 43.19, 76.95, 43.27)  # west, south, east, north
LANGUAGES = ("name_kk", "name_ru", "name_en")


def loaded(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def features(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = loaded(name)["features"]
    return found


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


def in_metres(lonlat: np.ndarray) -> np.ndarray:
    transformer = pyproj.Transformer.from_crs("EPSG:4326", loaded("truth.json")["metric_crs"], always_xy=True)
    xy: np.ndarray = np.column_stack(transformer.transform(lonlat[:, 0], lonlat[:, 1]))
    return xy


def area_polygons() -> dict[str, shapely.Polygon]:
    return {
        feature["properties"]["area_id"]: shapely.Polygon(feature["geometry"]["coordinates"][0])
        for feature in features("microdistricts.geojson")
    }


def number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def lonlat_of(rows: list[dict[str, str]]) -> np.ndarray:
    return np.array([[number(row["lon"]), number(row["lat"])] for row in rows])


def in_city(lonlat: np.ndarray) -> np.ndarray:
    west, south, east, north = IN_CITY
    lon, lat = lonlat.T
    inside: np.ndarray = (lon > west) & (lon < east) & (lat > south) & (lat < north)
    return inside


@pytest.fixture(scope="module")
def incidents() -> list[dict[str, str]]:
    return table("incidents.csv")


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    found: dict[str, Any] = loaded("truth.json")
    return found


def test_the_script_makes_the_shipped_files_again_byte_for_byte(
    tmp_path: Path, truth: dict[str, Any]
) -> None:
    command = [
        sys.executable,
        str(DATA / "make_sample.py"),
        "--seed",
        str(truth["seed"]),
        "--out",
        str(tmp_path),
    ]

    subprocess.run(command, check=True, capture_output=True)

    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(made) == 11
    assert [name for name, content in made.items() if content != (DATA / name).read_bytes()] == []


def test_another_seed_makes_another_city(tmp_path: Path) -> None:
    command = [sys.executable, str(DATA / "make_sample.py"), "--seed", "7", "--out", str(tmp_path)]

    subprocess.run(command, check=True, capture_output=True)

    assert (tmp_path / "incidents.csv").read_bytes() != (DATA / "incidents.csv").read_bytes()
    assert json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))["seed"] == 7


def test_every_file_is_called_synthetic_and_stands_in_the_readme() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    layers = sorted(path.name for path in DATA.glob("*.geojson"))
    tables = [path.name for path in DATA.glob("*.csv") if path.name != "incidents_ru.csv"]
    russian = (DATA / "incidents_ru.csv").read_text(encoding="cp1251").splitlines()

    marked = [name for name in layers if all(f["properties"]["synthetic"] is True for f in features(name))]
    said = [name for name in layers if loaded(name)["note"].startswith("SYNTHETIC")]

    assert "synthetic" in readme.splitlines()[0].lower()
    assert [
        name for name in (*layers, *tables, "incidents_ru.csv", "truth.json") if f"`{name}`" not in readme
    ] == []
    assert marked == said == layers
    assert all(row["synthetic"] == "yes" for name in tables for row in table(name))
    assert russian[0].endswith(";вымышлено")
    assert all(line.endswith(";да") for line in russian[1:])


def test_the_numbers_in_the_readme_are_those_of_the_files(truth: dict[str, Any]) -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    streets = [np.array(feature["geometry"]["coordinates"]) for feature in features("streets.geojson")]
    street_km = sum(shapely.LineString(in_metres(line)).length for line in streets) / 1000

    said = [
        f"{truth['rows']:,} rows",
        f"{len(truth['areas'])} micro-areas",
        f"{sum(area['area_km2'] for area in truth['areas']):.1f} km² together",
        f"{sum(int(row['population']) for row in table('population.csv')):,} residents",
        f"{street_km:.0f} km of streets",
        f"{len(features('posts.geojson'))} modular police posts",
        f"{len(table('cameras.csv'))} cameras",
        f"{len(features('cafes.geojson'))} cafes",
        *(f"| `{defect}` | {count} |" for defect, count in truth["defects"].items()),
    ]

    assert [number for number in said if number not in readme] == []


def test_micro_areas_cover_the_city_without_gap_or_overlap() -> None:
    polygons = list(area_polygons().values())
    outline = shapely.Polygon(features("boundary.geojson")[0]["geometry"]["coordinates"][0])

    union = shapely.union_all(polygons)

    assert all(polygon.is_valid for polygon in polygons)
    assert shapely.coverage_is_valid(polygons)
    assert isinstance(union, shapely.Polygon)
    assert not union.interiors
    assert union.equals(outline)
    assert sum(polygon.area for polygon in polygons) == pytest.approx(outline.area, rel=1e-12)


def test_micro_areas_are_as_large_as_microdistricts_and_lie_where_almaty_lies() -> None:
    polygons = area_polygons().values()
    km2 = [shapely.transform(polygon, in_metres).area / 1e6 for polygon in polygons]
    west, south, east, north = shapely.total_bounds(list(polygons))

    assert 60 <= len(km2) <= 70
    assert 0.1 < min(km2) < max(km2) < 1.5
    assert 35 < sum(km2) < 45
    assert IN_CITY[0] < west < east < IN_CITY[2]
    assert IN_CITY[1] < south < north < IN_CITY[3]


@pytest.mark.parametrize("layer", ["microdistricts", "boundary", "streets", "posts", "cafes"])
def test_every_name_is_there_in_kazakh_russian_and_english(layer: str) -> None:
    named = [feature["properties"] for feature in features(f"{layer}.geojson")]

    assert all(properties[language].strip() for properties in named for language in LANGUAGES)
    assert all(properties["name_en"].isascii() for properties in named)
    assert not any(set(properties["name_ru"]) & set("әғқңөұүһіӘҒҚҢӨҰҮҺІ") for properties in named)


def test_every_micro_area_has_its_own_name_and_a_population() -> None:
    areas = [feature["properties"] for feature in features("microdistricts.geojson")]
    population = {row["area_id"]: int(row["population"]) for row in table("population.csv")}
    empty = {area["name_en"] for area in areas if population[area["area_id"]] == 0}

    assert all(len({area[language] for area in areas}) == len(areas) for language in LANGUAGES)
    assert list(population) == [area["area_id"] for area in areas]
    assert empty == {"Bazaar", "Sairan Park", "Botanical Garden"}


def test_the_streets_are_one_network_that_meets_in_shared_points() -> None:
    ends_meet: dict[tuple[float, float], int] = {}
    group: list[int] = []

    def root(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    for street, feature in enumerate(features("streets.geojson")):
        group.append(street)
        for lon, lat in feature["geometry"]["coordinates"]:
            group[root(street)] = root(ends_meet.setdefault((lon, lat), street))

    assert len(group) > 250
    assert len({root(i) for i in range(len(group))}) == 1


def test_every_planted_defect_is_in_the_file_as_often_as_the_truth_says(
    incidents: list[dict[str, str]], truth: dict[str, Any]
) -> None:
    lonlat = lonlat_of(incidents)
    lon, lat = lonlat.T
    times = [row["occurred"][11:] for row in incidents]
    days = [row["occurred"][:10] for row in incidents]
    office = (truth["default_geocode"]["lon"], truth["default_geocode"]["lat"])
    at_office = (lon == office[0]) & (lat == office[1])
    midnight = np.array(times) == "00:00"
    possible = np.array([is_day(day) for day in days])

    counted = {
        "missing_coordinates": sum(row["lon"] == "" and row["lat"] == "" for row in incidents),
        "text_coordinates": sum(row["lon"] == "нет" and row["lat"] == "нет" for row in incidents),
        "zero_coordinates": int(((lon == 0) & (lat == 0)).sum()),
        "swapped_coordinates": int(in_city(lonlat[:, ::-1]).sum()),
        "outside_city": int(
            (np.isfinite(lon) & (lon != 0) & ~in_city(lonlat) & ~in_city(lonlat[:, ::-1])).sum()
        ),
        "impossible_dates": int((~possible).sum()),
        "future_dates": sum(day > truth["last_day"] for day in np.array(days)[possible]),
        "default_time": int((midnight & ~at_office).sum()),
        "default_geocode": int((midnight & at_office).sum()),
        "duplicate_rows": len(incidents) - len({tuple(row.values()) for row in incidents}),
    }

    assert counted == truth["defects"]
    assert len(incidents) == truth["rows"]
    assert len({row["id"] for row in incidents}) == len(incidents) - counted["duplicate_rows"]


def is_day(text: str) -> bool:
    try:
        np.datetime64(text)
    except ValueError:
        return False
    return True


def test_missing_coordinates_are_biased_by_type_and_year(incidents: list[dict[str, str]]) -> None:
    def share(column: str, start: str) -> float:
        rows = [row for row in incidents if row[column].startswith(start)]
        return sum(row["lon"] == "" for row in rows) / len(rows)

    assert share("type", "theft from vehicle") > 2 * share("type", "burglary")
    assert share("occurred", "2024") > 1.5 * share("occurred", "2025")


def test_incidents_recur_at_few_addresses(incidents: list[dict[str, str]], truth: dict[str, Any]) -> None:
    lonlat = lonlat_of(incidents)
    places, recurring = np.unique(lonlat[in_city(lonlat)], axis=0, return_counts=True)
    mall = truth["single_address"]

    busiest = places[np.argmax(recurring)]

    assert 0.2 < len(places) / recurring.sum() < 0.3
    assert tuple(busiest) == (mall["lon"], mall["lat"])
    assert abs(recurring.max() - mall["expected"]) < 4 * np.sqrt(mall["expected"])


def test_every_planted_hot_spot_holds_what_is_expected_within_four_standard_deviations(
    incidents: list[dict[str, str]], truth: dict[str, Any]
) -> None:
    lonlat = lonlat_of(incidents)
    xy = in_metres(lonlat[in_city(lonlat)])
    away = []

    for spot in truth["hotspots"]:
        east, north = (xy - in_metres(np.array([[spot["lon"], spot["lat"]]]))).T
        bearing = np.radians(spot["bearing_deg"])
        along = east * np.sin(bearing) + north * np.cos(bearing)
        across = east * np.cos(bearing) - north * np.sin(bearing)
        inside = np.hypot(along / spot["semi_major_m"], across / spot["semi_minor_m"]) <= 1
        away.append((inside.sum() - spot["expected_inside"]) / np.sqrt(spot["expected_inside"]))

    assert len(away) == 8
    assert max(map(abs, away)) < 4


def test_planted_hot_spots_have_the_radius_and_risk_that_were_asked_for(truth: dict[str, Any]) -> None:
    spots = truth["hotspots"]

    assert all(80 <= spot["radius_m"] <= 180 for spot in spots)
    assert all(4 <= spot["relative_risk"] <= 12 for spot in spots)
    assert all(spot["expected_inside"] >= spot["expected_planted"] > 50 for spot in spots)
    assert any(len(spot["planted_share_by_area"]) > 1 for spot in spots)


def test_the_observed_ranking_of_areas_agrees_with_the_expected_one(
    incidents: list[dict[str, str]], truth: dict[str, Any]
) -> None:
    lonlat = lonlat_of(incidents)
    lonlat = lonlat[in_city(lonlat)]
    polygons = area_polygons()
    true_rank = [area["true_rank"] for area in truth["areas"]]

    per_km2 = [
        shapely.contains_xy(polygons[area["area_id"]], lonlat).sum() / area["area_km2"]
        for area in truth["areas"]
    ]

    observed_rank = np.argsort(np.argsort(-np.array(per_km2))) + 1
    assert true_rank == list(range(1, len(polygons) + 1))
    assert sum(area["expected"] for area in truth["areas"]) == pytest.approx(
        truth["expected_incidents"], abs=0.1
    )
    assert np.corrcoef(true_rank, observed_rank)[0, 1] > 0.95


def test_two_areas_have_the_trend_that_the_truth_says(
    incidents: list[dict[str, str]], truth: dict[str, Any]
) -> None:
    lonlat = lonlat_of(incidents)
    polygons = area_polygons()
    year = np.array([row["occurred"][:4] for row in incidents])

    for trend in truth["trends"]:
        here = shapely.contains_xy(polygons[trend["area_id"]], lonlat)
        earlier, later = (int((here & (year == wanted)).sum()) for wanted in ("2024", "2025"))
        spread = np.sqrt(1 / earlier + 1 / later)
        assert abs(np.log(later / earlier) - np.log(trend["later_year_over_earlier"])) < 3 * spread


def test_the_russian_file_holds_every_24th_row_in_other_dress(incidents: list[dict[str, str]]) -> None:
    text = (DATA / "incidents_ru.csv").read_bytes().decode("cp1251")

    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))

    assert [row["id"] for row in rows] == [row["id"] for row in incidents[::24]]
    assert list(rows[0]) == [
        "id",
        "дата совершения",
        "вид преступления",
        "статья",
        "долгота",
        "широта",
        "вымышлено",
    ]
    assert rows[0]["дата совершения"] == "01.01.2024 00:05"
    assert (rows[0]["долгота"], rows[0]["широта"]) == ("76,902998", "43,214796")


def test_all_files_together_stay_small() -> None:
    sizes = [path.stat().st_size for path in DATA.iterdir() if path.suffix in {".csv", ".json", ".geojson"}]

    assert sum(sizes) < 3_000_000
    assert (DATA / "incidents.csv").stat().st_size < 1_000_000


def test_the_river_crosses_the_city_and_ponds_lie_in_parks_clear_of_streets() -> None:
    shapes = {"river": [], "water": []}
    for feature in features("water.geojson"):
        shapes[feature["properties"]["class"]].append(shapely.geometry.shape(feature["geometry"]))
    streets = shapely.union_all(
        [shapely.geometry.shape(feature["geometry"]) for feature in features("streets.geojson")]
    )
    parks = shapely.union_all(
        [
            area_polygons()[feature["properties"]["area_id"]]
            for feature in features("microdistricts.geojson")
            if feature["properties"]["kind"] == "park"
        ]
    )

    (river,) = shapes["river"]
    assert river.crosses(shapely.union_all(list(area_polygons().values())))
    assert len(shapes["water"]) == 6
    assert all(parks.contains(pond) and not streets.intersects(pond) for pond in shapes["water"])
