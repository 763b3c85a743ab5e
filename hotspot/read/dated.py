"""What a column of dates says: moments, how they are written, and which rows are written otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats, Ints


@dataclass(frozen=True, kw_only=True)
class Others:
    """Rows whose date is written in another way than nearly all others: how many, the first of their texts
    as written, and its row number (0 where it cannot be known)."""

    rows: int
    such: str
    first: int


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
