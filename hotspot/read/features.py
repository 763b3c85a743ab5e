"""One layer of a vector file, however it was read: a table, shapes, a CRS, and what was odd about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from hotspot.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from hotspot.schema import Finding

Shapes: TypeAlias = NDArray[np.object_]

WGS84 = pyproj.CRS.from_epsg(4326)


@dataclass(frozen=True, kw_only=True)
class Features:
    """One layer: `frame` holds its columns, `shapes` (n,) its geometry (None where there is none).

    `broken` are the numbers, from 1, of features whose geometry is written wrongly (a ring that is not
    closed); `geometric` is False for a table without geometry.
    """

    name: str
    frame: pd.DataFrame
    shapes: Shapes
    crs: pyproj.CRS | None
    layer: str
    sha256: str
    broken: tuple[int, ...] = ()
    geometric: bool = True
    findings: tuple[Finding, ...] = ()


def shapes_of(column: pa.ChunkedArray) -> tuple[Shapes, tuple[int, ...]]:
    """Return the 2-D geometry of a column of WKB, and the numbers of the features where it is broken."""
    known = column.is_valid().to_numpy()
    with np.errstate(invalid="ignore"):  # a corner that is NaN is found later, with its number
        shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False), on_invalid="ignore")
    broken = np.flatnonzero(known & (shapes == None)) + 1  # noqa: E711 - element by element
    return shapely.force_2d(shapes), tuple(int(number) for number in broken)


def frame_of(table: pa.Table) -> pd.DataFrame:
    """Return the columns of a table; one without columns keeps its number of rows."""
    if not table.column_names:
        return pd.DataFrame(index=pd.RangeIndex(len(table)))
    plain = table.replace_schema_metadata(None)  # what pandas once left there may be broken
    frame: pd.DataFrame = plain.to_pandas(date_as_object=False)
    return frame


def crs_of(text: str | dict[str, Any] | None, name: str) -> pyproj.CRS | None:
    """Return the CRS, without a height axis; WGS 84 in the order lon, lat is taken for EPSG:4326.

    None where the file says none, or only that its numbers are lengths somewhere ("undefined Cartesian").
    """
    if not text:
        return None
    try:
        crs = pyproj.CRS.from_user_input(text).to_2d()
    except CRSError:
        raise InputError(name, "its CRS cannot be understood", "export it in WGS 84") from None
    if not (crs.is_geographic or crs.is_projected):
        return None
    return WGS84 if crs.name.startswith("WGS 84") and crs.is_geographic else crs
