"""What the ranking has to beat: counts, counts steadied by their surroundings, kernel density, Gi*, clusters.

Each is made from the incidents before the cut-off alone. A method that says how many incidents to expect is
also judged by how well it says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.ndimage import convolve
from scipy.special import gammaln

from hotspot.judge.clusters import cluster_density
from hotspot.judge.past import THREE_YEARS_DAYS, YEAR_DAYS, Record, counted
from hotspot.measure.getis_ord import getis_ord
from hotspot.measure.kernel import kernel_at
from hotspot.schema.judged import BASELINE

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotspot.judge.units import Places, Units
    from hotspot.schema import Floats

    Spreading: TypeAlias = Callable[[Floats], Floats]

KDE_M = 400.0
SHAPES = np.geomspace(
    0.05, 100.0, 12
)  # of the true rates around their surroundings' mean, from unlike to alike
HALF = 0.5  # of an incident: Jeffreys' prior, so that no count to come is impossible


@dataclass(frozen=True, kw_only=True)
class Scored:
    """One method's answer: units are flagged from the highest `score` (n,) down.

    `per_day` (n,) incidents expected in each unit, `shape` (n,) of the negative binomial distribution of the
    counts around them (None: Poisson); None where the method says no such thing.
    """

    method: str
    score: Floats
    per_day: Floats | None = None
    shape: Floats | None = None


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Density on the squares of the ground at one cut-off, shared by all kinds of units: by method, (c,)."""

    densities: tuple[tuple[str, Floats], ...]
    clusters: Floats


def on_ground(record: Record, squares: Places, xy: Floats, *, cutoff: int) -> Ground:
    """Return kernel densities, in incidents a day, and cluster densities of the three years before `cutoff`.

    `xy` (m, 2) are the places of all incidents, by row.
    """
    first = max(cutoff - THREE_YEARS_DAYS, record.first_day)
    places = xy[record.rows(first, cutoff)]
    square = squares.of(places)
    counts = np.bincount(square[square >= 0], minlength=int(squares.inside.sum())) / (cutoff - first)
    scott = scott_m(places)
    kernels: tuple[tuple[str, Spreading], ...] = (
        ("kde-scott", lambda field: squares.blurred(field, scott)),
        ("kde-400", lambda field: squares.blurred(field, KDE_M)),
        ("kde-400-quartic", lambda field: _quartic(squares, field)),
    )
    ones = np.ones(len(counts))
    densities = tuple((name, counts.sum() * _shares(blur(counts), blur(ones))) for name, blur in kernels)
    return Ground(densities=densities, clusters=cluster_density(places, squares.centres()))


def scott_m(places: Floats) -> tuple[float, float]:
    """Return Scott's bandwidths in metres, northing and easting: standard deviation × n to the power -1/6.

    Scott (1992), Multivariate Density Estimation, equation 6.42, with scipy's `gaussian_kde` factor for two
    dimensions; at least a metre.

    >>> scott_m(np.array([[0.0, 0.0], [200.0, 400.0]] * 32))
    (100.79, 50.4)
    """
    if len(places) < 2:
        return 1.0, 1.0
    deviation = places.std(axis=0, ddof=1) * len(places) ** (-1 / 6)
    return max(1.0, round(float(deviation[1]), 2)), max(1.0, round(float(deviation[0]), 2))


def comparators(record: Record, units: Units, ground: Ground, *, cutoff: int) -> tuple[Scored, ...]:
    """Return the answer of every comparator on the morning of day `cutoff`, random and oracle left aside."""
    counts = {}
    spans = {}
    for method, days in (("count-1y", YEAR_DAYS), (BASELINE, THREE_YEARS_DAYS)):
        first = max(cutoff - days, record.first_day)
        counts[method], spans[method] = counted(record, units, first, cutoff), cutoff - first
    three_years, span = counts[BASELINE], spans[BASELINE]
    z = getis_ord(three_years, units.around)
    return (
        *(
            Scored(method=method, score=count, per_day=(count + HALF) / spans[method])
            for method, count in counts.items()
        ),
        empirical_bayes(three_years, units, span_days=span),
        *(_density(method, units, density) for method, density in ground.densities),
        Scored(method="gi-star", score=z),
        Scored(method="dbscan", score=units.summed(ground.clusters)),
    )


def empirical_bayes(counts: Floats, units: Units, *, span_days: int) -> Scored:
    """Return the gamma-Poisson posterior of each unit's rate, with the mean of the units around it as prior.

    `counts` (n,) in `span_days` days. The unit's own count never enters its prior; the shape is the one that
    makes all counts most likely. Clayton and Kaldor (1987), Biometrics 43, 671; Marshall (1991), Applied
    Statistics 40, 283.
    """
    typical = float(units.km2.mean())
    near = (
        units.around @ counts - counts + typical * counts.sum() / units.km2.sum()
    )  # one neighbour is the city
    prior = np.maximum(units.km2 * near / (units.around @ units.km2 - units.km2 + typical), 1e-9)
    fits = [_log_likelihood(counts, prior, np.full(len(counts), shape)).sum() for shape in SHAPES]
    shape = float(SHAPES[int(np.argmax(fits))])
    mean = (shape + counts) / (shape / prior + 1)
    return Scored(method="eb-3y", score=mean, per_day=mean / span_days, shape=shape + counts)


def log_score(scored: Scored, observed: Floats, *, days: int) -> float:
    """Return the mean log-probability per unit of the counts `observed` (n,) in `days`; NaN where unknown."""
    if scored.per_day is None:
        return float("nan")
    mean = np.maximum(scored.per_day * days, 1e-9)
    if scored.shape is not None:
        return float(_log_likelihood(observed, mean, scored.shape).mean())
    return float((observed * np.log(mean) - mean - gammaln(observed + 1)).mean())


def _density(method: str, units: Units, density: Floats) -> Scored:
    per_day = units.summed(density)
    return Scored(method=method, score=per_day, per_day=per_day)


def _quartic(squares: Places, field: Floats) -> Floats:
    """Spread a field (c,) by a quartic kernel of 400 m radius."""
    reach = int(KDE_M // squares.cell_m)
    step = np.arange(-reach, reach + 1) * squares.cell_m
    distance = np.hypot(*np.meshgrid(step, step))
    weights = kernel_at(distance, bandwidth_m=KDE_M, kernel="quartic") * squares.cell_m**2
    grid = np.zeros(squares.inside.shape)
    grid[squares.inside] = field
    return np.asarray(convolve(grid, weights, mode="constant")[squares.inside])


def _shares(above: Floats, below: Floats) -> Floats:
    """Return the edge-corrected density as shares that sum to 1."""
    density = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
    return np.asarray(density / max(float(density.sum()), 1e-12))


def _log_likelihood(counts: Floats, mean: Floats, shape: Floats) -> Floats:
    """Return the log-probability of each count under a negative binomial with this mean and shape."""
    return np.asarray(
        gammaln(shape + counts)
        - gammaln(shape)
        - gammaln(counts + 1)
        + shape * np.log(shape / (shape + mean))
        + counts * np.log(mean / (shape + mean))
    )
