"""Columns as the incidents keep them: texts that repeat as categories, all others as Arrow has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from hotspot.read.cells import distinct_cells, text_chunks
from hotspot.schema import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.read.table import PointTable


def kinds_of(column: pd.Series) -> pd.Categorical:
    """Return the texts (n,) of a column, "" where there is none, as categories in alphabetical order."""
    texts, index = distinct_cells(column)
    met = texts.to_pylist()
    kinds = sorted({*met, ""})
    place = {kind: at for at, kind in enumerate(kinds)}
    codes = np.array([place[text] for text in met], dtype=np.int32)[index]
    return pd.Categorical.from_codes(codes, categories=pd.Index(kinds, dtype="str"))


def no_kinds(count: int) -> pd.Categorical:
    """Return `count` times no text, as categories."""
    return pd.Categorical.from_codes(np.zeros(count, dtype=np.int8), categories=pd.Index([""], dtype="str"))


def texts_of(column: pd.Series) -> pd.api.extensions.ExtensionArray:
    """Return the texts (n,) of a column, "" where there is none."""
    return pd.arrays.ArrowExtensionArray(text_chunks(column))


def joined(tables: Sequence[PointTable]) -> tuple[pd.DataFrame, Rows]:
    """Return the rows of all tables under running row numbers from 1, and their account."""
    frames, rows = [], Rows(read=0)
    for table in tables:
        frames.append(table.frame.set_axis(table.frame.index + rows.read + 1, axis=0))
        rows = Rows(read=rows.read + table.rows.read, dropped=rows.dropped)
        for reason, count in table.rows.dropped.items():
            rows = rows.drop(reason, count)
    return (_below(frames) if len(frames) > 1 else frames[0]), rows


def _below(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the frames one below the other; a column that has categories in one of them has them in all."""
    index = frames[0].index.append([frame.index for frame in frames[1:]])
    columns = {name: _one_column([frame[name] for frame in frames]) for name in frames[0].columns}
    return pd.DataFrame({name: column.set_axis(index) for name, column in columns.items()}, index, copy=False)


def _one_column(columns: Sequence[pd.Series]) -> pd.Series:
    if any(isinstance(column.dtype, pd.CategoricalDtype) for column in columns):
        parts = [column.astype("category") for column in columns]
        return pd.Series(union_categoricals([part.cat.rename_categories(str) for part in parts]))
    return pd.concat(columns, ignore_index=True)
