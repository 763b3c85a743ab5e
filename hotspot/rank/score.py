"""The number that areas are ordered by: what to expect in each, per unit of ground, of residents or of time.

Where the record has dates enough to have forecast its own past, this is the intensity model's forecast for
the coming period. Without, and for the order by count, it is the gamma–Poisson estimate of the period itself,
each order with its own exposure; only the density order reads the kernel surface instead. The intervals of
such a mean are those of the year after the record, by a rule of thumb; without dates, of the mean itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hotspot.errors import ConfigError
from hotspot.measure.drift import a_year_on
from hotspot.measure.gamma_poisson import Posterior, Prior, fit_prior, posterior
from hotspot.rank.coming import Coming, Record, coming
from hotspot.schema import FEWEST_RESIDENTS

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Surface

By: TypeAlias = Literal["score", "count", "rate", "harm", "density"]
SMALLEST_KM2 = 1e-9  # an area without any ground still has a rate
# The ground, in squared bandwidths, on which a plain count would be as uncertain as the kernel estimate at
# one point: 1 / ∫K², integrated over the plane.
KERNEL_GROUND = {
    "gaussian": 4 * pi,
    "quartic": 5 * pi / 9,
    "epanechnikov": 3 * pi / 4,
    "triangular": 2 * pi / 3,
    "uniform": pi,
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of the areas, one value each.

    `incidents`; `harm`, the sum of their weights (None without weights); `area_km2`; `population`, NaN where
    unknown or under 100; `places` (n, 2) easting and northing; `density`, the surface's mean. `years` is 1
    without time. `dispersion` is how many times as much as Poisson counts the counts vary, `copies` how often
    every record occurs, `harm_dispersion` is Σw² / Σw. `record` is None where no forecast can be made.
    """

    incidents: Floats
    harm: Floats | None
    area_km2: Floats
    population: Floats
    places: Floats
    density: Floats
    years: float
    dated: bool
    dispersion: float
    copies: int
    harm_dispersion: float
    record: Record | None


@dataclass(frozen=True, kw_only=True)
class Score:
    """What to expect in each area: `mean`, `low` and `high` (n,) in `unit`; NaN where it is not `ranked`.

    `rates` are the distributions of the ranked areas alone; `counts` and `exposure` what they come from, in
    the same order; `dispersion` belongs to the counts; `prior` is None where none is needed, `coming` where
    the score is no forecast.
    """

    mean: Floats
    low: Floats
    high: Floats
    unit: str
    ranked: Bools
    rates: Posterior
    counts: Floats
    exposure: Floats
    dispersion: float
    prior: Prior | None = None
    coming: Coming | None = None


def expected(facts: Facts, *, by: By, surface: Surface) -> Score:
    """Return what to expect in each area, with a central 95 % interval.

    score    incidents per km² per year, drawn towards the kernel mean of the areas around
    count    incidents per year, drawn towards the city's mean, so that the order is that of the counts
    rate     incidents per 1,000 residents per year, for areas with 100 residents or more
    harm     weights per km² per year; as Poisson counts with dispersion Σw² / Σw (compound Poisson)
    density  mean of the surface, with the interval of the count that it rests on

    Without time "per year" becomes "in the period". Raises ConfigError if no area has residents enough, or
    if there are no weights.
    """
    score = _estimated(facts, by=by, surface=surface)
    return _a_year_on(score, facts.years) if facts.dated and score.coming is None else score


def _estimated(facts: Facts, *, by: By, surface: Surface) -> Score:
    """Return the forecast where one can be made, else the estimate of the period itself."""
    year = "_year" if facts.dated else ""
    ground = np.maximum(facts.area_km2, SMALLEST_KM2) * facts.years
    match by:
        case "score":
            if facts.record is not None:
                return _ahead(facts, facts.record, unit="per_km2_year")
            return _fitted(facts.incidents, ground, facts.places, facts.dispersion, f"per_km2{year}")
        case "count":
            time = np.full(len(ground), facts.years)
            unit = "per_year" if facts.dated else "incidents"
            return _fitted(facts.incidents, time, None, facts.dispersion, unit)
        case "rate":
            return _by_residents(facts, f"per_1000{year}")
        case "harm":
            return _by_harm(facts, ground, unit=f"harm_per_km2{year}")
        case "density":
            return _from_surface(facts, surface)


def _a_year_on(score: Score, years: float) -> Score:
    """Widen what a record of so many `years` says of its own mean to what it says of the year after it."""
    wide = a_year_on(score.rates, years=years, level=True)
    low, high = (_spread(wide.quantile(end), score.ranked) for end in (0.025, 0.975))
    return replace(
        score,
        low=np.minimum(low, score.mean),
        high=np.maximum(high, score.mean),
        rates=a_year_on(score.rates, years=years, level=False),
    )


def _fitted(counts: Floats, exposure: Floats, places: Floats | None, dispersion: float, unit: str) -> Score:
    """Return the posterior of every area's rate."""
    prior = fit_prior(counts / dispersion, exposure, places)
    rates = posterior(counts, exposure, prior, dispersion=dispersion)
    return Score(
        mean=rates.mean,
        low=rates.quantile(0.025),
        high=rates.quantile(0.975),
        unit=unit,
        ranked=np.ones(len(counts), dtype=np.bool_),
        rates=rates,
        counts=counts,
        exposure=exposure,
        dispersion=dispersion,
        prior=prior,
    )


def _ahead(facts: Facts, record: Record, *, unit: str, by_harm: bool = False) -> Score:
    """Return the forecast of every area's rate; ranks are drawn without the level that all areas share."""
    worth = facts.harm_dispersion if by_harm else 1.0
    ahead = incidents_ahead(facts, record, worth=worth, by_harm=by_harm)
    wide = ahead.rates(level=True)
    return Score(
        mean=wide.mean,
        low=np.minimum(wide.quantile(0.025), wide.mean),
        high=np.maximum(wide.quantile(0.975), wide.mean),
        unit=unit,
        ranked=np.ones(len(ahead.size), dtype=np.bool_),
        rates=ahead.rates(level=False),
        counts=facts.harm if by_harm and facts.harm is not None else facts.incidents,
        exposure=ahead.size * facts.years,
        dispersion=facts.dispersion * worth,
        coming=ahead,
    )


def incidents_ahead(facts: Facts, record: Record, *, worth: float = 1.0, by_harm: bool = False) -> Coming:
    """Return the forecast per km² for all areas: of incidents, or of weights that are uneven by `worth`, Σw²
    / Σw."""
    return coming(
        record,
        size=np.maximum(facts.area_km2, SMALLEST_KM2),
        places=facts.places,
        counted=facts.copies * worth,
        by_harm=by_harm,
    )


def _by_residents(facts: Facts, unit: str) -> Score:
    """Rank the areas that have residents; the others keep NaN."""
    residents = facts.population > 0
    if not residents.any():
        raise ConfigError(
            "--by rate",
            f"no area is known to have {FEWEST_RESIDENTS} residents or more",
            "name the column of residents under 'areas:' in config.yaml, join a table of them, "
            "or choose another order such as --by score",
        )
    exposure = facts.population[residents] / 1000 * facts.years
    some = _fitted(facts.incidents[residents], exposure, facts.places[residents], facts.dispersion, unit)
    mean, low, high = (_spread(values, residents) for values in (some.mean, some.low, some.high))
    return replace(some, mean=mean, low=low, high=high, ranked=residents)


def _spread(values: Floats, known: Bools) -> Floats:
    """Put the values in their places among all areas, NaN in the others."""
    spread = np.full(len(known), np.nan)
    spread[known] = values
    return spread


def _by_harm(facts: Facts, ground: Floats, *, unit: str) -> Score:
    """Rank by the weights' sums, or say that there are none."""
    if facts.harm is None:
        raise ConfigError(
            "--by harm",
            "there are no harm weights",
            "name a table of weights under 'harm:' in config.yaml, "
            "or choose another order such as --by score",
        )
    if facts.record is not None:
        return _ahead(facts, facts.record, unit=unit, by_harm=True)
    return _fitted(facts.harm, ground, facts.places, facts.dispersion * facts.harm_dispersion, unit)


def _from_surface(facts: Facts, surface: Surface) -> Score:
    """Take the surface's mean as it is; its interval is that of the count on the ground that it rests on.

    That ground is the area itself and what the kernel adds around it, so the count is never taken for more
    than the incidents that the mean was drawn from. Jeffreys' prior keeps an empty area's interval open.
    """
    mean = np.nan_to_num(facts.density)
    kernel_km2 = KERNEL_GROUND[surface.kernel] * surface.bandwidth_m**2 / 1e6
    exposure = (facts.area_km2 + kernel_km2) * facts.years
    counts = mean * exposure
    rates = Posterior(shape=counts / facts.dispersion + 0.5, rate=exposure / facts.dispersion)
    return Score(
        mean=mean,
        low=np.minimum(rates.quantile(0.025), mean),
        high=np.maximum(rates.quantile(0.975), mean),
        unit="per_km2_year" if facts.dated else "per_km2",
        ranked=np.ones(len(mean), dtype=np.bool_),
        rates=rates,
        counts=counts,
        exposure=exposure,
        dispersion=facts.dispersion,
    )
