"""How far observers agree who graded the same things, beyond what chance alone would bring.

Grades are whole numbers 0 … k − 1 in an order, so a difference of two counts more than one of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hotspot.schema import Floats


def squared(levels: int) -> Floats:
    """Return how much each pair of grades disagrees (k, k): the square of their difference.

    With it, weighted kappa is an intraclass correlation; Fleiss & Cohen (1973), Educational and Psychological
    Measurement 33, 613.
    """
    grade = np.arange(levels, dtype=np.float64)
    return np.asarray((grade[:, None] - grade[None, :]) ** 2)


def coincidences(grades: Floats, *, levels: int) -> Floats:
    """Return, for each thing, how often its observers' grades meet (n, k, k), in both orders.

    `grades` is (n, observers), NaN where one did not see it. Each of m grades meets m − 1 others with weight
    1 / (m − 1), so that a table sums to m; it is empty where fewer than two saw the thing. Krippendorff
    (2011), Computing Krippendorff's Alpha-Reliability, step B.
    """
    there = np.isfinite(grades)
    one_hot = (grades[:, :, None] == np.arange(levels)) & there[:, :, None]
    count = one_hot.sum(axis=1).astype(np.float64)  # (n, k)
    pairs = count[:, :, None] * count[:, None, :] - np.eye(levels) * count[:, :, None]
    seen = there.sum(axis=1).astype(np.float64)
    return np.asarray(pairs / np.maximum(seen - 1, 1.0)[:, None, None])


def weighted_kappa(table: Floats, disagreement: Floats) -> Floats:
    """Return Cohen's weighted kappa of tables (…, k, k) of pairs of grades; NaN where all are the same.

    1 − observed over expected disagreement, expected from the margins. A table of two observers takes the
    first one's grades in its rows; one of interchangeable observers holds each pair in both orders. Cohen
    (1968), Psychological Bulletin 70, 213, equation 8.

    >>> table = np.array([[44.0, 7, 9], [5, 20, 5], [1, 3, 6]])
    >>> round(float(weighted_kappa(table, np.array([[0.0, 1, 3], [1, 0, 6], [3, 6, 0]]))), 3)  # his Table 1
    0.348
    """
    total = table.sum(axis=(-2, -1))
    observed = (table * disagreement).sum(axis=(-2, -1))
    rows, columns = table.sum(axis=-1), table.sum(axis=-2)
    expected = np.einsum("...i,...j,ij->...", rows, columns, disagreement) / np.where(total > 0, total, 1.0)
    some = expected > 0
    return np.asarray(np.where(some, 1 - observed / np.where(some, expected, 1.0), np.nan))


def krippendorff_alpha(table: Floats, disagreement: Floats) -> float:
    """Return Krippendorff's alpha of the summed `coincidences` (k, k); NaN where all grades are the same.

    Expected disagreement is that of grades drawn without putting back. Krippendorff (2011), step D.
    """
    values = table.sum()
    counts = table.sum(axis=0)
    expected = float(counts @ disagreement @ counts)
    if expected <= 0:
        return float("nan")
    return float(1 - (values - 1) * (table * disagreement).sum() / expected)


def kappa_interval(
    tables: Floats, disagreement: Floats, *, draws: int, seed: int, sure: float = 0.95
) -> tuple[float, float]:
    """Return the interval of the weighted kappa of `tables` (n, k, k) together, one table for each thing.

    The things are drawn again with replacement, so that several pairs of observers of one thing count as one
    piece of knowledge (percentile bootstrap; Efron & Tibshirani 1993, chapter 13). NaN where most draws have
    only one grade.
    """
    draw = np.random.default_rng(seed)
    things = len(tables)
    times = draw.multinomial(things, np.full(things, 1 / things), size=draws).astype(np.float64)
    drawn = weighted_kappa(np.tensordot(times, tables, axes=1), disagreement)
    drawn = drawn[np.isfinite(drawn)]
    if len(drawn) <= draws / 2:
        return float("nan"), float("nan")
    low, high = np.quantile(drawn, [(1 - sure) / 2, (1 + sure) / 2])
    return float(low), float(high)
