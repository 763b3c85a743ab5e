"""What of a run may be counted in public, by area, type and year, and what is left out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.errors import ConfigError, InputError
from hotspot.measure.clock import months_recorded, months_within, only_months
from hotspot.publish.hide import rarest_together
from hotspot.schema import Period
from hotspot.schema.published import ALL_YEARS, OTHER, Counts
from hotspot.words.sensitive import is_sensitive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Ints, Result
    from hotspot.schema.published import Terms


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The `counts`, the rows of incidents behind them, the days they cover (whole months where dates are, as
    `by_month` tells); `apart` are types with their number in the whole city, `left_out` how many incidents
    under each reason."""

    counts: Counts
    rows: pd.Index
    period: Period | None
    by_month: bool
    apart: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, int], ...]


def counted(result: Result, areas: Sequence[str], row_of: Ints, terms: Terms) -> Counted:
    """Count the incidents of the run by area, type and year.

    `areas` are the ids of the areas to be shown, `row_of` (n,) the one that each of the run's belongs to.
    Left out are the last days of the record, as the terms have it, and what lies in no area; where dates are
    whole months, a month that the delay reaches into is left out as a whole. Types that are
    sensitive, by their name or by the words of the terms, are counted for the whole city only. Raises
    ConfigError for a delay that cannot be kept, InputError where too few incidents are left.
    """
    frame = result.incidents
    by_month = only_months(frame["start"].to_numpy(), frame["hour_known"].to_numpy(bool))
    period = _delayed(result.period, terms.delay_days, by_month=by_month)
    late, undated = np.zeros((2, len(frame)), dtype=bool)
    if period is not None:
        late = (frame["start"] >= np.datetime64(period.last + timedelta(days=1))).to_numpy()
        undated = frame["start"].isna().to_numpy()
    area = np.append(row_of, -1)[frame["area"].to_numpy(np.int64)]
    type_of, names = _types(frame["type"])
    kept_apart = np.array([is_sensitive(name, terms.words) for name in names], dtype=bool)[type_of]
    outside, counting = area < 0, ~late & ~undated
    used = counting & ~outside & ~kept_apart
    if used.sum() < terms.least:
        what = f"only {int(used.sum())} of its incidents may be counted by area"
        raise InputError("the run", what, "publish a longer period, or lower --delay or --least")
    apart = np.bincount(type_of[counting & kept_apart], minlength=len(names)).tolist()
    left = {"delayed": late, "missing_date": undated, "in_no_area": counting & outside & ~kept_apart}
    rows = frame.index[used]
    return Counted(
        counts=_tables(
            frame.loc[rows],
            area[used],
            type_of[used],
            names=names,
            areas=areas,
            period=period,
            least=terms.least,
        ),
        rows=rows,
        period=period,
        by_month=by_month,
        apart=tuple((name, count) for name, count in zip(names, apart, strict=True) if count),
        left_out=tuple((reason, int(rows.sum())) for reason, rows in left.items()),
    )


def _delayed(period: Period | None, delay_days: int, *, by_month: bool) -> Period | None:
    """Return the days that are old enough, in whole months where dates are. Raises ConfigError for none."""
    if period is None:
        if delay_days:
            what = f"the run has no dates, so that its last {delay_days} days cannot be left out"
            raise ConfigError("--delay", what, "give --delay 0 if the incidents are old enough")
        return None
    record = (months_recorded(period) if by_month else period) or period
    if delay_days >= record.days:
        what = f"{delay_days} days are all of the record, which has {record.days}"
        raise ConfigError("--delay", what, "give fewer days")
    old = Period(first=record.first, last=record.last - timedelta(days=delay_days))
    found = months_within(old) if by_month else old
    if found is None:
        what = f"the run's dates are whole months, and a delay of {delay_days} days leaves none of the record"
        raise ConfigError("--delay", what, "give fewer days, or rank a longer record")
    return found


def _tables(
    frame: pd.DataFrame,
    area: Ints,
    type_of: Ints,
    *,
    names: Sequence[str],
    areas: Sequence[str],
    period: Period | None,
    least: int,
) -> Counts:
    spans = _years(period)
    years = tuple(str(span.first.year) for span in spans) or (ALL_YEARS,)
    year_of = np.zeros(len(frame), dtype=np.int64)
    if spans:
        year_of = frame["start"].dt.year.to_numpy(np.int64) - spans[0].first.year
    by_type = _cross(area, type_of, (len(areas), len(names)))
    there = np.flatnonzero(by_type.any(axis=0))
    counts = Counts(
        areas=tuple(areas),
        types=tuple(names[i] or OTHER for i in there.tolist()),
        years=years,
        spans=spans,
        by_type=by_type[:, there],
        by_year=_cross(area, year_of, (len(areas), len(years))),
    )
    return rarest_together(counts, shown=_often(counts, least) + 1)


def _often(counts: Counts, least: int) -> int:
    """Return how many types happen often enough for most areas to have more than `least` of them."""
    total: list[int] = counts.by_type.sum(0).tolist()
    enough = least * len(counts.areas)
    often = sum(count >= enough for count, name in zip(total, counts.types, strict=True) if name != OTHER)
    rest = sum(sorted(total)[: len(total) - often])
    return max(often - (0 < rest < 2 * least), 0)


def _cross(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Ints:
    return np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1]).reshape(shape)


def _types(column: pd.Series[str]) -> tuple[Ints, list[str]]:
    """Return the type of each incident as its place among the names, which are sorted."""
    type_of, names = pd.factorize(column, sort=True)
    return np.asarray(type_of, dtype=np.int64), [str(name) for name in names]


def _years(period: Period | None) -> tuple[Period, ...]:
    """Return the days of each calendar year that the period covers."""
    if period is None:
        return ()
    return tuple(
        Period(first=max(period.first, date(year, 1, 1)), last=min(period.last, date(year, 12, 31)))
        for year in range(period.first.year, period.last.year + 1)
    )
