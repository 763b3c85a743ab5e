"""Hot spots against chance: what passes, what does not, and what the answer does not depend on."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from hotspot import cluster
from hotspot.judge import against_chance
from hotspot.judge.baseline import deviations_m, lay_out, usual
from hotspot.project import collapse

CRS = pyproj.CRS.from_epsg(32643)
CORNER = np.array([500_000.0, 4_790_000.0])
SIDE = 4_000.0
STUDY = shapely.box(*CORNER, *(CORNER + SIDE))
HALVES = [
    shapely.box(*CORNER, CORNER[0] + SIDE / 2, CORNER[1] + SIDE),
    shapely.box(CORNER[0] + SIDE / 2, CORNER[1], *(CORNER + SIDE)),
]
AREAS = gpd.GeoDataFrame({"population": [3_000.0, 1_000.0]}, geometry=HALVES, crs=CRS)
EPS, THRESHOLD = 80.0, 18.0


def even(count: int = 2_000, seed: int = 1) -> np.ndarray:
    return CORNER + np.random.default_rng(seed).uniform(0, SIDE, (count, 2))


def around(east: float, north: float, count: int, *, spread: float) -> np.ndarray:
    return CORNER + np.random.default_rng(2).normal([east, north], spread, (count, 2))


def run(places: np.ndarray, **asked):
    sites = collapse(places)
    shared = {"study": STUDY, "years": 2.0}
    found = cluster.hot_spots(sites, crs=CRS, eps_m=EPS, min_samples=THRESHOLD, **shared)
    settings = {"simulations": 39, "largest_km2": 0.5, "least": 12, "seed": 1, "areas": AREAS, **asked}
    hotspots, circles = against_chance(found, sites, study=STUDY, **settings)
    return hotspots, cluster.with_circles(hotspots, circles, sites, **shared)


def test_a_dense_cluster_in_an_even_city_is_significant_and_says_how_many_are_usual_there():
    places = np.concatenate([even(), around(1_000, 3_000, 60, spread=40)])

    frame = run(places)[0].frame

    assert frame["significant"].tolist() == [True]
    assert frame["p_value"].tolist() == [1 / 40]
    assert 1 < frame["usual"].iloc[0] < 6  # 2,000 in 16 km², on 0.02 to 0.03 km²


def test_a_busy_middle_of_a_broad_quarter_is_no_hot_spot():
    middle = np.concatenate([even(500), around(2_000, 2_000, 5_000, spread=700)])
    inside = ((middle >= CORNER) & (middle < CORNER + SIDE)).all(axis=1)

    hotspots, with_circles = run(middle[inside])

    assert len(hotspots.frame) > 0  # dense enough for DBSCAN
    assert not with_circles.frame["significant"].any()


def test_in_an_even_city_there_is_nothing():
    assert run(even())[1].frame.empty


def test_a_place_too_thin_for_a_cluster_gets_a_second_chance_as_a_circle():
    places = np.concatenate([even(800), around(2_500, 1_500, 40, spread=110)])

    hotspots, with_circles = run(places)

    assert hotspots.frame.empty
    spot = with_circles.frame.iloc[0]
    assert (spot["hotspot_id"], spot["kind"], bool(spot["significant"])) == ("H1", "area", True)
    assert spot.geometry.contains(shapely.Point(np.add(CORNER, [2_500, 1_500])))
    assert spot["incidents"] >= 2 * spot["usual"]
    assert np.isnan(spot["stability"])
    assert "hot_spots_circles" in [finding.code for finding in with_circles.findings]


def test_a_thin_place_on_the_rim_of_the_city_gets_its_circle_too():
    south = np.concatenate([even(800), around(2_500, 0, 60, spread=110)])
    inside = (south[:, 1] >= CORNER[1]) & (south[:, 1] < CORNER[1] + SIDE)

    _, with_circles = run(south[inside], largest_km2=1.5)

    assert with_circles.frame["significant"].tolist() == [True]
    assert with_circles.frame.geometry.iloc[0].distance(shapely.Point(CORNER[0] + 2_500, CORNER[1])) < 50


def test_the_members_of_a_circle_are_counted_like_those_of_a_cluster():
    places = np.concatenate([even(800), around(2_500, 1_500, 40, spread=110)])

    _, found = run(places)

    spot = found.frame.iloc[0]
    assert (found.label == 0).sum() == spot["incidents"] == spot["sites"]
    assert spot["share"] == pytest.approx(spot["incidents"] / 840)


def test_the_order_of_the_incidents_changes_nothing():
    places = np.concatenate([even(), around(1_000, 3_000, 60, spread=40)])

    first, again = (run(one)[1].frame for one in (places, places[::-1]))

    pd.testing.assert_frame_equal(pd.DataFrame(first), pd.DataFrame(again))


def test_against_residents_a_district_with_few_of_them_stands_out():
    places = np.concatenate([even(4_000), around(3_000, 2_000, 120, spread=60)])

    by_residents, by_ground = (
        run(places, baseline=baseline)[0].frame for baseline in ("population", "uniform")
    )

    assert by_residents["significant"].tolist() == by_ground["significant"].tolist() == [True]
    assert by_residents["usual"].iloc[0] == pytest.approx(by_ground["usual"].iloc[0] / 2, rel=0.05)


def lattice_of(places: np.ndarray, baseline="intensity"):
    return lay_out(collapse(places), study=STUDY, areas=AREAS, baseline=baseline, eps_m=EPS)


def test_the_lattice_holds_every_incident_and_the_usual_ones_sum_to_as_many():
    lattice = lattice_of(even())

    expected = usual(lattice, None, deviation=20.0)

    assert lattice.counts.sum() == 2_000
    assert expected.sum() == pytest.approx(2_000)
    assert expected[lattice.ground > 0].std() < 0.3 * expected[lattice.ground > 0].mean()


def test_the_more_incidents_the_less_is_the_peak_of_a_quarter_flattened():
    lattice = lattice_of(even())
    rows, columns = np.indices(lattice.counts.shape) - np.array(lattice.counts.shape)[:, None, None] // 2
    quarter = np.exp(-0.5 * (rows**2 + columns**2) * (lattice.cell_m / 500) ** 2)
    few, many = (replace(lattice, counts=busy * quarter) for busy in (0.05, 50.0))

    flattened = [
        1 - usual(city, None, deviation=330 / city.cell_m).max() / city.counts.max() for city in (few, many)
    ]

    assert flattened[0] == pytest.approx(0.04, abs=0.01)
    assert abs(flattened[1]) < 0.015


def test_incidents_that_lie_on_a_list_of_places_leave_no_ground_elsewhere():
    snapped = np.round(even() / 200) * 200

    lattice = lattice_of(snapped)

    assert (lattice.ground[lattice.counts == 0] == 0).all()
    assert (lattice.ground[lattice.counts > 0] > 0).all()


def test_a_field_without_places_is_no_ground_of_the_last_houses_before_it():
    west = even()
    west = west[west[:, 0] < CORNER[0] + SIDE / 2]

    lattice = lattice_of(np.repeat(west, 2, axis=0))

    assert lattice.inside.sum() * lattice.cell_m**2 == pytest.approx(SIDE**2, rel=0.03)
    assert lattice.ground.sum() * lattice.cell_m**2 < 0.6 * SIDE**2


def test_residents_are_spread_over_their_areas():
    lattice = lattice_of(even(), baseline="population")

    west = lattice.ground[:, : lattice.ground.shape[1] // 2].sum()

    assert west / lattice.ground.sum() == pytest.approx(0.75, abs=0.01)


def test_the_surroundings_of_a_place_are_wider_where_incidents_are_few_or_even():
    quarter = np.concatenate([even(500), around(2_000, 2_000, 5_000, spread=500)])

    assert deviations_m(lattice_of(quarter))[1] == 600.0
    assert deviations_m(lattice_of(even(1_000)))[1] > 1_000.0
