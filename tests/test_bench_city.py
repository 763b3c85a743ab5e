"""The made city of the benchmarks: seeded, with the ties of real files."""

import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
from speed import city


def test_the_same_seed_makes_the_same_city_and_another_seed_another():
    first, again, other = (city.incident_places(2_000, seed=seed) for seed in (1, 1, 2))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("n", [10_000, 100_000])
def test_between_13_and_20_percent_of_the_coordinates_are_distinct(n):
    _, ties = np.unique(city.incident_places(n), axis=0, return_counts=True)

    assert 0.13 <= len(ties) / n <= 0.20


def test_one_default_point_has_about_8_in_1000_rows_and_no_other_place_as_many():
    _, ties = np.unique(city.incident_places(50_000), axis=0, return_counts=True)
    most, second = np.sort(ties)[::-1][:2]

    assert 0.007 <= most / 50_000 <= 0.010
    assert second < most / 2


def test_addresses_lie_on_the_streets_of_a_turned_grid():
    xy = city.addresses(500, np.random.default_rng(1)) - (city.WEST_M, city.SOUTH_M)
    cos, sin = np.cos(city.TURN), np.sin(city.TURN)
    across = np.column_stack([xy[:, 0] * cos + xy[:, 1] * sin, xy[:, 1] * cos - xy[:, 0] * sin])
    from_street = np.abs(across - np.round(across / city.STREETS_EVERY_M) * city.STREETS_EVERY_M)

    assert from_street.min(axis=1).max() < 0.01  # the rounding to centimetres


def test_the_districts_cover_the_city_without_gap_or_overlap_and_hold_every_incident():
    frame = city.districts(20)

    whole = frame.union_all()

    assert frame.is_valid.all()
    assert whole.geom_type == "Polygon"
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())
    assert frame.area.sum() == pytest.approx(whole.area)
    assert shapely.contains_xy(whole, *city.incident_places(1_000).T).all()


def test_the_csv_has_eight_columns_and_equal_places_stay_equal_in_degrees():
    xy = city.incident_places(3_000)

    table = city.incident_table(xy)

    degrees = np.column_stack([table["longitude"].to_numpy(), table["latitude"].to_numpy()])
    assert table.num_columns == 8
    assert len(np.unique(degrees, axis=0)) == len(np.unique(xy, axis=0))
