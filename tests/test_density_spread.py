"""Incidents without a place lie evenly on the cells of their area, and none is lost."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from hotspot.density import spread_over_areas
from hotspot.schema import Grid, Surface

CELL_KM2 = 0.01


def flat() -> Surface:
    """Return an empty surface of 2 x 4 cells of 100 m, the last of which lies outside the study area."""
    inside = np.ones((2, 4), dtype=bool)
    inside[1, 3] = False
    return Surface(
        grid=Grid(west=0.0, north=200.0, cell_m=100.0, rows=2, columns=4),
        values=np.where(inside, 0.0, np.nan),
        inside=inside,
        kernel="quartic",
        bandwidth_m=100.0,
        unit="per_km2_year",
    )


AREAS = gpd.GeoSeries([box(0, 0, 200, 200), box(310, 110, 330, 130)])  # of which the second has no centre
CELLS = np.array([[0, 0, -1, -1], [0, 0, -1, -1]])


def test_those_of_an_area_lie_on_its_cells_alike_and_those_of_none_on_the_others() -> None:
    found = spread_over_areas(flat(), AREAS, CELLS, np.array([8.0, 0.0, 3.0]), years=2.0)

    per_cell = found.values * CELL_KM2 * 2.0
    assert per_cell[:, :2] == pytest.approx(np.full((2, 2), 2.0))
    assert per_cell[:, 2:] == pytest.approx(np.array([[1.0, 1.0], [1.0, np.nan]]), nan_ok=True)


def test_an_area_without_a_cell_has_the_one_at_its_point() -> None:
    found = spread_over_areas(flat(), AREAS, CELLS, np.array([0.0, 5.0, 0.0]), years=None)

    assert found.values[0, 3] == pytest.approx(5.0 / CELL_KM2)
    assert np.nansum(found.values) == pytest.approx(5.0 / CELL_KM2)


def test_what_has_no_cell_at_all_lies_on_the_whole_study_area() -> None:
    off = gpd.GeoSeries([AREAS.iloc[0], box(900, 900, 910, 910)])
    everywhere = np.zeros((2, 4), dtype=int)

    found = spread_over_areas(flat(), off, everywhere, np.array([0.0, 4.0, 3.0]), years=None)

    assert found.values[flat().inside] * CELL_KM2 == pytest.approx(np.ones(7))
