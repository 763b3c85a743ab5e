"""Why an area stands where it stands: its main types, its main hours, and whether it has been changing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.measure.change import e_test
from hotspot.measure.clock import months_recorded
from hotspot.measure.distinct import occurring
from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.measure.two_periods import place_dispersion, rate_ratio
from hotspot.schema import weights

if TYPE_CHECKING:
    from hotspot.rank.by_day import ByDay
    from hotspot.schema import Floats, Ints, Period

TYPES_SHOWN = 3
FEWEST_OF_A_TYPE = 3  # with fewer, a description that occurs once would show
BAND_HOURS, HOUR_S = 6, 3600
FEWEST_HOURS = 10  # incidents with a known hour
FEWEST_DAYS, FEWEST_MONTHS = 60, 2
FEWEST_TO_COMPARE = 10  # incidents in both windows together
YEAR_DAYS, YEAR_MONTHS = 365, 12
NONE = "no change beyond noise"
FALSE_ALARMS = 0.05  # the share of alarms that may be false


@dataclass(frozen=True, kw_only=True)
class Windows:
    """The later stretch of time, from `now` to `end`, and the same days a year earlier, from `before` to
    `until` (ends not included)."""

    before: np.datetime64
    until: np.datetime64
    now: np.datetime64
    end: np.datetime64

    @property
    def days_before(self) -> int:
        """Length of the earlier window."""
        return int((self.until - self.before) / np.timedelta64(1, "D"))

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
    """Return the last year, or what of it the record has of the year before, too: two months at least, else
    None. Windows of different seasons would tell the season and not the change.

    Where every date is the first of a month and no hour is known, whole months are compared, and the two
    windows may differ by a day.
    """
    if not len(dated.day):
        return None
    if hour_known or not dated.only_first_days():
        end = np.datetime64(period.last, "D") + np.timedelta64(1, "D")
        days = min(YEAR_DAYS, period.days - YEAR_DAYS)
        length, year = np.timedelta64(days, "D"), np.timedelta64(YEAR_DAYS, "D")
        return _a_year_apart(end, length, year) if days >= FEWEST_DAYS else None
    after = np.datetime64(period.last, "M") + np.timedelta64(1, "M")
    covered = int((after - np.datetime64(period.first, "M")).astype(np.int64))
    months = min(YEAR_MONTHS, covered - YEAR_MONTHS)
    span, twelve = np.timedelta64(months, "M"), np.timedelta64(YEAR_MONTHS, "M")
    return _a_year_apart(after, span, twelve) if months >= FEWEST_MONTHS else None


def _a_year_apart(end: np.datetime64, length: np.timedelta64, year: np.timedelta64) -> Windows:
    """Return the windows of that length, of which the later one ends at `end`; all in days or in months."""
    days = [moment.astype("M8[D]") for moment in (end - year - length, end - year, end - length, end)]
    return Windows(before=days[0], until=days[1], now=days[2], end=days[3])


def trends(dated: ByDay, frame: Windows | None, *, dispersion: Floats | float) -> Trend:
    """Compare the two windows in every area, as `hotspot trend` does.

    "up" or "down" only where the E-test's p is at most 0.05 after Benjamini–Hochberg over the areas that have
    at least 10 incidents in the two windows, and the 95 % interval of the ratio says the same. Both allow for
    counts that vary `dispersion` times as much as Poisson counts, of each area (areas,) or of all.
    """
    n = dated.areas
    none = np.zeros(n, dtype=np.int64)
    if frame is None:
        return Trend(recent=none, before=none, said=[""] * n, p=np.full(n, np.nan))
    recent, before = (
        dated.between(*ends).by_area() for ends in ((frame.now, frame.end), (frame.before, frame.until))
    )
    now, past = recent.astype(np.float64), before.astype(np.float64)
    days = {"length_now": frame.days_now, "length_past": frame.days_before}
    enough = recent + before >= FEWEST_TO_COMPARE
    p = np.full(n, np.nan)
    noise = np.broadcast_to(dispersion, n)
    p[enough] = e_test(now[enough], past[enough], **days, dispersion=noise[enough])
    p = benjamini_hochberg(p)
    _, low, high = rate_ratio(now, past, **days, dispersion=noise)
    told = np.where(low > 1, "up", np.where(high < 1, "down", NONE))
    said = np.where(enough, np.where(p <= FALSE_ALARMS, told, NONE), "too few")
    return Trend(recent=recent, before=before, said=said.tolist(), p=p)


def monthly_dispersion(dated: ByDay, period: Period | None, *, copies: int) -> Floats:
    """Return how many times as much as Poisson counts each area's counts (areas,) vary over the whole months
    of the record; at least as often as every record occurs."""
    if period is None or (whole := months_recorded(period)) is None:
        return np.full(dated.areas, float(copies))
    first, after = np.datetime64(whole.first, "D"), np.datetime64(whole.last, "D") + np.timedelta64(1, "D")
    return np.maximum(float(copies), place_dispersion(dated.between(first, after).by_month()))


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
