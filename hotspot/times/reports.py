"""When the incidents of a run were reported: what their delays tell of the reports still to come."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.clock import only_months
from hotspot.measure.delays import Delays, delay_distribution, unsteadiness
from hotspot.measure.follow_up import last_known

if TYPE_CHECKING:
    from hotspot.schema import Bools, Ints, Period, Result

FEWEST = 100  # delays from which anything is said …
FEWEST_OWN = 200  # … and from which a type has its own
RECENT_DAYS = 1_096  # older delays tell of habits that may have gone


@dataclass(frozen=True, kw_only=True)
class Reports:
    """Incidents with a day of report: `day` (k,) of the incident, counted from 1970, `delay` (k,) in whole
    days, the `row` (k,) in the run's frame. Reports are known up to the day `until`. Left aside: `unknown`
    without a day of report, `before` with one before the incident, `far` with one long after all others."""

    day: Ints
    delay: Ints
    row: Ints
    until: int
    unknown: int
    before: int
    far: int


@dataclass(frozen=True, kw_only=True)
class Lag:
    """The delays of some incidents: their distribution, the variance of the share reported from one time to
    another (`steady` is False where it cannot be known), and how many incidents tell."""

    delays: Delays
    variance: float
    steady: bool
    incidents: int


IN_FULL = Lag(
    delays=Delays(reported=np.ones(1), variance=np.zeros(1)), variance=0.0, steady=True, incidents=0
)


def reports_of(result: Result) -> Reports | None:
    """Return the days of report; None where the run has none, too few, or dates that are whole months."""
    if "reported" not in result.incidents:
        return None
    start = result.incidents["start"].to_numpy().astype("datetime64[s]")
    reported = result.incidents["reported"].to_numpy().astype("datetime64[D]")
    if only_months(start, result.incidents["hour_known"].to_numpy(bool)):
        return None
    known = ~np.isnat(start) & ~np.isnat(reported)
    if known.sum() < FEWEST:
        return None
    day, told = start.astype("datetime64[D]").astype(np.int64), reported.astype(np.int64)
    until = max(last_known(told[known]), int(day[known].max()))
    before, far = known & (told < day), known & (told > until)
    since = max(int(told[known & ~before].min(initial=until)), until - RECENT_DAYS)
    row = np.flatnonzero(known & ~before & ~far & (day >= since))
    if len(row) < FEWEST:
        return None
    return Reports(
        day=day[row],
        delay=told[row] - day[row],
        row=row,
        until=until,
        unknown=int((~np.isnat(start) & np.isnat(reported)).sum()),
        before=int(before.sum()),
        far=int(far.sum()),
    )


def lag_of(reports: Reports, now: Period, mine: Bools | None = None) -> Lag | None:
    """Return the delays of the incidents that are `mine` (n,), of all for None; None where they are too
    few."""
    some = np.ones(len(reports.row), dtype=np.bool_) if mine is None else mine[reports.row]
    if some.sum() < (FEWEST if mine is None else FEWEST_OWN):
        return None
    day, delay = reports.day[some], reports.delay[some]
    delays = delay_distribution(day, delay, until=reports.until)
    first, last = (int(np.datetime64(one, "D").astype(np.int64)) for one in (now.first, now.last))
    varies = unsteadiness(delays, day, delay, until=reports.until, first=first, last=last)
    return Lag(
        delays=delays,
        variance=0.0 if isnan(varies) else varies,
        steady=not isnan(varies),
        incidents=int(some.sum()),
    )
