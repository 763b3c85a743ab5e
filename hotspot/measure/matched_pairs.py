"""Which places are alike in how many incidents they had and how that changed: pairs for a fair draw."""

from __future__ import annotations

from itertools import combinations
from math import nan
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array, vstack

from hotspot.measure.siting.solver import PROVED, OutOfTime, Program, solve

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints

SECONDS = 30.0  # far beyond what a hundred places take
EXACT_PAIRS, LOTS = 12, 9_999
SLACK = 1e-9  # sums that differ by rounding are equal
SAME = 1e-9  # part of the largest spread of features below which a spread is rounding: equal sizes, say
BEYOND = 1_000.0  # what a caliper's breach costs: more than any distance can make up for


def likeness(
    history: Floats,
    others: Floats | None = None,
    *,
    km2: Floats | None = None,
    km2_others: Floats | None = None,
) -> Floats:
    """Return how unlike places are by their `history` (n, windows): (n, n), or (n, m) to `others`.

    Mahalanobis' distance of the logarithm of all incidents, that of the later half over the earlier half,
    and, where the sizes `km2` (n,) and `km2_others` (m,) are given, that of the incidents per km²; half an
    incident is added to each count. Rubin (1980), Biometrics 36, 293.
    """
    everything = history if others is None else np.vstack([history, others])
    late = everything[:, everything.shape[1] // 2 :].sum(axis=1) + 0.5
    early = everything[:, : everything.shape[1] // 2].sum(axis=1) + 0.5
    features = np.column_stack([np.log(late + early), np.log(late / early)])
    if km2 is not None:
        size = km2 if km2_others is None else np.concatenate([km2, km2_others])
        features = np.column_stack([features, np.log((late + early) / size)])
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(features, rowvar=False)), rcond=SAME, hermitian=True)
    second = features if others is None else features[len(history) :]
    apart = features[: len(history), None, :] - second[None, :, :]
    return np.asarray(np.sqrt(np.maximum(np.einsum("ijk,kl,ijl->ij", apart, inverse, apart), 0.0)))


def times_as_many(count: Floats, others: Floats) -> Floats:
    """Return how many times as many the larger of two counts is as the smaller, (n, m); half an incident is
    added to each.

    >>> times_as_many(np.array([9.5]), np.array([19.5, 4.5, 9.5])).tolist()
    [[2.0, 2.0, 1.0]]
    """
    a, b = (count + 0.5)[:, None], (others + 0.5)[None, :]
    return np.asarray(np.maximum(a, b) / np.minimum(a, b))


def within_caliper(distance: Floats, times: Floats, *, caliper: float) -> Floats:
    """Return the distances (n, m) with so much added where one place has more than `caliper` `times` as many
    incidents as the other that no such pair is formed where another will do.

    The breach itself counts, too, so that the least ones remain. Rosenbaum & Rubin (1985), The American
    Statistician 39, 33.
    """
    breach = np.log(np.maximum(times, caliper) / caliper)
    return np.asarray(distance + BEYOND * ((times > caliper * (1 + SLACK)) + breach))


def pairs_within(count: Floats, *, caliper: float) -> int:
    """Return how many pairs can be formed of places with these counts (n,), each place once and no count more
    than `caliper` times the other, half an incident added to each.

    On a line, to pair each place with its neighbour wherever that is near enough leaves the fewest alone.

    >>> pairs_within(np.array([500.0, 11.0, 289.0, 250.0, 2407.0, 12.0]), caliper=1.5)
    2
    """
    level = np.sort(np.log(count + 0.5))
    near = np.diff(level) <= np.log(caliper) + SLACK
    found = i = 0
    while i < len(near):
        found += int(near[i])
        i += 2 if near[i] else 1
    return found


def enough_alike(count: Floats, pairs: int, *, caliper: float) -> int:
    """Return how many of the first places with these counts (n,) it takes to have so many `pairs` within the
    caliper among them; just enough for the pairs where no number has them.

    >>> enough_alike(np.array([500.0, 11.0, 289.0, 250.0, 2407.0, 12.0]), 2, caliper=1.5)
    6
    """
    for first in range(2 * pairs, len(count) + 1):
        if pairs_within(count[:first], caliper=caliper) >= pairs:
            return first
    return 2 * pairs


def matched_pairs(distance: Floats, *, number: int | None = None) -> Ints:
    """Return the pairs (k, 2) of places whose distances sum to the least, proved; each place is used once.

    `number` says how many pairs; by default there are as many as an even number of places makes. An optimal
    non-bipartite matching as an integer program; `distance` is (n, n). Each pair and the list are in rising
    order. Greevy, Lu, Silber & Rosenbaum (2004), Biostatistics 5, 263. Raises OutOfTime
    where the proof takes longer than the search may.

    >>> matched_pairs(np.abs(np.subtract.outer([1.0, 9.0, 2.0, 10.0], [1.0, 9.0, 2.0, 10.0]))).tolist()
    [[0, 2], [1, 3]]
    """
    ends = np.array(list(combinations(range(len(distance)), 2)), dtype=np.int64)
    edges = len(ends)
    each = csr_array((np.ones(2 * edges), (ends.ravel(), np.repeat(np.arange(edges), 2))))
    wanted = len(distance) // 2 if number is None else number
    all_pairs = csr_array(np.ones((1, edges)))
    program = Program(
        cost=distance[ends[:, 0], ends[:, 1]],
        matrix=csr_array(vstack([each, all_pairs])),
        low=np.append(np.zeros(len(distance)), wanted),
        high=np.append(np.ones(len(distance)), wanted),
        whole=np.ones(edges, dtype=np.bool_),
        least=np.zeros(edges),
        most=np.ones(edges),
    )
    found = solve(program, seconds=SECONDS)
    if found.cost - found.bound > PROVED * max(found.cost, 1.0):
        raise OutOfTime(by_clock=found.cut_short)
    return ends[found.values > 0.5]


def matched_controls(distance: Floats) -> Ints:
    """Return for each of the p places the one of c candidates (p ≤ c) that is its control, each used once, so
    that the distances (p, c) sum to the least. The Hungarian method: Kuhn (1955), Naval Research Logistics 2.

    >>> matched_controls(np.array([[1.0, 2.0, 9.0], [1.0, 5.0, 9.0]])).tolist()
    [1, 0]
    """
    rows, columns = linear_sum_assignment(distance)
    return np.asarray(columns[np.argsort(rows)], dtype=np.int64)


def standardised_difference(count: Floats, others: Floats) -> float:
    """Return by how many standard deviations two groups of counts differ, in their logarithms; NaN where all
    counts are equal, or one of each.

    Half an incident is added to each. Above 0.25 groups differ too much for adjustment: Rubin (2001), Health
    Services and Outcomes Research Methodology 2, 169.

    >>> round(standardised_difference(np.array([9.5, 19.5]), np.array([9.5, 39.5])), 2)
    -0.45
    """
    a, b = np.log(count + 0.5), np.log(others + 0.5)
    if len(a) < 2 or len(b) < 2:
        return nan
    spread = np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)
    return float((a.mean() - b.mean()) / spread) if spread > SLACK else nan


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
