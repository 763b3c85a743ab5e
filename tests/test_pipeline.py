"""The whole way on the sample city: what is found, and the laws that hold from end to end."""

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from hotspot import pipeline
from hotspot.config import load
from hotspot.errors import ConfigError, InputError
from hotspot.project import WGS84, to_crs

ROOT = Path(__file__).parents[1]
TRUTH = json.loads((ROOT / "data" / "truth.json").read_text(encoding="utf-8"))


def ranked(*sets, **options):
    """Rank all incidents, whoever noticed them: the truth was planted without asking who did."""
    sets = ("incidents.discovered=none", *sets)
    return pipeline.rank_city(load(str(ROOT / "config.yaml"), sets=sets, options=options))


@pytest.fixture(scope="module")
def city():
    return ranked()


@pytest.fixture(scope="module")
def sample_rows():
    with (ROOT / "data" / "incidents.csv").open(encoding="utf-8") as file:
        return list(csv.reader(file))


def rewritten(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def same_ranking(one, other):
    a, b = one.ranking.frame, other.ranking.frame
    return a["area_id"].tolist() == b["area_id"].tolist()


def test_every_planted_defect_is_counted_under_its_reason(city):
    planted = TRUTH["defects"]

    dropped = city.rows.dropped

    assert city.rows.read == TRUTH["rows"]
    assert dropped["missing_coordinates"] == planted["missing_coordinates"]
    assert dropped["unreadable_coordinates"] == planted["text_coordinates"]
    assert dropped["zero_coordinates"] == planted["zero_coordinates"]
    assert dropped["swapped_coordinates"] == planted["swapped_coordinates"]
    assert dropped["outside_area"] == planted["outside_city"]
    assert dropped["impossible_date"] == planted["impossible_dates"]
    assert dropped["future_date"] == planted["future_dates"]
    assert dropped["duplicate_id"] == planted["duplicate_rows"]
    assert city.rows.read == len(city.incidents) + sum(dropped.values())


def test_what_police_found_themselves_is_left_out_unless_it_is_asked_for(city):
    with (ROOT / "data" / "incidents.csv").open(encoding="utf-8") as file:
        told = enumerate(csv.DictReader(file), start=1)
        found = {number for number, row in told if row["source"] == "discovered"}

    checked = pipeline.check(load(str(ROOT / "config.yaml"), sets=[], options={}))

    rows = checked.incidents.rows
    kept = set(checked.incidents.frame.index)
    assert kept
    assert not kept & found
    assert rows.dropped["discovered"] > 1500
    assert rows.read == rows.kept + sum(rows.dropped.values())
    assert len(city.incidents) - rows.kept <= rows.dropped["discovered"]
    assert "discovered" not in city.rows.dropped


def test_every_planted_hot_spot_is_found_among_the_first(city):
    planted = TRUTH["hotspots"]
    centres = to_crs(np.array([[spot["lon"], spot["lat"]] for spot in planted]), WGS84, city.crs)
    first = city.hotspots.frame.head(len(planted) + 4)

    nearest_m = [first.geometry.distance(shapely.Point(centre)).min() for centre in centres]

    assert max(nearest_m) <= 100
    assert set(first["kind"]) == {"area"}


def test_the_shopping_mall_and_the_police_office_are_single_addresses(city):
    addresses = [TRUTH["single_address"], TRUTH["default_geocode"]]
    places = to_crs(np.array([[one["lon"], one["lat"]] for one in addresses]), WGS84, city.crs)
    single = city.hotspots.frame[city.hotspots.frame["kind"] == "single_address"]

    for place in places:
        assert single.geometry.distance(shapely.Point(place)).min() < 25


def test_the_true_rate_lies_in_the_interval_of_nearly_every_area(city):
    true = {area["area_id"]: area["expected_per_km2_year"] for area in TRUTH["areas"]}
    frame = city.ranking.frame
    rate = frame["area_id"].map(true)

    covered = (frame["score_low"] <= rate) & (rate <= frame["score_high"])

    assert covered.mean() >= 0.85


def test_the_planted_trends_are_seen_and_no_others(city):
    frame = city.ranking.frame.set_index("area_id")

    moved = frame.loc[frame["trend"].isin(["up", "down"]), "trend"].to_dict()

    assert moved == {"M04": "up", "M54": "down"}


def test_the_density_integrates_to_the_number_of_incidents(city):
    grid, years = city.surface.grid, city.period.years

    total = np.nansum(city.surface.values) * grid.cell_m**2 / 1e6 * years

    assert total == pytest.approx(city.rows.kept, rel=1e-9)


def test_the_order_of_rows_does_not_matter(city, sample_rows, tmp_path):
    head, *rows = sample_rows
    # One record of two with the same number is kept, the first: their order has to stay.
    shuffled = [rows[i] for i in np.random.default_rng(7).permutation(len(rows) - 40)] + rows[-40:]

    other = ranked(**{"incidents.file": rewritten(tmp_path / "shuffled.csv", [head, *shuffled])})

    columns = [column for column in city.ranking.frame if column != "geometry"]
    assert city.ranking.frame[columns].equals(other.ranking.frame[columns])
    assert city.hotspots.frame.geometry.geom_equals(other.hotspots.frame.geometry).all()
    assert np.array_equal(city.surface.values, other.surface.values, equal_nan=True)


def test_doubling_every_incident_keeps_the_ranking(city, sample_rows, tmp_path):
    head, *rows = sample_rows
    once = [row for row in rows if row[head.index("lon")]]
    for row in once:
        row[head.index("id")] = ""
    single = ranked(**{"incidents.file": rewritten(tmp_path / "once.csv", [head, *once])})

    double = ranked(**{"incidents.file": rewritten(tmp_path / "twice.csv", [head, *once, *once])})

    assert double.rows.kept == 2 * single.rows.kept
    assert same_ranking(single, double)


@pytest.mark.parametrize("by", ["count", "rate", "harm", "density"])
def test_each_order_ranks_all_areas_by_its_own_score(city, by):
    result = ranked(**{"ranking.by": by})

    frame = result.ranking.frame
    scored = frame["score"].dropna()
    assert sorted(frame["area_id"]) == sorted(city.ranking.frame["area_id"])
    assert (scored.diff().dropna() <= 1e-9).all()


@pytest.mark.parametrize("areas", ["square:400", "hex:500", f"blocks:{ROOT / 'data' / 'streets.geojson'}"])
def test_areas_are_made_where_there_are_none_and_hold_every_incident(areas):
    result = ranked(**{"areas.file": areas})

    assert result.ranking.frame["incidents"].sum() == result.rows.kept
    assert (result.ranking.frame["incidents"] == 0).any() or areas.startswith("blocks")
    assert result.areas.frame.geometry.area.sum() == pytest.approx(
        shapely.union_all(result.areas.frame.geometry).area, rel=1e-6
    )


def test_without_boundary_and_areas_the_city_is_where_the_incidents_are():
    result = ranked("boundary=", **{"areas.file": "square:500"})

    assert result.rows.dropped["outside_area"] <= 42
    assert result.ranking.frame["incidents"].sum() == result.rows.kept


def test_a_period_and_a_filter_leave_out_the_rest_and_count_it():
    result = ranked(
        **{"period.start": "2025-01-01", "incidents.where": "type = 'theft' or type = 'robbery'"},
    )

    assert set(result.incidents["type"]) == {"theft", "robbery"}
    assert result.incidents["start"].min().year == 2025
    assert result.rows.dropped["filtered_out"] > 0
    assert result.rows.dropped["outside_period"] > 0
    assert result.rows.kept == len(result.incidents)


def test_the_russian_file_is_read_like_the_english_one():
    result = ranked(**{"incidents.file": str(ROOT / "data" / "incidents_ru.csv")})

    assert result.rows.read == 507
    assert "кража" in set(result.incidents["type"].str.lower())


def test_harm_without_weights_is_refused():
    settings = load(None, options={"incidents.file": str(ROOT / "data" / "incidents.csv"),
                                   "areas.file": "square:500", "ranking.by": "harm"})  # fmt: skip

    with pytest.raises(ConfigError, match="no weights are given"):
        pipeline.rank_city(settings)


def test_a_run_without_areas_says_how_to_get_them():
    settings = load(None, options={"incidents.file": str(ROOT / "data" / "incidents.csv")})

    with pytest.raises(ConfigError, match="square:250"):
        pipeline.rank_city(settings)


def test_incidents_of_another_city_are_refused():
    with pytest.raises(InputError, match=r"none of .* lies in the area"):
        ranked(
            **{"areas.file": "square:500", "boundary": str(ROOT / "tests" / "cases" / "elsewhere.geojson")}
        )


def test_harm_can_be_read_with_each_incident(sample_rows, tmp_path):
    head, *rows = sample_rows
    worth = [[*row, "100" if row[2] == "robbery" else "0"] for row in rows]
    file = rewritten(tmp_path / "harm.csv", [[*head, "days"], *worth])

    result = ranked("incidents.columns.harm=days", **{"incidents.file": file, "ranking.by": "harm"})

    robberies = result.incidents[result.incidents["type"] == "robbery"]
    first = result.ranking.frame.iloc[0]
    years = result.period.years
    expected = 100 * (robberies["area"].map(result.areas.frame["area_id"]) == first["area_id"]).sum()
    assert first["harm_per_km2_year"] * first["area_km2"] * years == pytest.approx(expected)


def test_areas_incidents_and_density_speak_of_the_ground_inside_the_boundary(city, tmp_path):
    west, south, east, north = city.areas.frame.to_crs(4326).total_bounds
    half = shapely.box(west, south, (west + east) / 2, north)
    outline = tmp_path / "half.geojson"
    outline.write_text(shapely.to_geojson(half), encoding="utf-8")

    result = ranked(boundary=str(outline))

    km2 = result.ranking.frame["area_km2"].sum()
    grid, years = result.surface.grid, result.period.years
    assert km2 == pytest.approx(result.areas.frame.geometry.area.sum() / 1e6, rel=1e-6)
    assert km2 < 0.6 * city.ranking.frame["area_km2"].sum()
    assert result.ranking.frame["incidents"].sum() == result.rows.kept
    assert np.nansum(result.surface.values) * grid.cell_m**2 / 1e6 * years == pytest.approx(result.rows.kept)
    assert {"areas_outside", "areas_cut"} <= {finding.code for finding in result.findings}


def test_a_few_dates_in_a_far_future_change_nothing_but_their_own_rows(city):
    everything = load(str(ROOT / "config.yaml"), sets=["incidents.discovered=none"], options={})

    later = pipeline.rank_city(everything, today=date(2045, 1, 1))

    assert later.period == city.period
    assert later.rows.kept == city.rows.kept
    assert same_ranking(city, later)


def test_every_input_is_named_with_its_hash(city):
    assert set(city.sources) == {
        *("incidents", "areas", "boundary"),
        *("layers.posts", "layers.cameras", "layers.venues", "layers.streets", "layers.water"),
    }
    assert all(len(source.sha256) == 64 for sources in city.sources.values() for source in sources)
