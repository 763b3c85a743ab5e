"""Rows without usable coordinates: missing, not a number, 0/0, or not on the globe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from hotspot.clean.account import drop
from hotspot.errors import InputError
from hotspot.schema import Bools, Finding, Floats, Incidents

if TYPE_CHECKING:
    import pandas as pd

GOOD_GEOCODING_RATE = 0.85  # Ratcliffe (2004), IJGIS 18(1): below it, maps may differ from the truth
MOST_OFF_THE_GLOBE = 0.05
LEAST_FOR_BIAS = 20  # rows of a type or year before its share of missing coordinates is compared
CLEARLY_WORSE = 2.0  # times the share of the whole file


def drop_unusable(incidents: Incidents) -> Incidents:
    """Drop rows without coordinates, with 0/0 (null island, or hidden on purpose) or off the globe.

    Says the geocoding hit rate, and for which types and years more is missing than elsewhere. Raises
    InputError where more than 5 % of the degrees are off the globe: then they are not degrees.
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
    return drop(incidents, reasons, findings=_geocoding(frame, unusable))


def _off_the_globe(incidents: Incidents, x: Floats, y: Floats) -> Bools:
    if not incidents.crs.is_geographic:
        return np.zeros(len(x), dtype=bool)
    off: Bools = (np.abs(x) > 180) | (np.abs(y) > 90)
    given = np.isfinite(x) & np.isfinite(y)
    if off.sum() > MOST_OFF_THE_GLOBE * max(given.sum(), 1):
        row = int(incidents.frame.index[off][0])
        where = incidents.sources[0].path if incidents.sources else "incidents"
        what = (
            f"{int(off.sum())} of {int(given.sum())} coordinates are no degrees "
            f"(row {row}: {x[off][0]:.10g}, {y[off][0]:.10g})"
        )
        raise InputError(where, what, "name the CRS of the columns under 'incidents.crs', such as EPSG:32643")
    return off


def _geocoding(frame: pd.DataFrame, unusable: Bools) -> list[Finding]:
    rate = 1 - float(unusable.mean())
    values: dict[str, str | int | float] = {
        "share": f"{rate:.1%}",
        "usable": int((~unusable).sum()),
        "read": len(frame),
    }
    level: Literal["info", "warning"] = "info" if rate >= GOOD_GEOCODING_RATE else "warning"
    found = [Finding(code="geocoding_rate", level=level, values=values)]
    found += _worse_than_the_rest(frame["type"], unusable, "missing_by_type")
    if frame["start"].notna().any():
        found += _worse_than_the_rest(frame["start"].dt.year, unusable, "missing_by_year")
    return found


def _worse_than_the_rest(group: pd.Series[str], unusable: Bools, code: str) -> list[Finding]:
    """Name the groups whose share of unusable rows is clearly above that of the whole, worst first."""
    marked = group.loc[group.notna() & (group != "")]
    if marked.empty or not unusable.any():
        return []
    table = marked.to_frame("group").assign(unusable=unusable[group.notna() & (group != "")])
    by = table.groupby("group", observed=True)["unusable"].agg(["mean", "size"])
    by = by.loc[(by["size"] >= LEAST_FOR_BIAS) & (by["mean"] >= CLEARLY_WORSE * unusable.mean())]
    by = by.loc[by["mean"] * by["size"] >= 5].sort_values(["mean"], ascending=False, kind="stable").head(3)
    if by.empty:
        return []
    worst = "; ".join(f"{name} {row['mean']:.0%}" for name, row in by.iterrows())
    return [Finding(code=code, level="warning", values={"worst": worst, "share": f"{unusable.mean():.1%}"})]
