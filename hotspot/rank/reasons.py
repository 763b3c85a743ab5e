"""Why an area stands where it stands: its main types, its main hours, and whether it has been changing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.measure.change import e_test
from hotspot.measure.distinct import occurring
from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.measure.gamma_poisson import overdispersion
from hotspot.schema import weights

if TYPE_CHECKING:
    from hotspot.rank.by_day import ByDay
    from hotspot.schema import Floats, Ints, Period

TYPES_SHOWN = 3
FEWEST_OF_A_TYPE = 3  # with fewer, a description that occurs once would show
BAND_HOURS, HOUR_S = 6, 3600
FEWEST_HOURS = 10  # incidents with a known hour
FEWEST_DAYS = 60
FEWEST_TO_COMPARE = 10  # incidents in both windows together
LONGEST_WINDOW_DAYS, LONGEST_WINDOW_MONTHS = 365, 12
FALSE_ALARMS = 0.05  # the share of alarms that may be false


@dataclass(frozen=True, kw_only=True)
class Windows:
    """Two stretches of time that touch: from `before` to `now`, and from `now` to `end` (not included)."""

    before: np.datetime64
    now: np.datetime64
    end: np.datetime64

    @property
    def days_before(self) -> int:
        """Length of the earlier window."""
        return int((self.now - self.before) / np.timedelta64(1, "D"))

    @property
    def days_now(self) -> int:
        """Length of the later window."""
        return int((self.end - self.now) / np.timedelta64(1, "D"))


@dataclass(frozen=True, kw_only=True)
class Trend:
    """For each area: incidents in the later and the earlier window, what to say, and the test's p, adjusted
    for the number of areas tested (NaN: not tested)."""

    recent: Ints
    before: Ints
    said: list[str]
    p: Floats


def windows(period: Period, dated: ByDay, *, hour_known: bool) -> Windows | None:
    """Return the last min(365 days, half the period) and as long before; None under 60 days.

    Where every date is the first of a month and no hour is known, whole months are compared, at most twelve,
    and the two windows may differ by a few days.
    """
    if period.days < FEWEST_DAYS or not len(dated.day):
        return None
    if hour_known or not dated.only_first_days():
        end = np.datetime64(period.last, "D") + np.timedelta64(1, "D")
        length = np.timedelta64(min(LONGEST_WINDOW_DAYS, period.days // 2), "D")
        return Windows(before=end - 2 * length, now=end - length, end=end)
    after = np.datetime64(period.last, "M") + np.timedelta64(1, "M")
    covered = (after - np.datetime64(period.first, "M")).astype(np.int64)
    months = np.timedelta64(min(LONGEST_WINDOW_MONTHS, int(covered) // 2), "M")
    before, now = after - 2 * months, after - months
    return Windows(before=before.astype("M8[D]"), now=now.astype("M8[D]"), end=after.astype("M8[D]"))


def trends(dated: ByDay, frame: Windows | None, *, least_dispersion: float) -> Trend:
    """Compare the two windows in every area.

    "up" or "down" only where the E-test's p is below 0.05 after Benjamini–Hochberg over the areas that have
    at least 10 incidents in the two windows. The test allows for as much more than Poisson variation as the
    months of the two windows show, and for `least_dispersion` at least.
    """
    n = dated.areas
    none = np.zeros(n, dtype=np.int64)
    if frame is None:
        return Trend(recent=none, before=none, said=[""] * n, p=np.full(n, np.nan))
    both = dated.between(frame.before, frame.end)
    recent, before = (
        dated.between(*ends).by_area() for ends in ((frame.now, frame.end), (frame.before, frame.now))
    )
    enough = recent + before >= FEWEST_TO_COMPARE
    p = np.full(n, np.nan)
    p[enough] = e_test(
        recent[enough].astype(np.float64),
        before[enough].astype(np.float64),
        length_now=frame.days_now,
        length_past=frame.days_before,
        dispersion=max(least_dispersion, overdispersion(both.by_month())),
    )
    p = benjamini_hochberg(p)
    up = recent * frame.days_before > before * frame.days_now
    said = np.where(p < FALSE_ALARMS, np.where(up, "up", "down"), "no change beyond noise")
    return Trend(recent=recent, before=before, said=np.where(enough, said, "too few").tolist(), p=p)


def main_types(incidents: pd.DataFrame, n: int) -> list[str]:
    """Return "theft 60 %; robbery 12 %; fraud 9 %" for each area: its three most frequent named types.

    Shares are of all the area's incidents; types of equal count come in the order of the alphabet. Left out
    are types of fewer than three incidents in the area, and shares that round to nothing.
    """
    area = incidents["area"].to_numpy()
    code, found = pd.factorize(incidents["type"])
    kinds = np.asarray(found, dtype=object)
    weight = weights(incidents)
    cell, count = occurring(area * (len(kinds) + 1) + code + 1, weight)  # a missing type has code -1
    in_area, kind = np.divmod(cell, len(kinds) + 1)
    told = np.append(False, kinds != "")[kind] & (count >= FEWEST_OF_A_TYPE)
    in_area, count = in_area[told], count[told]
    kind = np.argsort(np.argsort(kinds))[kind[told] - 1]
    order = np.lexsort((kind, -count, in_area))
    in_area, kind, count = in_area[order], kind[order], count[order]
    place = np.arange(len(order)) - np.searchsorted(in_area, in_area)
    percent = np.rint(100 * count / np.bincount(area, weight, minlength=n)[in_area]).astype(int)
    first = (place < TYPES_SHOWN) & (percent > 0)
    shown: list[list[str]] = [[] for _ in range(n)]
    names = np.sort(kinds)[kind[first]]
    for row, name, share in zip(in_area[first].tolist(), names, percent[first].tolist(), strict=True):
        shown[row].append(f"{name} {share} %")
    return ["; ".join(each) for each in shown]


def main_hours(incidents: pd.DataFrame, n: int) -> list[str]:
    """Return "18–24: 41 %" for each area: the six hours in a row with most incidents, and their share.

    Among incidents whose hour is known; "" with fewer than ten. The band starts at any full hour and may go
    past midnight; of equal ones the earliest counts.
    """
    start = incidents["start"].to_numpy().astype("M8[s]")
    known = incidents["hour_known"].to_numpy(bool) & ~np.isnat(start)
    hour = start[known].astype(np.int64) // HOUR_S % 24
    cell = incidents["area"].to_numpy()[known] * 24 + hour
    weight = weights(incidents)
    held = np.bincount(cell, weight[known] if weight is not None else None, minlength=24 * n)
    by_hour = held.astype(np.int64).reshape(n, 24)
    size = by_hour.sum(axis=1)
    band = np.sum([np.roll(by_hour, -hour, axis=1) for hour in range(BAND_HOURS)], axis=0)
    first = band.argmax(axis=1)
    share = np.round(100 * band.max(axis=1) / np.maximum(size, 1)).astype(int)
    return [
        f"{start:02d}–{(start + BAND_HOURS - 1) % 24 + 1:02d}: {percent} %" if all_of >= FEWEST_HOURS else ""
        for start, percent, all_of in zip(first.tolist(), share.tolist(), size.tolist(), strict=True)
    ]
