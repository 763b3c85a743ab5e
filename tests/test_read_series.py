"""Columns as the incidents keep them."""

from __future__ import annotations

import pandas as pd

from hotspot.read.series import joined, kinds_of, no_kinds, texts_of
from hotspot.read.table import PointTable
from hotspot.schema import Rows, Source


def table(cells: list[str], kind: str) -> PointTable:
    frame = pd.DataFrame({"type": pd.Series(cells, dtype=kind)})
    return PointTable(name="a.csv", frame=frame, rows=Rows(read=len(cells)), source=Source(path="a.csv"))


def test_kinds_are_trimmed_texts_in_the_order_of_the_alphabet_and_nothing_is_one_of_them() -> None:
    column = pd.Series(["theft ", "arson", None, "theft"], dtype="category")

    kinds = kinds_of(column)

    assert kinds.tolist() == ["theft", "arson", "", "theft"]
    assert kinds.categories.tolist() == ["", "arson", "theft"]


def test_texts_are_trimmed_and_nothing_is_an_empty_text() -> None:
    assert list(texts_of(pd.Series([" 007", None], dtype="str"))) == ["007", ""]
    assert no_kinds(2).tolist() == ["", ""]


def test_categories_of_one_file_and_texts_of_another_are_one_column() -> None:
    tables = [table(["theft", "arson"], "category"), table(["theft", "fraud"], "str")]

    frame, rows = joined(tables)

    assert frame["type"].tolist() == ["theft", "arson", "theft", "fraud"]
    assert frame.index.tolist() == [1, 2, 3, 4]
    assert rows.read == 4
