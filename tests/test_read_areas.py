"""Boundaries: faults are refused with the feature's number, oddities said aloud, columns found by name."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import translate

from hotspot.errors import HotspotError, InputError
from hotspot.read import AreaQuestion, read_areas, read_boundary
from hotspot.read.allowed import Allowed
from hotspot.read.areas.columns import as_text, language_of
from hotspot.read.areas.overlaps import overlap_findings
from hotspot.read.areas.population import find_population, population_of
from hotspot.read.areas.shapes import equal_area
from hotspot.schema import AREA_COLUMNS, LANGUAGES
from hotspot.words import Words, catalogue

CASES = Path(__file__).parent / "cases" / "boundaries"
LISTED = json.loads((CASES / "cases.json").read_text(encoding="utf-8"))
DATA = Path(__file__).parents[2] / "shared" / "data"


def named(case: dict[str, Any]) -> str:
    return f"{case['e3']} {case['file']} {case.get('question', '')}".strip()


def real(name: str) -> str:
    if not (DATA / name).exists():
        pytest.skip(f"the real data {name} are not here")
    return str(DATA / name)


def saved(folder: Path, columns: dict[str, list[Any]], name: str = "areas.gpkg") -> str:
    """Save as many squares of 1 km in a row as the columns are long."""
    count = len(next(iter(columns.values())))
    west = 650_000 + 1000 * np.arange(count)
    squares = shapely.box(west, 4_790_000, west + 1000, 4_791_000)
    gpd.GeoDataFrame(columns, geometry=squares, crs=32643).to_file(folder / name)
    return str(folder / name)


@pytest.mark.parametrize("case", LISTED, ids=named)
def test_each_listed_file_gives_the_outcome_written_beside_it(case: dict[str, Any]) -> None:
    path = str(CASES / case["file"])
    question = AreaQuestion(**case.get("question", {}))

    if case["outcome"] == "error":
        with pytest.raises(HotspotError) as caught:
            read_areas(path, question)

        message = str(caught.value)
        assert [part for part in case["message"] if part not in message] == []
        assert "\n" not in message
        return
    areas = read_areas(path, question)

    codes = [finding.code for finding in areas.findings]
    assert [code for code in case.get("finding", []) if code not in codes] == []
    assert codes == case.get("findings_are", codes)
    assert len(areas.frame) == case.get("areas", len(areas.frame))
    assert list(areas.frame["area_id"]) == case.get("ids", list(areas.frame["area_id"]))
    assert list(areas.frame["name"]) == case.get("names", list(areas.frame["name"]))
    assert tuple(areas.frame.columns) == AREA_COLUMNS
    assert areas.frame.is_valid.all()


def test_every_case_file_is_listed() -> None:
    files = {path.name for path in CASES.iterdir() if path.suffix in {".geojson", ".shp"}}

    assert files == {case["file"] for case in LISTED}


def test_everything_that_is_said_has_words_in_three_languages() -> None:
    said = [f"finding.{code}" for case in LISTED for code in case.get("finding", [])]

    for key in {*said, "choice.area_id_known", "choice.area_id_name", "choice.area_id_row", "choice.join_on"}:
        assert set(catalogue()[key]) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_and_choice_can_be_spoken(tmp_path: Path, language: str) -> None:
    (tmp_path / "people.csv").write_text("area_id,population\nA0,10\nA1,20\n")
    question = AreaQuestion(allow_overlap=True, join=str(tmp_path / "people.csv"))

    areas = [read_areas(str(CASES / file), question) for file in ("overlap.geojson", "sliver.geojson")]

    words = Words(language=language)  # type: ignore[arg-type]
    spoken = [words.finding(finding)[0] for one in areas for finding in one.findings]
    spoken += [words.choice(choice) for one in areas for choice in one.choices]
    assert all(spoken)
    assert not any("{" in text for text in spoken)


def test_names_are_found_in_three_languages_and_judged_by_their_letters(tmp_path: Path) -> None:
    columns = {
        "код": ["01", "02"],
        "название": ["Самал", "Орбита"],
        "name:kk": ["Самал ы/а", "Орбита ы/а"],
        "name_en": ["Samal", "Orbita"],
        "district": ["Медеу", "Медеу"],
    }

    frame = read_areas(saved(tmp_path, columns), AreaQuestion()).frame

    assert list(frame["area_id"]) == ["01", "02"]
    assert list(frame["name"]) == ["Самал", "Орбита"]
    assert list(frame["name_ru"]) == ["Самал", "Орбита"]
    assert list(frame["name_kk"]) == ["Самал ы/а", "Орбита ы/а"]
    assert list(frame["name_en"]) == ["Samal", "Orbita"]


def test_columns_that_the_user_names_win_over_well_known_ones(tmp_path: Path) -> None:
    path = saved(tmp_path, {"id": ["1", "2"], "name": ["a", "b"], "ref": ["x", "y"], "label_": ["p", "q"]})

    areas = read_areas(path, AreaQuestion(id="ref", name="label_"))

    assert list(areas.frame["area_id"]) == ["x", "y"]
    assert list(areas.frame["name"]) == ["p", "q"]
    assert "areas.id" not in {choice.name for choice in areas.choices}


@pytest.mark.parametrize(
    ("names", "spoken"),
    [
        (["Алмалы", "Жетісу"], "kk"),
        (["Самал-1", "Орбита"], "ru"),
        (["Loop", "Хайд-Парк", "Dunning"], "en"),
        (["1", "2"], None),
    ],
)
def test_one_kazakh_letter_in_a_column_makes_it_kazakh(names: list[str], spoken: str | None) -> None:
    assert language_of(pd.Series(names, dtype=str)) == spoken


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (["POP2000", "POP2010"], "POP2010"),
        (
            ["Mid-2022: Population", "Mid-2024: Population", "Mid-2024: People per Sq Km"],
            "Mid-2024: Population",
        ),
        (["dwellings", "Численность населения"], "Численность населения"),
        (["shape_area", "popular"], ""),
    ],
)
def test_residents_are_those_of_the_latest_year_and_come_before_dwellings(
    columns: list[str], found: str
) -> None:
    assert find_population(pd.DataFrame(columns=columns), "", "people.csv") == found


def test_residents_that_are_no_numbers_or_negative_are_unknown_and_counted() -> None:
    numbers, findings = population_of(pd.Series(["1,234", "2 345", "-5", "many", "", "0"]))

    assert numbers.tolist() == pytest.approx([1234, 2345, np.nan, np.nan, np.nan, 0], nan_ok=True)
    assert [dict(finding.values) for finding in findings] == [{"count": 2}]


@pytest.mark.parametrize(
    ("column", "word"),
    [
        ("source_precision", "lower_bound"),
        ("Population precision", "At least"),
        ("точность", "не менее"),
        ("дәлдігі", "Кемінде"),
    ],
)
@pytest.mark.parametrize("joined", [True, False])
def test_residents_that_are_only_a_bound_are_no_denominator_and_counted(
    tmp_path: Path, column: str, word: str, *, joined: bool
) -> None:
    table = {
        "id": ["a", "b", "c"],
        "population": [100, 358_000, 300],
        column: ["exact", word, "official_pdf"],
    }
    path = saved(tmp_path, {"id": table["id"]} if joined else table)
    pd.DataFrame(table).to_csv(tmp_path / "people.csv", index=False)

    areas = read_areas(path, AreaQuestion(join=str(tmp_path / "people.csv") if joined else ""))

    assert areas.frame["population"].tolist() == pytest.approx([100, np.nan, 300], nan_ok=True)
    assert {one.code: dict(one.values) for one in areas.findings}["population_bound"] == {"count": 1}


def test_districts_of_which_only_a_lower_bound_is_published_get_no_residents() -> None:
    boundary, table = "almaty/districts.geojson", "almaty_district_population.csv"
    join = real(f"kazakhstan/{table}")
    areas = read_areas(real(f"kazakhstan/{boundary}"), AreaQuestion(join=join))

    unknown = areas.frame["population"].isna()
    assert set(areas.frame.loc[unknown, "name"]) == {"Auezov", "Turksib", "Jetysu", "Nauryzbai"}
    assert {one.code: dict(one.values) for one in areas.findings}["population_bound"] == {"count": 2}


def test_joined_ids_are_text_where_a_leading_zero_counts_and_a_decimal_zero_does_not(tmp_path: Path) -> None:
    path = saved(tmp_path, {"id": ["07", "8", "9"]})
    (tmp_path / "people.csv").write_text("id,population\n7,70\n8.0,80\n9,90\n07,1\n")

    areas = read_areas(path, AreaQuestion(join=str(tmp_path / "people.csv")))

    assert areas.frame["population"].tolist() == [1, 80, 90]
    assert len(areas.sources) == 2


def test_a_join_that_lost_its_leading_zeros_says_so(tmp_path: Path) -> None:
    path = saved(tmp_path, {"id": ["07", "08"]})
    (tmp_path / "people.csv").write_text("id,population\n7,70\n8,80\n")

    with pytest.raises(InputError, match="leading zeros"):
        read_areas(path, AreaQuestion(join=str(tmp_path / "people.csv")))


def test_an_id_with_two_rows_in_the_joined_table_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, {"id": ["a", "b"]})
    (tmp_path / "people.csv").write_text("id,year,population\na,2020,70\na,2021,71\nb,2021,80\n")

    with pytest.raises(InputError, match="'a' stands in several rows"):
        read_areas(path, AreaQuestion(join=str(tmp_path / "people.csv"), join_on="id"))


def test_parts_of_one_area_add_their_residents_unless_each_repeats_the_whole(tmp_path: Path) -> None:
    columns = {"id": ["a", "a", "b", "b", "c"], "pop": [1, 2, 5, 5, 7]}

    frame = read_areas(saved(tmp_path, columns), AreaQuestion()).frame

    assert dict(zip(frame["area_id"], frame["population"], strict=True)) == {"a": 3, "b": 5, "c": 7}


def test_area_is_true_to_the_ground_whatever_the_crs() -> None:
    square = shapely.box(650_000, 4_790_000, 651_000, 4_791_000)
    metres = gpd.GeoSeries([square], crs=32643)
    degrees, feet = metres.to_crs(4326), metres.to_crs(3857)

    areas = [equal_area(one.to_numpy(), one.crs)[0] for one in (metres, degrees, feet)]

    scale = 0.9998795  # of UTM zone 43 at 76.86° east, squared: a grid square is larger on the ground
    assert areas == pytest.approx([1e6 / scale**2] * 3, rel=2e-4)


@given(st.floats(0.02, 0.9))
def test_shared_ground_is_measured_and_named(share: float) -> None:
    first = shapely.box(0, 0, 1000, 1000)
    shapes = np.array([first, translate(first, 1000 * (1 - share))])

    (finding,) = overlap_findings(shapes, ["a", "b"], "areas", allowed=True)

    assert finding.code == "areas_overlap"
    assert dict(finding.values) == {
        "km2": pytest.approx(share),
        "percent": pytest.approx(50 * share),
        "first": "a",
        "second": "b",
    }


def test_fifty_thousand_squares_are_checked_without_waiting() -> None:
    column, row = np.divmod(np.arange(50_000), 250)
    squares = shapely.box(column * 100, row * 100, column * 100 + 100, row * 100 + 100)

    findings = overlap_findings(squares, [""] * 50_000, "areas", allowed=False)

    assert findings == ()


def test_text_keeps_zeros_and_whole_numbers_have_no_point() -> None:
    assert list(as_text(pd.Series(["007", None, 7.0, 7.5, 12, " a  b "], dtype=object))) == [
        *("007", "", "7", "7.5", "12", "a b")
    ]


def test_a_boundary_is_one_polygon_without_the_lines_between_its_areas() -> None:
    boundary = read_boundary(str(CASES / "plain.geojson"))

    assert len(boundary) == 1
    assert shapely.get_num_interior_rings(boundary.geometry.iloc[0]) == 0
    assert boundary.total_bounds == pytest.approx([76.90, 43.20, 76.92, 43.21])
    assert boundary.crs == "EPSG:4326"


@pytest.mark.parametrize(
    ("file", "count", "first"),
    [
        ("chicago/community_areas.geojson", 77, ("35", "DOUGLAS")),
        ("chicago/census_tracts_2010.geojson", 801, ("17031842400", "Census Tract 8424")),
        ("chicago/police_beats_2012.shp.zip", 275, ("1713", "1713")),
        ("chicago/police_districts_2012.shp.zip", 23, ("17", "17TH")),
        ("vancouver/local_area_boundary.geojson", 22, ("AR", "Arbutus-Ridge")),
        ("sheffield/lsoa_2011_E08000019.geojson", 345, ("E01007823", "Sheffield 069A")),
        ("sheffield/msoa_2011_E08000019.geojson", 70, ("E02001611", "Sheffield 001")),
        ("sheffield/wards_E08000019.geojson", 28, ("E05001039", "Arbourthorne")),
        ("new_york/boroughs.geojson", 5, ("2", "Bronx")),
        ("san_francisco/neighborhoods.geojson", 37, ("Seacliff", "Seacliff")),
        ("kazakhstan/almaty/districts.geojson", 8, ("Alatau", "Alatau")),
    ],
)
def test_the_boundaries_of_real_cities_are_read_as_they_are(
    file: str, count: int, first: tuple[str, str]
) -> None:
    frame = read_areas(real(file), AreaQuestion()).frame

    assert len(frame) == count
    assert tuple(frame.loc[0, ["area_id", "name"]]) == first


@pytest.mark.parametrize(
    ("file", "table", "matched", "residents"),
    [
        ("chicago/community_areas.geojson", "chicago/community_population.csv", 77, 2_695_598),
        ("chicago/census_tracts_2010.geojson", "chicago/tract_population_acs.csv", 801, 2_741_193),
        ("sheffield/lsoa_2011_E08000019.geojson", "sheffield/lsoa_2021_population.csv", 338, 570_716),
    ],
)
def test_published_populations_find_their_areas(file: str, table: str, matched: int, residents: int) -> None:
    frame = read_areas(real(file), AreaQuestion(join=real(table))).frame

    assert int(frame["population"].notna().sum()) == matched
    assert int(frame["population"].sum()) == residents


def test_wards_rounded_to_whole_degrees_are_refused_in_one_clear_line() -> None:
    with pytest.raises(InputError, match="every corner lies on a whole degree"):
        read_areas(real("sheffield/wards_degenerate_rounded.geojson"), AreaQuestion())


def test_a_collection_of_polygons_alone_is_an_area(tmp_path: Path) -> None:
    squares = shapely.box([650_000, 651_000], 4_790_000, [651_000, 652_000], 4_791_000)
    collected = [shapely.GeometryCollection([square]) for square in squares]
    gpd.GeoDataFrame({"id": ["A", "B"]}, geometry=collected, crs=32643).to_file(tmp_path / "a.gpkg")

    areas = read_areas(str(tmp_path / "a.gpkg"), AreaQuestion())

    assert areas.frame.geometry.area.tolist() == pytest.approx([1e6, 1e6])


def test_a_collection_with_a_line_in_it_is_refused(tmp_path: Path) -> None:
    square = shapely.box(650_000, 4_790_000, 651_000, 4_791_000)
    mixed = shapely.GeometryCollection([square, square.exterior])
    gpd.GeoDataFrame(geometry=[mixed], crs=32643).to_file(tmp_path / "a.gpkg")

    with pytest.raises(InputError, match="feature 1 is a GeometryCollection"):
        read_areas(str(tmp_path / "a.gpkg"), AreaQuestion())


def test_degrees_are_no_metres_and_a_height_is_no_place() -> None:
    path = str(CASES / "plain.geojson")

    with pytest.raises(InputError, match="are degrees, but WGS 84 / UTM zone 43N counts in lengths"):
        read_areas(path, AreaQuestion(crs="EPSG:32643"))
    with pytest.raises(HotspotError, match=r"EGM96 height.*no system of places"):
        read_areas(path, AreaQuestion(crs="EPSG:5773"))


def test_residents_that_no_area_has_are_counted_as_unreadable() -> None:
    numbers, findings = population_of(pd.Series(["1e300", "1e-300", "inf", "0", "12,500", ""]))

    assert numbers.tolist() == pytest.approx([np.nan, np.nan, np.nan, 0, 12_500, np.nan], nan_ok=True)
    assert [dict(finding.values) for finding in findings] == [{"count": 3}]


def test_more_areas_than_allowed_are_refused_with_the_name_of_the_setting() -> None:
    question = AreaQuestion(allowed=Allowed(areas=1))

    with pytest.raises(InputError, match=r"2 areas, more than 1.*limits.areas"):
        read_areas(str(CASES / "overlap.geojson"), question)
