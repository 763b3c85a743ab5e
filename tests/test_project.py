"""The metric CRS of a place, and equal places made one."""

import geopandas as gpd
import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from made_incidents import made_incidents

from hotspot.errors import ConfigError, InputError
from hotspot.project import WGS84, collapse, guess_crs, metric_crs, middle, project_incidents, to_crs


def test_almaty_gets_the_zone_of_its_own_place_and_not_that_of_the_country():
    crs, choice = metric_crs(76.93, 43.25)

    assert crs.to_epsg() == 32643
    assert choice.value == "EPSG:32643"


def test_a_place_south_of_the_equator_gets_a_southern_zone():
    crs, _ = metric_crs(151.2, -33.9)

    assert crs.to_epsg() == 32756


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("EPSG:4326", "degrees"),
        ("EPSG:2263", "US survey foot"),
        ("EPSG:3857", "Web Mercator"),
        ("EPSG:32631", "off by"),
        ("nonsense", "not a CRS"),
    ],
)
def test_a_crs_that_is_no_good_for_distances_is_refused(wanted, said):
    with pytest.raises(ConfigError, match=said):
        metric_crs(76.93, 43.25, wanted=wanted)


def test_the_neighbouring_zone_may_be_asked_for():
    crs, choice = metric_crs(76.93, 43.25, wanted="EPSG:32643")

    assert crs.to_epsg() == 32643
    assert choice.why == "crs_given"


def test_the_country_wide_zone_that_stretches_almaty_by_half_a_per_cent_is_refused():
    with pytest.raises(ConfigError, match=r"off by 0\.5%"):
        metric_crs(76.93, 43.25, wanted="EPSG:32642")


def test_a_middle_off_the_globe_is_refused():
    with pytest.raises(InputError, match="middle of the data"):
        metric_crs(500.0, 43.0)


def test_the_middle_is_not_moved_by_wild_points():
    xy = np.array([[76.9, 43.2], [76.9, 43.2], [76.9, 43.2], [-91.7, 36.6]])

    assert middle(xy, WGS84) == (76.9, 43.2)


def test_places_without_coordinates_have_no_middle():
    with pytest.raises(InputError, match="no incident has coordinates"):
        middle(np.full((3, 2), np.nan), WGS84)


def test_us_feet_give_the_degrees_that_the_city_of_chicago_publishes_beside_them():
    feet = np.array([[1161264.0, 1905292.0]])

    degrees = to_crs(feet, pyproj.CRS.from_epsg(3435), WGS84)

    assert degrees[0] == pytest.approx([-87.683159355, 41.895805099], abs=2e-5)


@given(arrays(float, st.tuples(st.integers(1, 40), st.just(2)), elements=st.integers(-3, 3).map(float)))
def test_collapsing_keeps_every_incident_at_its_place(xy):
    sites = collapse(xy)

    assert np.array_equal(sites.xy[sites.site_of], xy)
    assert sites.weight.sum() == len(xy)
    assert len(np.unique(sites.xy, axis=0)) == len(sites.xy)


@given(arrays(float, st.tuples(st.integers(1, 40), st.just(2)), elements=st.integers(-3, 3).map(float)))
def test_the_order_of_rows_does_not_change_the_sites(xy):
    forwards, backwards = collapse(xy), collapse(xy[::-1])

    assert np.array_equal(forwards.xy, backwards.xy)
    assert np.array_equal(forwards.weight, backwards.weight)


VANCOUVER = (-123.22, 49.2, -123.02, 49.32)


@pytest.mark.parametrize("code", [26910, 3857, 3005])
def test_the_crs_of_bare_coordinates_is_found_from_the_areas_they_must_lie_in(code):
    draw = np.random.default_rng(1)
    lon, lat = draw.uniform(-123.21, -123.03, 400), draw.uniform(49.21, 49.31, 400)
    there = gpd.GeoSeries.from_xy(lon, lat, crs=4326).to_crs(code)
    xy = np.column_stack([there.x, there.y])

    def inside(crs):
        west, south, east, north = VANCOUVER
        places = to_crs(xy, crs, WGS84)
        return ((places > (west, south)) & (places < (east, north))).all(axis=1).mean()

    crs = guess_crs(VANCOUVER, inside)

    assert crs is not None
    assert to_crs(xy, crs, WGS84) == pytest.approx(np.column_stack([lon, lat]), abs=1e-4)


def test_among_systems_that_fit_alike_the_utm_zone_of_the_place_is_taken():
    assert guess_crs(VANCOUVER, lambda crs: 1.0 if "UTM" in crs.name else 0.0) == pyproj.CRS(32610)


def test_no_crs_is_guessed_for_coordinates_that_fit_none():
    assert guess_crs(VANCOUVER, lambda _: 0.4) is None


def test_incidents_find_their_own_place_among_those_of_all():
    xy = [(76.94, 43.25), (76.90, 43.24), (76.94, 43.25)]
    crs = pyproj.CRS("EPSG:32643")

    incidents, sites = project_incidents(made_incidents(xy), crs)

    metres = incidents.frame[["easting", "northing"]].to_numpy()
    np.testing.assert_array_equal(metres, to_crs(np.array(xy), WGS84, crs))
    np.testing.assert_array_equal(sites.xy[incidents.frame["site"]], metres)
    assert sites.site_of.tolist() == incidents.frame["site"].tolist() == [1, 0, 1]
    assert sites.weight.tolist() == [1.0, 2.0]


def test_places_that_differ_only_in_another_crs_are_one():
    both_ends = [(180.0, 0.0), (-180.0, 0.0)]  # of the same meridian

    incidents, sites = project_incidents(made_incidents(both_ends), pyproj.CRS("EPSG:32660"))

    assert sites.weight.tolist() == [2.0]
    assert incidents.frame["site"].tolist() == [0, 0]
