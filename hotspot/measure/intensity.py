"""How many incidents to expect in each place in the coming days: its past, what is around, the city's level.

Where: what a place has to expect is taken for a sum of a few plain answers: its own incidents, recent ones
weighing more (with several half-lives, and the plain mean of three years); what its own rate has beyond that
of the busiest few in a hundred, since much of what stands out stays; what a kernel spreads onto it from
around (with several bandwidths); and the mean of the city. How much each answer counts is what would have
forecast the city's own past best: at earlier cut-offs the answers are worked out from what was known then,
and the weights are those that make the incidents that followed most likely, as Poisson counts with the
weighted sum as their mean. Weights below zero make no sense and are not allowed; the maximum is found by the
EM algorithm (Shepp & Vardi 1982, IEEE Transactions on Medical Imaging 1, 113; the parts of a self-exciting
process are fitted alike: Mohler et al. 2011, JASA 106, 100). With one own rate and one kernel this is the
empirical-Bayes estimate whose shrinkage was chosen by the past. Only busy places take part in the fit: what
decides is how well these are told apart.

How many in all: the same days of last year, times the square root of how the last sixty days compare with the
same sixty of the year before: half of a change is believed.

How wrong such a forecast is comes from the same past, from the first hundred places of each earlier list,
since the top of a list is what is acted on and where forecasts go wrong most: counts vary around what was
expected by more than Poisson counts do, in part in proportion to it (bursts, few incidents to learn from), in
part to its square (places drift); and the level of the whole city is missed. Where the intervals that follow
would have held too few of the first thirty places of each earlier list, expected by what the other lists
teach, they are widened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from hotspot.measure.city_level import city_level
from hotspot.measure.coverage import widening
from hotspot.measure.gamma_poisson import Posterior
from hotspot.measure.negative_binomial import NOTHING, fit_variance, interval
from hotspot.measure.poisson_mixture import fit_weights, held_out
from hotspot.schema import YEAR_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hotspot.measure.history import History
    from hotspot.schema import Bools, Floats

Spread: TypeAlias = "Callable[[Floats], Floats]"  # kernel sums of a field (n,) at each place (n,)

HALF_LIVES_DAYS = (60.0, 180.0, 540.0, 1460.0)
MEAN_DAYS = 1096  # of the plain mean: three years
MEAN = len(HALF_LIVES_DAYS)  # its row among the answers
CITY = -1  # the row of the city's mean
BASE = 2  # the half-life that is spread to the surroundings: long enough to have seen every season
STANDOUT_SHARES = (0.03, 0.005)  # of the places: what the own rate has beyond theirs counts apart
BUSY_SHARE = 0.15  # of the places, those with most to expect: the fit is made for them
LEAST_BUSY = 20
FIRST = 100  # places of an earlier list, those with most to expect: how wrong it was is measured there
LEAST_HISTORY_DAYS = 180  # before an earlier cut-off, so that there is something to forecast from
MOST_ORIGINS = 8
STEP_DAYS = 30  # between earlier cut-offs, at least
TRIED = 30  # first places of an earlier list, on which its intervals are tried


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What to expect in the `days` from the cut-off on: `mean` (n,) incidents in each place; counts vary
    around it with variance mean (1 + bursts) + drift mean².

    `weights` (k,) are those of the answers in the order of `rates`, learned at the earlier cut-offs
    `origins`; none: too little history, and the answer is the plain mean. `miss`, the standard deviation of
    the logarithm of the city's level, is part of the drift, and the same for all places. Intervals allow for
    `widened` times the bursts and the drift of places, 1 or more: the past was missed as often.
    """

    mean: Floats
    days: int
    weights: Floats
    bursts: float
    drift: float
    miss: float
    origins: tuple[int, ...]
    widened: float = 1.0

    def variance(self) -> Floats:
        """Variance (n,) of the counts to come."""
        return np.asarray(self.mean * (1 + self.bursts) + self.drift * self.mean**2)

    def parts(self) -> tuple[float, float, float]:
        """Return how much the own past, what is around, and the city's mean weigh; they add up to 1."""
        around = MEAN + 1 + len(STANDOUT_SHARES)
        own, near, city = self.weights[: MEAN + 1].sum(), self.weights[around:CITY].sum(), self.weights[CITY]
        whole = max(own + near + city, NOTHING)
        return float(own / whole), float(near / whole), float(city / whole)

    def interval(self, probability: float) -> tuple[Floats, Floats]:
        """Return the counts (n,), both included, between which the coming count lies with this
        `probability`."""
        drift = self.widened * (self.drift - self.miss**2) + self.miss**2
        return interval(self.mean, self.widened * self.bursts, drift, probability=probability)

    def rates(self, size: Floats, *, level: bool) -> Posterior:
        """Return the gamma distributions (n,) of the rates, in incidents per unit of `size` (n,) per year.

        Their variance is what the counts vary by beyond chance. The city's `level` is left out where places
        are compared with each other: it moves them all alike.
        """
        drift = self.drift if level else self.drift - self.miss**2
        excess = np.maximum(self.bursts + drift * self.mean, NOTHING)
        return Posterior(shape=self.mean / excess, rate=size * (self.days / YEAR_DAYS) / excess)


def forecast(history: History, *, cutoff: int, days: int, spreads: Sequence[Spread]) -> Forecast:
    """Return what to expect in the `days` from day `cutoff` on; nothing from that day on is looked at."""
    ahead = city_level(history.before(cutoff).by_day(cutoff), days=days)
    seen = history.before(cutoff).recorded(cutoff)
    origins = origins_before(cutoff, days=days, first_day=seen.first_day)
    lessons = [
        lesson(rates(seen, origin, spreads=spreads), seen.summed(origin, origin + days)) for origin in origins
    ]
    now = rates(seen, cutoff, spreads=spreads)
    return learned(now, lessons, ahead, days=days, origins=origins)


def learned(
    now: Floats,
    lessons: Sequence[tuple[Floats, Floats]],
    ahead: tuple[float, float],
    *,
    days: int,
    origins: tuple[int, ...],
) -> Forecast:
    """Return the forecast by the answers of `now` (k, n), weighted as the `lessons` of the `origins` teach.

    `ahead` is how many to expect in all, and how far such a number is off (`level`).
    """
    total, miss = ahead
    lessons = [one for one in lessons if one[1].any()]
    if not lessons:
        weights = np.zeros(len(now))
        weights[MEAN] = 1.0
        mean = now[MEAN] * (total / max(float(now[MEAN].sum()), NOTHING))
        return Forecast(
            mean=mean, days=days, weights=weights, bursts=0.0, drift=miss**2, miss=miss, origins=()
        )
    answers = np.concatenate([one[0] for one in lessons], axis=1)
    followed = np.concatenate([one[1] for one in lessons])
    weights = fit_weights(answers, followed)
    first = [_first(weights @ one[0], one[1], count=FIRST) for one in lessons]
    bursts, drift = fit_variance(*_joined(first))
    tried = [_first(expected, followed, count=TRIED) for expected, followed in held_out(lessons, weights)]
    mean = weights @ now * (total / max(float(now[CITY].sum()), NOTHING))
    return Forecast(
        mean=mean,
        days=days,
        weights=weights,
        bursts=bursts,
        drift=drift + miss**2,
        miss=miss,
        origins=origins,
        widened=widening(*_joined(tried), bursts, drift),
    )


def origins_before(cutoff: int, *, days: int, first_day: int) -> tuple[int, ...]:
    """Return earlier cut-offs, latest first, each followed by `days` that end by `cutoff`, after half a year
    or more.

    >>> origins_before(730, days=365, first_day=0)
    (365,)
    >>> origins_before(400, days=90, first_day=0)
    (310, 220)
    """
    latest, earliest = cutoff - days, first_day + LEAST_HISTORY_DAYS
    return tuple(range(latest, earliest - 1, -max(days, STEP_DAYS))[:MOST_ORIGINS])


def rates(history: History, cutoff: int, *, spreads: Sequence[Spread]) -> Floats:
    """Return the answers (k, n) in incidents per day: own with each half-life, own plain mean, spread,
    city."""
    past, span = history.before(cutoff), max(cutoff - history.first_day, 1)
    own = [_decayed(past, cutoff, span=span, half_life=half_life) for half_life in HALF_LIVES_DAYS]
    own.append(past.summed(cutoff - MEAN_DAYS, cutoff) / min(MEAN_DAYS, span))
    return answers_from(own, history.size, spreads)


def answers_from(own: Sequence[Floats], size: Floats, spreads: Sequence[Spread]) -> Floats:
    """Return the answers (k, n) that follow from the own rates of each place: with each half-life, plain
    mean."""
    around = [size * _ratio(spread(own[BASE]), spread(size)) for spread in spreads]
    beyond = [np.maximum(own[BASE] - _lowest_of_first(own[BASE], share), 0.0) for share in STANDOUT_SHARES]
    city = size * (own[BASE].sum() / size.sum())
    return np.vstack([*own, *beyond, *around, city])


def lesson(answers: Floats, followed: Floats) -> tuple[Floats, Floats]:
    """Return the answers (k, n) at an earlier cut-off and what followed (n,), both of the busy places only.

    The answers are brought to the level of what followed: that is forecast apart.
    """
    answers = answers * (followed.sum() / max(answers[CITY].sum(), NOTHING))
    busy = _largest(answers.mean(axis=0), max(LEAST_BUSY, int(len(followed) * BUSY_SHARE)))
    return answers[:, busy], followed[busy]


def _joined(lists: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Return what was expected and what followed in all the lists, one after the other."""
    expected, followed = (np.concatenate(part) for part in zip(*lists, strict=True))
    return expected, followed


def _first(expected: Floats, followed: Floats, *, count: int) -> tuple[Floats, Floats]:
    """Return what was expected and what followed in the first places, so many, of an earlier list."""
    first = _largest(expected, count)
    return expected[first], followed[first]


def _largest(values: Floats, count: int) -> Bools:
    """Say which (n,) are among the `count` largest; those equal to the last of them are as well."""
    if count >= len(values):
        return np.ones(len(values), dtype=np.bool_)
    return np.asarray(values >= np.partition(values, -count)[-count])


def _decayed(past: History, cutoff: int, *, span: int, half_life: float) -> Floats:
    """Return incidents per day (n,), each weighing half as much with every half-life of its age in days."""
    faded = np.exp(-np.log(2) / half_life * (cutoff - 0.5 - past.day))
    weight = faded if past.weight is None else faded * past.weight
    return np.asarray(
        np.bincount(past.unit, weight, minlength=len(past.size)) / days_of_weight(half_life, span)
    )


def days_of_weight(half_life: float, span: int) -> float:
    """Return how many days' worth of weight lie in a history of `span` days."""
    fade = np.log(2) / half_life
    return float(-np.expm1(-fade * span) / fade)


def _lowest_of_first(rate: Floats, share: float) -> float:
    """Return the rate that this share of the places reaches."""
    return float(np.quantile(rate, 1 - share))


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.zeros_like(above), where=below > 0))
