"""The cells of one column as clean text, whatever the file had them as."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats

# Blanks that people cannot see, no-break and zero-width ones among them.
BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"

# Text that says "nothing here" and not "something wrong here".
NOTHING = ("", "nan", "null", "none", "na", "n/a", "<na>", "#n/a", "-", "–", "—", r"\n")


def text_cells(column: pd.Series) -> pa.Array:
    """Return the column as (n,) Arrow text without outer blanks; "" where there is nothing.

    Whole numbers lose a trailing ".0" that only a spreadsheet or a missing value gave them.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        texts, index = distinct_cells(column)
        return texts.take(pa.array(index))
    return pa.concat_arrays(text_chunks(column).chunks) if len(column) else pa.array([], pa.string())


def text_chunks(column: pd.Series) -> pa.ChunkedArray:
    """Return the column as `text_cells` does, but in the pieces in which it was read: nothing is copied that
    need not be."""
    if pd.api.types.is_float_dtype(column.dtype):
        column = _without_trailing_zero(column)
    cells = _strings(column)
    chunks = cells.chunks if isinstance(cells, pa.ChunkedArray) else [cells]
    return pa.chunked_array([trimmed(chunk) for chunk in chunks], type=pa.string())


def distinct_cells(column: pd.Series) -> tuple[pa.Array, NDArray[np.int32]]:
    """Return the distinct texts (m,) of a column in the order in which they are first met, and for each of
    the n cells the index of its text; a text is as `text_cells` gives it."""
    if pd.api.types.is_bool_dtype(column.dtype):
        column = column.astype("category")  # two texts, not one for each cell
    if not isinstance(column.dtype, pd.CategoricalDtype):
        texts, index = distinct(text_cells(column))
        found: NDArray[np.int32] = index.to_numpy(zero_copy_only=False)
        return texts, found
    codes = column.cat.codes.to_numpy()
    kinds = text_cells(column.cat.categories.to_series()).to_pylist()
    kinds.append("")  # where there is no code: -1
    met = [int(code) for code in pd.unique(codes)]
    number = {text: at for at, text in enumerate(dict.fromkeys(kinds[code] for code in met))}
    renumbered = np.zeros(len(kinds), dtype=np.int32)
    for code in met:
        renumbered[code] = number[kinds[code]]
    return pa.array(number, pa.string()), renumbered[codes]


def distinct(cells: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return the distinct texts and, for each of the (n,) cells, the index of its text among them."""
    encoded = cells.dictionary_encode()
    return encoded.dictionary, encoded.indices


def says_nothing(texts: pa.Array) -> Bools:
    """Return (m,) which texts are empty or a word for it."""
    nothing: Bools = pc.is_in(pc.utf8_lower(texts), value_set=pa.array(NOTHING)).to_numpy(
        zero_copy_only=False
    )
    return nothing


def fits(texts: pa.Array, pattern: str) -> Bools:
    """Return (m,) which texts have the form of the regular expression `pattern`."""
    fitting = pc.fill_null(pc.match_substring_regex(texts, pattern), False)
    found: Bools = fitting.to_numpy(zero_copy_only=False)
    return found


def chosen(texts: pa.Array, which: Bools) -> list[str]:
    """Return the texts that `which` (m,) points at."""
    some: list[str] = pc.filter(texts, pa.array(which)).to_pylist()
    return some


def as_numbers(texts: pa.Array, which: Bools) -> Floats:
    """Return (m,) the texts as numbers, NaN where `which` is False, the text is empty, or not finite."""
    kept = pc.if_else(pa.array(which), texts, None)
    kept = pc.if_else(pc.equal(kept, ""), None, kept)
    numbers: Floats = pc.cast(kept, pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def examples(texts: Sequence[str], most: int = 3) -> str:
    """Quote a few texts for a message: shortened, each once, in the order given.

    >>> examples(["01.02.2025", "x" * 99])
    "'01.02.2025', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'"
    """
    short = (text if len(text) <= 40 else text[:39] + "…" for text in dict.fromkeys(texts))
    return ", ".join(repr(text) for text in list(short)[:most])


def _without_trailing_zero(column: pd.Series) -> pd.Series:
    """Return floats as whole numbers where every one of them is whole."""
    known = column.dropna()
    whole = bool((known % 1 == 0).all()) and bool((known.abs() < 2**53).all())
    return column.astype("Int64") if whole else column


def trimmed(cells: pa.Array) -> pa.Array:
    """Return text without outer blanks, "" for nothing; the cells themselves where all are so already."""
    filled = pc.fill_null(cells, "") if cells.null_count else cells
    shorter = pc.utf8_trim(filled, characters=BLANKS)
    return shorter if _letters(shorter) < _letters(filled) else filled


def _letters(texts: pa.Array) -> int:
    """Return the bytes of all texts together."""
    count: int = pc.sum(pc.binary_length(texts)).as_py() or 0
    return count


def _strings(column: pd.Series) -> pa.Array | pa.ChunkedArray:
    """Return the cells as Arrow text; pandas spells those that Arrow cannot, such as a mixture of types."""
    try:
        return pc.cast(pa.array(column, from_pandas=True), pa.string())
    except pa.ArrowException:
        return pa.array([None if pd.isna(cell) else str(cell) for cell in column], pa.string())
