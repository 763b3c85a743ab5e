"""The incidents as they were used, for programs that take a run up again: place, time, type, area, hot spot.

Only the columns named here are written; numbers of records, addresses and narratives never are. The rows are
sorted by what they hold, so that nothing is told about the order of the source.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyproj
from pyarrow import parquet

from hotspot.schema import rows_of, with_columns

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from hotspot.schema import Floats, Ints, Result

# What is kept of a frame of incidents: those after `site`, and `end`, where they are known; `site` for the
# writer only.
COLUMNS = (
    *("start", "hour_known", "end", "type", "easting", "northing", "area", "site"),
    *("harm", "reported", "cleared", "cleared_on"),
)
MAY_BE_EMPTY = ("end", "reported", "cleared_on")
PLACE = ("easting", "northing")
DECIMETRES = 10.0  # in a metre: the precision of a place
DEGREE_DECIMALS = 6
DAY_S = 86_400
ROWS = 1 << 20  # of a row group
RISING = frozenset({"start", "end"})  # in each area: their steps are smaller than any dictionary


def published_incidents(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the incidents as the file holds them, with `COLUMNS`, places to 0.1 m, and of the categories of
    `type` those that occur.

    They are sorted by area (-1 first), start, type, easting, northing, then by what else there is. Done
    again, it changes nothing.
    """
    known = [name for name in COLUMNS if name in frame and not _is_empty(frame, name)]
    held = frame[known].reset_index(drop=True)
    held = held.assign(type=_kinds(held["type"]))
    order = _order(held)
    if not (order[1:] > order[:-1]).all():
        held = rows_of(held, order, numbered=True)
    return with_columns(held, **{axis: rounded_metres(held[axis].to_numpy(np.float64)) for axis in PLACE})


def rounded_metres(values: Floats) -> Floats:
    """Return lengths as the files hold them, to 0.1 m.

    >>> rounded_metres(np.array([12.3456, -0.01])).tolist()
    [12.3, 0.0]
    """
    rounded = np.multiply(values, DECIMETRES)  # in one place: there may be millions
    np.round(rounded, out=rounded)
    rounded /= DECIMETRES
    rounded += 0.0  # -0.0 is 0.0
    return rounded


def write_incidents(result: Result, path: Path) -> None:
    """Write the incidents, which are as `published_incidents` returns them, as Parquet; equal results give
    equal bytes.

    The columns are lon, lat (WGS 84, 6 decimals); easting, northing (metres in the CRS of the run, to 0.1 m);
    start (local wall time without zone), hour_known, date; hour (0–23) and weekday (1–7 from Monday), null
    where unknown; end, where windows of time are known; type; area_id and hotspot_id, null where the incident
    lies in none; harm, where each incident has a weight of its own; reported and cleared_on, days, and
    cleared, yes or no, where the source tells them, null where unknown.
    """
    degrees = _degrees(rounded_metres(result.sites.xy), result.crs)
    groups = (
        pa.table(_columns(result, result.incidents.iloc[first : first + ROWS], degrees))
        for first in range(0, max(len(result.incidents), 1), ROWS)  # one at a time, for the sake of memory
    )
    group = next(groups)
    with parquet.ParquetWriter(
        path,
        group.schema,
        compression="zstd",
        version="2.6",
        use_dictionary=[name for name in group.column_names if name not in RISING],
        column_encoding=dict.fromkeys(RISING & set(group.column_names), "DELTA_BINARY_PACKED"),
        write_statistics=["start", "date"],  # what programs look for a part of the rows by
        store_schema=False,  # texts are texts again for who reads them, not Arrow's dictionaries
    ) as writer:
        for each in chain([group], groups):
            writer.write_table(each, row_group_size=ROWS)


def _columns(result: Result, held: pd.DataFrame, degrees: tuple[Floats, Floats]) -> dict[str, Any]:
    """Return the columns of some incidents; `degrees` are lon and lat of each site."""
    site = held["site"].to_numpy()
    lon, lat = degrees
    start = held["start"].to_numpy().astype("datetime64[s]")
    undated = np.isnat(start)
    seconds = np.where(undated, 0, start.astype(np.int64))
    days = seconds // DAY_S
    hour, weekday = seconds % DAY_S // 3600, (days + 3) % 7 + 1  # 1 January 1970 was a Thursday
    kinds = held["type"].astype("category").cat
    hourless = undated | ~held["hour_known"].to_numpy(bool)
    columns = {
        "lon": lon[site],
        "lat": lat[site],
        "easting": held["easting"].to_numpy(),
        "northing": held["northing"].to_numpy(),
        "start": pa.array(start, pa.timestamp("s")),
        "hour_known": pa.array(~hourless),
        "date": pa.array(days.astype(np.int32), pa.date32(), mask=undated),
        "hour": pa.array(hour.astype(np.int8), mask=hourless),
        "weekday": pa.array(weekday.astype(np.int8), mask=undated),
        "type": _named(kinds.codes.to_numpy(), kinds.categories.to_series()),
        "area_id": _named(held["area"].to_numpy(), result.areas.frame["area_id"]),
        "hotspot_id": _named(result.hotspots.label[site], result.hotspots.frame["hotspot_id"]),
    }
    if "end" in held:
        columns["end"] = pa.array(held["end"].to_numpy().astype("datetime64[s]"), pa.timestamp("s"))
    if "harm" in held:
        columns["harm"] = pa.array(held["harm"].to_numpy(np.float64))
    if "cleared" in held:
        state = held["cleared"].to_numpy()
        columns["cleared"] = pa.array(state > 0, mask=state < 0)
    for name in ("reported", "cleared_on"):
        if name in held:
            columns[name] = pa.array(held[name].to_numpy().astype("datetime64[D]"), pa.date32())
    return columns


def _is_empty(frame: pd.DataFrame, name: str) -> bool:
    return name in MAY_BE_EMPTY and bool(frame[name].isna().all())


def _kinds(types: pd.Series[Any]) -> pd.Categorical:
    """Return the types as categories in the order of the alphabet: those that occur, and "" for none."""
    held = types.astype("category").cat
    code = held.codes.to_numpy()
    occurs = np.bincount(code + 1, minlength=len(held.categories) + 1)[1:] > 0
    names = sorted({*held.categories[occurs], ""})
    of = pd.Index(names).get_indexer(held.categories)  # -1 for one that does not occur
    return pd.Categorical.from_codes(np.append(of, names.index(""))[code], pd.Index(names))


def _order(held: pd.DataFrame) -> Ints:
    """Return the order of the rows; rows that are equal stay in theirs.

    Area, time and type are packed into one whole number: 10⁵ areas times 500 types times a century of seconds
    fit into 63 bits. Few rows share it, so it is sorted by itself, and only those that do by the rest.
    """
    start = held["start"].to_numpy().astype("datetime64[s]", copy=False).view(np.int64)
    dated = start > np.iinfo(np.int64).min
    when = start - (int(start.min(where=dated, initial=np.iinfo(np.int64).max)) - 1)
    when[~dated] = 0
    kinds = held["type"].cat
    first = held["area"].to_numpy(np.int64) * (int(when.max(initial=0)) + 1)
    first += when
    first *= len(kinds.categories)
    first += kinds.codes.to_numpy()
    del when, dated
    order, ordered = _sorted(first)
    del first
    follows = np.r_[False, ordered[1:] == ordered[:-1]]
    tied = np.flatnonzero(follows | np.r_[follows[1:], False])
    rows = order[tied]
    later = ("cleared_on", "cleared", "reported")
    names = (*later, "harm", "end", "hour_known", "northing", "easting")  # the last counts most
    rest = [_as_written(name, held[name].to_numpy()[rows]) for name in names if name in held]
    order[tied] = rows[np.lexsort((rows, *rest, ordered[tied]))]
    return order


def _as_written(name: str, values: NDArray[Any]) -> NDArray[Any]:
    """Return some values of a column as the file holds them."""
    return rounded_metres(values) if name in PLACE else values


def _sorted(numbers: Ints) -> tuple[Ints, Ints]:
    """Return the order of whole numbers (n,), that of equal ones left open, and the numbers in it.

    Where there is room, each number takes its row along in its last bits: numbers are sorted five times as
    fast as rows by their numbers.

    >>> [each.tolist() for each in _sorted(np.array([7, -1, 8]))]
    [[1, 0, 2], [-1, 7, 8]]
    """
    bits = len(numbers).bit_length()
    if max(-int(numbers.min(initial=0)), int(numbers.max(initial=0))) >> (63 - bits):
        order = np.argsort(numbers)
        return order, numbers[order]
    packed = numbers << bits
    packed |= np.arange(len(numbers))
    packed.sort()
    ordered = packed >> bits
    packed &= (1 << bits) - 1
    return packed, ordered


def _degrees(xy: Floats, crs: pyproj.CRS) -> tuple[Floats, Floats]:
    to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(xy[:, 0], xy[:, 1])
    return np.round(lon, DEGREE_DECIMALS) + 0.0, np.round(lat, DEGREE_DECIMALS) + 0.0


def _named(rows: NDArray[np.integer[Any]], names: pd.Series[str]) -> pa.DictionaryArray:
    """Return the name of each row, null for -1; Parquet keeps each name once."""
    codes = pa.array(rows.astype(np.int32), mask=rows < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(names, pa.string()))
