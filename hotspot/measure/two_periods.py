"""How much a count changed between two periods, within which bounds, and whether all reports are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri, stdtrit

from hotspot.measure.exact_intervals import poisson_interval, share_interval
from hotspot.measure.gamma_poisson import overdispersion
from hotspot.measure.incidence_ratio import extra_variation

if TYPE_CHECKING:
    from hotspot.schema import Floats

SURE_Z = 1.959963984540054
FEWEST_FREEDOM = 4
ONE_OF_MANY = 0.9995


def rate_ratio(
    now: Floats,
    past: Floats,
    *,
    length_now: Floats | float,
    length_past: Floats | float,
    dispersion: Floats | float = 1.0,
) -> tuple[Floats, Floats, Floats]:
    """Return the ratio of the later rate to the earlier one (n,) and its 95 % interval.

    `now` and `past` (n,) are counts in windows of `length_now` and `length_past` (same unit). Given their
    sum, the later count is binomial, so the bounds are those of Clopper & Pearson (1934), Biometrika 26, 404,
    brought to the ratio; for counts that vary `dispersion` times as much as Poisson counts, both are divided
    by it first. Infinite, or 0, where one of the counts is 0; NaN where both are.

    >>> ratio, low, high = rate_ratio(np.array([10.0]), np.array([20.0]), length_now=1, length_past=1)
    >>> ratio.round(4), low.round(4), high.round(4)
    (array([0.5]), array([0.209]), array([1.1192]))
    """
    a, b = now / dispersion, past / dispersion
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = share_interval(a, a + b)
        scale = length_past / length_now
        ratio = np.asarray(now / past * scale)
        low, high = low / (1 - low) * scale, high / (1 - high) * scale
    nothing = (now == 0) & (past == 0)
    return ratio, np.where(nothing, np.nan, low), np.where(nothing, np.nan, high)


def place_dispersion(table: Floats) -> Floats:
    """Return how many times as much as Poisson each place (n,) of `table` (n, months) varies; at least 1.

    All share what counts vary on average. Where rates themselves go up and down, a count with mean m varies
    m + k m², so that the busy places vary more than that, and among many it is they who would be said to
    have changed: they get 1 + k m instead, with k by moments over all places, times (t / z)² for how few
    degrees of freedom it has, at the level that one among many has to pass. With fewer than 4 a change itself
    would pass for k.

    >>> draw, usual = np.random.default_rng(1), np.repeat([[4.0], [100.0]], 30, axis=0)
    >>> table = draw.poisson(usual * draw.gamma(10, 0.1, (60, 24))).astype(float)
    >>> place_dispersion(table)[[0, -1]].round()
    array([ 6., 12.])
    """
    shared, found = np.full(len(table), overdispersion(table)), extra_variation(table)
    if found.freedom < FEWEST_FREEDOM:
        return shared
    wary = float(stdtrit(found.freedom, ONE_OF_MANY) / ndtri(ONE_OF_MANY)) ** 2
    return np.asarray(np.maximum(shared, 1 + wary * found.squared * table.mean(axis=1)))


def widened(
    dispersion: Floats | float,
    now: Floats,
    past: Floats,
    *,
    length_now: Floats | float,
    length_past: Floats | float,
    variance: Floats | float,
) -> Floats:
    """Return the dispersion (n,) that also covers lengths which are only estimated.

    `variance` is that of the logarithm of length_now / length_past. If q is the later period's part of the
    time, the later count of a total S then varies by S q (1 − q) times the dispersion, plus the square of S q
    (1 − q) times `variance`: as if the dispersion were larger by S q (1 − q) `variance`. The observed part
    stands for q where that is more.

    >>> widened(1.0, np.array([50.0]), np.array([50.0]), length_now=1, length_past=1, variance=0.04).tolist()
    [2.0]
    """
    total = now + past
    part = length_now / (length_now + length_past)
    seen = now * past / np.maximum(total, 1.0)
    return np.asarray(dispersion + np.maximum(total * part * (1 - part), seen) * variance)


def rate_interval(
    count: Floats, exposure: Floats, *, dispersion: Floats | float
) -> tuple[Floats, Floats, Floats]:
    """Return counts per unit of `exposure` (n,) and their 95 % interval, NaN where the exposure is unknown.

    The interval is the exact one of a count that varies `dispersion` times as much as a Poisson count.

    >>> rates = rate_interval(np.array([10.0]), np.array([2.0]), dispersion=1.0)
    >>> [value.round(2).tolist() for value in rates]
    [[5.0], [2.4], [9.2]]
    """
    low, high = poisson_interval(count, dispersion=dispersion)
    return count / exposure, low / exposure, high / exposure


def root_difference(now: Floats, usual: Floats) -> Floats:
    """Return 2 (√now − √usual) (n,): its noise is the same for small and for large counts.

    `usual` is the earlier count, brought to the length of the later period. Anscombe (1948), Biometrika 35,
    246; its use for crime counts: Wheeler (2016), Tables and graphs for monitoring temporal crime trends.

    >>> root_difference(np.array([9.0, 900.0]), np.array([16.0, 961.0])).tolist()
    [-2.0, -2.0]
    """
    return np.asarray(2 * (np.sqrt(now) - np.sqrt(usual)))


def root_noise(
    *, length_now: Floats | float, length_past: Floats | float, dispersion: Floats | float
) -> Floats:
    """Return how far from 0 root differences reach by chance in 95 % of unchanged units.

    The root of the later count varies by 1, that of the earlier one by the ratio of the lengths; together
    1.96 times the root of their sum, 2.77 for windows of equal length.
    """
    return np.asarray(SURE_Z * np.sqrt(np.asarray(dispersion) * (1 + length_now / length_past)))


def late_shortfall(
    late: float, rest: float, late_past: float, rest_past: float, *, dispersion: float
) -> float:
    """Return how unusually few incidents the last days have, as a one-sided p value; NaN without any.

    `late` are those of the last days and `rest` those of the days before in the later period, the others the
    same days of the earlier one. The logarithm of the ratio of both ratios is taken as normal; its variance
    is `dispersion` times the sum of the reciprocal counts, half an incident added to each.

    >>> round(late_shortfall(5, 200, 20, 200, dispersion=1.0), 4)
    0.0037
    """
    counts = np.array([late, rest, late_past, rest_past]) + 0.5
    if rest == 0 or rest_past == 0 or late_past == 0:
        return float("nan")
    log = np.log(counts[0] / counts[1]) - np.log(counts[2] / counts[3])
    return float(ndtr(log / np.sqrt(dispersion * np.sum(1 / counts))))
