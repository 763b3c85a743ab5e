"""Fingerprints: equal rows are always found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.clean import fingerprint
from hotspot.clean.fingerprint import of_columns, perhaps_repeated

both_ways = pytest.mark.parametrize("compiled", [True, False])


@pytest.fixture
def _either_way(monkeypatch: pytest.MonkeyPatch, compiled: bool) -> None:
    monkeypatch.setattr(fingerprint, "COMPILED", compiled and fingerprint.COMPILED)


texts = st.lists(st.text(st.sampled_from("aбж\0 1"), max_size=20), min_size=1, max_size=40)


@given(cells=texts, at=st.integers(0, 39))
def test_texts_have_the_same_fingerprint_just_if_they_are_equal(cells: list[str], at: int) -> None:
    pieces = pa.chunked_array([cells[:at], cells[at:]], type=pa.string())
    column = pd.Series(pd.arrays.ArrowExtensionArray(pieces))

    found = of_columns(column.to_frame())

    first_seen = list(dict.fromkeys(cells))  # pandas before 3.1 takes "" and NUL for equal
    assert pd.factorize(found)[0].tolist() == [first_seen.index(cell) for cell in cells]


@both_ways
@pytest.mark.usefixtures("_either_way")
@given(ids=st.lists(st.integers(0, 30), max_size=40))
def test_all_that_stand_twice_are_marked(ids: list[int]) -> None:
    marked = perhaps_repeated(np.array(ids, dtype=np.uint64))

    assert marked.tolist() == [ids.count(one) > 1 for one in ids]


@both_ways
@pytest.mark.usefixtures("_either_way")
def test_numbers_that_only_share_their_first_bits_are_not_marked() -> None:
    spread = np.random.default_rng(3).integers(0, 2**63, 30_000).astype(np.uint64) * np.uint64(2)
    near = np.append(spread, spread[:10_000] + np.uint64(1))

    marked = perhaps_repeated(np.append(near, spread[:7]))

    assert np.flatnonzero(marked).tolist() == [*range(7), *range(40_000, 40_007)]


def test_rows_are_equal_where_all_their_cells_are() -> None:
    frame = pd.DataFrame(
        {
            "x": [0.0, -0.0, 1.0, 1.0],
            "start": np.array(["2025-01-01", "2025-01-01", "NaT", "NaT"], dtype="datetime64[s]"),
            "type": pd.Categorical(["a", "a", "b", "a"]),
        }
    )

    found = of_columns(frame)

    assert pd.factorize(found)[0].tolist() == [0, 0, 1, 2]
