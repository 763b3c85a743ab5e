"""The incidents of a finished run, from its Parquet file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from hotspot.errors import InputError
from hotspot.measure.distinct import distinct_places
from hotspot.read.run.entry import AGAIN
from hotspot.schema import Ints, Period, Sites

if TYPE_CHECKING:
    from numpy.typing import NDArray

INCIDENTS = "incidents.parquet"
KINDS: dict[str, tuple[pa.DataType, ...]] = {
    "easting": (pa.float64(),),
    "northing": (pa.float64(),),
    "start": (pa.timestamp("s"), pa.timestamp("ms")),
    "hour_known": (pa.bool_(),),
    "type": (pa.string(), pa.large_string()),
    "area_id": (pa.string(), pa.large_string()),
    "hotspot_id": (pa.string(), pa.large_string()),
}
OPTIONAL: dict[str, tuple[pa.DataType, ...]] = {
    "end": (pa.timestamp("s"), pa.timestamp("ms")),
    "harm": (pa.float64(),),
    "reported": (pa.date32(),),
    "cleared": (pa.bool_(),),
    "cleared_on": (pa.date32(),),
}
LATER = ("reported", "cleared", "cleared_on")
MAY_BE_UNKNOWN = frozenset({"start", "end", "area_id", "hotspot_id", *LATER})
FURTHEST_M = 1e8


def read_used(
    content: bytes,
    file: str,
    *,
    count: int,
    period: Period | None,
    areas: pd.Series[str],
    hotspots: pd.Series[str],
) -> tuple[pd.DataFrame, Sites, Ints]:
    """Return the incidents as the pipeline has them, their distinct places, and the hot spot of each place.

    `count` is how many run.json speaks of; `areas` and `hotspots` are the ids whose rows the columns `area`
    and label are (-1: none). Raises InputError for a file that holds something else.
    """
    table = _table(content, file, count)
    columns = {name: table.column(name) for name in table.column_names}
    xy = np.column_stack([columns["easting"].to_numpy(), columns["northing"].to_numpy()])
    if not (np.abs(xy) < FURTHEST_M).all():
        raise InputError(file, "a place in it is nowhere on Earth", AGAIN)
    once, site_of = distinct_places(xy)
    spot = _rows(columns.pop("hotspot_id"), hotspots, file, "hotspot_id")
    label = np.full(len(once), -1, dtype=np.int64)
    np.maximum.at(label, site_of, spot)
    start = _moments(columns["start"])
    _check_days(start, period, file)
    frame = pd.DataFrame(
        {
            "start": start,
            "hour_known": columns["hour_known"].to_numpy(),
            **({"end": _moments(columns["end"])} if "end" in columns else {}),
            "type": _kinds(columns["type"]),
            "easting": xy[:, 0],
            "northing": xy[:, 1],
            "area": _rows(columns["area_id"], areas, file, "area_id"),
            "site": site_of,
            **({"harm": columns["harm"].to_numpy()} if "harm" in columns else {}),
            **{name: _later(columns[name]) for name in LATER if name in columns},
        }
    )
    weight = np.bincount(site_of, minlength=len(once)).astype(np.float64)
    return frame, Sites(xy=once, weight=weight, site_of=site_of), label


def _table(content: bytes, file: str, count: int) -> pa.Table:
    """Return the columns of `KINDS` and `OPTIONAL`; each has its type, and what must be known is known."""
    try:
        source = parquet.ParquetFile(pa.BufferReader(content))
        if source.metadata.num_rows != count:
            what = f"it holds {source.metadata.num_rows} incidents, but run.json speaks of {count}"
            raise InputError(file, what, AGAIN)
        there = {field.name: field.type for field in source.schema_arrow}
        wanted = {**KINDS, **{name: kinds for name, kinds in OPTIONAL.items() if name in there}}
        for name, kinds in wanted.items():
            if there.get(name) not in kinds:
                raise InputError(file, f"its column '{name}' is missing or of another type", AGAIN)
        table = source.read(columns=list(wanted))
    except (pa.ArrowException, OSError) as error:
        why = " ".join(str(error).split())[:200]
        raise InputError(file, f"it cannot be read as Parquet: {why}", AGAIN) from None
    for name in table.column_names:
        if table.column(name).null_count and name not in MAY_BE_UNKNOWN:
            raise InputError(file, f"its column '{name}' has gaps", AGAIN)
    return table


def _rows(column: pa.ChunkedArray, names: pd.Series[str], file: str, called: str) -> Ints:
    """Return the row of each name among `names`, -1 where there is none."""
    import pyarrow.compute as pc  # noqa: PLC0415 - slow to import

    found = pc.index_in(column, value_set=pa.array(names, pa.string()), skip_nulls=True)
    rows = np.asarray(found.fill_null(-1).to_numpy(), dtype=np.int64)
    if (rows < 0).sum() != column.null_count:
        raise InputError(file, f"a name in '{called}' is none of the run's", AGAIN)
    return rows


def _kinds(column: pa.ChunkedArray) -> pd.Categorical:
    """Return the types as the pipeline has them: categories in the order of the alphabet, "" among them."""
    return pd.Categorical(column.to_pandas(), categories=sorted({*column.unique().to_pylist(), ""}))


def _later(column: pa.ChunkedArray) -> NDArray[Any]:
    """Return days as moments, and yes, no and unknown as 1, 0 and -1."""
    if not pa.types.is_boolean(column.type):
        return _moments(column)
    return np.asarray(column.cast(pa.int8()).fill_null(-1).to_numpy())


def _moments(column: pa.ChunkedArray) -> NDArray[Any]:
    return np.asarray(column.to_numpy()).astype("datetime64[s]")


def _check_days(start: NDArray[Any], period: Period | None, file: str) -> None:
    known = start[~np.isnat(start)].astype("datetime64[D]")
    if len(known) and (
        period is None
        or known.min() < np.datetime64(period.first)
        or known.max() > np.datetime64(period.last)
    ):
        raise InputError(file, "it has a date outside the period that run.json speaks of", AGAIN)
