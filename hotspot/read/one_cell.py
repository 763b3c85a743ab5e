"""Places kept in one cell, such as "43.25, 76.95" or "POINT (76.95 43.25)": recognised and taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hotspot.errors import InputError
from hotspot.read.cells import BLANKS, as_numbers, distinct_cells, fits, says_nothing
from hotspot.read.compass import compass_places, surely_compass
from hotspot.read.hexadecimal import HEX_POINT, hex_points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from hotspot.schema import Bools, Floats

# How both coordinates are written, as regular expressions of RE2; a and b are the numbers in their order.
_BY_POINT, _BY_COMMA, _ANY = r"[+-]?\d{1,3}(?:\.\d*)?", r"[+-]?\d{1,3},\d+", r"[+-]?(?:\d+\.?\d*|\.\d+)"
_BETWEEN = r"(?:\s*[,;|]\s*|\s+)"
_SRID, _KIND = r"(?:SRID\s*=\s*(?P<srid>\d{1,6})\s*;)?\s*", r"POINT\s*(?:Z|M|ZM)?\s*"
_NUMBER = _ANY + r"(?:E[+-]?\d+)?"
PAIR = rf"^[(\[]?\s*(?P<a>{_BY_POINT}){_BETWEEN}(?P<b>{_BY_POINT})\s*[)\]]?$"
COMMAS = rf"^[(\[]?\s*(?P<a>{_BY_COMMA}){_BETWEEN}(?P<b>{_BY_COMMA})\s*[)\]]?$"
BELOW_ADDRESS = rf"(?s)^.*[\r\n]\s*\((?P<a>{_BY_POINT}),\s*(?P<b>{_BY_POINT})\)$"  # as Socrata writes them
POINT = rf"(?i)^{_SRID}{_KIND}\(\s*(?P<a>{_NUMBER})\s+(?P<b>{_NUMBER})(?:\s+{_NUMBER}){{0,2}}\s*\)$"
NO_POINT = rf"(?i)^{_SRID}{_KIND}EMPTY$|^[(\[]?[\s,;|]*[)\]]?$"
ONE_NUMBER = r"^[+-]?\d+,\d+$"  # with a decimal comma; "43, 76" is two
DECIMALS = r"\d[.,]\d.*[\s,;|][+-]?\d+[.,]\d"  # without them a pair may be anything

# Names of such columns in the form of `columns.key`, likeliest first.
USUAL = (
    *("location", "coordinates", "coordinate", "coords", "latlon", "latlng", "latlong", "lonlat", "geom"),
    *("thegeom", "geometry", "point", "wkt", "wktgeom", "geolocation", "geocodedcolumn", "geopoint"),
    *("newgeocodedcolumn", "location1", "xy", "gps", "координаты", "координата", "геометрия", "точка"),
    *("геоточка", "местоположение", "координаттар", "координаталар", "нүкте", "орналасуы"),
    *("wkbgeometry", "wkb", "ewkb", "geog", "way", "shape"),
)
SHARE = (
    0.8  # of the filled cells at the top of a column that hold a place, from which on it is a column of them
)


@dataclass(frozen=True, kw_only=True)
class Written:
    """What the cells of a column say: the numbers `a` and `b` (n,) in the order in which they stand, NaN for
    none; `point` (n,) where it is a POINT or WKB, which is x y; `sided` (n,) where letters of the compass say
    which is which, so that `a` is the longitude; `text_bad` (n,) where there is text but no place; `srids`
    are the numbers of the systems that are named."""

    a: Floats
    b: Floats
    point: Bools
    sided: Bools
    text_bad: Bools
    srids: tuple[int, ...]


def written_in(column: pd.Series) -> Written:
    """Take the cells (n,) of a column of places apart, each as it is written."""
    texts, at = distinct_cells(column)
    read = _taken_apart(texts)
    return Written(
        a=read.a[at],
        b=read.b[at],
        point=read.point[at],
        sided=read.sided[at],
        text_bad=read.text_bad[at],
        srids=read.srids,
    )


def column_of_places(
    name: str,
    cells: Mapping[str, Sequence[str]],
    usual: Mapping[str, str],
    *,
    to_do: str = "name the right one: --set incidents.columns.xy=COLUMN",
) -> str:
    """Return the column whose first `cells` hold both coordinates; "" where none does.

    `usual` are the columns by their names in the form of `USUAL`. Raises InputError where several columns
    hold places and none has a usual name, with what `to_do`: nothing says which is that of the incident.
    """
    found = [column for column, texts in cells.items() if _holds_places(texts)]
    known = next((usual[one] for one in USUAL if usual.get(one) in found), "")
    if len(found) > 1 and not known:
        shown = ", ".join(f"'{column[:40]}'" for column in found)
        what = f"{len(found)} columns hold both coordinates in one cell: {shown}"
        raise InputError(name, what, to_do)
    return known or next(iter(found), "")


def any_place(cells: Sequence[str]) -> bool:
    """Tell whether one of the cells holds both coordinates.

    >>> any_place(["theft", "(41.88, -87.63)"]), any_place(["5, Abay Street"])
    (True, False)
    """
    return bool(_are_places(cells).any())


def _holds_places(cells: Sequence[str]) -> bool:
    places = _are_places(cells)
    return bool(places.any()) and float(places.mean()) >= SHARE


def _are_places(cells: Sequence[str]) -> Bools:
    """Mark which of the cells that say something hold both coordinates."""
    written = pa.array([cell.strip(BLANKS) for cell in cells], pa.string())
    written = pc.filter(written, pa.array(~says_nothing(written)))
    texts = _plainly(written)
    places = fits(texts, POINT) | fits(written, HEX_POINT) | surely_compass(written)
    return places | fits(texts, DECIMALS) & (
        fits(texts, PAIR) | fits(texts, COMMAS) | fits(texts, BELOW_ADDRESS)
    )


def _taken_apart(texts: pa.Array) -> Written:
    """Take distinct texts (m,) apart."""
    plain = _plainly(texts)
    point, pair = fits(plain, POINT), fits(plain, PAIR) & ~fits(plain, ONE_NUMBER)
    a, b = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    forms = ((POINT, point), (PAIR, pair), (COMMAS, fits(plain, COMMAS)), (BELOW_ADDRESS, None))
    for form, fitting in forms:
        which = np.isnan(a) & (fits(plain, form) if fitting is None else fitting)
        if which.any():
            parts = pc.extract_regex(plain, form)
            a[which], b[which] = (_numbers(parts, name, which) for name in "ab")
    rest = np.isnan(a)
    packed = hex_points(pc.filter(texts, pa.array(rest)))
    a[rest], b[rest], point[rest] = packed.x, packed.y, packed.point | point[rest]
    nothing = says_nothing(plain) | fits(plain, NO_POINT)
    nothing[rest] |= packed.empty
    sided = np.isnan(a) & ~nothing
    a[sided], b[sided] = compass_places(pc.filter(texts, pa.array(sided)))
    sided &= np.isfinite(a)
    return Written(
        a=a,
        b=b,
        point=point,
        sided=sided,
        text_bad=np.isnan(a + b) & ~nothing,
        srids=tuple(sorted({*_srids(plain, point), *packed.srids})),
    )


def _plainly(texts: pa.Array) -> pa.Array:
    """Return the texts with plain blanks, a plain minus for that of word processors, and no degree signs."""
    texts = pc.replace_substring_regex(texts, r"[\x{00a0}\x{2007}\x{202f}]", " ")
    return pc.replace_substring(pc.replace_substring(texts, "\u2212", "-"), "°", "")


def _numbers(parts: pa.Array, name: str, which: Bools) -> Floats:
    """Return the numbers of the texts that `which` (m,) points at."""
    numbers = pc.filter(pc.struct_field(parts, name), pa.array(which))
    return as_numbers(pc.replace_substring(numbers, ",", "."), np.ones(len(numbers), dtype=bool))


def _srids(texts: pa.Array, point: Bools) -> tuple[int, ...]:
    """Return the numbers of coordinate systems, each once; 0 stands for none, as in PostGIS."""
    if not point.any():
        return ()
    named = pc.unique(pc.struct_field(pc.extract_regex(texts, POINT), "srid")).to_pylist()
    return tuple(sorted({int(srid) for srid in named if srid} - {0}))
