"""No table gives a small number back, whatever its numbers; what is hidden is what is needed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_edition import files_of, made_counts, made_files

from hotspot.errors import OutputError
from hotspot.publish.attack import attack
from hotspot.publish.hide import Memory, hide, rarest_together, tallies
from hotspot.publish.table import keys_of, values_of
from hotspot.schema.published import OTHER, WHOLE, Key

if TYPE_CHECKING:
    from hotspot.schema.published import Counts


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    """Return tables of 3 to 12 areas, 2 to 5 types and 1 to 3 years, many of their numbers small."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    n, t, y = draw(st.integers(3, 12)), draw(st.integers(2, 5)), draw(st.integers(1, 3))
    mean = draw(st.sampled_from([2, 8, 20]))
    rate = mean * random.gamma(0.7, 1, (n, 1)) * random.gamma(0.7, 1, (1, t))
    by_type = random.poisson(rate)
    by_year = [random.multinomial(total, random.dirichlet(np.ones(y))) for total in by_type.sum(1)]
    return made_counts(by_type.tolist(), np.array(by_year).tolist())


@settings(max_examples=40, deadline=None)
@given(counts(), st.sampled_from([3, 5, 8]))
def test_no_number_below_the_least_can_be_told_from_another_one(given_counts: Counts, least: int) -> None:
    try:
        files = made_files(given_counts, least=least)
    except OutputError:  # nothing is shown where nothing can be hidden
        return

    found = attack(files, least=least)

    assert found.weaknesses == ()


@settings(max_examples=40, deadline=None)
@given(counts())
def test_every_small_number_is_hidden_and_no_zero_is_unless_its_row_is(given_counts: Counts) -> None:
    try:
        shown, hidden = hide(given_counts, least=5)
    except OutputError:
        return

    values = values_of(shown)
    either = hidden.small | hidden.withheld
    assert either[(values > 0) & (values < 5)].all()
    assert not (hidden.small & hidden.withheld).any()
    assert (values[hidden.small] < 5).all()
    assert shown.by_type.sum() == given_counts.by_type.sum()


def test_a_table_of_large_numbers_is_shown_whole() -> None:
    shown, hidden = hide(made_counts([[50, 60], [70, 80], [90, 10]], [[110], [150], [100]]), least=5)

    assert not (hidden.small | hidden.withheld).any()
    assert {kind: one.share for kind, one in tallies(shown, hidden).items()} == dict.fromkeys(
        ("area", "area_type", "area_year", "type", "year"), 0.0
    )


def test_a_small_number_takes_three_others_with_it_and_no_total() -> None:
    given_counts = made_counts([[2, 40, 50], [60, 70, 80], [90, 30, 20]], [[92], [210], [140]])

    shown, hidden = hide(given_counts, least=5)

    found = tallies(shown, hidden)
    assert (found["area_type"].small, found["area_type"].withheld) == (1, 3)
    assert found["area"].withheld == found["type"].withheld == 0


def test_an_area_with_few_incidents_shows_no_types_and_no_years() -> None:
    given_counts = made_counts([[1, 2], [60, 70], [90, 30], [50, 50]], [[2, 1], [65, 65], [60, 60], [40, 60]])

    files = made_files(given_counts)

    assert "A00,,,,1.0000,,<5," in files["areas.csv"]
    assert "A00,t0,x\nA00,t1,x\n" in files["types.csv"]
    assert attack(files, least=5).weaknesses == ()


def test_what_was_hidden_before_stays_hidden() -> None:
    given_counts = made_counts([[50, 60], [70, 80], [90, 40]], [[110], [150], [130]])
    key = Key("A00", "t0", WHOLE)

    shown, hidden = hide(given_counts, least=5, remembered={key: Memory(exact=-1, low=5, same=True)})

    assert hidden.withheld[keys_of(shown).index(key)]


def test_what_is_known_already_is_no_place_to_hide_behind() -> None:
    given_counts = made_counts([[2, 40, 50], [60, 70, 80], [90, 30, 20]], [[92], [210], [140]])
    plain, first = hide(given_counts, least=5)
    taken = [keys_of(plain)[i] for i in np.flatnonzero(first.withheld)]
    known = {
        key: Memory(exact=int(values_of(plain)[keys_of(plain).index(key)]), low=0, same=True) for key in taken
    }

    shown, hidden = hide(given_counts, least=5, remembered=known)

    assert not any(hidden.withheld[keys_of(shown).index(key)] for key in taken)
    assert attack(files_of(shown, hidden), least=5).weaknesses == ()


def test_a_small_total_that_was_shown_before_is_refused() -> None:
    given_counts = made_counts([[1, 2], [60, 70], [90, 40]], [[3], [130], [130]])
    known = {Key("A00", WHOLE, WHOLE): Memory(exact=3, low=3, same=True)}

    with pytest.raises(OutputError, match="A00"):
        hide(given_counts, least=5, remembered=known)


def test_types_that_are_put_together_keep_their_sum() -> None:
    given_counts = made_counts([[5, 60, 1], [7, 80, 2]], [[66], [89]])

    found = rarest_together(given_counts, shown=2)

    assert found.types == ("t1", OTHER)
    assert found.by_type.tolist() == [[60, 6], [80, 9]]


def test_a_number_that_cannot_be_hidden_is_named_in_words() -> None:
    rare = replace(made_counts([[2], [0], [0]], [[2], [0], [0]]), types=(OTHER,))

    with pytest.raises(OutputError, match=r"a number below 5 \(all other types\) cannot be hidden"):
        hide(rare, least=5)
