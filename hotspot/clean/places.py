"""Rows that lie outside the city, and why: swapped coordinates, sentinel points, another town."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hotspot.clean.account import drop
from hotspot.errors import InputError
from hotspot.measure.weighted import median
from hotspot.schema import Bools, Finding, Floats, Incidents, Ints, incidents_in, weights

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyproj

SENTINEL_ROWS = 5  # this many at one place far outside the city are a code for 'unknown', not a scene
FAR = 5.0  # times the width of the city: towns of the same police force lie nearer
LONELY_M = 50_000.0  # with nothing else this near, it is no town either
METRES_PER_DEGREE = 111_320.0
BODY_CELL_M = 5_000.0  # two incidents further apart than about two such cells belong to different towns
MANY_OUTSIDE = 0.2
MANY_SWAPPED = 0.01  # of all: no slip of the hand, but an export that mixes two orders


class _Columns(NamedTuple):
    """The coordinates of all incidents, x (n,) and y (n,): each by itself, as millions of pairs are slow."""

    x: Floats
    y: Floats

    def of(self, rows: Bools) -> Floats:
        """Return the places (k, 2) of some rows."""
        return np.column_stack([along[rows] for along in self])

    def box(self, rows: Bools) -> tuple[Floats, Floats]:
        """Return the least and the greatest x and y (2,) of some rows; of none infinity and its negative."""
        low = [along.min(where=rows, initial=np.inf) for along in self]
        return np.array(low), np.array([along.max(where=rows, initial=-np.inf) for along in self])


def drop_outside(
    incidents: Incidents, inside: Bools, *, is_inside: Callable[[Floats], Bools], bounded: bool = True
) -> Incidents:
    """Drop the incidents that are not `inside` (n,) the study area, each under its likeliest reason.

    `is_inside` takes coordinates (n, 2) in the incidents' own CRS and tells which lie in the study area; it
    is asked about the rows outside with their two coordinates swapped; none is ever swapped here. Where the
    study area is only where most incidents lie, and not `bounded`, it cannot be known which order is wrong.
    Raises InputError where nothing lies inside, or where most of the file does once it is swapped.
    """
    outside = ~inside
    if not outside.any():
        return incidents
    xy = _Columns(*(incidents.frame[axis].to_numpy(float) for axis in ("x", "y")))
    low, high = xy.box(inside)
    swapped = np.zeros(len(inside), dtype=bool)
    if low.max() > high.min():  # x and y do not go over the same numbers, so that these tell which is which
        swapped[outside] = is_inside(xy.of(outside)[:, ::-1])
    _refuse_what_is_wrong_as_a_whole(incidents, inside, swapped)
    far = outside & ~swapped
    far[far] = _far(xy.of(far), low, high)
    reach = LONELY_M / _metres_per_unit(incidents.crs)
    sentinel = far & _stacked_alone(xy, far, weights(incidents.frame), reach=reach)
    findings = [
        *_mixed(incidents, xy, inside, swapped, bounded=bounded),
        *_elsewhere(incidents, outside & ~swapped),
    ]
    reasons = [("swapped_coordinates", swapped), ("sentinel_point", sentinel), ("outside_area", outside)]
    return drop(incidents, reasons, findings=findings)


def _mixed(
    incidents: Incidents, xy: _Columns, inside: Bools, swapped: Bools, *, bounded: bool
) -> list[Finding]:
    """Say how many rows hold x and y in the other order, and by which values they are told from the rest."""
    count = incidents_in(incidents.frame, swapped)
    share = count / incidents_in(incidents.frame)
    if share <= MANY_SWAPPED:
        return []
    values: dict[str, str | int | float] = {
        "count": count,
        "share": round(100 * share),
        "column": incidents.columns.get("x", "x"),
        "theirs": _between(xy.x[swapped]),
        "others": _between(xy.x[inside]),
    }
    code = "many_swapped" if bounded else "orders_mixed"
    return [Finding(code=code, level="warning", values=values)]


def _between(values: Floats) -> str:
    """Return from which to which number the values go, to four figures.

    >>> _between(np.array([43.21, 43.33, 43.256]))
    '43.21 … 43.33'
    """
    return f"{values.min():.4g} … {values.max():.4g}"


def _elsewhere(incidents: Incidents, outside: Bools) -> list[Finding]:
    """Say that much of the file lies elsewhere, however its coordinates are turned."""
    count = incidents_in(incidents.frame, outside)
    share = count / incidents_in(incidents.frame)
    if share <= MANY_OUTSIDE:
        return []
    values = {"count": count, "share": round(100 * share)}
    return [Finding(code="many_outside", level="warning", values=values)]


def _refuse_what_is_wrong_as_a_whole(incidents: Incidents, inside: Bools, swapped: Bools) -> None:
    where = incidents.sources[0].path if incidents.sources else "incidents"
    frame = incidents.frame
    count, there, of = (
        incidents_in(frame, swapped),
        incidents_in(frame, inside),
        incidents_in(frame),
    )
    if count > max(there, 0.5 * of):
        what = f"{count} of {of} incidents lie in the area only with x and y swapped"
        to_do = "use --set incidents.swap_xy=true, or name x and y in 'incidents.columns'"
        if there > MANY_SWAPPED * of:
            what += f", and {there} as they stand"
            to_do = (
                "exchange x and y of these rows at the source; --set incidents.swap_xy=true turns every row"
            )
        raise InputError(where, what, to_do)
    if not inside.any():
        x, y = (median(frame[axis].to_numpy(float), weights(frame)) for axis in ("x", "y"))
        what = f"none of {of} incidents lies in the area; their middle is {x:.6g}, {y:.6g}"
        raise InputError(
            where, what, f"check 'areas.file' and 'incidents.crs' (now {incidents.crs.to_string()})"
        )


def _far(places: Floats, low: Floats, high: Floats) -> Bools:
    """Mark the places (k, 2) that lie further than five times its width or height from the box of the city,
    which goes from `low` to `high` (2,)."""
    return np.asarray((np.maximum(low - places, places - high) > FAR * (high - low)).any(axis=1))


def _stacked_alone(xy: _Columns, far: Bools, weight: Ints | None, *, reach: float) -> Bools:
    """Mark the rows of `far` that share their exact place with at least `SENTINEL_ROWS` of them, while
    nothing else in the file lies within `reach`: what lies among other incidents is but another district."""
    stacked = np.zeros(len(far), dtype=bool)
    places, inverse, count = np.unique(xy.of(far), axis=0, return_inverse=True, return_counts=True)
    held = count if weight is None else np.bincount(inverse.ravel(), weight[far])
    if not (held >= SENTINEL_ROWS).any():
        return stacked
    alone = held >= SENTINEL_ROWS
    low, high = places[alone].min(axis=0) - reach, places[alone].max(axis=0) + reach
    around = (xy.x >= low[0]) & (xy.x <= high[0]) & (xy.y >= low[1]) & (xy.y <= high[1])
    from scipy.spatial import KDTree  # noqa: PLC0415 - takes a while, and few files have such places

    near = KDTree(xy.of(around))
    alone[alone] = near.query_ball_point(places[alone], reach, p=np.inf, return_length=True) == count[alone]
    stacked[far] = alone[inverse.ravel()]
    return stacked


def _metres_per_unit(crs: pyproj.CRS) -> float:
    """Return about how many metres one unit of the coordinates is."""
    return METRES_PER_DEGREE if crs.is_geographic else float(crs.axis_info[0].unit_conversion_factor)


def main_body(xy: Floats, weight: Floats | None = None) -> Bools:
    """Mark the places (n, 2), in metres, that belong to the main town, for want of a boundary.

    The plane is cut into cells of 5 km; cells with places that touch, or have one empty cell between them,
    hang together, and the body is the group with most incidents: `weight` (n,) are those at each place, one
    where it is left out. One bad coordinate a thousand kilometres away is so left out before any raster is
    sized.

    >>> main_body(np.array([[0.0, 0.0], [900.0, 0.0], [9e5, 0.0], [np.inf, 0.0]]))
    array([ True,  True, False, False])
    """
    body: Bools = np.isfinite(xy[:, 0]) & np.isfinite(xy[:, 1])
    columns, of_column = _numbered(np.floor(xy[body, 0] / BODY_CELL_M).astype(np.int64))
    rows, of_row = _numbered(np.floor(xy[body, 1] / BODY_CELL_M).astype(np.int64))
    both, of_cell = _numbered(of_column * len(rows) + of_row)
    occupied = np.column_stack([columns[both // len(rows)], rows[both % len(rows)]])
    group = _linked(occupied)
    count = np.bincount(of_cell, weights=weight[body] if weight is not None else None)
    body[body] = (group == int(np.bincount(group, weights=count).argmax()))[of_cell]
    return body


def _numbered(values: Ints) -> tuple[Ints, Ints]:
    """Return the distinct values in their order, and which of them each (n,) is; only these are sorted."""
    codes, met = pd.factorize(values)
    order = np.argsort(met)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return met[order], place[codes]


def _linked(
    occupied: np.ndarray[tuple[int, int], np.dtype[np.int64]],
) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Number the groups of cells (n, 2) that lie at most two steps apart, along each axis."""
    from scipy import ndimage  # noqa: PLC0415 - takes a while, and is needed only without areas or boundary

    squeezed = np.column_stack([_squeezed(occupied[:, axis]) for axis in (0, 1)])
    raster = np.zeros(squeezed.max(axis=0) + 3, dtype=bool)
    raster[squeezed[:, 0] + 1, squeezed[:, 1] + 1] = True
    grown = ndimage.binary_dilation(raster, structure=np.ones((3, 3), dtype=bool))
    labels, _ = ndimage.label(grown, structure=np.ones((3, 3), dtype=int))
    return np.asarray(labels[squeezed[:, 0] + 1, squeezed[:, 1] + 1] - 1, dtype=np.intp)


def _squeezed(
    position: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Shorten the empty stretches along one axis to four cells, so that a far point costs no memory."""
    values, inverse = np.unique(position, return_inverse=True)
    steps = np.minimum(np.diff(values, prepend=values[0]), 4)
    return np.asarray(np.cumsum(steps)[inverse], dtype=np.int64)
