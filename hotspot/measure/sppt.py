"""Whether incidents are spread over the areas as they were, whatever their number: Andresen's test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import fisher_exact

from hotspot.measure.false_discovery import benjamini_hochberg

if TYPE_CHECKING:
    from hotspot.schema import Bools, Ints

SAMPLED = 0.85  # of the test points, without replacement
LEVEL = 0.95


def share_changes(base: Ints, test: Ints, *, draws: int, seed: int) -> Ints:
    """Return +1, −1 or 0 (areas,): the share of an area is larger, smaller, or as it was, by Andresen's test.

    `base` and `test` (areas,) are the incidents of the earlier and the later period. 85 % of the test points
    are drawn without replacement `draws` times; where the base share lies outside the middle 95 % of the
    drawn shares, the area is not alike. Andresen (2009), Applied Geography 29, 333; Andresen & Malleson
    (2011), J. Research in Crime and Delinquency 48, 58. The test takes the base as exact and has no
    correction for the number of areas: see `fisher_changed`.
    """
    if not base.sum() or not test.sum():
        return np.zeros(len(base), dtype=np.int64)
    taken = max(1, round(SAMPLED * int(test.sum())))
    draw = np.random.default_rng(seed)
    drawn = draw.multivariate_hypergeometric(test, taken, size=draws, method="marginals") / taken
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    share = base / base.sum()
    return np.asarray((share < low - 1e-12).astype(np.int64) - (share > high + 1e-12))


def similarity(changed: Bools, base: Ints, test: Ints) -> tuple[float, float]:
    """Return the share of areas that are alike, S, and S without areas that were empty in both periods.

    >>> similarity(np.array([True, False, False]), np.array([5, 3, 0]), np.array([9, 3, 0]))
    (0.6666666666666666, 0.5)
    """
    some = (base > 0) | (test > 0)
    alike = ~changed
    return float(alike.mean()), float(alike[some].mean()) if some.any() else float("nan")


def fisher_changed(base: Ints, test: Ints, *, false_share: float = 0.05) -> Bools:
    """Say which areas have another share of all incidents (areas,), by Fisher's exact test of both periods.

    At most `false_share` of those named are so by chance (Benjamini & Hochberg 1995). Recommended in place of
    Andresen's test by Wheeler, Steenbeek & Andresen (2018), Transactions in GIS 22, 760.
    """
    all_base, all_test = int(base.sum()), int(test.sum())
    p = np.array(
        [
            fisher_exact(np.array([[b, all_base - b], [t, all_test - t]]))[1] if b + t else np.nan
            for b, t in zip(base.tolist(), test.tolist(), strict=True)
        ]
    )
    return np.asarray(benjamini_hochberg(p) <= false_share)
