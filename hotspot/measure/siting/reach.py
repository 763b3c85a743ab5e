"""Which post would serve which demand: a sparse table of demand by candidates, made small without loss."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from hotspot.measure.siting.table import of_columns, table

if TYPE_CHECKING:
    from hotspot.measure.siting.table import Table
    from hotspot.schema import Bools, Floats, Ints

KEY_SEED = 20_090_834  # of the keys by which equal rows are found; whatever it is, the result is the same
PRODUCTS = (
    3e8  # pairs of candidates that share demand, counted with repeats; above, dominance is not looked for
)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """`served` (demands, candidates) is true where a post at the candidate serves the demand; `weight`
    (demands,) is the demand, such as expected incidents per year."""

    served: Table
    weight: Floats

    @classmethod
    def of_distances(cls, distance_m: Floats, weight: Floats, *, reach_m: float) -> Reach:
        """Return the reach of posts that serve all demand at most `reach_m` away; distances are (d, c)."""
        return cls(served=table(distance_m <= reach_m), weight=np.asarray(weight, dtype=np.float64))

    @cached_property
    def of_sites(self) -> Table:
        """What each candidate serves (candidates, demands): the table turned, for work site by site."""
        return table(self.served.T)

    def weighing(self, weight: Floats) -> Reach:
        """Return the same table with another demand (demands,); it is not turned again."""
        other = replace(self, weight=weight)
        other.__dict__["of_sites"] = self.of_sites
        return other

    @property
    def total(self) -> float:
        """All demand, served or not."""
        return float(self.weight.sum())

    def serving(self, chosen: Ints) -> Floats:
        """Return (demands,) how many of the chosen candidates serve each demand."""
        across = self.of_sites
        each = [across.indices[across.indptr[one] : across.indptr[one + 1]] for one in chosen.tolist()]
        demands = np.concatenate(each) if each else np.empty(0, dtype=np.int64)
        return np.bincount(demands, minlength=len(self.weight)).astype(np.float64)

    def covered(self, chosen: Ints, *, times: int = 1) -> Bools:
        """Return (demands,) which demand at least `times` of the chosen candidates serve."""
        return np.asarray(self.serving(chosen) >= times)

    def covered_weight(self, chosen: Ints) -> float:
        """Return how much demand the chosen candidates serve."""
        return float(self.weight[self.covered(chosen)].sum())

    def merged(self, apart: Ints | None = None) -> tuple[Reach, Ints]:
        """Return the same with demands of the very same candidates added up, and the new row of each.

        Nothing is lost by it: whatever is chosen serves all of them or none. Demands with different values of
        `apart` (demands,) stay apart. Demand that nobody can serve is left out (row -1). Chen et al. (2024),
        arXiv:2409.09834, "isomorphic aggregation".
        """
        served = self.served if self.served.has_sorted_indices else self.served.sorted_indices()
        degree = np.diff(served.indptr)
        keys = np.random.default_rng(KEY_SEED).integers(1, 2**62, (served.shape[1], 2), dtype=np.uint64)
        whole = csr_array((served.data.astype(np.uint64), served.indices, served.indptr), shape=served.shape)
        sums = np.asarray(whole @ keys)  # of 64 bits, which wrap around, as they should
        group = np.zeros(len(degree), dtype=np.int64) if apart is None else apart
        order = np.lexsort((sums[:, 1], sums[:, 0], group, degree))
        order = order[degree[order] > 0]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (
            (np.diff(degree[order]) != 0)
            | (np.diff(group[order]) != 0)
            | (sums[order][1:] != sums[order][:-1]).any(axis=1)
        )
        row = np.full(len(degree), -1, dtype=np.int64)
        row[order] = np.cumsum(new) - 1
        first = order[new]
        weight = np.bincount(row[order], self.weight[order], minlength=len(first)).astype(np.float64)
        return Reach(served=table(served[first]), weight=weight), row

    def undominated(self, group: Ints | None = None) -> Ints:
        """Return the candidates that are needed: not those that serve nothing more than some other one does,
        where a `group` (candidates,) is given one of the same group.

        Of equal ones the first stays. Where the comparison would cost too much all are returned.
        """
        degree = np.diff(self.served.indptr).astype(np.float64)
        columns = self.served.shape[1]
        if np.square(degree).sum() > PRODUCTS:
            return np.arange(columns)
        shared = (self.served.T @ self.served).tocoo()
        size = of_columns(self.served)
        i, j = shared.coords
        within = (shared.data == size[i]) & (i != j) & ((size[j] > size[i]) | (j < i))
        if group is not None:
            within &= group[i] == group[j]
        needed = np.ones(columns, dtype=bool)
        needed[i[within]] = False
        needed[size == 0] = False
        return np.flatnonzero(needed)
