"""Sensitive types lose their names where few of them lie, and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hotspot.clean import look_at_sensitive, without_rare_types
from hotspot.schema import Finding

KINDS = ["rape", "theft"]


def incidents(types: list[str], area: list[int], weight: list[int] | None = None) -> pd.DataFrame:
    frame = pd.DataFrame({"type": pd.Categorical(types, categories=["", *KINDS]), "area": area})
    return frame if weight is None else frame.assign(weight=weight)


def test_four_of_a_type_in_an_area_are_not_named_and_five_are() -> None:
    frame = incidents(["rape"] * 9 + ["theft"], [0] * 4 + [1] * 5 + [0])

    named = without_rare_types(frame, ["rape"])["type"].tolist()

    assert named == [""] * 4 + ["rape"] * 5 + ["theft"]


def test_a_row_that_stands_for_five_incidents_is_five() -> None:
    frame = incidents(["rape", "rape"], [0, 1], weight=[5, 4])

    assert without_rare_types(frame, ["rape"])["type"].tolist() == ["rape", ""]


@given(
    st.lists(st.tuples(st.sampled_from(["", *KINDS]), st.integers(-1, 3)), min_size=1),
    st.integers(1, 8),
)
def test_no_area_names_fewer_than_the_least_and_other_types_stay(
    rows: list[tuple[str, int]], least: int
) -> None:
    frame = incidents(*map(list, zip(*rows, strict=True)))

    named = without_rare_types(frame, ["rape"], least=least)

    counts = named[named["type"] == "rape"].groupby("area").size()
    assert (counts >= least).all()
    assert named["area"].equals(frame["area"])
    assert ((named["type"] == "theft") == (frame["type"] == "theft")).all()


def test_what_is_not_shown_is_counted_by_type() -> None:
    frame = incidents(["rape"] * 3 + ["theft"] * 2, list(np.zeros(5, dtype=int)))

    (found,) = look_at_sensitive(frame, ["rape"])

    assert found == Finding(
        code="sensitive_by_area", level="info", values={"count": 3, "types": "rape: 3", "least": 5}
    )
    assert look_at_sensitive(frame, ["arson"]) == ()
