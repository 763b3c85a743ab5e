"""What a record may hold: numbers that JSON knows, and no password."""

from __future__ import annotations

import json
import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.write.plain import as_json, plain

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
trees = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)


@settings(max_examples=40)
@given(st.dictionaries(st.text(), trees, max_size=4))
def test_whatever_is_recorded_is_json_that_any_reader_takes(content: dict[str, object]) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    assert json.loads(as_json(content), parse_constant=refuse) == plain(content)


@settings(max_examples=40)
@given(st.dictionaries(st.text(), trees, max_size=4))
def test_what_is_plain_stays_as_it_is(content: dict[str, object]) -> None:
    once = plain(content)

    assert plain(once) == once


def test_numbers_of_numpy_are_those_of_python_and_infinity_is_unknown() -> None:
    assert plain([np.int64(3), np.float32(0.5), np.bool_(True), np.nan, math.inf]) == [
        3,
        0.5,
        True,
        None,
        None,
    ]
    assert type(plain(np.int64(3))) is int


@given(st.text(st.characters(blacklist_characters="@/: \t\n\r", blacklist_categories=("Z", "C")), min_size=1))
def test_no_password_of_an_address_is_recorded(password: str) -> None:
    told = plain({"url": f"postgresql://me:{password}@host/db"})["url"]

    assert told == "postgresql://me:***@host/db"
