"""Areas that are not listed keep their ground and their colour in the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from made_result import made_result
from shapely import Polygon, box

from hotspot.render import rest
from hotspot.render.contents import city_island
from hotspot.render.incidents import DIGITS
from hotspot.render.rest import packed_shape

if TYPE_CHECKING:
    from collections.abc import Iterator

AREA_DEGREES2 = 1e-10  # of a square of one step


def numbers(text: str) -> Iterator[int]:
    """Read whole numbers as the page's script does."""
    value = shift = 0
    for letter in text:
        digit = DIGITS.index(letter.encode())
        value += (digit & 31) << shift
        shift += 5
        if digit < 32:
            yield -(value + 1) // 2 if value % 2 else value // 2
            value = shift = 0


def unpacked(text: str, step: int) -> list[Polygon]:
    read = numbers(text)
    rings = [next(read) for _ in range(next(read))]
    lengths = [[next(read) for _ in range(count)] for count in rings]
    place = np.zeros(2)
    found = []
    for part in lengths:
        drawn = []
        for count in part:
            moves = [[next(read), next(read)] for _ in range(count)]
            drawn.append(place + np.cumsum(moves, axis=0))
            place = drawn[-1][-1]
        found.append(Polygon(drawn[0] * step / 1e5, [hole * step / 1e5 for hole in drawn[1:]]))
    assert list(read) == []
    return found


def test_a_packed_shape_has_its_parts_and_holes() -> None:
    ringed = box(76.9, 43.2, 76.93, 43.23) - box(76.91, 43.21, 76.92, 43.22)
    shape = shapely.union_all([ringed, box(-70.00001, -33.4, -70.0, -33.39999)])

    found = unpacked(packed_shape(shape, 1), 1)

    assert shapely.union_all(found).symmetric_difference(shape).area < AREA_DEGREES2
    assert sorted(len(part.interiors) for part in found) == [0, 1]


def test_a_coarser_step_weighs_less_and_moves_no_place_by_more_than_half_of_it() -> None:
    shape = shapely.Point(76.9, 43.2).buffer(0.01)

    fine, coarse = packed_shape(shape, 1), packed_shape(shape, 8)

    assert len(coarse) < len(fine)
    assert shape.hausdorff_distance(unpacked(coarse, 8)[0]) < 8e-5


def test_the_ground_of_each_class_covers_its_areas_and_is_said_with_its_range(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = city_island(made_result())
    monkeypatch.setattr("hotspot.render.contents.LISTED", 5)

    found = city_island(made_result())

    classes = [area["class"] for area in whole["areas"][5:]]
    grounds = found["rest"]["grounds"]
    assert [ground["class"] for ground in grounds] == sorted(set(classes))
    one = shapely.area(made_result().ranking.frame.to_crs("EPSG:4326").geometry.array).mean()
    for ground in grounds:
        area = sum(part.area for part in unpacked(ground["shapes"], found["rest"]["step"]))
        assert area == pytest.approx(classes.count(ground["class"]) * one, rel=1e-2)
    for language, texts in found["rest"]["texts"].items():
        ranges = found["about"][language]["areas_legend"]
        assert all(
            ranges[ground["class"]] in card for ground, card in zip(grounds, texts["cards"], strict=True)
        )


def test_the_size_of_a_group_counts_areas_that_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = made_result().ranking.frame["group"].value_counts()
    monkeypatch.setattr("hotspot.render.contents.LISTED", 2)

    found = city_island(made_result())

    groups = {str(area["group"]) for area in found["areas"]}
    assert found["rest"]["groups"] == {group: sizes[int(group)] for group in groups}


def test_ground_that_weighs_too_much_is_written_in_coarser_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotspot.render.contents.LISTED", 5)
    fine = city_island(made_result())["rest"]
    monkeypatch.setattr(rest, "HEAVIEST", 10)

    found = city_island(made_result())["rest"]

    assert (fine["step"], found["step"]) == (1, 8)
    assert [one["class"] for one in found["grounds"]] == [one["class"] for one in fine["grounds"]]


def test_areas_that_overlap_have_ground_too() -> None:
    shapes = np.array([box(0, 0, 2, 2), box(1, 1, 3, 3)], dtype=object)
    frame = made_result().ranking.frame.iloc[:2].set_geometry(shapes, crs=made_result().crs)

    ground = rest._grounds(frame, np.array([0, 0]), [0])

    assert [len(shapely.get_parts(one)) for one in ground] == [1]
