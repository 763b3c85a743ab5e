"""Near repeats in words: by which rule, where and when, and nothing that the table beside does not hold."""

from __future__ import annotations

import numpy as np
import pytest

from hotspot.schema import LANGUAGES, Language
from hotspot.schema.repeated import NearRepeat
from hotspot.words import Words
from hotspot.words.near_repeats import near_line, near_table

ENGLISH = Words(language="en")
NONE = [["", ""], ["", ""], ["", ""]]
FIRST = "within 6 days: 24 pairs where 10 were to be expected (2.4 times, p 0.013)"


def near(
    excess: list[list[str]],
    *,
    metres: tuple[float, ...] = (0, 1, 100, 200),
    days: tuple[float, ...] = (0, 7, 14),
    from_m: float = 0.0,
    expected: float = 10.0,
) -> NearRepeat:
    shape = np.array(excess).shape
    return NearRepeat(
        type="theft",
        incidents=60,
        metres=np.array(metres, float),
        days=np.array(days, float),
        pairs=np.full(shape, 24),
        expected=np.full(shape, expected),
        p_value=np.full(shape, 0.013),
        p_adjusted=np.full(shape, 0.013),
        draws=99,
        excess=np.array(excess),
        from_m=from_m,
        near_m=0.0,
        near_days=0.0,
    )


@pytest.mark.parametrize(
    ("excess", "metres", "where"),
    [
        ([["near", ""], ["", ""], ["", ""]], (0, 1, 100, 200), "at the same place, within 6 days"),
        (
            [["near", ""], ["near", ""], ["", ""]],
            (0, 1, 100, 200),
            "at the same place and less than 100 m away, within 6 days",
        ),
        ([["near", "near"], ["", ""]], (0, 100, 200), "less than 100 m away, within 13 days"),
        ([["near", ""], ["near", ""]], (50, 100, 200), "from 50 to under 200 m away, within 6 days"),
        (
            [["near", "near"], ["near", ""], ["", ""]],
            (0, 1, 100, 200),
            "at the same place, within 13 days · from 1 to under 100 m away, within 6 days",
        ),
    ],
)
def test_a_repeat_is_told_where_and_when_it_is(
    excess: list[list[str]], metres: tuple[float, ...], where: str
) -> None:
    line = near_line(near(excess, metres=metres), ENGLISH)

    assert line.startswith(
        "theft (60): after one incident, at least 1.2 times as many follow as chance brings "
        f"(p up to 0.05) {where}; "
    )
    assert line.endswith(FIRST)


@pytest.mark.parametrize(
    ("edges", "when"),
    [
        ((0.0, 1.0), "on the same day"),
        ((0.0, 0.5), "on the same day"),
        ((0.0, 2.0), "within 1 day"),
        ((3.0, 4.0), "3 days later"),
        ((6.5, 14.0), "7 to 13 days later"),
    ],
)
def test_days_are_those_between_the_edges_which_are_half_open(edges: tuple[float, float], when: str) -> None:
    line = near_line(near([["near"]], metres=(0, 100), days=edges), ENGLISH)

    assert f"less than 100 m away, {when};" in line


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("apart", "no near repeats that begin close by and soon after"),
        ("few", "of fewer than 10 pairs, too few to count on"),
        ("snapped", "nearer than 100 m does not count"),
    ],
)
def test_an_excess_of_the_table_that_is_no_near_repeat_is_told_with_the_reason(kind: str, told: str) -> None:
    excess = [["", ""], ["", kind], ["", ""]]

    line = near_line(near(excess, from_m=100.0 if kind == "snapped" else 0.0), ENGLISH)

    assert told in line
    assert "from 1 to under 100 m away, 7 to 13 days later" in line


def test_an_excess_that_does_not_join_the_near_ones_is_told_beside_them() -> None:
    line = near_line(near([["near", ""], ["", "apart"], ["", ""]]), ENGLISH)

    assert line.endswith(
        "an excess as large, but not in a row with these: from 1 to under 100 m away, 7 to 13 days later"
    )


@pytest.mark.parametrize("excess", [NONE, [["snapped", ""], ["snapped", ""], ["", ""]]])
def test_where_near_places_cannot_be_trusted_the_nearest_band_that_can_is_told(
    excess: list[list[str]],
) -> None:
    line = near_line(near(excess, from_m=100.0), ENGLISH)

    assert line.startswith("theft (60): no near repeats from 100 m on, where places can be trusted")
    assert f"from 100 to under 200 m away, {FIRST}" in line


def test_where_no_band_can_be_trusted_nothing_is_said_of_near_repeats() -> None:
    line = near_line(near([["snapped", ""], ["", ""]], metres=(0, 1, 50), from_m=100.0), ENGLISH)

    assert "near repeats cannot be told" in line
    assert "after one incident" not in line
    assert "no near repeats" not in line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("first", ["", "near"])
def test_the_rule_is_told_with_its_numbers_whether_there_are_repeats_or_not(
    language: Language, first: str
) -> None:
    words = Words(language=language)

    line = near_line(near([[first, ""], ["", ""], ["", ""]]), words)

    assert all(words.number(one) in line for one in (1.2, 0.05, 0.013, 2.4))


def test_where_no_pair_was_to_be_expected_no_ratio_is_told() -> None:
    line = near_line(near(NONE, expected=0.0), ENGLISH)

    assert line.endswith("at the same place, within 6 days: no pairs were to be expected")
    assert "nan" not in line


def test_the_band_below_a_metre_is_called_the_same_place() -> None:
    bands = [row[0] for row in near_table(near(NONE), ENGLISH).rows]

    assert bands == ["same place", "[1, 100)", "[100, 200)"]
