"""Sparse tables of numbers, such as demand by candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from scipy.sparse import coo_array, csr_array

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints

Table: TypeAlias = "csr_array[np.float64, tuple[int, int]]"


def table(values: Any) -> Table:
    """Return anything two-dimensional, dense or sparse, as a sparse table of floats."""
    found: Table = csr_array(values, dtype=np.float64)
    return found


def row(values: Floats) -> Table:
    """Return one row (v,) as a table (1, v)."""
    return table(values[None, :])


def entries(rows: Ints, columns: Ints, values: Floats, *, shape: tuple[int, int]) -> Table:
    """Return the table with these entries; entries of the same place are added."""
    return table(coo_array((values, (rows, columns)), shape=shape))


def of_rows(values: Table) -> Floats:
    """Return the sum of each row."""
    return np.asarray(values.sum(axis=1), dtype=np.float64).ravel()


def of_columns(values: Table) -> Floats:
    """Return the sum of each column."""
    return np.asarray(values.sum(axis=0), dtype=np.float64).ravel()


def times(values: Table, vector: Floats) -> Floats:
    """Return the product of a table (r, v) with a vector (v,)."""
    return np.asarray(values @ vector, dtype=np.float64)
