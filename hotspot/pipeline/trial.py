"""The trial of posts and cameras on a run's own past: what is held out, and which incidents count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot import place
from hotspot.pipeline.demand import before_cutoff
from hotspot.pipeline.discreet import told_of_places

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from hotspot.measure.siting import Quota, Reach
    from hotspot.schema import Bools, Floats, Ints, Result
    from hotspot.schema.placed import Demand, HoldOut

LAST_SHARE = 0.25  # of the period is what the trial holds out, a year at most
LEAST_HELD_OUT = 100


def trial(
    result: Result,
    chosen_by: Callable[[Floats], place.Chosen | None],
    demand: Demand,
    reach: Reach,
    sites: place.Sites,
    *,
    hours: tuple[int, int] | None = None,
    quota: Quota | None = None,
) -> HoldOut | None:
    """Hold out the last quarter of the period, a year at most, of the incidents within the `hours`.

    `chosen_by` answers the same question for another demand (d,). None where demand has no dates behind it,
    where too little is held out, and where the past has no answer.
    """
    if result.period is None or demand.unit == "given":
        return None
    days = min(int(result.period.days * LAST_SHARE), 365)
    cutoff: date = (pd.Timestamp(result.period.last) - pd.Timedelta(days=days - 1)).date()
    told = told_of_places(result)
    late: Bools = np.asarray(told.incidents["start"] >= pd.Timestamp(cutoff))
    site: Ints = told.incidents["site"].to_numpy()
    number = np.full(len(result.sites.xy), -1, dtype=np.int64)
    number[place.rows_of(result.sites.xy, demand.xy)] = np.arange(len(demand.xy))
    counted = place.within_hours(told, hours) & (number[site] >= 0)
    each, one = before_cutoff(told, demand), np.ones(len(site))
    before, after = (
        np.bincount(number[site[part]], weight[part], minlength=len(demand.xy)).astype(np.float64)
        for part, weight in ((counted & ~late, each), (counted & late, one))
    )
    if after.sum() < LEAST_HELD_OUT or not before.any():
        return None
    return place.hold_out(chosen_by, reach, sites, before=before, after=after, cutoff=cutoff, quota=quota)
