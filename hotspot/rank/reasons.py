"""Why an area stands where it stands: its main types, its main hours, and whether it has been changing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.change import e_test
from hotspot.measure.gamma_poisson import overdispersion
from hotspot.measure.getis_ord import benjamini_hochberg

if TYPE_CHECKING:
    import pandas as pd

    from hotspot.schema import Floats, Ints, Period

TYPES_SHOWN = 3
FEWEST_OF_A_TYPE = 3  # with fewer, a description that occurs once would show
BAND_HOURS = 6
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


def windows(period: Period, incidents: pd.DataFrame) -> Windows | None:
    """Return the last min(365 days, half the period) and as long before; None under 60 days.

    Where every date is the first of a month without an hour, whole months are compared, at most twelve, and
    the two windows may differ by a few days.
    """
    start = incidents["start"]
    if period.days < FEWEST_DAYS or not start.notna().any():
        return None
    if not (start.dropna().dt.day.eq(1).all() and not incidents["hour_known"].any()):
        end = np.datetime64(period.last, "D") + np.timedelta64(1, "D")
        length = np.timedelta64(min(LONGEST_WINDOW_DAYS, period.days // 2), "D")
        return Windows(before=end - 2 * length, now=end - length, end=end)
    after = np.datetime64(period.last, "M") + np.timedelta64(1, "M")
    covered = (after - np.datetime64(period.first, "M")).astype(np.int64)
    months = np.timedelta64(min(LONGEST_WINDOW_MONTHS, int(covered) // 2), "M")
    before, now = after - 2 * months, after - months
    return Windows(before=before.astype("M8[D]"), now=now.astype("M8[D]"), end=after.astype("M8[D]"))


def trends(incidents: pd.DataFrame, n: int, frame: Windows | None, *, least_dispersion: float) -> Trend:
    """Compare the two windows in every area.

    "up" or "down" only where the E-test's p is below 0.05 after Benjamini–Hochberg over the areas that have
    at least 10 incidents in the two windows. The test allows for as much more than Poisson variation as the
    months of the two windows show, and for `least_dispersion` at least.
    """
    none = np.zeros(n, dtype=np.int64)
    if frame is None:
        return Trend(recent=none, before=none, said=[""] * n, p=np.full(n, np.nan))
    incidents = incidents[(incidents["start"] >= frame.before) & (incidents["start"] < frame.end)]
    area, late = incidents["area"].to_numpy(), (incidents["start"] >= frame.now).to_numpy()
    recent, before = np.bincount(area[late], minlength=n), np.bincount(area[~late], minlength=n)
    enough = recent + before >= FEWEST_TO_COMPARE
    p = np.full(n, np.nan)
    p[enough] = e_test(
        recent[enough].astype(np.float64),
        before[enough].astype(np.float64),
        length_now=frame.days_now,
        length_past=frame.days_before,
        dispersion=max(least_dispersion, overdispersion(counts_by_month(incidents, n))),
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
    size = np.bincount(incidents["area"].to_numpy(), minlength=n)
    named = incidents[incidents["type"] != ""]
    table = named.groupby(["area", "type"], observed=True).size().rename("count").reset_index()
    table = table[table["count"] >= FEWEST_OF_A_TYPE].assign(type=lambda kept: kept["type"].astype(str))
    table = table.sort_values(["area", "count", "type"], ascending=[True, False, True])
    table = table.groupby("area").head(TYPES_SHOWN)
    shown: list[list[str]] = [[] for _ in range(n)]
    for area, kind, count in zip(table["area"], table["type"], table["count"], strict=True):
        percent = round(100 * count / size[area])
        if percent > 0:
            shown[area].append(f"{kind} {percent} %")
    return ["; ".join(each) for each in shown]


def main_hours(incidents: pd.DataFrame, n: int) -> list[str]:
    """Return "18–24 h 41 %" for each area: the six hours in a row with most incidents, and their share.

    Among incidents whose hour is known; "" with fewer than ten. The band starts at any full hour and may go
    past midnight; of equal ones the earliest counts.
    """
    known = incidents[incidents["hour_known"] & incidents["start"].notna()]
    cell = known["area"].to_numpy() * 24 + known["start"].dt.hour.to_numpy()
    by_hour = np.bincount(cell.astype(np.int64), minlength=24 * n).reshape(n, 24)
    size = by_hour.sum(axis=1)
    band = np.sum([np.roll(by_hour, -hour, axis=1) for hour in range(BAND_HOURS)], axis=0)
    first = band.argmax(axis=1)
    share = np.round(100 * band.max(axis=1) / np.maximum(size, 1)).astype(int)
    return [
        f"{start:02d}–{(start + BAND_HOURS - 1) % 24 + 1:02d} h {percent} %" if all_of >= FEWEST_HOURS else ""
        for start, percent, all_of in zip(first.tolist(), share.tolist(), size.tolist(), strict=True)
    ]


def counts_by_month(incidents: pd.DataFrame, n: int) -> Floats:
    """Return the incidents with a date, as a table of areas by calendar months (n, months)."""
    dated = incidents[incidents["start"].notna()]
    month = dated["start"].to_numpy().astype("M8[M]").astype(np.int64)
    if not len(month):
        return np.zeros((n, 0))
    month -= month.min()
    months = int(month.max()) + 1
    cell = dated["area"].to_numpy() * months + month
    return np.bincount(cell, minlength=n * months).reshape(n, months).astype(np.float64)
