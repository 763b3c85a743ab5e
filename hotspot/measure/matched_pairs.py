"""Which places are most alike in how many incidents they had and how that changed: pairs for a fair draw."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array

from hotspot.measure.siting.solver import Program, solve

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints

SECONDS = 30.0  # far beyond what a hundred places take
EXACT_PAIRS, LOTS = 12, 9_999
SLACK = 1e-9  # sums that differ by rounding are equal


def likeness(history: Floats, others: Floats | None = None) -> Floats:
    """Return how unlike places are by their `history` (n, windows): (n, n), or (n, m) to `others`.

    Mahalanobis' distance of two features: the logarithm of all incidents, and that of the later half over the
    earlier half; half an incident is added to each count. Rubin (1980), Biometrics 36, 293.
    """
    everything = history if others is None else np.vstack([history, others])
    late = everything[:, everything.shape[1] // 2 :].sum(axis=1) + 0.5
    early = everything[:, : everything.shape[1] // 2].sum(axis=1) + 0.5
    features = np.column_stack([np.log(late + early), np.log(late / early)])
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(features, rowvar=False)), hermitian=True)
    second = features if others is None else features[len(history) :]
    apart = features[: len(history), None, :] - second[None, :, :]
    return np.asarray(np.sqrt(np.maximum(np.einsum("ijk,kl,ijl->ij", apart, inverse, apart), 0.0)))


def matched_pairs(distance: Floats) -> Ints:
    """Return the pairs (n / 2, 2) of an even number of places whose distances sum to the least, proved.

    Minimum-weight perfect matching as an integer program; `distance` is (n, n). Each pair and the list are
    in rising order.

    >>> matched_pairs(np.abs(np.subtract.outer([1.0, 9.0, 2.0, 10.0], [1.0, 9.0, 2.0, 10.0]))).tolist()
    [[0, 2], [1, 3]]
    """
    ends = np.array(list(combinations(range(len(distance)), 2)), dtype=np.int64)
    edges = len(ends)
    each = csr_array((np.ones(2 * edges), (ends.ravel(), np.repeat(np.arange(edges), 2))))
    once = np.ones(len(distance))
    program = Program(
        cost=distance[ends[:, 0], ends[:, 1]],
        matrix=each,
        low=once,
        high=once,
        whole=np.ones(edges, dtype=np.bool_),
        least=np.zeros(edges),
        most=np.ones(edges),
    )
    return ends[solve(program, seconds=SECONDS).values > 0.5]


def matched_controls(distance: Floats) -> Ints:
    """Return for each of the p places the one of c candidates (p ≤ c) that is its control, each used once, so
    that the distances (p, c) sum to the least. The Hungarian method: Kuhn (1955), Naval Research Logistics 2.

    >>> matched_controls(np.array([[1.0, 2.0, 9.0], [1.0, 5.0, 9.0]])).tolist()
    [1, 0]
    """
    rows, columns = linear_sum_assignment(distance)
    return np.asarray(columns[np.argsort(rows)], dtype=np.int64)


def lot_p_value(difference: Floats, *, seed: int) -> float:
    """Return how often the lots in the pairs would have brought differences (n,) that sum to as much.

    Two-sided. Had nothing changed, each difference of a pilot and its control could as well have the other
    sign. All 2ⁿ signs up to 12 pairs, then `LOTS` drawn ones. Fisher (1935), The Design of Experiments.

    >>> lot_p_value(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), seed=0)
    0.0625
    """
    n = len(difference)
    if n <= EXACT_PAIRS:
        signs = 1.0 - 2.0 * (np.arange(2**n)[:, None] >> np.arange(n) & 1)
        return float(np.mean(np.abs(signs @ difference) >= abs(difference.sum()) - SLACK))
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (LOTS, n))
    as_far = np.abs(signs @ difference) >= abs(difference.sum()) - SLACK
    return float((1 + as_far.sum()) / (LOTS + 1))
