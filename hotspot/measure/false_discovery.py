"""Many tests at once: p values adjusted so that among what is called significant few are false alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hotspot.schema import Floats


def benjamini_hochberg(p: Floats) -> Floats:
    """Return p values (n,) adjusted so that calling those up to q significant makes a share q of them false.

    NaN are not tests: they stay NaN and do not count. Benjamini and Hochberg (1995), JRSS B 57, 289-300.

    >>> benjamini_hochberg(np.array([0.01, 0.04, 0.03, np.nan]))
    array([0.03, 0.04, 0.04,  nan])
    """
    tests = np.flatnonzero(~np.isnan(p))
    falling = tests[np.argsort(-p[tests], kind="stable")]
    rank = np.arange(len(falling), 0, -1)
    adjusted = np.full(len(p), np.nan)
    adjusted[falling] = np.minimum(np.minimum.accumulate(p[falling] * len(falling) / rank), 1.0)
    return adjusted
