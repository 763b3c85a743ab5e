"""Places from a column that holds both coordinates: which number is the latitude, and in which system it is.

A POINT is x y, as standards have it, and may name its system; letters of the compass tell the order by
themselves. Of a pair of degrees the values tell it, or the areas do; where neither can, it is the usual one,
and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.errors import ConfigError, InputError
from hotspot.read.one_cell import written_in
from hotspot.read.reference import DEGREES, MOST, OUTSIDE_SHARE, Box, find_crs, read_crs
from hotspot.schema import Choice

if TYPE_CHECKING:
    import pandas as pd
    import pyproj

    from hotspot.read.one_cell import Written
    from hotspot.read.reference import Around
    from hotspot.schema import Bools, Floats

LAT_FIRST, LON_FIRST = "latitude, longitude", "longitude, latitude"
ORDER_USUAL = "xy_order_usual"  # why latitude comes first where nothing tells the order
OTHER = "--set incidents.swap_xy=true"  # longitude first, whatever the values say


@dataclass(frozen=True, kw_only=True)
class CellPlaces:
    """Coordinates x and y (n,), NaN where there is none; `text_bad` (n,) where there is text but no place;
    `crs` is what the cells name, None where they name none; `degrees` says that they can only be degrees, and
    `order` how the two numbers of a pair were told apart."""

    x: Floats
    y: Floats
    text_bad: Bools
    crs: pyproj.CRS | None
    degrees: bool
    order: Choice | None


def read_cells(where: str, column: pd.Series, *, crs: str, swap: bool, around: Around | None) -> CellPlaces:
    """Read the places of a column (n,) whose cells hold both coordinates.

    `where` is the file and column for messages, `crs` what the user says the system is, `swap` that longitude
    comes first in a pair and y in a POINT, `around` where the places should lie. Raises InputError where no
    cell can be read, or where cells are in different systems; it quotes none, for an address may stand there.
    """
    cells = written_in(column)
    if not np.isfinite(cells.a + cells.b).any():
        to_do = (
            'write them as "43.25, 76.95" or "POINT (76.95 43.25)", or name another under incidents.columns'
        )
        raise InputError(where, "no cell holds two coordinates that can be read", to_do)
    pair = ~cells.point & ~cells.sided & np.isfinite(cells.a)
    named = None if crs else _named_crs(where, cells)
    if named is not None and named.is_projected and (pair | cells.sided).any():
        what = f"pairs of degrees stand beside points in {':'.join(named.to_authority() or ('', named.name))}"
        raise InputError(where, what, "write all places of the column in one system")
    lon_first, order = swap, None
    if pair.any() and not swap:
        lon_first, order = longitude_first(cells.a[pair], cells.b[pair], around=around)
    x_first = cells.sided | np.where(cells.point, not swap, lon_first)
    x, y = np.where(x_first, cells.a, cells.b), np.where(x_first, cells.b, cells.a)
    degrees = bool((pair | cells.sided).any()) or _only_degrees(x, y)
    return CellPlaces(x=x, y=y, text_bad=cells.text_bad, crs=named, degrees=degrees, order=order)


def crs_of_cells(
    where: str, column: str, cells: CellPlaces, x: Floats, y: Floats, *, told: str, around: Around | None
) -> tuple[pyproj.CRS, Choice | None]:
    """Return the CRS of the places x and y (n,), read as `cells` of the `column`, and the choice made.

    `where` is the file for messages; `told` and `around` are as for `find_crs`, whose errors are raised.
    """
    crs, choice = find_crs(
        where,
        x,
        y,
        told=told,
        of_file=cells.crs,
        among=(),
        degrees=cells.degrees,
        names=f"'{column}'",
        around=around,
    )
    if choice and cells.crs is None:
        choice = replace(choice, why="crs_by_values")  # no names of columns tell it
    return crs, choice


def _named_crs(where: str, cells: Written) -> pyproj.CRS | None:
    """Return the system that the points name by its number; None where they name none."""
    if not cells.srids:
        return None
    if len(cells.srids) > 1:
        what = f"points in different coordinate systems: SRID {', '.join(map(str, cells.srids[:5]))}"
        raise InputError(where, what, "convert them to one system")
    try:
        return read_crs(str(cells.srids[0]))
    except ConfigError as error:
        what = f"SRID={cells.srids[0]} is no coordinate system that is known"
        raise InputError(where, what, "set incidents.crs=EPSG:…, or correct the column") from error


def _only_degrees(x: Floats, y: Floats) -> bool:
    """Tell whether nearly all places would be degrees in one order or the other."""
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    return max(DEGREES.share(x, y), DEGREES.share(y, x)) > 1 - OUTSIDE_SHARE


def longitude_first(a: Floats, b: Floats, *, around: Around | None) -> tuple[bool, Choice]:
    """Tell whether the first numbers `a` (n,) of pairs are longitudes and the second, `b` (n,), latitudes.

    Only one order may give degrees; else only one may put most places `around` (west, south, east, north) the
    areas; else latitude comes first, as map services and open-data portals write it.
    """
    known = np.isfinite(a) & np.isfinite(b) & ~((a == 0) & (b == 0))
    a, b = a[known], b[known]
    if (lon_first := _only_one(DEGREES.share(a, b), DEGREES.share(b, a), 1 - OUTSIDE_SHARE)) is not None:
        return lon_first, _choice(lon_first, "xy_order_by_values")
    if around:
        box = Box(guess="", west=around[0], south=around[1], east=around[2], north=around[3])
        if (lon_first := _only_one(box.share(a, b), box.share(b, a), MOST)) is not None:
            return lon_first, _choice(lon_first, "xy_order_by_areas")
    return False, _choice(False, ORDER_USUAL)


def _only_one(lon_first: float, lat_first: float, least: float) -> bool | None:
    """Return which of two shares alone is more than the least; None where both are, or neither."""
    return lon_first > least if (lon_first > least) != (lat_first > least) else None


def _choice(lon_first: bool, why: str) -> Choice:
    flag = "" if lon_first or why == "xy_order_by_values" else OTHER
    return Choice(name="incidents.xy_order", value=LON_FIRST if lon_first else LAT_FIRST, why=why, flag=flag)
