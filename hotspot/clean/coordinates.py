"""Rows without usable coordinates: missing, not a number, 0/0, or not on the globe."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hotspot.clean.account import drop
from hotspot.errors import InputError
from hotspot.schema import Bools, Finding, Floats, Incidents, Ints, incidents_in, weights, with_columns

if TYPE_CHECKING:
    from hotspot.schema.said import Level

GOOD_GEOCODING_RATE = 0.85  # Ratcliffe (2004), IJGIS 18(1): below it, maps may differ from the truth
MOST_OFF_THE_GLOBE = 0.05
CLEAR_Z, CLEAR_RATIO = 3.5, 1.5
LOST_SHARE, LEAST_LOST, MOST_LOST = 0.9, 20, 5  # without a place, rows, types named


def drop_unusable(incidents: Incidents) -> Incidents:
    """Drop rows without coordinates, with 0/0 (null island, or hidden on purpose) or off the globe.

    Says the geocoding hit rate, and for which types and years more is missing than elsewhere. A column
    `stands_for` is added: rows of the type over those of them that have a place. Raises InputError where more
    than 5 % of the degrees are off the globe: then they are not degrees.
    """
    frame = incidents.frame
    x, y = frame["x"].to_numpy(float), frame["y"].to_numpy(float)
    unreadable = frame["xy_text_bad"].to_numpy(bool)
    missing = ~(np.isfinite(x) & np.isfinite(y)) & ~unreadable
    zero = (x == 0) & (y == 0)
    off = _off_the_globe(incidents, x, y)
    reasons = [
        ("missing_coordinates", missing),
        ("unreadable_coordinates", unreadable),
        ("zero_coordinates", zero),
        ("impossible_coordinates", off),
    ]
    unusable = missing | unreadable | zero | off
    standing = replace(incidents, frame=with_columns(frame, stands_for=_stands_for(frame, unusable)))
    return drop(standing, reasons, findings=[*_geocoding(frame, unusable), *_lost(frame, unusable)])


def _stands_for(frame: pd.DataFrame, unusable: Bools) -> Floats:
    """Return (n,) how many rows of its type each row with a place stands for, itself among them."""
    types, weight = frame["type"], weights(frame)
    code = types.astype("category").cat.codes.to_numpy()
    code = np.where(code < 0, code.max() + 1, code) if (code < 0).any() else code
    read = np.bincount(code, weight)
    placed = read - np.bincount(code[unusable], _of(weight, unusable), minlength=len(read))
    return np.asarray((read / np.maximum(placed, 1.0))[code])


def _of(weight: Ints | None, rows: Bools) -> Ints | None:
    """Return the weights of some rows."""
    return None if weight is None else weight[rows]


def _lost(frame: pd.DataFrame, unusable: Bools) -> list[Finding]:
    """Name the types of which next to nothing has a place: a ranking says nothing about them."""
    if not unusable.any():
        return []
    share = _counted(frame["type"].astype("category"), unusable, weights(frame))
    share = share.assign(mean=share["sum"] / share["size"])
    lost = share[(share["mean"] >= LOST_SHARE) & (share["size"] >= LEAST_LOST) & (share.index != "")]
    if lost.empty or len(lost) == len(share):
        return []
    lost = lost.sort_values("size", ascending=False, kind="stable")
    named = "; ".join(f"{name}: {int(size)}" for name, size in lost["size"].head(MOST_LOST).items())
    more = f"; … +{len(lost) - MOST_LOST}" if len(lost) > MOST_LOST else ""
    return [Finding(code="types_without_place", level="warning", values={"types": named + more})]


def _off_the_globe(incidents: Incidents, x: Floats, y: Floats) -> Bools:
    if not incidents.crs.is_geographic:
        return np.zeros(len(x), dtype=bool)
    off: Bools = (np.abs(x) > 180) | (np.abs(y) > 90)
    given = np.isfinite(x) & np.isfinite(y)
    frame = incidents.frame
    count, of = incidents_in(frame, off), incidents_in(frame, given)
    if count > MOST_OFF_THE_GLOBE * max(of, 1):
        row = f"row {int(frame.index[off][0])}: " if weights(frame) is None else ""  # several rows in one
        where = incidents.sources[0].path if incidents.sources else "incidents"
        what = f"{count} of {of} coordinates are no degrees ({row}{x[off][0]:.10g}, {y[off][0]:.10g})"
        raise InputError(where, what, "name the CRS of the columns under 'incidents.crs', such as EPSG:32643")
    return off


def _geocoding(frame: pd.DataFrame, unusable: Bools) -> list[Finding]:
    read, lost = incidents_in(frame), incidents_in(frame, unusable)
    rate = 1 - lost / read
    values: dict[str, str | int | float] = {
        "share": round(100 * rate, 1),
        "usable": read - lost,
        "read": read,
    }
    level: Level = "info" if rate >= GOOD_GEOCODING_RATE else "warning"
    found = [Finding(code="geocoding_rate", level=level, values=values)]
    if not lost:
        return found
    weight = weights(frame)
    found += _worse_than_the_rest(frame["type"], unusable, weight, "missing_by_type")
    if frame["start"].notna().any():
        found += _worse_than_the_rest(_years(frame["start"]), unusable, weight, "missing_by_year")
    return found


def _years(start: pd.Series[pd.Timestamp]) -> pd.Series[int]:
    """Return the years as categories; none where the date is missing."""
    day = start.to_numpy().astype("datetime64[D]")
    known = ~np.isnat(day)
    first, last = day[known].min(), day[known].max()
    days = np.arange(first, last + np.timedelta64(1, "D"))  # are few
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    code = np.where(known, year[np.where(known, (day - first).astype(np.int64), 0)] - year[0], -1)
    return pd.Series(pd.Categorical.from_codes(code, categories=pd.RangeIndex(year[0], year[-1] + 1)))


def _counted(group: pd.Series[Any], unusable: Bools, weight: Ints | None) -> pd.DataFrame:
    """Return for each group, in their order, the `sum` of its unusable rows, and its `size`."""
    if isinstance(group.dtype, pd.CategoricalDtype):
        code, names = group.cat.codes.to_numpy(np.int64), group.cat.categories
    else:
        code, names = pd.factorize(group, sort=True)
    of = np.where(code < 0, len(names), code).astype(np.int64, copy=False)  # the last is for none

    def counted(rows: Ints, weight: Ints | None) -> Ints:
        return np.bincount(rows, weight, minlength=len(names) + 1)[:-1].astype(np.int64)

    held = counted(of, None)
    size = held if weight is None else counted(of, weight)
    missing = counted(of[unusable], _of(weight, unusable))
    return pd.DataFrame({"sum": missing, "size": size}, index=names)[held > 0]


def _worse_than_the_rest(
    group: pd.Series[Any], unusable: Bools, weight: Ints | None, code: str
) -> list[Finding]:
    """Name the groups that miss clearly more than all others together, worst first.

    Two proportions are compared (pooled z); a group is named from z 3.5, where one group in some thousand
    would be by chance, if its share is half as large again as that of the others.
    """
    table = _counted(group, unusable, weight)
    table = table[table.index != ""]
    if not table["sum"].any():
        return []
    total, missing = int(table["size"].sum()), int(table["sum"].sum())
    inside = table["sum"] / table["size"]
    others = (missing - table["sum"]) / (total - table["size"]).clip(lower=1)
    pooled = missing / total
    deviation = (
        pooled * (1 - pooled) * (1 / table["size"] + 1 / (total - table["size"]).clip(lower=1))
    ) ** 0.5
    worse = (inside - others > CLEAR_Z * deviation) & (inside > CLEAR_RATIO * others) & (table["sum"] >= 5)
    named = inside[worse].sort_values(ascending=False, kind="stable").head(3)
    if named.empty:
        return []
    worst = "; ".join(f"{name}: {100 * share:.1f} %" for name, share in named.items())
    return [Finding(code=code, level="warning", values={"worst": worst, "share": round(100 * pooled, 1)})]
