"""The cells of a column as clean text, whatever type the file gave them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from hotspot.read.cells import text_cells


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        (["007", " a ", None], ["007", "a", ""]),
        (["\u00a0b\u200b", "\ufeffc"], ["b", "c"]),
        ([1, 2], ["1", "2"]),
        ([1.0, None, 3.0], ["1", "", "3"]),
        ([1.5, 2.0], ["1.5", "2"]),
        ([True, False], ["true", "false"]),
        ([dt.date(2025, 1, 13), None], ["2025-01-13", ""]),
        (["a", 1, 2.5, None], ["a", "1", "2.5", ""]),
    ],
)
def test_every_kind_of_cell_becomes_plain_text(cells: list[Any], texts: list[str]) -> None:
    found = text_cells(pd.Series(cells))

    assert found.to_pylist() == texts
