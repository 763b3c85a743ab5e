"""The ground of a pilot: rings that leave out areas and each other, places counted once."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from hotspot.pilot.zones import as_text, far_apart, near, outline, rings, zone_of
from hotspot.schema.piloted import Zone

SQUARES = np.array([shapely.box(1000.0 * x, 0, 1000.0 * (x + 1), 1000) for x in range(6)])


def zone(number: int, kind: str) -> Zone:
    return Zone(
        zone_id=f"{kind[0].upper()}{number}",
        kind=kind,
        area_id=f"A{number}",
        name="",
        pair=1,
        baseline=0,
        shape=as_text(outline(SQUARES[number])),
    )


def test_areas_that_touch_or_lie_within_the_buffer_are_passed_over() -> None:
    assert far_apart(SQUARES, buffer_m=300, most=9).tolist() == [0, 2, 4]
    assert far_apart(SQUARES, buffer_m=0, most=2).tolist() == [0, 2]
    assert far_apart(SQUARES, buffer_m=1000, most=9).tolist() == [0, 3]


def test_touching_is_near_at_any_buffer() -> None:
    found = near(SQUARES[:1], SQUARES, buffer_m=0)

    assert found.tolist() == [[True, True, False, False, False, False]]


def test_rings_stay_in_the_study_area_and_never_overlap() -> None:
    found = rings([zone(0, "pilot"), zone(2, "control")], SQUARES, buffer_m=600)

    shapes = shapely.from_wkt([one.shape for one in found])
    areas = SQUARES[[0, 2]]
    assert [one.kind for one in found] == ["pilot_ring", "control_ring"]
    assert shapely.area(shapely.intersection(shapes[0], shapes[1])) == 0
    assert shapely.area(shapely.intersection(shapely.union_all(shapes), shapely.union_all(areas))) == 0
    assert shapely.covers(shapely.union_all(SQUARES), shapely.union_all(shapes))
    assert shapely.area(shapes[0]) == pytest.approx(600 * 1000)  # the control's ring has what is left
    assert shapely.area(shapes[1]) == pytest.approx(400 * 1000 + 600 * 1000)


def test_without_a_buffer_there_are_no_rings() -> None:
    assert rings([zone(0, "pilot")], SQUARES, buffer_m=0) == ()


def test_every_place_is_counted_once_on_a_common_border_for_the_first() -> None:
    zones = [zone(0, "pilot"), zone(1, "control")]

    found = zone_of(zones, np.array([[500.0, 500], [1000, 500], [1500, 500], [2500, 500], [-1, 500]]))

    assert found.tolist() == [0, 0, 1, -1, -1]


def test_an_outline_read_back_is_the_same_text() -> None:
    odd = shapely.Polygon([(0.123, 0.456), (10.987, 1.234), (5.555, 9.876)])

    text = as_text(outline(odd))

    assert as_text(shapely.from_wkt(text)) == text
    assert shapely.area(shapely.from_wkt(text)) == pytest.approx(odd.area, rel=0.02)
