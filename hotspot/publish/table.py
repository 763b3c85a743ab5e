"""The tables of the edition as one list of numbers: which number stands where, and what adds up to what.

The list has the totals of the types, area by type, the totals of the areas, area by year, and the totals of
the years, in this order; the total of the city is always shown and stands apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.suppression import TwoTables
from hotspot.schema.published import WHOLE, Key

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints
    from hotspot.schema.published import Counts

CITY = Key(WHOLE, WHOLE, WHOLE)
# What hiding a number costs the reader: totals more than what they are made of.
PRICES = {"type": 200.0, "area_type": 1.0, "area": 6.0, "area_year": 1.0, "year": 200.0}
DIGIT = 0.1  # more for each digit: larger numbers say more


def keys_of(counts: Counts) -> list[Key]:
    """Return the key of each number."""
    areas, types, years = counts.areas, counts.types, counts.years
    return [
        *(Key(WHOLE, kind, WHOLE) for kind in types),
        *(Key(area, kind, WHOLE) for area in areas for kind in types),
        *(Key(area, WHOLE, WHOLE) for area in areas),
        *(Key(area, WHOLE, year) for area in areas for year in years),
        *(Key(WHOLE, WHOLE, year) for year in years),
    ]


def kind_of(key: Key) -> str:
    """Return which table a number belongs to: a key of `PRICES`.

    >>> kind_of(Key("A1", "theft", "")), kind_of(Key("", "", "2025"))
    ('area_type', 'year')
    """
    return "_".join(name for name, part in zip(("area", "type", "year"), key, strict=True) if part)


def values_of(counts: Counts) -> Ints:
    """Return the numbers themselves."""
    by_type, by_year = counts.by_type, counts.by_year
    parts = (by_type.sum(0), by_type.ravel(), by_type.sum(1), by_year.ravel(), by_year.sum(0))
    return np.concatenate(parts).astype(np.int64)


def two_tables(counts: Counts, *, low: Ints, high: Ints, price: Floats) -> TwoTables:
    """Return the tables as `suppression` takes them: rows are the areas, between types and years."""
    return TwoTables(
        rows=len(counts.areas),
        left=len(counts.types),
        right=len(counts.years),
        value=values_of(counts),
        low=low,
        high=high,
        price=price,
    )


def prices_of(keys: list[Key], values: Ints) -> Floats:
    """Return what hiding each number costs; a zero is never hidden, since it needs no protection."""
    base = np.array([PRICES[kind_of(key)] for key in keys])
    return np.where(values > 0, base + DIGIT * np.log10(np.maximum(values, 1)), np.inf)
