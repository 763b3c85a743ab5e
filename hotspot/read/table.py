"""A table as it comes out of a file or a database, before anybody decides what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    import pyproj

    from hotspot.read.alike import Digits
    from hotspot.schema import Finding, Floats, Rows, Source


@dataclass(frozen=True, kw_only=True)
class PointTable:
    """Rows of one source: `frame` has the source's own columns, text kept as text ("007" stays "007").

    Typed columns (Parquet, dates of a GeoPackage) may keep their types, and texts that repeat may be
    categories; the index counts the source's rows
    from 0, with gaps where the reader had to drop one. `x` and `y` are (n,) coordinates from the geometry, in
    `crs`; None where the source has no geometry. `rows` counts what was read, with what the reader had to
    drop; `digits` are columns of dates that were read by their digits, and stand not in the frame; `name` is
    the source as the user gave it.
    """

    name: str
    frame: pd.DataFrame
    rows: Rows
    source: Source
    x: Floats | None = None
    y: Floats | None = None
    crs: pyproj.CRS | None = None
    findings: tuple[Finding, ...] = ()
    digits: Mapping[str, Digits] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Plain:
    """What a text table may give in a narrower form than text where all cells of a column allow it.

    `numbers` are columns of coordinates, which may come as numbers: NaN where there is nothing, infinite
    where there is text that is no number. `dates` are columns that may come by their digits.
    """

    numbers: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()


NOT_PLAIN = Plain()


First: TypeAlias = "Callable[[], Mapping[str, Sequence[str]]]"
FIRST_ROWS = 200  # that are looked at before it is known what the columns mean


class Load(Protocol):
    """Read the named columns of a source and nothing else."""

    def __call__(self, columns: Sequence[str], plain: Plain = NOT_PLAIN, /) -> PointTable:
        """Return the rows."""


@dataclass(frozen=True, kw_only=True)
class OpenTable:
    """A source of which only the header is known yet; `load` reads its rows.

    `placed` says that the rows bring their own geometry, so that no coordinate columns are needed; `first`
    returns the first cells of all columns, as text, of which nothing is kept.
    """

    name: str
    columns: tuple[str, ...]
    load: Load
    first: First = dict
    placed: bool = False
