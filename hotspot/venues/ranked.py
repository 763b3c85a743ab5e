"""How many incidents to expect at each venue, and how sure its rank is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.gamma_poisson import Posterior, fit_prior, overdispersion, posterior
from hotspot.measure.ranks import rank_intervals
from hotspot.measure.size_effect import size_effect
from hotspot.schema.numbers import Estimate
from hotspot.schema.venued import LOCAL_NAMES, RANKED_COLUMNS, SizeUsed

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from hotspot.schema import Floats, Ints

TAIL = 0.025
STRETCH = 6  # hours
FEWEST_TIMED = 5
FEWEST_SIZED = 10  # venues of known size from which the exponent is fitted


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """What each venue counts for (n,), 1 on average: its size to the fitted power, or the same for all."""

    value: Floats
    size: SizeUsed | None


def exposure_of(counts: Floats, size: Floats, column: str) -> Exposure:
    """Return the exposure of the venues; a venue of unknown size counts as one of the median size."""
    known = np.isfinite(size)
    if not column or not known.any():
        return Exposure(value=np.ones(len(counts)), size=None)
    filled = np.where(known, size, np.median(size[known]))
    effect = size_effect(counts[known], size[known]) if known.sum() >= FEWEST_SIZED else None
    value = filled ** (1.0 if effect is None else effect.exponent)
    return Exposure(
        value=value / value.mean(),
        size=SizeUsed(
            column=column,
            known=int(known.sum()),
            unknown=int((~known).sum()),
            exponent=None
            if effect is None
            else Estimate(value=effect.exponent, low=effect.low, high=effect.high),
        ),
    )


def dispersion_of(start: NDArray[np.datetime64], venue: Ints) -> float:
    """Return how many times as much as Poisson counts the incidents of a venue vary from month to month.

    `start` (m,) are the moments of the incidents, NaT where unknown, and `venue` (m,) their venues.
    """
    dated = ~np.isnat(start) & (venue >= 0)
    if not dated.any():
        return 1.0
    month = start[dated].astype("datetime64[M]").astype(np.int64)
    _, row = np.unique(venue[dated], return_inverse=True)
    column = month - month.min()
    wide = int(column.max()) + 1
    table = np.bincount(row * wide + column, minlength=(int(row.max()) + 1) * wide)
    return overdispersion(table.reshape(-1, wide).astype(np.float64))


def ranked(
    places: gpd.GeoDataFrame,
    counts: Floats,
    exposure: Floats,
    *,
    dispersion: float,
    top: int,
    worst: int,
    seed: int,
) -> gpd.GeoDataFrame:
    """Return the places as points in order of what is to be expected, with the numbers of `RANKED_COLUMNS`.

    `places` come from `venue_places`; the columns on types, hours and degrees are added later. `source` is
    the row of the venue in `places`.
    """
    rates = posterior(counts, exposure, fit_prior(counts / dispersion, exposure, None), dispersion=dispersion)
    amounts = Posterior(shape=rates.shape, rate=rates.rate / exposure)
    first = rank_intervals(amounts, top=min(top, len(counts)), seed=seed)
    fifth = rank_intervals(amounts, top=worst, seed=seed)
    total = max(float(counts.sum()), 1.0)
    frame = places.assign(
        source=np.arange(len(places)),
        incidents=counts.astype(np.int64),
        share=counts / total,
        usual=counts.sum() * exposure / exposure.sum(),
        expected=amounts.mean,
        expected_low=amounts.quantile(TAIL),
        expected_high=amounts.quantile(1 - TAIL),
        rank_low=first.low,
        rank_high=first.high,
        p_top=first.p_top,
        p_worst=fifth.p_top,
        geometry=places.geometry.representative_point(),
    )
    order = np.lexsort((np.arange(len(frame)), -counts, -np.round(amounts.mean, 9)))
    frame = frame.iloc[order].reset_index(drop=True)
    degrees = frame.geometry.to_crs("EPSG:4326")
    return frame.assign(
        rank=np.arange(1, len(frame) + 1),
        cumulative_share=frame["share"].cumsum(),
        lon=degrees.x.to_numpy(),
        lat=degrees.y.to_numpy(),
    )


def told(frame: gpd.GeoDataFrame, incidents: pd.DataFrame, venue: Ints) -> gpd.GeoDataFrame:
    """Return the ranked venues with their commonest types and their busiest hours: `RANKED_COLUMNS`,
    and what they are called in each language."""
    types, hours = main_types(incidents, venue, len(frame)), main_hours(incidents, venue, len(frame))
    source = frame["source"].to_numpy()
    return frame.assign(
        main_types=[types[i] for i in source],
        main_hours=[hours[i] for i in source],
    )[[*RANKED_COLUMNS, *LOCAL_NAMES, "source"]]


def main_types(incidents: pd.DataFrame, venue: Ints, n: int) -> list[str]:
    """Return the two commonest types of each venue, with their counts."""
    mine = incidents[venue >= 0].assign(venue=venue[venue >= 0])
    mine = mine[mine["type"].astype(str) != ""]
    counts = mine.groupby(["venue", "type"], observed=True).size().reset_index(name="held")
    counts = counts.sort_values(["venue", "held", "type"], ascending=[True, False, True], kind="stable")
    found: list[list[str]] = [[] for _ in range(n)]
    first = counts.groupby("venue", sort=True).head(2)
    for row, name, held in zip(
        first["venue"].tolist(), first["type"].tolist(), first["held"].tolist(), strict=True
    ):
        found[row].append(f"{name} {held}")
    return ["; ".join(parts) for parts in found]


def main_hours(incidents: pd.DataFrame, venue: Ints, n: int) -> list[str]:
    """Return the six hours in a row that hold most of each venue's incidents, with how many: "18–24: 9/12".

    "" with fewer than `FEWEST_TIMED` incidents whose hour is known.
    """
    known = (venue >= 0) & incidents["hour_known"].to_numpy(bool) & incidents["start"].notna().to_numpy(bool)
    hour = incidents["start"].dt.hour.to_numpy()[known].astype(np.int64)
    clock = np.bincount(venue[known] * 24 + hour, minlength=n * 24).reshape(n, 24)
    running = np.cumsum(
        np.concatenate([np.zeros((n, 1), np.int64), clock, clock[:, :STRETCH]], axis=1), axis=1
    )
    stretch = running[:, STRETCH : STRETCH + 24] - running[:, :24]
    first, all_of = np.argmax(stretch, axis=1), clock.sum(axis=1)
    return [
        f"{start}–{(start + STRETCH - 1) % 24 + 1}: {stretch[i, start]}/{all_of[i]}"
        if all_of[i] >= FEWEST_TIMED
        else ""
        for i, start in enumerate(first.tolist())
    ]
