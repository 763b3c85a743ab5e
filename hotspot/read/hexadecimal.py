"""Points as PostGIS exports them to text: WKB in hexadecimal, such as 0101000020E6100000…"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hotspot.read.cells import fits

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats

PREFIX = r"(?i)^(?:\\x|0x)"  # of bytes that a database writes as text
# One point in either order of bytes: plain, with Z or M, with an SRID, as PostGIS or as ISO writes it.
HEX_POINT = (
    r"(?i)^(?:\\x|0x)?(?:01(?:010000[02468ACE]0|E9030000|D1070000|B90B0000)"
    r"|00(?:[02468ACE]0000001|000003E9|000007D1|00000BB9))[0-9A-F]{32,72}$"
)
BYTE_ORDERS = (b"\x00", b"\x01")  # with which WKB begins, and no text


@dataclass(frozen=True, kw_only=True)
class HexPoints:
    """Texts of which some are points in WKB: `x` and `y` (n,), NaN where there is none; `point` (n,) which
    are points, `empty` (n,) which of them have no place; `srids` are the numbers of the systems named."""

    x: Floats
    y: Floats
    point: Bools
    empty: Bools
    srids: tuple[int, ...]


def hex_points(texts: pa.Array) -> HexPoints:
    """Return the points among the texts (n,); an SRID of 0 stands for none, as in PostGIS."""
    point = fits(texts, HEX_POINT)
    x, y, empty = np.full(len(texts), np.nan), np.full(len(texts), np.nan), np.zeros(len(texts), dtype=bool)
    if not point.any():
        return HexPoints(x=x, y=y, point=point, empty=empty, srids=())
    import shapely  # noqa: PLC0415 - few tables hold WKB

    digits = pc.replace_substring_regex(pc.filter(texts, pa.array(point)), PREFIX, "")
    shapes = shapely.from_wkb(digits.to_numpy(zero_copy_only=False), on_invalid="ignore")
    known = ~shapely.is_missing(shapes)
    point[point], shapes = known, shapes[known]
    empty[point] = nowhere = shapely.is_empty(shapes)
    x[point & ~empty], y[point & ~empty] = shapely.get_coordinates(shapes[~nowhere]).T
    finite = np.isfinite(x) & np.isfinite(y)
    srids = {int(srid) for srid in np.unique(shapely.get_srid(shapes))} - {0}
    return HexPoints(
        x=np.where(finite, x, np.nan),
        y=np.where(finite, y, np.nan),
        point=point,
        empty=empty,
        srids=tuple(sorted(srids)),
    )


def hex_of(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of bytes as hexadecimal text where it holds WKB; any other as it is."""
    kind = column.type
    if not (
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
    ):
        return column
    cells = column.to_pylist()
    if not any(cell and cell[:1] in BYTE_ORDERS for cell in cells):
        return column
    return pa.chunked_array([pa.array([None if cell is None else cell.hex() for cell in cells], pa.string())])
