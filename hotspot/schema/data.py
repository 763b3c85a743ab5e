"""What is read and cleaned: incidents, micro-areas, the period, distinct places."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from hotspot.schema.numbers import YEAR_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import geopandas as gpd
    import pandas as pd
    import pyproj
    from numpy.typing import NDArray

    from hotspot.schema.numbers import Bools, Floats, Ints
    from hotspot.schema.said import Choice, Finding, Rows, Source

# Columns of an incidents frame as it leaves `read` and `clean`; the index is the row number in the source,
# counted from 1, and so stays the same whatever is dropped.
#   x, y        float64, in `Incidents.crs`; NaN where missing or unreadable
#   start       datetime64[s], local wall time without zone; NaT where unknown
#   hour_known  bool: False where the source gives only a day or a month
#   type        categorical of str in the order of the alphabet, "" among them and where missing
#   id          str, "" where missing
#   xy_text_bad, date_text_bad   bool: there was text, but not a number / not a possible date
# Only where the source tells them:
#   source      categorical, who noticed the incident
#   harm        float64, the weight of the incident
#   reported    datetime64[s], the day on which it was reported; NaT where unknown
#   cleared     int8: 1 cleared, 0 not, -1 unknown
#   cleared_on  datetime64[s], the day on which it was cleared; NaT where it was not, or unknown
# Only where an engine has counted rows that are alike; a row then stands for so many incidents:
#   weight      int64, 1 or more
INCIDENT_COLUMNS = ("x", "y", "start", "hour_known", "type", "id", "xy_text_bad", "date_text_bad")

FEWEST_RESIDENTS = 100  # with fewer, as in a park or a depot, a rate says nothing about residents
GROUP = "group: "
# Columns of an areas frame, one row per micro-area, sorted as in the source; all text, but for the last two.
#   name is what to show when nothing else is asked; name_en, name_ru, name_kk are "" where unknown.
#   population is float64, NaN where unknown.
AREA_COLUMNS = ("area_id", "name", "name_en", "name_ru", "name_kk", "population", "geometry")


@dataclass(frozen=True, kw_only=True)
class Incidents:
    """Incidents as read (or as cleaned): `frame` has `INCIDENT_COLUMNS`; `crs` is that of x and y.

    `dated` is False where the source has no date at all; `month_only` where dates are whole months;
    `columns` maps each role (x, y, date, time, type, id, …) to the column it was found in.
    """

    frame: pd.DataFrame
    crs: pyproj.CRS
    dated: bool
    month_only: bool
    rows: Rows
    columns: Mapping[str, str]
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Areas:
    """Micro-areas: `frame` is a GeoDataFrame with `AREA_COLUMNS` and a CRS; `made_by` is "" for a file and
    `square:200`, `hex:250`, `blocks:…` for areas that the tool made. `groups` are its columns, one of float64
    each, that `GROUP` and the name of a group of residents head; they serve the audit and reach no file."""

    frame: gpd.GeoDataFrame
    sources: tuple[Source, ...]
    made_by: str = ""
    groups: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days that the incidents cover, both ends included; `years` is their length."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    @property
    def years(self) -> float:
        """Length in years of 365.25 days."""
        return self.days / YEAR_DAYS


@dataclass(frozen=True, kw_only=True)
class Sites:
    """Distinct places: `xy` (n, 2) easting and northing in metres, sorted by easting, then northing;
    `weight` (n,) incidents at each; `site_of` (m,) the place of each incident of the cleaned frame."""

    xy: Floats
    weight: Floats
    site_of: Ints


def weights(frame: pd.DataFrame) -> Ints | None:
    """Return how many incidents each row of an incidents frame stands for; None where each is one.

    What it returns is what `np.bincount` takes as weights.
    """
    return frame["weight"].to_numpy(np.int64) if "weight" in frame else None


def with_columns(frame: pd.DataFrame, **columns: NDArray[Any]) -> pd.DataFrame:
    """Return the frame with more columns, each (n,) and shared: `assign` would copy millions of numbers."""
    import pandas as pd  # noqa: PLC0415 - whoever has a frame has it; who asks for help has not

    return frame.assign(
        **{name: pd.Series(values, index=frame.index, copy=False) for name, values in columns.items()}
    )


def rows_of(frame: pd.DataFrame, rows: Bools | Ints, *, numbered: bool = False) -> pd.DataFrame:
    """Return some rows of a frame, by marks (n,) or positions (k,), with their index, or `numbered` anew;
    column by column and two at once, for which pandas by itself needs twice the time and memory."""
    import pandas as pd  # noqa: PLC0415 - whoever has a frame has it; who asks for help has not

    at = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows  # marks are slow to go through each time
    with ThreadPoolExecutor(2) as threads:
        columns = threads.map(lambda name: frame[name].array.take(at), frame.columns)
        held = dict(zip(frame.columns, columns, strict=True))
    return pd.DataFrame(held, index=None if numbered else frame.index.take(at), copy=False)


def incidents_in(frame: pd.DataFrame, rows: Bools | None = None) -> int:
    """Return how many incidents the rows (by default all) of an incidents frame stand for."""
    weight = weights(frame)
    if weight is None:
        return len(frame) if rows is None else int(rows.sum())
    return int(weight.sum() if rows is None else weight[rows].sum())
