"""Rows that may be equal, found by one number made of each: only these need a close look.

Equal rows have equal fingerprints, always; two unequal ones share theirs by chance, which costs a look and
changes nothing. So whoever asks for repeats compares some rows in full, and not all of them.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from hotspot.compiled import COMPILED
from hotspot.measure.threads import cpus

if COMPILED:
    from hotspot.compiled import collapse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotspot.schema import Bools

Fingerprints: TypeAlias = NDArray[np.uint64]
WORD = 8  # bytes
PIECE = 1 << 16  # rows


def perhaps_repeated(fingerprints: Fingerprints) -> Bools:
    """Mark the rows (n,) whose fingerprint another row has too.

    >>> perhaps_repeated(np.array([7, 3, 7], dtype=np.uint64)).tolist()
    [True, False, True]
    """
    marked = collapse.shared(fingerprints) if COMPILED else np.ones(len(fingerprints), dtype=bool)
    rows = np.flatnonzero(marked)
    order = np.argsort(fingerprints[rows])
    ordered = fingerprints[rows[order]]
    follows = ordered[1:] == ordered[:-1]
    marked[rows[order]] = np.append(follows, False) | np.append(False, follows)
    return marked


def of_columns(frame: pd.DataFrame) -> Fingerprints:
    """Return the fingerprint of each row (n,) of all columns together; missing values are equal."""
    fingerprints: Fingerprints = np.zeros(len(frame), dtype=np.uint64)
    columns = [frame[name] for name in frame.columns]

    def mark(rows: slice) -> None:
        for column in columns:
            fingerprints[rows] = _mixed(fingerprints[rows] ^ _of_cells(column.iloc[rows]))

    with ThreadPoolExecutor(cpus()) as threads:
        list(threads.map(mark, _pieces(len(frame))))
    return fingerprints


def _pieces(count: int) -> Iterator[slice]:
    """Give the rows some at a time, so that what is worked out in between stays in the processor's cache."""
    return (slice(at, at + PIECE) for at in range(0, count, PIECE))


def _of_cells(column: pd.Series) -> Fingerprints:
    """Return the fingerprint of each cell (n,): numbers and times by their bits, texts by their letters."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.uint64)
    if column.dtype.kind in "fM":
        values = column.to_numpy() + 0.0 if column.dtype.kind == "f" else column.to_numpy()  # -0.0 is 0.0
        return np.ascontiguousarray(values).view(np.uint64)
    texts = pa.array(column, from_pandas=True)
    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    parts = [_of_texts(chunk.cast(pa.large_string()).fill_null("")) for chunk in chunks]
    return np.concatenate([np.zeros(0, dtype=np.uint64), *parts])


def _of_texts(texts: pa.LargeStringArray) -> Fingerprints:
    """Return the fingerprint of each text (n,), from its length and its letters, eight bytes at a time."""
    _, offsets, letters = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    begin, length = ends[:-1] - ends[0], np.diff(ends)
    padded = np.zeros(int(ends[-1] - ends[0]) + WORD, dtype=np.uint8)
    padded[:-WORD] = np.frombuffer(letters or b"", dtype=np.uint8)[ends[0] : ends[-1]]
    words = np.ndarray(len(padded) - WORD + 1, dtype="<u8", buffer=padded, strides=(1,))
    fingerprints = _mixed(length.astype(np.uint64))
    rows = np.flatnonzero(length)
    for at in range(0, int(length.max(initial=0)), WORD):
        rows = rows if at == 0 else rows[length[rows] > at]
        beyond = np.maximum(WORD - (length[rows] - at), 0).astype(np.uint64) * np.uint64(8)
        word = words[begin[rows] + at] << beyond
        fingerprints[rows] = _mixed(fingerprints[rows] ^ word)
    return fingerprints


def _mixed(bits: Fingerprints) -> Fingerprints:
    """Spread the bits, so that numbers in a row fall far apart (the finaliser of splitmix64)."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(bits ^ (bits >> np.uint64(31)) ^ np.uint64(0x9E3779B97F4A7C15))
