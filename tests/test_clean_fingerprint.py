"""Fingerprints: equal rows are always found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from hotspot.clean.fingerprint import of_columns, perhaps_repeated

texts = st.lists(st.text(st.sampled_from("aбж\0 1"), max_size=20), min_size=1, max_size=40)


@given(cells=texts, at=st.integers(0, 39))
def test_texts_have_the_same_fingerprint_just_if_they_are_equal(cells: list[str], at: int) -> None:
    pieces = pa.chunked_array([cells[:at], cells[at:]], type=pa.string())
    column = pd.Series(pd.arrays.ArrowExtensionArray(pieces))

    found = of_columns(column.to_frame())

    first_seen = list(dict.fromkeys(cells))  # pandas before 3.1 takes "" and NUL for equal
    assert pd.factorize(found)[0].tolist() == [first_seen.index(cell) for cell in cells]


@given(ids=st.lists(st.integers(0, 30), max_size=40))
def test_all_that_stand_twice_are_marked(ids: list[int]) -> None:
    marked = perhaps_repeated(np.array(ids, dtype=np.uint64))

    assert marked.tolist() == [ids.count(one) > 1 for one in ids]


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
