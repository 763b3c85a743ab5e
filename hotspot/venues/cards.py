"""The first venues one by one: when and what happened there, and how surely it happened at the venue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.clock import clock_counts, known_days
from hotspot.schema.venued import Card

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema import Result
    from hotspot.venues.joined import Joined

TYPES = 6


def cards_of(result: Result, frame: gpd.GeoDataFrame, near: Joined, *, top: int) -> tuple[Card, ...]:
    """Return a card for each of the first `top` venues that have incidents; `frame` is that of `ranked`."""
    incidents = result.incidents
    known = incidents["hour_known"].to_numpy(bool)
    start = known_days(incidents["start"].to_numpy().astype("datetime64[s]"), known)
    found = []
    for row, source in enumerate(frame["source"].head(top).tolist()):
        mine = near.venue == source
        if not mine.any():
            continue
        types = incidents["type"][mine].astype(str).value_counts()
        by_count = sorted(types.items(), key=lambda item: (-int(item[1]), str(item[0])))
        clock = clock_counts(start[mine], known[mine])
        found.append(
            Card(
                row=row,
                hours=clock.hours,
                hour_unknown=clock.hour_unknown,
                types=tuple((str(name), int(count)) for name, count in by_count[:TYPES] if name),
                median_m=float(np.median(near.distance_m[mine])),
                shared=int(near.shared[mine].sum()),
            )
        )
    return tuple(found)
