"""The rows of a query, batch by batch: values as a database gives them, put together as one table."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PLAIN = frozenset({bool, int, float, str, bytes, datetime, type(None)})


def as_table(columns: Sequence[str], batches: Iterable[Sequence[Sequence[Any]]]) -> pa.Table:
    """Return the rows of all batches as one Arrow table; only one batch at a time is held as Python values.

    Whole decimals become whole numbers and others floats, days and times of day ISO text; what is no text,
    number, truth, moment or bytes (uuid, json, array …) becomes the text that Python writes for it.
    """
    chunks: list[list[pa.Array]] = [[] for _ in columns]
    for batch in batches:
        for chunk, values in zip(chunks, zip(*batch, strict=True), strict=True):
            chunk.append(_array(values))
    return pa.table([_joined(chunk) for chunk in chunks], names=list(columns))


def _array(values: Sequence[Any]) -> pa.Array:
    """Return one column of one batch; as text where its values have no common type or are too large."""
    plain = values if set(map(type, values)) <= _PLAIN else [_plain(value) for value in values]
    try:
        return pa.array(plain, from_pandas=True)
    except (pa.ArrowException, OverflowError):
        return _texts(plain)


def _plain(value: Any) -> Any:
    """Return one value as text, number, truth, moment, bytes or nothing."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Decimal):
        whole = value.is_finite() and value == value.to_integral_value()
        return int(value) if whole else float(value)
    if isinstance(value, bytearray | memoryview):
        return bytes(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _texts(values: Sequence[Any]) -> pa.Array:
    texts = (value.hex() if isinstance(value, bytes) else value for value in values)
    return pa.array([None if value is None else str(value) for value in texts], pa.string())


def _joined(chunks: Sequence[pa.Array]) -> pa.ChunkedArray:
    """Return the batches of one column in the one type that holds them all."""
    kinds = {chunk.type for chunk in chunks} - {pa.null()}
    if len(kinds) <= 1:
        kind = next(iter(kinds), pa.null())
        return pa.chunked_array([pc.cast(chunk, kind) for chunk in chunks], type=kind)
    if all(pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in kinds):
        return pa.chunked_array([pc.cast(chunk, pa.float64(), safe=False) for chunk in chunks])
    return pa.chunked_array([_texts(chunk.to_pylist()) for chunk in chunks])
