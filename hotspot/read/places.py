"""Where each incident happened: numbers from two columns or from a geometry, and the system they are in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.errors import InputError
from hotspot.read.cell_places import crs_of_cells, read_cells
from hotspot.read.cells import examples
from hotspot.read.coordinates import Numbers, read_numbers
from hotspot.read.reference import DEGREES, OUTSIDE_SHARE, find_crs
from hotspot.schema import Choice, Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import pyproj

    from hotspot.read.pairs import Pair
    from hotspot.read.reference import Around
    from hotspot.read.table import PointTable
    from hotspot.schema import Bools, Floats


@dataclass(frozen=True, kw_only=True)
class Places:
    """Coordinates x and y (n,) in `crs`, NaN where there is none; `text_bad` (n,) where there was text but no
    number; `columns` says where x and y were found."""

    x: Floats
    y: Floats
    text_bad: Bools
    crs: pyproj.CRS
    columns: Mapping[str, str]
    choices: tuple[Choice, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlaceQuestion:
    """What is known of the places beforehand: `crs` is what the user says they are in, `among` what the
    preset allows, `swap` exchanges x and y, `around` is where they should lie."""

    crs: str = ""
    among: Sequence[str] = ()
    swap: bool = False
    around: Around | None = None


def read_places(
    where: str,
    frame: pd.DataFrame,
    geometry: Sequence[PointTable],
    kept: Bools,
    *,
    pairs: Sequence[Pair],
    asked: PlaceQuestion,
) -> Places:
    """Read the coordinates of the `kept` rows (n of the frame's m) and find out their CRS.

    `pairs` are the columns that may hold them, likeliest first; without any, the `geometry` of the tables
    counts. Raises InputError for numbers that cannot be read or placed with certainty.
    """
    if not pairs:
        return _from_geometry(where, geometry, kept, asked)
    frame = frame if kept.all() else frame[kept]
    if pairs[0].by == "cell":
        return _from_cells(where, frame[pairs[0].x], asked)
    return _from_pairs(where, frame, pairs, asked)


def _from_pairs(where: str, frame: pd.DataFrame, pairs: Sequence[Pair], asked: PlaceQuestion) -> Places:
    """Return the places (n,) of the likeliest pair of columns; without a CRS, of the first in degrees."""
    read = [_numbers(where, frame, pair, swap=asked.swap) for pair in pairs]
    sure = bool(asked.crs) or len(read) == 1
    best = 0 if sure else next((i for i, (x, y) in enumerate(read) if _are_degrees(x, y)), 0)
    pair, (x, y) = pairs[best], read[best]
    _refuse_unreadable(where, frame, pair, x.text_bad | y.text_bad)
    written = {numbers.written for numbers in (x, y)} - {"plain"}
    found, choice = find_crs(
        where,
        x.found,
        y.found,
        told=asked.crs,
        of_file=None,
        among=asked.among,
        degrees=pair.by == "degrees" or "degrees_minutes" in written,
        names=f"'{pair.x}' and '{pair.y}'",
        around=asked.around,
    )
    return Places(
        x=x.found,
        y=y.found,
        text_bad=x.text_bad | y.text_bad,
        crs=found,
        columns={"x": pair.y, "y": pair.x} if asked.swap else {"x": pair.x, "y": pair.y},
        choices=(choice,) if choice else (),
        findings=tuple(Finding(code=code, level="info", values={"file": where}) for code in sorted(written)),
    )


def _from_cells(where: str, column: pd.Series, asked: PlaceQuestion) -> Places:
    """Return the places (n,) of a column whose cells hold both coordinates."""
    name, around = str(column.name), asked.around
    cells = read_cells(f"{where}, column '{name}'", column, crs=asked.crs, swap=asked.swap, around=around)
    found, choice = crs_of_cells(where, name, cells, cells.x, cells.y, told=asked.crs, around=around)
    return Places(
        x=cells.x,
        y=cells.y,
        text_bad=cells.text_bad,
        crs=found,
        columns={"xy": name},
        choices=tuple(one for one in (choice, cells.order) if one),
    )


def _refuse_unreadable(where: str, frame: pd.DataFrame, pair: Pair, text_bad: Bools) -> None:
    """Raise where no row has a place because what stands there are no numbers."""
    if not len(frame) or not text_bad.all():
        return
    first = [frame[column].iloc[0] for column in (pair.x, pair.y)]
    texts = [str(cell) for cell in first if not (isinstance(cell, float) and np.isinf(cell))]
    shown = f": {examples(texts)}" if texts else ""
    what = f"no coordinates that can be read in '{pair.x}' and '{pair.y}'{shown}"
    to_do = "write them as numbers such as 76.945, or name other columns under incidents.columns"
    raise InputError(where, what, to_do)


def _numbers(where: str, frame: pd.DataFrame, pair: Pair, *, swap: bool) -> tuple[Numbers, Numbers]:
    """Return x and y of one pair of columns."""
    x, y = (
        read_numbers(f"{where}, column '{name}'", frame[name], degrees=pair.by == "degrees")
        for name in (pair.x, pair.y)
    )
    return (y, x) if swap else (x, y)


def _are_degrees(x: Numbers, y: Numbers) -> bool:
    """Tell whether nearly all places could be longitude and latitude."""
    known = np.isfinite(x.found) & np.isfinite(y.found)
    return DEGREES.share(x.found[known], y.found[known]) > 1 - OUTSIDE_SHARE


def _from_geometry(where: str, tables: Sequence[PointTable], kept: Bools, asked: PlaceQuestion) -> Places:
    """Return the places that the rows brought as geometry; all files must be in one CRS."""
    known = [table.crs for table in tables]
    if any(other != known[0] for other in known):
        what = "the files are in different coordinate systems"
        raise InputError(
            where, what, "convert them to one, or set incidents.crs if they only say it differently"
        )
    x = np.concatenate([table.x for table in tables if table.x is not None])[kept]
    y = np.concatenate([table.y for table in tables if table.y is not None])[kept]
    x, y = (y, x) if asked.swap else (x, y)
    found, choice = find_crs(
        where,
        x,
        y,
        told=asked.crs,
        of_file=known[0],
        among=(),
        degrees=False,
        names="the points' coordinates",
        around=asked.around,
    )
    infinite = np.isinf(x) | np.isinf(y)
    return Places(
        x=np.where(np.isfinite(x), x, np.nan),
        y=np.where(np.isfinite(y), y, np.nan),
        text_bad=infinite,
        crs=found,
        columns={"x": "geometry", "y": "geometry"},
        choices=(choice,) if choice else (),
    )
