"""LIKE, held against SQLite's own for the alphabet that it knows."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.read.like import like


@given(pattern=st.text("ab%_.*", max_size=8), cell=st.text("abAB.*\n", max_size=10))
def test_like_agrees_with_sqlite(pattern: str, cell: str) -> None:
    with sqlite3.connect(":memory:") as engine:
        (expected,) = engine.execute("SELECT ? LIKE ?", (cell, pattern)).fetchone()
    engine.close()

    assert like(pattern, cell) == bool(expected)


@pytest.mark.parametrize(
    ("pattern", "cell", "found"),
    [("кр_жа%", "КРАЖА со взломом", True), ("%ӨҢІР", "біздің өңір", True), ("%ё%", "грабеж", False)],
)
def test_case_does_not_count_in_any_alphabet(pattern: str, cell: str, found: bool) -> None:
    assert like(pattern, cell) is found


def test_an_escaped_sign_is_only_itself() -> None:
    assert like("100!%", "100%", "!") is True
    assert like("100!%", "100 cars", "!") is False


def test_nothing_is_like_nothing() -> None:
    assert like(None, "a") is None
    assert like("%", None) is None
