"""What is said of each area besides its number, from the numbers that are shown: rates, intervals, standing.

So none of it can tell anything that the tables do not tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.exact_intervals import poisson_interval
from hotspot.publish.table import CITY
from hotspot.schema.published import WHOLE, Key, Rates

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from hotspot.schema import Floats
    from hotspot.schema.published import Standing, Tables

LEVEL = 0.95
LEAST_CELLS = 30  # for a dispersion; with fewer, that of a Poisson process is supposed
PER = 1_000.0  # residents


def rates_of(tables: Tables, areas: gpd.GeoDataFrame, *, years: float) -> Rates:
    """Return the rates of the areas, in their order, from what the tables show of them in `years`."""
    km2, residents = areas["area_km2"].to_numpy(float), areas["residents"].to_numpy(float)
    ids = areas["area_id"].tolist()
    count = _numbers(tables, [Key(area, WHOLE, WHOLE) for area in ids])
    dispersion = _dispersion(tables, ids)
    low, high = _interval(count, dispersion, LEVEL)
    return Rates(
        per_km2_year=count / km2 / years,
        low=low / km2 / years,
        high=high / km2 / years,
        per_1000_year=np.where(residents > 0, PER * count / np.maximum(residents, 1) / years, np.nan),
        standing=_standing(count, km2, float(tables.text[CITY]), dispersion),
        dispersion=dispersion,
    )


def _numbers(tables: Tables, keys: Sequence[Key]) -> Floats:
    """Return the numbers that are shown, NaN where they are hidden."""
    shown = (tables.text[key] for key in keys)
    return np.array([float(text) if text.isdigit() else np.nan for text in shown])


def _dispersion(tables: Tables, areas: Sequence[str]) -> float:
    """Return the variance of the yearly counts of areas over their mean, from the numbers that are shown."""
    n, y = len(areas), len(tables.years)
    cells = _numbers(tables, [Key(area, WHOLE, year) for area in areas for year in tables.years])
    cells = cells.reshape(n, y)
    area = _numbers(tables, [Key(area, WHOLE, WHOLE) for area in areas])
    year = _numbers(tables, [Key(WHOLE, WHOLE, year) for year in tables.years])
    expected = np.outer(area, year) / float(tables.text[CITY])
    known = np.isfinite(cells) & (expected > 0)
    if y < 2 or known.sum() < LEAST_CELLS:
        return 1.0
    squares = (cells[known] - expected[known]) ** 2 / expected[known]
    return max(1.0, round(float(squares.sum() / (known.sum() * (y - 1) / y)), 2))


def _interval(count: Floats, dispersion: float, level: float) -> tuple[Floats, Floats]:
    """Return the bounds of the mean of a count, widened by the dispersion; NaN where it is hidden."""
    known = np.isfinite(count)
    shown = np.where(known, count, 1.0)
    low, high = poisson_interval(shown, dispersion=dispersion, tail=(1 - level) / 2)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _standing(count: Floats, km2: Floats, total: float, dispersion: float) -> tuple[Standing, ...]:
    """Return how each area stands against the city's mean density, all areas tested at once in mind."""
    low, high = _interval(count, dispersion, 1 - (1 - LEVEL) / max(len(count), 1))
    usual = total / km2.sum() * km2
    return tuple(
        "" if np.isnan(a) else "above" if a > mean else "below" if b < mean else "alike"
        for a, b, mean in zip(low, high, usual, strict=True)
    )
