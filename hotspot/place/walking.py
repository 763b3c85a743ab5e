"""Ways on foot along the streets: from sites to demand, and all that can be reached within a distance.

A place is reached from the nearest point of the nearest street; the way between the two counts. So a way
along the streets is never shorter than the straight line.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import csr_array, vstack
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from hotspot.place.network import StreetNetwork
    from hotspot.schema import Floats, Ints

ENTRIES_AT_ONCE = 5_000_000  # of the table sites by nodes: 40 MB
LEAST_M = 1e-6  # of a way in the graph, where 0 would mean none


@dataclass(frozen=True, kw_only=True)
class Places:
    """Places on the network: the number of the `line` and how far along it in metres from its start (n,), and
    the metres `off` it: from the place to the street."""

    line: Ints
    along_m: Floats
    off_m: Floats

    def part(self, rows: slice | Ints) -> Places:
        """Return some of the places."""
        return Places(line=self.line[rows], along_m=self.along_m[rows], off_m=self.off_m[rows])


@dataclass(frozen=True)
class Walking:
    """Distances along the ways of a street network."""

    streets: StreetNetwork

    def places(self, xy: Floats) -> Places:
        """Return the point of the network nearest to each place (n, 2)."""
        points = shapely.points(xy)
        line = self._tree.query_nearest(points, all_matches=False)[1]
        along = shapely.line_locate_point(self.streets.lines[line], points)
        off = shapely.distance(points, self.streets.lines[line])
        return Places(line=np.asarray(line, dtype=np.int64), along_m=along, off_m=off)

    def to_nodes(self, sites: Places, *, reach_m: float = np.inf) -> Floats:
        """Return the metres from each site to each node (s, n); infinite beyond `reach_m`.

        Dijkstra (1959), from the two ends of the site's own line.
        """
        streets = self.streets
        ends, number = np.unique(
            np.concatenate([streets.start[sites.line], streets.end[sites.line]]), return_inverse=True
        )
        from_ends = dijkstra(self._graph, directed=False, indices=ends, limit=reach_m)
        count = len(sites.line)
        back = sites.off_m + sites.along_m
        on = sites.off_m + streets.length_m[sites.line] - sites.along_m
        found = np.minimum(from_ends[number[:count]] + back[:, None], from_ends[number[count:]] + on[:, None])
        return np.where(found <= reach_m, found, np.inf)

    def distances(self, sites: Places, others: Places, *, reach_m: float) -> csr_array:
        """Return the metres from each site to each other place (s, o), sparse: only those within `reach_m`.

        Where both lie on the same line the way along that line counts too. A distance of 0 is stored as 1e-6.
        """
        streets = self.streets
        start, end = streets.start[others.line], streets.end[others.line]
        to_end = streets.length_m[others.line] - others.along_m
        rows: list[csr_array] = []
        at_once = max(1, ENTRIES_AT_ONCE // max(len(streets.nodes), 1))
        for first in range(0, len(sites.line), at_once):
            some = sites.part(slice(first, first + at_once))
            to_nodes = self.to_nodes(some, reach_m=reach_m)
            site, node = np.nonzero(np.isfinite(to_nodes))
            metres = to_nodes[site, node]
            pairs = [
                _joined(site, node, metres, at=start, more_m=others.along_m + others.off_m),
                _joined(site, node, metres, at=end, more_m=to_end + others.off_m),
                _same_line(some, others),
            ]
            site, place, metres = (np.concatenate(each) for each in zip(*pairs, strict=True))
            rows.append(_nearest(site, place, metres, reach_m, shape=(len(some.line), len(others.line))))
        return csr_array(vstack(rows)) if rows else csr_array((0, len(others.line)))

    @cached_property
    def _graph(self) -> csr_array:
        """The nodes and the shortest way between each two of them that a line joins."""
        start, end = self.streets.start, self.streets.end
        low, high = np.minimum(start, end), np.maximum(start, end)
        order = np.lexsort((self.streets.length_m, high, low))
        order = order[low[order] != high[order]]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
        kept = order[new]
        n = len(self.streets.nodes)
        metres = np.maximum(self.streets.length_m[kept], LEAST_M)
        return csr_array((metres, (low[kept], high[kept])), shape=(n, n))

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.streets.lines)


def _joined(site: Ints, node: Ints, metres: Floats, *, at: Ints, more_m: Floats) -> tuple[Ints, Ints, Floats]:
    """Return site, place and metres for each known way to a node, and on to each place `at` that node."""
    order = np.argsort(at, kind="stable")
    low, high = (np.searchsorted(at[order], node, side=side) for side in ("left", "right"))
    known, member = spans(low, high)
    place = order[member]
    return site[known], place, metres[known] + more_m[place]


def _same_line(sites: Places, others: Places) -> tuple[Ints, Ints, Floats]:
    """Return site, place and metres along the line for sites and places that lie on the same line."""
    order = np.argsort(others.line, kind="stable")
    low, high = (np.searchsorted(others.line[order], sites.line, side=side) for side in ("left", "right"))
    site, member = spans(low, high)
    place = order[member]
    along = abs(sites.along_m[site] - others.along_m[place])
    return site, place, along + sites.off_m[site] + others.off_m[place]


def spans(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return the whole numbers from each `low` up to its `high`, and of which pair each comes.

    >>> [each.tolist() for each in spans(np.array([5, 0]), np.array([7, 1]))]
    [[0, 0, 1], [5, 6, 0]]
    """
    size = high - low
    pair = np.repeat(np.arange(len(size)), size)
    return pair, np.arange(len(pair)) - np.repeat(np.cumsum(size) - size, size) + low[pair]


def _nearest(site: Ints, place: Ints, metres: Floats, reach_m: float, *, shape: tuple[int, int]) -> csr_array:
    """Return the shortest of all ways between each site and place, where it is within reach."""
    near = metres <= reach_m
    site, place, metres = site[near], place[near], metres[near]
    order = np.lexsort((metres, place, site))
    site, place, metres = site[order], place[order], metres[order]
    new = np.ones(len(site), dtype=bool)
    new[1:] = (np.diff(site) != 0) | (np.diff(place) != 0)
    return csr_array((np.maximum(metres[new], LEAST_M), (site[new], place[new])), shape=shape)
