"""Columns that grow block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from hotspot.read import gather
from hotspot.read.gather import Growing, Kinds, Texts, growing_for

if TYPE_CHECKING:
    import pytest


def test_what_was_added_comes_back_however_much_it_is() -> None:
    values = Growing(np.int64)

    for start in range(0, 200_000, 1_000):
        values.add(np.arange(start, start + 1_000))

    assert np.array_equal(values.all(), np.arange(200_000))


def test_texts_come_back_in_pieces_that_hold_slices_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "PIECE", 4)
    column = Texts()

    for cells in (["a", "", "жж"], ["b"], []):
        column.add(pa.array(["-", *cells], pa.string()).slice(1))

    assert column.whole().tolist() == ["a", "", "жж", "b"]


def test_kinds_keep_the_order_in_which_they_were_met() -> None:
    column = Kinds()

    column.add(pa.array(["b", "a", "b"]).dictionary_encode())
    column.add(pa.array(["c", "a"]).dictionary_encode())

    assert column.whole().tolist() == ["b", "a", "b", "c", "a"]
    assert column.whole().cat.categories.tolist() == ["b", "a", "c"]


def test_numbers_that_are_missing_are_no_numbers() -> None:
    column = growing_for(pa.array([1.5]))

    column.add(pa.array([1.5, None]))

    assert np.isnan(column.whole().to_numpy()).tolist() == [False, True]
