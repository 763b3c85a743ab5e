"""Simulated cities: the p values that they give, and what their number and their threads change."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.judge.baseline import Lattice
from hotspot.judge.simulated import LEVEL, Question, search_of, sequential_p, strongest
from hotspot.words import Words

ASKED = Question(eps_m=80.0, min_samples=9.0, usual_m=400.0, around_m=400.0, largest_m=300.0, least=5)


def even_city() -> Lattice:
    counts = np.random.default_rng(1).poisson(0.08, (120, 100)).astype(np.int32)
    return Lattice(
        counts=counts,
        ground=np.ones(counts.shape),
        inside=np.ones(counts.shape, dtype=bool),
        cell_m=20.0,
        corner=(0.0, 0.0),
    )


def test_the_strongest_of_a_simulated_city_does_not_depend_on_the_number_of_threads(monkeypatch):
    search = search_of(even_city(), ASKED)
    two = strongest(search, simulations=19, seed=3)

    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    one = strongest(search, simulations=19, seed=3)

    assert one.tolist() == two.tolist()
    assert len(set(one.tolist())) > 10


def test_simulation_ends_where_nothing_can_be_significant_any_more():
    search = search_of(even_city(), ASKED)

    every = strongest(search, simulations=99, seed=3)
    short = strongest(search, simulations=99, seed=3, than=float(np.median(every)))

    assert len(short) < len(every) == 99
    assert short.tolist() == every[: len(short)].tolist()


@given(best=st.lists(st.floats(-5, 50), min_size=99, max_size=99), strength=st.floats(-5, 50))
def test_up_to_the_level_the_p_value_is_that_of_all_simulated_cities(best, strength):
    every = np.array(best)

    p = float(sequential_p(np.array([strength]), every, simulations=99)[0])

    plain = (1 + (every >= strength - 1e-9).sum()) / 100
    assert (p <= LEVEL) == (plain <= LEVEL)
    if p <= LEVEL:
        assert p == pytest.approx(plain)


@given(best=st.lists(st.floats(-5, 50), min_size=99, max_size=99))
def test_the_stronger_has_never_the_higher_p_value(best):
    p = sequential_p(np.linspace(-6, 51, 40), np.array(best), simulations=99)

    assert (np.diff(p) <= 0).all()
    assert p[0] == 1.0


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_what_is_said_of_the_test_names_its_level(language):
    said = Words(language=language)("map.tested")

    assert f"{LEVEL:.0%}".replace("%", " %") in said


def test_where_nothing_was_found_there_is_nothing_to_test():
    assert sequential_p(np.empty(0), np.array([1.0, 2.0]), simulations=39).tolist() == []
