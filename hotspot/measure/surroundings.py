"""What happens around an area: sums over its neighbours, the near ones weighing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array, eye_array
from scipy.spatial import cKDTree

from hotspot.measure.gamma_poisson import REACH2, SCALES, spacing

if TYPE_CHECKING:
    from hotspot.measure.intensity import Spread
    from hotspot.schema import Floats

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


def _product(kernel: csr_array) -> Spread:
    return lambda field: np.asarray(kernel @ field)
