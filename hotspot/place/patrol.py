"""The streets as patrols walk them: cut at posts and hot spots, each with what to expect beside it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.ops import substring

from hotspot.measure.siting.walks import Streets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.measure.siting.walks import Target
    from hotspot.place.network import Shapes
    from hotspot.place.walking import Places, Walking
    from hotspot.schema import Floats, Ints
    from hotspot.schema.placed import Demand

BESIDE_M = 50.0  # demand this near to a street is passed by whoever walks there
STOP_M = 200.0  # a hot spot further away from any street is no place to stop at
CORNER_M = 1.0  # what is this near to a corner stands at it
LEAST_M = 0.01  # of a way in the graph, where 0 would mean none


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What patrols can walk: `streets` with prizes and, of each of them (e,), its shape in `lines`, the
    `incidents` of the period that it stands for, the row of the given `way` (-1 where there is none) and the
    row of the `hotspot` to stop at (-1 for none). `xy` (n, 2) are the nodes in metres; `unseen` is the
    demand that lies too far from any street."""

    streets: Streets
    lines: Shapes
    incidents: Floats
    way: Ints
    hotspot: Ints
    xy: Floats
    unseen: float


def patrol_ground(
    walking: Walking, demand: Demand, *, posts: Floats, stops: Floats, stop_of: Ints, dwell_m: float
) -> Ground:
    """Return the streets for patrols from `posts` (p, 2) that stop at hot spots `stops` (h, 2), in metres.

    Demand of a hot spot, by `stop_of` (d,) the row of it (-1 for none), counts once a patrol stops at the
    point of the streets nearest to it; the stop costs `dwell_m` and the way there and back. All other demand
    within 50 m of a street counts once that street is walked.
    """
    spots = walking.places(np.concatenate([posts, stops]))
    cut = _cut(walking, spots)
    count, off = len(posts), spots.off_m
    halts = count + np.flatnonzero(off[count:] <= STOP_M)
    post = len(cut.at) + np.arange(count)
    street_of = _passed(walking, demand, cut)
    halt_of = np.full(len(spots.line), -1)
    halt_of[halts] = len(cut.start) + count + np.arange(len(halts))
    stopping = stop_of >= 0
    street_of[stopping] = halt_of[count + stop_of[stopping]]
    seen, size = street_of >= 0, len(cut.start) + count + len(halts)
    ways: Shapes = np.empty(count, dtype=object)
    ways[:] = shapely.linestrings(np.stack([posts, cut.at[cut.node[:count]]], axis=1))
    return Ground(
        streets=Streets(
            nodes=len(cut.at) + count,
            start=np.concatenate([cut.start, post, cut.node[halts]]),
            end=np.concatenate([cut.end, cut.node[:count], cut.node[halts]]),
            length=np.concatenate([cut.length, np.maximum(off[:count], LEAST_M), dwell_m + 2 * off[halts]]),
            prize=np.bincount(street_of[seen], demand.weight[seen], minlength=size).astype(np.float64),
            posts=post,
        ),
        lines=np.concatenate([cut.lines, ways, shapely.points(cut.at[cut.node[halts]])]),
        incidents=np.bincount(street_of[seen], demand.incidents[seen], minlength=size).astype(np.float64),
        way=np.concatenate([cut.way, np.full(count + len(halts), -1)]),
        hotspot=np.concatenate([np.full(len(cut.start) + count, -1), halts - count]),
        xy=np.concatenate([cut.at, posts]),
        unseen=float(demand.weight[~seen].sum()),
    )


def walked(ground: Ground, walk: Sequence[Target]) -> shapely.LineString:
    """Return the line of a walk, from its post and back, in metres; stops have no length."""
    found: list[Floats] = []
    for street, first, _ in walk:
        line = ground.lines[street]
        if shapely.get_dimensions(line) == 1:
            xy = shapely.get_coordinates(line)
            found.append(xy if np.allclose(xy[0], ground.xy[first], atol=1e-3) else xy[::-1])
    return shapely.remove_repeated_points(shapely.LineString(np.concatenate(found)))


@dataclass(frozen=True, kw_only=True)
class _Cut:
    """A street network cut at places: its pieces, with the line each is of and where on it it begins, and the
    `node` (k,) at which each place stands."""

    at: Floats
    start: Ints
    end: Ints
    length: Floats
    lines: Shapes
    way: Ints
    piece: dict[int, tuple[Floats, Ints]]  # of each line that is cut: where, and the numbers of the pieces
    node: Ints


def _cut(walking: Walking, places: Places) -> _Cut:
    """Cut the lines on which places lie; a place within a metre of a line's end stands there."""
    net = walking.streets
    along, length = places.along_m, net.length_m[places.line]
    node = np.where(along <= CORNER_M, net.start[places.line], net.end[places.line])
    inner = (along > CORNER_M) & (along < length - CORNER_M)
    start, end, lines, way = net.start.copy(), net.end.copy(), net.lines.copy(), net.way
    at, more, piece = [net.nodes], [], {}
    nodes, count = len(net.nodes), len(net.lines)
    for line in np.unique(places.line[inner]):
        here = np.flatnonzero(inner & (places.line == line))
        cuts, which = np.unique(along[here], return_inverse=True)
        new = nodes + np.arange(len(cuts))
        node[here] = new[which]
        at.append(shapely.get_coordinates(shapely.line_interpolate_point(net.lines[line], cuts)))
        ends = np.concatenate([[0.0], cuts, [net.length_m[line]]])
        chain = np.concatenate([[net.start[line]], new, [net.end[line]]])
        parts = [substring(net.lines[line], *pair) for pair in pairwise(ends.tolist())]
        lines[line], end[line] = parts[0], chain[1]
        more += [(part, chain[i], chain[i + 1], line) for i, part in enumerate(parts[1:], start=1)]
        piece[int(line)] = (cuts, np.concatenate([[line], count + np.arange(len(cuts))]))
        nodes, count = nodes + len(cuts), count + len(cuts)
    if more:
        pieces, firsts, lasts, owners = zip(*more, strict=True)
        lines = np.concatenate([lines, np.array(pieces, dtype=object)])
        start, end = np.append(start, firsts), np.append(end, lasts)
        way = np.append(way, way[list(owners)])
    return _Cut(
        at=np.concatenate(at),
        start=start,
        end=end,
        length=np.maximum(shapely.length(lines), LEAST_M),
        lines=lines,
        way=way,
        piece=piece,
        node=node,
    )


def _passed(walking: Walking, demand: Demand, cut: _Cut) -> Ints:
    """Return the piece of street from which each demand (d,) is passed, -1 where it is too far from any."""
    beside = walking.places(demand.xy)
    found = beside.line.copy()
    for line, (cuts, pieces) in cut.piece.items():
        here = np.flatnonzero(beside.line == line)
        found[here] = pieces[np.searchsorted(cuts, beside.along_m[here])]
    found[beside.off_m > BESIDE_M] = -1
    return np.asarray(found, dtype=np.int64)
