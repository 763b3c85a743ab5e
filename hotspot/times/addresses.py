"""Addresses with several incidents: how many there are, and which have most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspot.measure.bursts import repeat_shares
from hotspot.schema.repeated import PLACE_COLUMNS, AtLeast

if TYPE_CHECKING:
    from hotspot.schema import Result

SHOWN_PLACES = 100


def addresses(result: Result) -> tuple[tuple[AtLeast, ...], pd.DataFrame]:
    """Return how many places have two, three … incidents, and those that have most with `PLACE_COLUMNS`."""
    site = result.incidents["site"].to_numpy()
    weight = np.bincount(site, minlength=len(result.sites.xy)).astype(np.float64)
    shares = tuple(
        AtLeast(times=times, places=places, incidents=incidents)
        for times, places, incidents in repeat_shares(weight)
    )
    worst = np.lexsort((np.arange(len(weight)), -weight))[:SHOWN_PLACES]
    worst = worst[weight[worst] >= 2]
    points = gpd.GeoSeries(shapely.points(result.sites.xy[worst]), crs=result.crs).to_crs("EPSG:4326")
    ids = result.areas.frame["area_id"].to_numpy()
    known = result.incidents[np.isin(site, worst)]
    known_site = known["site"].to_numpy()
    rows = []
    for number, (place, point) in enumerate(zip(worst.tolist(), points, strict=True), start=1):
        mine = known[known_site == place]
        area = int(mine["area"].iloc[0])
        days = mine["start"].dropna().dt.date
        rows.append(
            (
                f"R{number}",
                round(point.x, 6),
                round(point.y, 6),
                str(ids[area]) if area >= 0 else "",
                len(mine),
                str(days.min()) if len(days) else "",
                str(days.max()) if len(days) else "",
                _main_types(mine["type"]),
            )
        )
    return shares, pd.DataFrame(rows, columns=list(PLACE_COLUMNS), dtype=object)


def _main_types(types: pd.Series[str]) -> str:
    counts = types[types != ""].astype(str).value_counts().head(2)
    return "; ".join(f"{name} {count}" for name, count in counts.items())
