"""A table as it comes out of a file or a database, before anybody decides what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    import pyproj

    from hotspot.schema import Finding, Floats, Rows, Source


@dataclass(frozen=True, kw_only=True)
class PointTable:
    """Rows of one source: `frame` has the source's own columns, text kept as text ("007" stays "007").

    Typed columns (Parquet, dates of a GeoPackage) may keep their types; the index counts the source's rows
    from 0, with gaps where the reader had to drop one. `x` and `y` are (n,) coordinates from the geometry, in
    `crs`; None where the source has no geometry. `rows` counts what was read, with what the reader had to
    drop; `name` is the source as the user gave it.
    """

    name: str
    frame: pd.DataFrame
    rows: Rows
    source: Source
    x: Floats | None = None
    y: Floats | None = None
    crs: pyproj.CRS | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenTable:
    """A source of which only the header is known yet; `load` reads the named columns and nothing else.

    `placed` says that the rows bring their own geometry, so that no coordinate columns are needed.
    """

    name: str
    columns: tuple[str, ...]
    load: Callable[[Sequence[str]], PointTable]
    placed: bool = False
