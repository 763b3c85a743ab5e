"""Hot spots: from sites to ranked outlines, and the settings that are chosen from the data."""

import math
from pathlib import Path
from string import Formatter

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.cluster import choose_eps, choose_min_samples, hot_spots, with_contents
from hotspot.errors import ConfigError
from hotspot.schema import HOTSPOT_COLUMNS, LANGUAGES, InHotSpots, Sites
from hotspot.words import Words, catalogue

DATA = Path(__file__).parents[2] / "shared" / "data"
UTM = pyproj.CRS.from_epsg(32643)
CITY = shapely.box(0, 0, 10_000, 10_000)


def collapse(xy):
    places, site_of = np.unique(np.asarray(xy, dtype=float), axis=0, return_inverse=True)
    return Sites(xy=places, weight=np.bincount(site_of).astype(float), site_of=site_of.astype(np.int64))


def found_in(xy, *, types=None, month_index=None, study=CITY, **changed):
    asked = {"eps_m": 100.0, "min_samples": 10, "years": 1.0} | changed
    types = ["theft"] * len(xy) if types is None else types
    sites = collapse(xy)
    found = hot_spots(sites, study=study, crs=UTM, **asked)
    held = pd.DataFrame({"spot": found.label[sites.site_of], "type": pd.Series(list(types), dtype="str")})
    return with_contents(found, InHotSpots(types=held, months=held), month_index=month_index)


def noise(seed, n=1000):
    return np.random.default_rng(seed).uniform(0, 10_000, (n, 2))


MARKET = [(1000.0 + 20 * east, 1000.0 + 20 * north) for east in range(5) for north in range(5)]
CORNER = [(5000.0, 5000.0)] * 6 + [(5060.0, 5000.0)] * 6 + [(5000.0, 5060.0)] * 6
STORE = [(8000.0, 8000.0)] * 40


def test_a_market_a_corner_and_a_department_store_are_found_ranked_and_measured():
    found = found_in(MARKET + CORNER + STORE)

    frame = found.frame
    assert list(frame.columns) == list(HOTSPOT_COLUMNS)
    assert frame["hotspot_id"].tolist() == ["H1", "H2", "H3"]
    assert frame["kind"].tolist() == ["area", "area", "single_address"]
    assert frame["incidents"].tolist() == [25, 18, 40]
    assert frame["inside"].tolist() == [25, 18, 40]
    assert frame["sites"].tolist() == [25, 3, 1]
    assert frame["share"].sum() == pytest.approx(1)
    assert frame["area_km2"][2] == pytest.approx(math.pi * 0.05**2, rel=0.01)
    assert frame["per_km2_year"].tolist() == pytest.approx((frame["inside"] / frame["area_km2"]).tolist())
    assert frame.crs == UTM


def test_one_door_with_a_few_neighbours_is_a_single_address():
    neighbours = [(8030.0, 8000.0), (7970.0, 8010.0), (8000.0, 8040.0)]

    frame = found_in(STORE + neighbours).frame

    assert (frame["kind"].tolist(), frame["sites"].tolist()) == (["single_address"], [4])


def test_a_light_place_between_heavy_ones_is_no_hot_spot():
    heavy = [(8000.0, 8000.0)] * 6 + [(8180.0, 8000.0)] * 6
    light = [(8090.0, 8000.0)]

    found = found_in(heavy + light, min_samples=13)

    assert found.frame.empty
    assert (found.label == -1).all()
    assert "hot_spots_hollow" in [finding.code for finding in found.findings]


def test_months_and_main_types_count_the_members_only():
    types = ["theft"] * 11 + ["robbery"] * 5 + ["assault"] * 1 + ["fraud"] * 1 + ["theft"] * 2
    far = [(9000.0, 500.0), (500.0, 9000.0)]
    months = np.array([0, 0, 3, -1] + [7] * 14 + [8, 9])

    frame = found_in(CORNER + far, types=types, month_index=months).frame

    assert frame["months_active"].tolist() == [3]
    assert frame["main_types"].tolist() == ["theft 61 %; robbery 28 %; assault 6 %"]


def test_without_time_density_is_per_km2_and_no_month_is_active():
    frame = found_in(STORE, years=None).frame

    assert frame["per_km2_year"].tolist() == pytest.approx([40 / frame["area_km2"][0]])
    assert frame["months_active"].tolist() == [0]


def test_a_border_member_may_lie_outside_the_outline_and_a_passer_by_inside():
    passer_by = (8000.0, 8049.0)
    border = (8095.0, 8000.0)

    frame = found_in([*STORE, passer_by, border], eps_m=100.0, min_samples=40).frame

    assert (frame["incidents"][0], frame["inside"][0], frame["sites"][0]) == (42, 41 + 1, 3)


def test_an_outline_is_cut_at_the_border_of_the_study_area():
    study = shapely.box(0, 0, 8000, 10_000)

    frame = found_in(STORE, study=study).frame

    assert frame["area_km2"][0] == pytest.approx(math.pi * 0.05**2 / 2, rel=0.01)
    assert study.buffer(1e-6).covers(frame.geometry[0])


def test_a_ring_of_places_keeps_a_hole_only_where_another_hot_spot_would_fit():
    turn = np.linspace(0, 2 * math.pi, 60, endpoint=False)
    circle = np.column_stack([np.cos(turn), np.sin(turn)])

    frame = found_in(np.vstack([3000 + 90 * circle, 7000 + 300 * circle]), min_samples=3).frame

    holes = {round(shape.centroid.x): len(shape.interiors) for shape in frame.geometry}
    assert holes == {3000: 0, 7000: 1}


@pytest.mark.parametrize("method", ["dbscan", "hdbscan"])
@pytest.mark.parametrize("xy", [[(1.0, 1.0)], [(1.0, 1.0), (9000.0, 9000.0)]])
def test_where_there_is_no_hot_spot_the_frame_is_empty_but_whole(method, xy):
    found = found_in(xy, method=method, min_samples=2)

    assert list(found.frame.columns) == list(HOTSPOT_COLUMNS)
    assert len(found.frame) == 0
    assert found.frame.crs == UTM
    assert found.frame["incidents"].dtype == np.int64
    assert found.label.tolist() == [-1] * len(xy)
    assert found.findings[0].code == "hot_spots_none"


def test_a_hot_spot_of_one_place_only_is_found():
    found = found_in([(1.0, 1.0)] * 5, min_samples=5)

    assert found.frame["kind"].tolist() == ["single_address"]
    assert found.label.tolist() == [0]


def test_the_store_far_from_everything_is_perfectly_stable_and_two_merging_markets_are_not():
    beside = [(east + 200.0, north) for east, north in MARKET]

    alone = found_in(STORE).frame
    merging = found_in(MARKET + beside).frame

    assert alone["stability"].tolist() == [1.0]
    assert len(merging) == 2
    assert merging["stability"].tolist() == [(0.5 + 1 + 1 + 1) / 4] * 2  # they merge at 125 m


crowds = st.lists(
    st.tuples(st.integers(2, 8), st.integers(2, 8), st.integers(1, 12), st.integers(0, 80)), max_size=6
).map(
    lambda found: [(1000.0 * e + step * reach, 1000.0 * n) for e, n, k, reach in found for step in range(k)]
)


@settings(max_examples=25, deadline=None)
@given(crowds, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_neither_rank_nor_outline(xy, random):
    xy = [*xy, (1.0, 1.0)]
    shuffled = list(xy)
    random.shuffle(shuffled)

    one, other = found_in(xy, min_samples=4), found_in(shuffled, min_samples=4)

    pd.testing.assert_frame_equal(
        one.frame.drop(columns="geometry"), other.frame.drop(columns="geometry"), check_exact=True
    )
    assert one.frame.geometry.to_wkb().tolist() == other.frame.geometry.to_wkb().tolist()
    assert one.label.tolist() == other.label.tolist()


@settings(max_examples=25, deadline=None)
@given(crowds)
def test_outlines_are_valid_never_overlap_and_hold_all_of_their_core_places(xy):
    found = found_in([*xy, (1.0, 1.0)], min_samples=4)

    shapes = found.frame.geometry
    assert shapes.is_valid.all()
    assert sum(shapes.area) == pytest.approx(shapely.union_all(shapes.to_numpy()).area)
    assert (found.frame["incidents"] >= 4).all()
    assert (found.frame["inside"] > 0).all()


@settings(max_examples=25, deadline=None)
@given(crowds)
def test_every_incident_twice_with_twice_the_threshold_keeps_the_hot_spots(xy):
    xy = [*xy, (1.0, 1.0)]
    once = found_in(xy, min_samples=4)

    twice = found_in(xy + xy, min_samples=8)

    kept = ["hotspot_id", "kind", "sites", "area_km2", "share", "main_types", "stability"]
    pd.testing.assert_frame_equal(once.frame[kept], twice.frame[kept])
    assert (2 * once.frame["incidents"]).tolist() == twice.frame["incidents"].tolist()


def test_hdbscan_finds_the_markets_says_that_it_ignores_weights_and_measures_no_stability():
    beside = [(east + 3000.0, north) for east, north in MARKET]

    found = found_in(MARKET + beside + [(5000.0, 9000.0)], method="hdbscan", min_samples=20)

    assert found.frame["incidents"].tolist() == [25, 25]
    assert found.frame["stability"].isna().all()
    assert [finding.code for finding in found.findings] == ["hot_spots_hdbscan"]


def test_hdbscan_of_a_whole_country_is_refused_with_the_way_out():
    xy = np.column_stack([np.arange(100_001.0), np.zeros(100_001)])
    country = Sites(xy=xy, weight=np.ones(len(xy)), site_of=np.arange(len(xy)))

    with pytest.raises(
        ConfigError, match=r"clusters\.method: .* 100001 distinct places.* --set clusters.method=dbscan"
    ):
        hot_spots(country, study=CITY, crs=UTM, method="hdbscan", eps_m=50.0, min_samples=5, years=None)


@pytest.mark.parametrize(
    ("step_m", "geocoding_error_m", "eps_m", "why"),
    [
        (10.0, 25.0, 75.0, "eps_street"),
        (10.0, 120.0, 120.0, "eps_geocoding"),
        (72.0, 25.0, 90.0, "eps_spacing"),
        (100.0, 25.0, 125.0, "eps_spacing"),
        (4000.0, 25.0, 300.0, "eps_spacing"),
    ],
)
def test_eps_is_held_between_what_can_be_told_apart_and_what_can_be_walked(
    step_m, geocoding_error_m, eps_m, why
):
    grid = collapse([(step_m * east, step_m * north) for east in range(9) for north in range(9)])

    choice = choose_eps(grid, bandwidth_m=300, geocoding_error_m=geocoding_error_m)

    assert (choice.name, choice.value, choice.unit, choice.why) == ("clusters.eps_m", eps_m, "m", why)


def test_eps_is_the_knee_of_the_distances_where_the_limits_allow_it():
    town = [(77.0 * (i % 20), 77.0 * (i // 20)) for i in range(200)]
    yards = [(east + 3.0, north) for east, north in town]
    farms = [(20_000.0 + 250.0 * i, 0.0) for i in range(12)]

    choice = choose_eps(collapse(town + yards + farms), bandwidth_m=300, geocoding_error_m=25)

    assert (choice.value, choice.why) == (77.0, "eps_knee")


def test_a_walk_of_smaller_hot_spots_asks_for_a_smaller_eps():
    scattered = collapse(np.random.default_rng(5).uniform(0, 2000, (400, 2)))

    large = choose_eps(scattered, bandwidth_m=300, geocoding_error_m=25, max_hotspot_km2=1.0)
    small = choose_eps(scattered, bandwidth_m=300, geocoding_error_m=25, max_hotspot_km2=0.5)

    assert (large.value, small.value, small.why) == (113.0, 80.0, "eps_walk")


@pytest.mark.parametrize("places", [1, 2, 5])
def test_eps_of_a_handful_of_places_far_apart_stays_within_the_limits(places):
    few = collapse([(5000.0 * i, 0.0) for i in range(places)])

    choice = choose_eps(few, bandwidth_m=200, geocoding_error_m=25)

    assert choice.value == (80.0 if places == 1 else 300.0)


def test_min_samples_is_at_least_one_incident_in_two_months_and_beats_chance():
    sites = collapse(noise(1))

    short = choose_min_samples(sites, eps_m=100, study_km2=100, months=None, max_hotspot_km2=0.5)
    long = choose_min_samples(sites, eps_m=100, study_km2=100, months=60, max_hotspot_km2=0.5)
    wide = choose_min_samples(sites, eps_m=300, study_km2=100, months=12, max_hotspot_km2=0.5)

    assert (short.value, short.why) == (6, "min_samples_chance")
    assert (long.value, long.why) == (30, "min_samples_time")
    assert (wide.value, wide.why) == (13, "min_samples_chance")


def test_min_samples_rises_until_no_hot_spot_is_larger_than_a_patrol_can_walk():
    ramp = [
        (5000 + 25.0 * i, 5000 + 25.0 * j) for i in range(40) for j in range(40) for _ in range(1 + i // 4)
    ]
    sites = collapse(ramp)

    choice = choose_min_samples(sites, eps_m=80, study_km2=100, months=12, max_hotspot_km2=0.3)

    found = found_in(ramp, eps_m=80.0, min_samples=choice.value).frame
    below = found_in(ramp, eps_m=80.0, min_samples=math.floor(choice.value / 1.1) - 1).frame
    assert choice.why == "min_samples_area"
    assert 0 < found["area_km2"].max() <= 0.3 < below["area_km2"].max()


def test_in_pure_noise_the_automatic_settings_find_no_hot_spot():
    spots = []
    for seed in range(20):
        sites = collapse(noise(seed))
        eps = choose_eps(sites, bandwidth_m=500, geocoding_error_m=25)
        least = choose_min_samples(
            sites, eps_m=float(eps.value), study_km2=100, months=12, max_hotspot_km2=0.5
        )
        spots.append(len(found_in(noise(seed), eps_m=float(eps.value), min_samples=least.value).frame))

    assert sum(spots) <= 1


def test_every_choice_and_finding_can_be_said_in_every_language():
    sites = collapse(noise(1))
    found = found_in(MARKET + STORE, method="hdbscan", min_samples=99)
    said = [choose_eps(sites, bandwidth_m=500, geocoding_error_m=25)]
    said += [choose_min_samples(sites, eps_m=100, study_km2=100, months=None, max_hotspot_km2=0.5)]

    for language in LANGUAGES:
        words = Words(language=language)

        assert all(words.choice(choice) for choice in said)
        assert all(words.finding(finding)[0] for finding in found.findings)


def test_vancouver_has_few_walkable_hot_spots_that_hold_much_of_its_crime():
    path = DATA / "vancouver" / "crimes_2016.csv.gz"
    if not path.exists():
        pytest.skip("the real data are not beside the repository")
    rows = pd.read_csv(path)
    rows = rows[(rows["X"] > 480_000) & (rows["Y"] > 5_440_000)]
    xy = rows[["X", "Y"]].to_numpy()
    sites, study = collapse(xy), shapely.box(483_000, 5_449_000, 499_000, 5_462_500)

    eps = choose_eps(sites, bandwidth_m=250, geocoding_error_m=25)
    least = choose_min_samples(sites, eps_m=float(eps.value), study_km2=116, months=12, max_hotspot_km2=0.5)
    found = found_in(
        xy, types=rows["TYPE"], study=study, eps_m=float(eps.value), min_samples=float(least.value)
    )

    areas = found.frame[found.frame["kind"] == "area"]
    assert 75 <= eps.value <= 80
    assert 10 <= len(areas) <= 200
    assert found.frame["area_km2"].max() <= 0.5
    assert found.frame["inside"].sum() > 0.1 * len(xy)
    assert found.frame["area_km2"].sum() < 0.03 * 116


@pytest.mark.parametrize(
    "key", sorted(key for key in catalogue() if ".hot_spots_" in key or ".min_samples_" in key)
)
def test_a_text_has_the_same_gaps_in_every_language(key):
    gaps = [{gap for _, gap, _, _ in Formatter().parse(catalogue()[key][language])} for language in LANGUAGES]

    assert gaps[0] == gaps[1] == gaps[2]
