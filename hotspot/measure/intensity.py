"""How many incidents to expect in each place in the coming days: its own past, what is around it, the city's level.

Where: what a place has to expect is taken for a sum of a few plain answers: its own incidents, recent ones
weighing more (with several half-lives, and the plain mean of three years); what its own rate has beyond that of
the busiest few in a hundred, since much of what stands out stays; what a kernel spreads onto it from around
(with several bandwidths); and the mean of the city. How much each answer counts is what would have forecast the
city's own past best: at earlier cut-offs the answers are worked out from what was known then, and the weights
are those that make the incidents that followed most likely, as Poisson counts with the weighted sum as their
mean. Weights below zero make no sense and are not allowed; the maximum is found by the EM algorithm (Shepp &
Vardi 1982, IEEE Transactions on Medical Imaging 1, 113; the parts of a self-exciting process are fitted alike:
Mohler et al. 2011, JASA 106, 100). With one own rate and one kernel this is the empirical-Bayes estimate whose
shrinkage was chosen by the past. Only busy places take part in the fit: what decides is how well these are told
apart.

How many in all: the same days of last year, times the square root of how the last sixty days compare with the
same sixty of the year before: half of a change is believed.

How wrong such a forecast is comes from the same past: counts vary around it by more than Poisson counts do, in
part in proportion to what is expected (bursts, few incidents to learn from), in part to its square (places
drift, and the level of the whole city is missed).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.special import gammaln
from scipy.stats import nbinom

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hotspot.schema import Floats, Ints

Spread: TypeAlias = "Callable[[Floats], Floats]"  # kernel sums of a field (n,) at each place (n,)

HALF_LIVES_DAYS = (60.0, 180.0, 540.0, 1460.0)
MEAN_DAYS = 1096  # of the plain mean: three years
MEAN = len(HALF_LIVES_DAYS)  # its row among the answers
CITY = -1  # the row of the city's mean
BASE = 2  # the half-life that is spread to the surroundings: long enough to have seen every season
STANDOUT_SHARES = (0.03, 0.005)  # of the places: what the own rate has beyond theirs counts apart
BUSY_SHARE = 0.15  # of the places, those with most to expect: the fit is made for them
LEAST_BUSY = 20
LEAST_HISTORY_DAYS = 180  # before an earlier cut-off, so that there is something to forecast from
MOST_ORIGINS = 8
STEP_DAYS = 30  # between earlier cut-offs, at least
STEPS, STILL = 300, 1e-6
YEAR, RECENT_DAYS = 365, 60
LEAST_MISS = 0.03  # of the level of a city, as a standard deviation of its logarithm
BURSTS = np.r_[0.0, np.geomspace(0.02, 5.0, 16)]  # tried for what grows with the mean …
DRIFTS = np.r_[0.0, np.geomspace(0.002, 1.0, 18)]  # … and with its square
NOTHING = 1e-12


@dataclass(frozen=True, kw_only=True)
class History:
    """Incidents as numbers: `unit` (m,) the place of each, `day` (m,) its day number; `size` (n,) of each place,
    in km² or cells; `first_day` from which on incidents were recorded."""

    unit: Ints
    day: Ints
    size: Floats
    first_day: int

    def before(self, cutoff: int) -> History:
        """Return what was known on the morning of day `cutoff`."""
        known = self.day < cutoff
        return History(unit=self.unit[known], day=self.day[known], size=self.size, first_day=self.first_day)


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What to expect in the `days` from the cut-off on: `mean` (n,) incidents in each place; counts vary around it
    with variance mean (1 + bursts) + drift mean².

    `weights` (k,) are those of the answers in the order of `rates`, learned at the earlier cut-offs `origins`;
    none: too little history, and the answer is the plain mean.
    """

    mean: Floats
    days: int
    weights: Floats
    bursts: float
    drift: float
    origins: tuple[int, ...]

    def variance(self) -> Floats:
        """Variance (n,) of the counts to come."""
        return np.asarray(self.mean * (1 + self.bursts) + self.drift * self.mean**2)

    def interval(self, probability: float) -> tuple[Floats, Floats]:
        """Return the counts (n,), both included, between which the coming count lies with this `probability`.

        Negative binomial with the forecast's mean and variance; each tail has half of the rest.
        """
        tail = (1 - probability) / 2
        size, chance = negative_binomial(self.mean, self.bursts, self.drift)
        return np.asarray(nbinom.ppf(tail, size, chance)), np.asarray(nbinom.ppf(1 - tail, size, chance))


def forecast(history: History, *, cutoff: int, days: int, spreads: Sequence[Spread]) -> Forecast:
    """Return what to expect in the `days` from day `cutoff` on; nothing from that day on is looked at."""
    seen = history.before(cutoff)
    now = rates(seen, cutoff, spreads=spreads)
    total, miss = level(seen, cutoff, days=days)
    origins = origins_before(cutoff, days=days, first_day=seen.first_day)
    learned = [_lesson(seen, origin, days, spreads) for origin in origins]
    learned = [lesson for lesson in learned if lesson[1].any()]
    if not learned:
        weights = np.zeros(len(now))
        weights[MEAN] = 1.0
        mean = now[MEAN] * (total / max(float(now[MEAN].sum()), NOTHING))
        return Forecast(mean=mean, days=days, weights=weights, bursts=0.0, drift=miss**2, origins=())
    answers = np.concatenate([lesson[0] for lesson in learned], axis=1)
    followed = np.concatenate([lesson[1] for lesson in learned])
    weights = fit_weights(answers, followed)
    bursts, drift = fit_variance(weights @ answers, followed)
    mean = weights @ now * (total / max(float(now[CITY].sum()), NOTHING))
    return Forecast(
        mean=mean, days=days, weights=weights, bursts=bursts, drift=drift + miss**2, origins=origins
    )


def origins_before(cutoff: int, *, days: int, first_day: int) -> tuple[int, ...]:
    """Return earlier cut-offs, latest first, each followed by `days` that end by `cutoff`, after half a year or more.

    >>> origins_before(730, days=365, first_day=0)
    (365,)
    >>> origins_before(400, days=90, first_day=0)
    (310, 220)
    """
    latest, earliest = cutoff - days, first_day + LEAST_HISTORY_DAYS
    return tuple(range(latest, earliest - 1, -max(days, STEP_DAYS))[:MOST_ORIGINS])


def rates(history: History, cutoff: int, *, spreads: Sequence[Spread]) -> Floats:
    """Return the answers (k, n) in incidents per day: own with each half-life, own plain mean, spread, city."""
    past = history.day < cutoff
    unit, age = history.unit[past], cutoff - 0.5 - history.day[past].astype(np.float64)
    n, span = len(history.size), max(cutoff - history.first_day, 1)
    own = [_decayed(unit, age, n, span=span, half_life=half_life) for half_life in HALF_LIVES_DAYS]
    own.append(np.bincount(unit[age < MEAN_DAYS], minlength=n) / min(MEAN_DAYS, span))
    around = [history.size * _ratio(spread(own[BASE]), spread(history.size)) for spread in spreads]
    beyond = [np.maximum(own[BASE] - _lowest_of_first(own[BASE], share), 0.0) for share in STANDOUT_SHARES]
    city = history.size * (own[BASE].sum() / history.size.sum())
    return np.vstack([*own, *beyond, *around, city])


def counted(history: History, first: int, end: int) -> Floats:
    """Return the incidents (n,) of each place from day `first` to the day before `end`."""
    within = (history.day >= first) & (history.day < end)
    return np.bincount(history.unit[within], minlength=len(history.size)).astype(np.float64)


def level(history: History, cutoff: int, *, days: int) -> tuple[float, float]:
    """Return how many incidents to expect in all in the `days` from day `cutoff` on, and the standard deviation of
    the logarithm of such answers around what followed, in this history."""
    first = history.first_day
    by_day = np.bincount(history.day[history.day < cutoff] - first, minlength=max(cutoff - first, 1))
    past = np.concatenate([[0.0], np.cumsum(by_day)])  # past[d]: before day d of the record
    answer = _total(past, len(by_day), days)
    misses = [
        np.log((past[day + days] - past[day] + 0.5) / (_total(past, day, days) + 0.5))
        for day in range(len(by_day) - days, LEAST_HISTORY_DAYS - 1, -STEP_DAYS)
    ]
    miss = float(np.sqrt(np.mean(np.square(misses)))) if misses else LEAST_MISS
    return answer, max(miss, LEAST_MISS)


def fit_weights(answers: Floats, followed: Floats) -> Floats:
    """Return the weights (k,), none below 0, with which the `answers` (k, m) make the counts `followed` (m,) most
    likely: Poisson counts with mean weights @ answers. EM from equal weights, until nothing moves.

    >>> fit_weights(np.array([[2.0, 0.0, 6.0], [0.0, 1.0, 0.0]]), np.array([1.0, 2.0, 3.0])).round(3).tolist()
    [0.5, 2.0]
    """
    total = answers.sum(axis=1)
    weights = np.where(total > 0, followed.sum() / np.maximum(total, NOTHING) / len(total), 0.0)
    seen, counts = answers[:, followed > 0], followed[followed > 0]
    for _ in range(STEPS):
        shares = seen @ (counts / np.maximum(weights @ seen, NOTHING))
        moved = weights * shares / np.maximum(total, NOTHING)
        still = np.abs(moved - weights).max() < STILL
        weights = moved
        if still:
            break
    return np.asarray(weights)


def fit_variance(mean: Floats, followed: Floats) -> tuple[float, float]:
    """Return (bursts, drift) that make the counts `followed` (m,) most likely around their `mean` (m,).

    Negative-binomial counts with variance mean (1 + bursts) + drift mean²; the best of a ladder of both.
    """
    fits = [
        (float(log_likelihood(followed, mean, bursts, drift).sum()), -bursts, -drift)
        for bursts in BURSTS.tolist()
        for drift in DRIFTS.tolist()
    ]
    _, bursts, drift = max(fits)  # of equals the smaller
    return -bursts, -drift


def log_likelihood(counts: Floats, mean: Floats, bursts: float, drift: float) -> Floats:
    """Return the log-probability (m,) of each count under the negative binomial with this mean and variance."""
    size, chance = negative_binomial(mean, bursts, drift)
    return np.asarray(
        gammaln(counts + size)
        - gammaln(size)
        - gammaln(counts + 1)
        + size * np.log(chance)
        + counts * np.log1p(-chance)
    )


def negative_binomial(mean: Floats, bursts: float, drift: float) -> tuple[Floats, Floats]:
    """Return size and probability (n,) of the distribution with variance mean (1 + bursts) + drift mean²."""
    mean = np.maximum(mean, NOTHING)
    excess = np.maximum(bursts + drift * mean, 1e-6)  # this close to a Poisson distribution it is one
    return np.asarray(mean / excess), np.asarray(1 / (1 + excess))


def _lesson(history: History, origin: int, days: int, spreads: Sequence[Spread]) -> tuple[Floats, Floats]:
    """Return the answers at an earlier cut-off and what followed, both of the busy places only.

    The answers are brought to the level of what followed: that is forecast apart.
    """
    answers, followed = rates(history, origin, spreads=spreads), counted(history, origin, origin + days)
    answers = answers * (followed.sum() / max(answers[CITY].sum(), NOTHING))
    count = min(len(followed), max(LEAST_BUSY, int(len(followed) * BUSY_SHARE)))
    busy = np.sort(np.argsort(-answers.mean(axis=0), kind="stable")[:count])
    return answers[:, busy], followed[busy]


def _decayed(unit: Ints, age: Floats, n: int, *, span: int, half_life: float) -> Floats:
    """Return incidents per day (n,), each weighing half as much with every half-life of its age in days."""
    fade = np.log(2) / half_life
    days = -np.expm1(-fade * span) / fade  # so many days' worth of weight lie in the history
    return np.asarray(np.bincount(unit, np.exp(-fade * age), minlength=n) / days)


def _total(past: Floats, day: int, days: int) -> float:
    """Return how many incidents to expect in all in the `days` from `day` on; `past` (d + 1,) counts those before."""
    if day < YEAR + RECENT_DAYS:
        known = min(day, YEAR)
        return float((past[day] - past[day - known]) / known * days)
    whole, rest = divmod(days, YEAR)
    year = past[day] - past[day - YEAR]
    same_days = whole * year + past[day - YEAR + rest] - past[day - YEAR]
    recent = past[day] - past[day - RECENT_DAYS]
    a_year_ago = past[day - YEAR] - past[day - YEAR - RECENT_DAYS]
    return float(same_days * np.sqrt((recent + 0.5) / (a_year_ago + 0.5)))


def _lowest_of_first(rate: Floats, share: float) -> float:
    """Return the rate that this share of the places reaches."""
    return float(np.quantile(rate, 1 - share))


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.zeros_like(above), where=below > 0))
