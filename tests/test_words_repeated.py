"""Near repeats in words: by which rule, and where."""

from __future__ import annotations

import numpy as np
import pytest

from hotspot.schema import LANGUAGES, Language
from hotspot.schema.repeated import NearRepeat
from hotspot.words import Words
from hotspot.words.repeated import near_line, near_table

ENGLISH = Words(language="en")


def near(
    *,
    near_m: float,
    metres: tuple[float, ...] = (0, 1, 100, 200),
    pairs: int = 24,
    expected: float = 10.0,
) -> NearRepeat:
    shape = (len(metres) - 1, 2)
    return NearRepeat(
        type="theft",
        incidents=60,
        metres=np.array(metres, float),
        days=np.array([0.0, 7.0, 14.0]),
        pairs=np.full(shape, pairs),
        expected=np.full(shape, expected),
        p_value=np.full(shape, 0.013),
        p_adjusted=np.full(shape, 0.013),
        draws=99,
        near_m=near_m,
        near_days=7.0 if near_m else 0.0,
    )


@pytest.mark.parametrize(
    ("near_m", "metres", "where"),
    [
        (1, (0, 1, 100, 200), ") at the same place, for up to 7 days"),
        (100, (0, 1, 100, 200), ") at the same place and up to 100 m away, for"),
        (100, (0, 100, 200), ") up to 100 m away, for"),
        (200, (50, 100, 200), ") 50 to 200 m away, for"),
    ],
)
def test_a_repeat_is_told_where_it_is(near_m: float, metres: tuple[float, ...], where: str) -> None:
    assert where in near_line(near(near_m=near_m, metres=metres), ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("near_m", [0.0, 1.0])
def test_the_rule_is_told_with_its_numbers_whether_there_are_repeats_or_not(
    language: Language, near_m: float
) -> None:
    words = Words(language=language)

    line = near_line(near(near_m=near_m, pairs=11), words)

    assert all(words.number(one) in line for one in (1.2, 0.05, 0.013, 1.1))


def test_where_no_pair_was_to_be_expected_no_ratio_is_told() -> None:
    line = near_line(near(near_m=0.0, pairs=0, expected=0.0), ENGLISH)

    assert line == "theft (60): no near repeats, and no pairs to be expected in the nearest band"


def test_the_band_below_a_metre_is_called_the_same_place() -> None:
    bands = [row[0] for row in near_table(near(near_m=1), ENGLISH).rows]

    assert bands == ["same place", "[1, 100)", "[100, 200)"]
