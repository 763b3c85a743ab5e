"""Stretches of time of what was only counted: those that the bandwidth is tested on, and what is in each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.hit_rate import windows_of
from hotspot.pipeline.from_ledger import Entries, among, groups_of, named_among

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from hotspot.schema import Ints, Period


def stretches_tested(
    entries: Entries, period: Period | None, sensitive: Sequence[str]
) -> Sequence[tuple[int, int]] | None:
    """Return the stretches of time that the bandwidth is tested on, in days of the period; days of sensitive
    incidents alone do not count."""
    if period is None:
        return None
    entries = replace(entries, kinds=entries.kinds[among(entries.kinds["type"], sensitive) == 0])
    day = _days(entries.times, period)
    found = entries.by(np.zeros(int(entries.site.max()) + 1, dtype=np.int64), time=day)
    return windows_of(found["time"].to_numpy())


def by_stretch(
    entries: Entries,
    period: Period | None,
    windows: Sequence[tuple[int, int]] | None,
    sensitive: Sequence[str],
) -> pd.DataFrame:
    """Return the incidents by site and stretch of time: what came before the windows, and each of these;
    sensitive types apart."""
    kind = among(entries.kinds["type"], sensitive)
    sites = np.arange(int(entries.site.max()) + 1)
    if period is None or not windows:
        found = entries.by(sites, kind=kind)
        start = np.full(len(found), np.datetime64("NaT" if period is None else period.first, "s"))
    else:
        first = np.array([0, *(begin for begin, _ in windows)])
        stretch = np.searchsorted(first, _days(entries.times, period), side="right") - 1
        found = entries.by(sites, kind=kind, time=stretch)
        start = (np.datetime64(period.first, "D") + first[found["time"]]).astype("datetime64[s]")
    return groups_of(
        site=found["place"].to_numpy(),
        type=named_among(found["kind"], sensitive),
        start=start,
        weight=found["weight"].to_numpy(),
    )


def _days(times: pd.DataFrame, period: Period) -> Ints:
    """Return the day of each time, counted from the first of the period."""
    day = times["start"].to_numpy().astype("datetime64[D]") - np.datetime64(period.first, "D")
    return np.asarray(day.astype(np.int64))
