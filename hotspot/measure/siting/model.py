"""The integer program of a covering model: a variable for each site, and one for what is served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack

from hotspot.measure.siting.rules import on_capacity, on_districts, on_sites
from hotspot.measure.siting.solver import Program, stacked
from hotspot.measure.siting.table import row, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.measure.siting.reach import Reach
    from hotspot.measure.siting.rules import Rules
    from hotspot.measure.siting.solver import Constraint
    from hotspot.measure.siting.table import Table
    from hotspot.schema import Floats, Ints


@dataclass(frozen=True, kw_only=True)
class CoverModel:
    """Variables: first one for each site (0 or 1), then the share served of each demand (0 … 1); with a
    capacity, that of each demand by each site.

    `served_by` (demands, sites) is the reach with equal demands merged and `weight` (demands,) their sums;
    `served` (variables,) is the demand that a variable stands for; `rows` are the constraints of the rules.
    """

    served_by: Table
    weight: Floats
    served: Floats
    fixed: Ints
    rows: tuple[Constraint, ...]

    @classmethod
    def of(cls, reach: Reach, rules: Rules) -> CoverModel:
        """Merge equal demands and write the rules as constraints."""
        merged, row_of = reach.merged(rules.district if rules.floored else None)
        demands, sites = merged.served.shape
        rows = on_sites(rules, sites)
        variable = np.arange(demands)
        if rules.capacity is not None:
            variable = np.repeat(variable, np.diff(merged.served.indptr))
        served = np.concatenate([np.zeros(sites), merged.weight[variable]])
        if rules.capacity is not None:
            rows += on_capacity(merged.served, served, rules.capacity)
        if rules.floored and rules.district is not None:
            district = np.full(demands, -1, dtype=np.int64)
            district[row_of[row_of >= 0]] = rules.district[row_of >= 0]
            rows.append(on_districts(rules, reach.weight, district[variable], served, sites))
        model = cls(
            served_by=merged.served, weight=merged.weight, served=served, fixed=rules.fixed, rows=tuple(rows)
        )
        return model if rules.capacity is not None else model.with_rows(model.within_reach())

    def with_rows(self, *more: Constraint) -> CoverModel:
        """Return the model with more constraints."""
        rows = (*self.rows, *more)
        return CoverModel(
            served_by=self.served_by, weight=self.weight, served=self.served, fixed=self.fixed, rows=rows
        )

    @property
    def sites(self) -> int:
        """How many candidates there are."""
        return int(self.served_by.shape[1])

    @property
    def demands(self) -> int:
        """How many demands there are after merging."""
        return int(self.served_by.shape[0])

    def within_reach(self) -> Constraint:
        """A demand is served only by sites that are chosen."""
        matrix = table(hstack([-self.served_by, eye_array(self.demands)]))
        return matrix, np.full(self.demands, -np.inf), np.zeros(self.demands)

    def at_most(self, posts: int) -> Constraint:
        """So many sites at most, besides the fixed ones."""
        return row(np.ones(self.sites)), np.array([-np.inf]), np.array([float(posts + len(self.fixed))])

    def at_least(self, demand: float) -> Constraint:
        """So much demand served, at least."""
        return row(self.served), np.array([demand]), np.array([np.inf])

    def all_served(self) -> Constraint:
        """Every demand served: says the same as `at_least` all of it, more tightly."""
        each = np.concatenate([np.zeros(self.sites), np.ones(len(self.served) - self.sites)])
        return row(each), np.array([float(self.demands)]), np.array([np.inf])

    def program(self, cost: Floats, more: Sequence[Constraint]) -> Program:
        """Return the program of least `cost` (variables or more, where `more` speaks of further ones)."""
        variables = len(cost)
        parts = [_widened(part, variables) for part in (*self.rows, *more)]
        matrix, low, high = stacked(parts)
        least = np.zeros(variables)
        least[self.fixed] = 1.0
        whole = np.arange(variables) < self.sites
        return Program(
            cost=cost, matrix=matrix, low=low, high=high, whole=whole, least=least, most=np.ones(variables)
        )

    def placed(self, values: Floats) -> Ints:
        """Return the sites chosen in a solution, without the fixed ones."""
        return np.setdiff1d(np.flatnonzero(values[: self.sites] > 0.5), self.fixed)


def _widened(part: Constraint, variables: int) -> Constraint:
    """Return the constraint with columns of zeros for the variables that it does not speak of."""
    rows, low, high = part
    missing = variables - rows.shape[1]
    return (table(hstack([rows, csr_array((rows.shape[0], missing))])) if missing else rows), low, high
