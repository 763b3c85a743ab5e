"""How steady a hot spot is: would it still be there, had the radius been a little smaller or larger?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.dbscan import dbscan

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints, Sites

FACTORS = (1.25, 1.1, 0.9, 0.8)  # of the radius; downwards, see below


def stability(sites: Sites, label: Ints, *, eps_m: float, min_samples: float) -> Floats:
    """Return for each hot spot the overlap with its likest counterpart, averaged over four other radii.

    `label` (n,) is the hot spot of each site, -1 for none. The overlap is Jaccard's: incidents that both
    hold over incidents that either holds; 1 is the same hot spot at every radius, 0 none at any. Hennig
    (2007), Computational Statistics & Data Analysis 52, with the radius varied instead of the sample.
    """
    total = np.zeros(int(label.max(initial=-1)) + 1)
    kept = np.arange(len(label))
    for factor in FACTORS:
        found = dbscan(sites.xy[kept], sites.weight[kept], eps_m=eps_m * factor, min_samples=min_samples)
        other = np.full_like(label, -1)
        other[kept] = found.label
        total += best_overlap(label, other, sites.weight)
        kept = kept[found.label >= 0]  # what is noise here is noise, and near no core, at a smaller radius
    return total / len(FACTORS)


def best_overlap(label: Ints, other: Ints, weight: Floats) -> Floats:
    """Return for each cluster of `label` its largest Jaccard overlap by `weight` with a cluster of `other`.

    >>> best_overlap(np.array([0, 0, 1]), np.array([0, 0, 0]), np.array([2.0, 1.0, 1.0]))
    array([0.75, 0.25])
    """
    mine, theirs = (np.bincount(one[one >= 0], weights=weight[one >= 0]) for one in (label, other))
    best = np.zeros(len(mine))
    both = (label >= 0) & (other >= 0)
    pair, of_pair = np.unique(label[both] * len(theirs) + other[both], return_inverse=True)
    shared = np.bincount(of_pair, weights=weight[both])
    row, column = np.divmod(pair, max(len(theirs), 1))
    np.maximum.at(best, row, shared / (mine[row] + theirs[column] - shared))
    return best
