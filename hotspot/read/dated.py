"""What a column of dates says: moments, how they are written, and which rows are written otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.errors import InputError
from hotspot.read.cells import examples

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats, Ints


FEW = 0.02  # of the rows, up to which another way of writing is a slip


@dataclass(frozen=True, kw_only=True)
class Others:
    """Rows whose date is written in another way than nearly all others: how many, the first of their texts
    as written, and its row number (0 where it cannot be known)."""

    rows: int
    such: str
    first: int

    def are_slips(self, *, of: float) -> bool:
        """Tell whether they are few enough among so many rows to be slips, and no second way of writing."""
        return self.rows <= FEW * of


def together(one: Others | None, other: Others | None) -> Others | None:
    """Return what is told of both."""
    if one is None or other is None:
        return one or other
    first = min((one, other), key=lambda others: others.first)
    return Others(rows=one.rows + other.rows, such=first.such, first=first.first)


@dataclass(frozen=True, kw_only=True)
class Met:
    """Where distinct texts (m,) were met: in how many `rows`, and the number of the `first` one, 0 where it
    cannot be known."""

    rows: Floats
    first: Ints

    def others(self, texts: pa.Array, mask: Bools) -> Others:
        """Return what is told of the texts in the mask."""
        at = int(np.flatnonzero(mask)[0])
        return Others(rows=int(self.rows[mask].sum()), such=str(texts[at]), first=int(self.first[at]))


@dataclass(frozen=True, kw_only=True)
class Dates:
    """Moments of one column, each (n,): `start` in local wall time, NaT where unknown; `hour_known` where the
    text had a clock time; `text_bad` where there was text but no possible date.

    `style` is how the column is written ("DD.MM.YYYY", "epoch milliseconds" …, "" where it is empty), `basis`
    how the order of day and month was known ("", "told", "by values", "assumed"), `zone` what follows every
    time ("Z", "+05:00" …), `others` what is told of the few rows that are written in another way, and so are
    bad.
    """

    start: NDArray[np.datetime64]
    hour_known: Bools
    text_bad: Bools
    style: str
    basis: str = ""
    zone: str = ""
    others: Others | None = None

    @property
    def month_only(self) -> bool:
        """Whether the column has months and no days."""
        return self.style in {"YYYY-MM", "MM.YYYY"}

    @property
    def sorts_as_text(self) -> bool:
        """Whether the texts compare as the dates do."""
        return self.style in {"YYYY-MM-DD", "YYYY-MM", "YYYYMMDD", ""} and self.others is None


def unread(where: str, shown: list[str]) -> InputError:
    """Return the error for a column of anything but dates."""
    to_do = "write dates as 2025-01-31 20:30, or name another incidents.columns.date ('' for none)"
    return InputError(where, f"no dates that can be read: {examples(shown)}", to_do)


def mixed(where: str, what: str, shown: list[str], others: Others | None = None) -> InputError:
    """Return the error for a column in which two readings exclude each other."""
    to_do = "write all dates of the column in one way, such as 2025-01-31 20:30"
    what = f"{what}: {examples(shown)}"
    if others is not None:
        row = f", the first in row {others.first:,}" if others.first else ""
        what += f"; rows that differ from most: {others.rows:,}{row}"
    return InputError(where, what, to_do)
