"""Columns that grow block by block, each in the narrowest form that keeps what its cells say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from hotspot.read.alike import Digits, one_below_the_other

if TYPE_CHECKING:
    from numpy.typing import NDArray

Value = TypeVar("Value", bound=np.generic)
PIECE = 4 << 20  # bytes of text in one piece


class Growing(Generic[Value]):
    """Values one after the other; room is made in large steps, and only what is filled takes memory."""

    def __init__(self, kind: type[Value]) -> None:
        """Begin with none."""
        self._values: NDArray[Value] = np.empty(1 << 16, dtype=kind)
        self.count = 0

    def add(self, values: NDArray[Value]) -> None:
        """Append some values."""
        end = self.count + len(values)
        if end > len(self._values):
            self._values.resize(max(end, len(self._values) * 3 // 2), refcheck=False)
        self._values[self.count : end] = values
        self.count = end

    def all(self) -> NDArray[Value]:
        """Return the values, without the room for more; nothing can be appended then."""
        self._values.resize(self.count, refcheck=False)
        return self._values


class Column(Protocol):
    """A column that takes its cells block by block."""

    def add(self, cells: pa.Array | Digits) -> None:
        """Append the cells of a block."""

    def whole(self) -> pd.Series | Digits:
        """Return all cells."""


class Numbers:
    """Numbers, NaN where a block has none."""

    def __init__(self) -> None:
        """Begin with none."""
        self._values = Growing(np.float64)

    def add(self, cells: pa.Array) -> None:
        """Append the numbers of a block."""
        self._values.add(cells.to_numpy(zero_copy_only=False))

    def whole(self) -> pd.Series:
        """Return all numbers."""
        return pd.Series(self._values.all(), copy=False)


class Kinds:
    """Texts that repeat, as categories in the order in which they are met."""

    def __init__(self) -> None:
        """Begin with none."""
        self._codes = Growing(np.int32)
        self._kinds: dict[str, int] = {}

    def add(self, cells: pa.DictionaryArray) -> None:
        """Append the texts of a block, which come with a dictionary of their own."""
        kinds = self._kinds
        codes = [kinds.setdefault(kind, len(kinds)) for kind in cells.dictionary.to_pylist()]
        self._codes.add(np.array(codes, dtype=np.int32)[cells.indices.to_numpy(zero_copy_only=False)])

    def whole(self) -> pd.Series:
        """Return all texts."""
        kinds = pd.Index(list(self._kinds), dtype="str")
        return pd.Series(pd.Categorical.from_codes(self._codes.all(), categories=kinds))


class Texts:
    """Texts of which most differ, in pieces that Arrow reads as they are."""

    def __init__(self) -> None:
        """Begin with none."""
        self._pieces: list[pa.Array] = []
        self._begin()

    def _begin(self) -> None:
        self._letters, self._ends = Growing(np.uint8), Growing(np.int32)
        self._ends.add(np.zeros(1, dtype=np.int32))

    def add(self, cells: pa.StringArray) -> None:
        """Append the texts of a block."""
        _, offsets, letters = cells.buffers()
        ends = np.frombuffer(offsets, dtype=np.int32)[cells.offset : cells.offset + len(cells) + 1]
        self._ends.add(ends[1:] - ends[0] + self._letters.count)
        self._letters.add(np.frombuffer(letters or b"", dtype=np.uint8)[ends[0] : ends[-1]])
        if self._letters.count > PIECE:
            self._end()

    def _end(self) -> None:
        buffers = (pa.py_buffer(self._ends.all()), pa.py_buffer(self._letters.all()))
        self._pieces.append(pa.StringArray.from_buffers(self._ends.count - 1, *buffers))
        self._begin()

    def whole(self) -> pd.Series:
        """Return all texts."""
        self._end()
        return pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array(self._pieces)))


class Dates:
    """Dates by their digits."""

    def __init__(self) -> None:
        """Begin with none."""
        self._days, self._seconds = Growing(np.int32), Growing(np.int32)
        self._shown: list[Digits] = []

    def add(self, cells: Digits) -> None:
        """Append the dates of a block."""
        self._shown.append(
            replace(cells, day=cells.day[:0], second=cells.second[:0], shown=cells.shown + self._days.count)
        )
        self._days.add(cells.day)
        self._seconds.add(cells.second)

    def whole(self) -> Digits:
        """Return all dates."""
        return replace(one_below_the_other(self._shown), day=self._days.all(), second=self._seconds.all())


def growing_for(cells: pa.Array | Digits) -> Column:
    """Return the column that cells of this kind go to."""
    if isinstance(cells, Digits):
        return Dates()
    if pa.types.is_dictionary(cells.type):
        return Kinds()
    return Texts() if pa.types.is_string(cells.type) else Numbers()
