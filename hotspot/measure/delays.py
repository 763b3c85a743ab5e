"""How long incidents take to be reported, and how many of the latest are therefore still to come.

A record that ends today holds of the last days only what was reported at once. Days to the report are
right-truncated: an incident of ten days ago is in the record only if it took ten days or fewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints

FOLLOWED = 1 / 3  # of the incidents that must be old enough for the longest delay that is looked at
STEP_DAYS = 28  # between the earlier ends of the record that are tried
FEWEST_ENDS, MOST_ENDS = 4, 24
SETTLED = 0.9  # of what was to come that has come, by now, after an earlier end
SURE_Z = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Delays:
    """How delays are distributed: `reported` (m + 1,) is the share of the reports that come within m days
    which has come within 0, 1, … m days; `variance` (m + 1,) that of log(1 − hazard) at each delay."""

    reported: Floats
    variance: Floats

    def after(self, days: Ints) -> Floats:
        """Return the share that has been reported so many whole days after; 0 before the day itself."""
        share = self.reported[np.clip(days, 0, len(self.reported) - 1)]
        return np.where(days < 0, 0.0, share)


def delay_distribution(day: Ints, delay: Ints, *, until: int) -> Delays:
    """Estimate the distribution of the `delay` (n,), whole days from `day` (n,) to the report, at least 0.

    The record holds what was reported up to the day `until`. Read backwards, the share of those with at most
    d days that took exactly d is a hazard which truncation leaves alone: N(d) / R(d), R(d) being those with
    at most d days that happened d days before the end or earlier. The share reported within d is the product
    of 1 − hazard over all longer delays: Lagakos, Barraj & De Gruttola (1988), Biometrika 75, 515; Lawless
    (1994), Canadian J. Statistics 22, 15, with its variance N / R (R − N) for each factor; in insurance the
    chain ladder. It is relative to the longest delay m for which a third of the incidents are old enough.

    >>> found = delay_distribution(np.array([0, 0, 0, 0, 9, 9]), np.array([0, 0, 0, 2, 0, 0]), until=9)
    >>> found.reported.round(4)[:3]
    array([0.75, 0.75, 1.  ])
    """
    age = until - day
    most = int(np.quantile(age, 1 - FOLLOWED, method="lower"))
    longest = int(age.max(initial=0)) + 1
    times = np.bincount(delay, minlength=longest + 1)
    begins, ends = np.bincount(delay, minlength=longest + 1), np.bincount(age + 1, minlength=longest + 1)
    risk = np.cumsum(begins - ends[: longest + 1]).astype(np.float64)
    times, risk = times[: most + 1].astype(np.float64), risk[: most + 1]
    hazard = np.where(times > 0, times / np.maximum(risk, 1.0), 0.0)
    hazard[0] = 0.0  # all that is left took 0 days
    longer = np.cumprod((1 - hazard)[::-1])[::-1]
    variance = np.where(hazard > 0, times / np.maximum(risk * (risk - times), 1e-12), 0.0)
    return Delays(reported=np.append(longer[1:], 1.0), variance=variance)


def unsteadiness(delays: Delays, day: Ints, delay: Ints, *, until: int, first: int, last: int) -> float:
    """Return how much the share reported varies from one time to another, as a squared coefficient.

    The days `first` to `last` are moved back with the end of the record, four weeks at a time, to ends after
    which nearly all has come since; what had been reported of them by then is held against what `delays` let
    expect. What the squared differences exceed chance by is the share's own variation: reporting that is
    not steady (Lawless 1994, section 4, gives it a distribution), or depends on the day of the week. NaN
    where the record allows fewer than four such ends.
    """
    excess, expected, ends = 0.0, 0.0, 0
    for back in range(STEP_DAYS, MOST_ENDS * STEP_DAYS + 1, STEP_DAYS):
        if first - back < int(day.min(initial=first)):
            break
        if delays.after(np.array([back]))[0] < SETTLED:
            continue
        inside = (day >= first - back) & (day <= last - back)
        age = until - back - day[inside]
        share = delays.after(age) / np.maximum(delays.after(age + back), 1e-12)
        came = float((delay[inside] <= age).sum())
        excess += (came - share.sum()) ** 2 - float((share * (1 - share)).sum())
        expected += float(share.sum()) ** 2
        ends += 1
    if ends < FEWEST_ENDS or not expected:
        return float("nan")
    few = float(stdtrit((ends - 1) / 2, 0.975)) / SURE_Z  # neighbouring ends share part of their days
    return max(excess, 0.0) / expected * few**2


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """What the days of a period amount to: `days`, of which `reported` are left once the reports still to
    come are taken off; `leaning` (m + 1,) is how the logarithm of the latter depends on each factor's."""

    days: float
    reported: float
    leaning: Floats


def exposure(delays: Delays, age: Ints, *, weight: Floats) -> Exposure:
    """Return what days of so much `age` (d,) at the end of the record amount to, each counted `weight` (d,).

    >>> found = exposure(Delays(reported=np.array([0.5, 1.0]), variance=np.zeros(2)), np.array([0, 1, 2]),
    ...                  weight=np.ones(3))
    >>> found.days, found.reported, found.leaning.tolist()
    (3.0, 2.5, [0.0, 0.2])
    """
    held = weight * delays.after(age)
    most = len(delays.reported) - 1
    by_age = np.bincount(np.clip(age, 0, most), weights=held, minlength=most + 1)
    total = float(held.sum())
    leaning = np.append(0.0, np.cumsum(by_age)[:-1]) / max(total, 1e-12)
    return Exposure(days=float(weight.sum()), reported=total, leaning=leaning)


def log_variance(delays: Delays, now: Exposure, past: Exposure) -> float:
    """Return the variance of the logarithm of the ratio of two exposures, by the estimated distribution."""
    return float(np.sum(delays.variance * np.square(now.leaning - past.leaning)))


def still_to_come(count: Floats, share: Floats, variance: Floats, *, dispersion: Floats) -> Floats:
    """Return (3, n) what each `count` (n,) will be once all is reported, and its 95 % interval.

    `share` (n,) has been reported, with a squared coefficient of variation of `variance`. Those to come are
    counts too, with mean count (1/share − 1) and `dispersion` times Poisson's variance.
    """
    whole = count / share
    spread = np.sqrt(dispersion * whole * (1 / share - 1) + whole**2 * variance)
    return np.stack([whole, np.maximum(whole - SURE_Z * spread, count), whole + SURE_Z * spread])
