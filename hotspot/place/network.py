"""The street network: ways cut where they meet, and joined into one graph that people can walk.

Streets are taken in both directions. Ways that cross without a common vertex are a bridge or an underpass and
do not meet; the end of a way within a metre of another one does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from hotspot.measure.distinct import distinct_places
from hotspot.schema import Finding

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Ints
    from hotspot.schema.said import Level

SAME_M = 0.01  # vertices that agree to the centimetre are one
TOUCH_M = 1.0  # the end of a way meets another way this near
MOST_LOST = 0.05  # share of the street length outside the largest connected part that is worth a warning


Shapes: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[Any]]"  # of shapely


@dataclass(frozen=True, kw_only=True)
class StreetNetwork:
    """Junctions and dead ends as `nodes` (n, 2) in metres; the ways between them as `lines` (e,) of shapely
    with their nodes `start`, `end` and `length_m` (e,), all connected. `way` (e,) is the row of the given
    frame that each line is part of."""

    nodes: Floats
    lines: Shapes
    start: Ints
    end: Ints
    length_m: Floats
    way: Ints
    findings: tuple[Finding, ...] = ()

    @property
    def junctions(self) -> Bools:
        """Which nodes (n,) are street corners: at least three ways meet there."""
        ends = np.concatenate([self.start, self.end])
        return np.asarray(np.bincount(ends, minlength=len(self.nodes)) >= 3)


def street_network(lines: Shapes) -> StreetNetwork:
    """Return the network of the `lines` (w,), shapely lines in metres; its largest connected part.

    What is left out is a finding, with its share of the length. No ways come back where no line has a length.
    """
    parts: Shapes
    parts, way = shapely.get_parts(lines, return_index=True)
    usable = (shapely.get_type_id(parts) == 1) & (shapely.length(parts) > SAME_M)
    parts, way = _touching(parts[usable]), way[usable]
    xy, of_line = shapely.get_coordinates(parts, return_index=True)
    places, place = distinct_places(np.round(xy / SAME_M) * SAME_M)
    moved = np.ones(len(place), dtype=bool)
    moved[1:] = (place[1:] != place[:-1]) | (of_line[1:] != of_line[:-1])
    place, of_line = place[moved], of_line[moved]
    first, last = _ends(of_line)
    met = np.bincount(place, minlength=len(places)) > 1
    met[place[first]] = met[place[last]] = True
    cut = met[place]
    start, end = _between(cut, of_line)
    if not len(start):
        none = np.empty(0, dtype=np.int64)
        return StreetNetwork(
            nodes=np.empty((0, 2)),
            lines=np.empty(0, dtype=object),
            start=none,
            end=none,
            length_m=np.empty(0),
            way=none,
        )
    cuts, owner = _vertices(start, end)
    pieces: Shapes = np.atleast_1d(np.asarray(shapely.linestrings(places[place[cuts]], indices=owner)))
    return _largest(places, place[start], place[end], pieces, np.asarray(way)[of_line[start]])


def _ends(of_line: Ints) -> tuple[Ints, Ints]:
    """Return the first and the last vertex of each line."""
    new = np.ones(len(of_line), dtype=bool)
    new[1:] = of_line[1:] != of_line[:-1]
    first = np.flatnonzero(new)
    return first, np.append(first[1:], len(of_line))[: len(first)] - 1


def _between(cut: Bools, of_line: Ints) -> tuple[Ints, Ints]:
    """Return the vertices where the pieces begin and end: from each cut to the next one of the same line."""
    at = np.flatnonzero(cut)
    same = of_line[at[1:]] == of_line[at[:-1]]
    return at[:-1][same], at[1:][same]


def _vertices(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return the vertices of all pieces, one after the other, and the piece of each."""
    size = end - start + 1
    owner = np.repeat(np.arange(len(start)), size)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size)
    return start[owner] + offset, owner


def _largest(nodes: Floats, start: Ints, end: Ints, pieces: Shapes, way: Ints) -> StreetNetwork:
    """Return the largest connected part, with its nodes numbered anew, and what is left out."""
    length = shapely.length(pieces)
    graph = coo_array((np.ones(len(start)), (start, end)), shape=(len(nodes), len(nodes)))
    part = np.asarray(connected_components(graph, directed=False)[1])
    size = np.bincount(part[start], length)
    kept = part[start] == np.argmax(size)
    used, number = np.unique(np.concatenate([start[kept], end[kept]]), return_inverse=True)
    lost = 1.0 - float(length[kept].sum() / length.sum())
    values = {"share": lost, "km": float(length[~kept].sum() / 1000), "parts": int((size > 0).sum()) - 1}
    level: Level = "warning" if lost > MOST_LOST else "info"
    findings = (Finding(code="streets_apart", level=level, values=values),) if lost > 0 else ()
    return StreetNetwork(
        nodes=nodes[used],
        lines=pieces[kept],
        start=number[: kept.sum()].astype(np.int64),
        end=number[kept.sum() :].astype(np.int64),
        length_m=length[kept],
        way=way[kept],
        findings=findings,
    )


def _touching(parts: Shapes) -> Shapes:
    """Return the lines with a vertex wherever the end of another line touches them."""
    if not len(parts):
        return parts
    ends = np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])
    own = np.tile(np.arange(len(parts)), 2)
    end, line = shapely.STRtree(parts).query(ends, predicate="dwithin", distance=TOUCH_M)
    xy, of_line = shapely.get_coordinates(parts, return_index=True)
    corners = {(i, *place) for i, place in zip(of_line.tolist(), np.round(xy, 2).tolist(), strict=True)}
    at = shapely.get_coordinates(ends)
    free = own[end] != line
    end, line = end[free], line[free]
    known = [
        (i, *place) in corners for i, place in zip(line.tolist(), np.round(at[end], 2).tolist(), strict=True)
    ]
    end, line = end[~np.array(known, dtype=bool)], line[~np.array(known, dtype=bool)]
    found = parts.copy()
    for one in np.unique(line):
        found[one] = _with_vertices(parts[one], ends[end[line == one]])
    return found


def _with_vertices(line: shapely.LineString, points: Shapes) -> shapely.LineString:
    """Return the line bent to pass through the points, which lie within a metre of it."""
    xy = shapely.get_coordinates(line)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    extra = shapely.line_locate_point(line, points)
    order = np.argsort(np.concatenate([along, extra]), kind="stable")
    return shapely.LineString(np.concatenate([xy, shapely.get_coordinates(points)])[order])
