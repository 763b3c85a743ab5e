"""What happens around an area: sums over its neighbours, the near ones weighing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array, eye_array
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from hotspot.measure.intensity import Spread
    from hotspot.schema import Floats

SCALES = (1.0, 2.0, 4.0)  # of the median distance between neighbours; the whole city is tried as well
# Squared reach of the kernel in scales, about 3. On a square or hexagonal lattice no distance falls on it at
# the scales above, so that rounding cannot include one neighbour and leave out its mirror image.
REACH2 = 9.5
MOST_PAIRS = 20_000_000  # of areas within reach of each other; wider kernels are left out beyond


def spreads_between(places: Floats) -> tuple[Spread, ...]:
    """Return kernel sums between the `places` (n, 2), easting and northing in metres, at several widths.

    Gaussian, with 1, 2 and 4 times the median distance between neighbours as standard deviation, K(0) = 1,
    and nothing beyond about three of them. None where all places coincide.

    >>> near, _, _ = spreads_between(np.array([[0.0, 0.0], [100.0, 0.0], [9000.0, 0.0]]))
    >>> near(np.array([1.0, 0.0, 5.0])).round(3).tolist()
    [1.0, 0.607, 5.0]
    """
    gap = spacing(places)
    if gap is None:
        return ()
    tree, spreads = cKDTree(places), []
    for scale in SCALES:
        reach = float(np.sqrt(REACH2)) * scale * gap
        if tree.count_neighbors(tree, reach) > MOST_PAIRS:
            break
        i, j = tree.query_pairs(reach, output_type="ndarray").T
        squared = np.sum((places[i] - places[j]) ** 2, axis=1)
        height = np.exp(-0.5 * squared / (scale * gap) ** 2)
        above = coo_array((height, (i, j)), shape=(len(places), len(places)))
        spreads.append(_product(csr_array(above + above.T + eye_array(len(places)))))
    return tuple(spreads)


def spacing(places: Floats) -> float | None:
    """Return the median distance in metres from a place to the nearest other one; None if there is no other.

    >>> spacing(np.array([[0.0, 0.0], [300.0, 400.0], [0.0, 0.0]]))
    500.0
    """
    distinct = np.unique(places, axis=0)
    if len(distinct) < 2:
        return None
    distance = np.asarray(cKDTree(distinct).query(distinct, k=2)[0])
    return float(np.median(distance[:, 1]))


def neighbour_sums(
    places: Floats, counts: Floats, exposure: Floats, scales_m: tuple[float, ...]
) -> list[tuple[Floats, Floats]]:
    """Sum counts and exposure around each place, without its own, weighted by a Gaussian kernel.

    For each scale (standard deviation in metres) one pair of arrays (n,): Σ K(d) counts and Σ K(d) exposure
    over the other places, with K(0) = 1 and nothing beyond about three scales.
    """
    n = len(places)
    pairs = cKDTree(places).query_pairs(float(np.sqrt(REACH2)) * max(scales_m), output_type="ndarray")
    i, j = pairs[:, 0], pairs[:, 1]
    squared = np.sum((places[i] - places[j]) ** 2, axis=1)
    sums = []
    for scale in scales_m:
        near = squared <= REACH2 * scale**2
        a, b = i[near], j[near]
        weight = np.exp(-0.5 * squared[near] / scale**2)
        near_counts, near_exposure = (
            np.bincount(a, weight * x[b], minlength=n) + np.bincount(b, weight * x[a], minlength=n)
            for x in (counts, exposure)
        )
        sums.append((near_counts.astype(np.float64), near_exposure.astype(np.float64)))
    return sums


def _product(kernel: csr_array) -> Spread:
    return lambda field: np.asarray(kernel @ field)
