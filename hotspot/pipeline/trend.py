"""Two periods of a finished run against each other: the changes, what may be printed, the files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hotspot.errors import ConfigError
from hotspot.measure.clock import months_recorded, only_months
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.take_up import take_up
from hotspot.pipeline.understood import dated_record, day_of
from hotspot.schema import Choice, Finding
from hotspot.schema.trended import FEW_FOR_PRESS, SURE, Trended
from hotspot.times.changes import changes_of
from hotspot.times.exposure import reporting_of, seasonal_of
from hotspot.times.late import LATE_DAYS, late
from hotspot.times.windows import month_periods, two_periods
from hotspot.write import trend as write

if TYPE_CHECKING:
    from datetime import date

    from hotspot.schema import Language, Result
    from hotspot.schema.trended import PressReason, Reporting
    from hotspot.times.exposure import Allowed
    from hotspot.times.windows import TwoPeriods

STEPS = ("take_up", "compare", "write")
FOLDER = "trend"
SHORT_FOR_PRESS = 28  # days: four weeks, so that weekdays are even
ASIDE = 0.05  # part of the days of report that say nothing, and are worth a warning
ESTIMATED = 0.05  # part of the later period's incidents still to be reported that is no longer a trifle


@dataclass(frozen=True, kw_only=True)
class TrendQuestion:
    """What was asked: days as "2025-01-01"; `against` as "2024-01-01..2024-03-31"; `lag_days` of the end of
    the record that are left out, since reports of them are still to come."""

    first: str = ""
    last: str = ""
    against: str = ""
    lag_days: int = 0
    language: Language | None = None
    out: str = ""


def trend_run(
    folder: str, asked: TrendQuestion, *, step: Progress = unsaid
) -> tuple[Trended, Result, tuple[Path, ...]]:
    """Compare two periods of the run in `folder`, write the files, and return all three.

    Raises ConfigError for periods that the run does not cover, OutputError where nothing can be written.
    """
    days = _days(asked)
    step("take_up")
    result = take_up(folder, asked.language)
    out = write.TREND.folder(asked.out or str(Path(folder) / FOLDER))
    record = dated_record(result, "trend")
    step("compare")
    first, last, against = days
    start, hour_known = (result.incidents[name].to_numpy() for name in ("start", "hour_known"))
    choose = month_periods if only_months(start, hour_known) else two_periods
    periods = choose(record, first=first, last=last, against=against, lag_days=asked.lag_days)
    found = trended(result, periods, lag_days=asked.lag_days)
    step("write")
    return found, result, write.TREND.write(found, result, out, asked=asked_text(asked))


def trended(result: Result, periods: TwoPeriods, *, lag_days: int = 0) -> Trended:
    """Compare two periods, for a result that is at hand. Raises ConfigError where too little of the later one
    has been reported."""
    if periods.by_month and result.period is not None:
        result = replace(result, period=months_recorded(result.period))
    changes = changes_of(result, periods)
    found = Trended(
        now=periods.now,
        past=periods.past,
        same_season=periods.same_season,
        reporting=reporting_of(changes.allowed),
        seasonal=seasonal_of(changes.allowed),
        clearance=changes.clearance,
        changes=changes.changes,
        alike=changes.alike,
        dispersion_city=changes.dispersion_city,
        dispersion_areas=changes.dispersion_areas,
        lag_days=lag_days,
        press=(),
        seed=result.seed,
        by_month=periods.by_month,
        choices=tuple(_choices(periods, changes.allowed)),
    )
    shortfall = late(result, periods) if found.reporting is None else float("nan")
    return replace(
        found,
        press=_not_for_press(found, lagging=shortfall <= SURE),
        findings=(
            *([Finding(code="trend_months_cut", level="warning")] if periods.cut else []),
            *_findings(found, result, shortfall),
        ),
    )


def _findings(found: Trended, result: Result, shortfall: float) -> list[Finding]:
    """Return what a reader of the comparison has to know; `shortfall` is the p value of the last days."""
    said = []
    if shortfall <= SURE:
        values = {"days": LATE_DAYS, "p": shortfall}
        said.append(Finding(code="trend_lag", level="warning", values=values))
    if found.reporting is None and "reported" in result.incidents:
        said.append(Finding(code="trend_reports_few", level="info"))
    if found.reporting is not None:
        said += _of_reports(found.reporting, len(result.incidents))
    if not found.same_season and found.seasonal is None:
        said.append(Finding(code="trend_season", level="warning"))
    if not found.by_month and found.now.days % 7 and found.now.days < 2 * SHORT_FOR_PRESS:
        said.append(Finding(code="trend_weekdays", level="info", values={"days": found.now.days}))
    return said


def _of_reports(reporting: Reporting, incidents: int) -> list[Finding]:
    """Return which days of report say nothing, and whether how steady the delays are could be seen."""
    said = []
    aside = {"unknown": reporting.unknown, "before": reporting.before, "all": incidents}
    if reporting.unknown + reporting.before > ASIDE * incidents:
        said.append(Finding(code="trend_reports_aside", level="warning", values=aside))
    if not reporting.steady:
        said.append(Finding(code="trend_reports_steady", level="info"))
    return said


def _choices(periods: TwoPeriods, allowed: Allowed) -> list[Choice]:
    value = f"{periods.past.first}..{periods.past.last}"
    flag = "--start, --end, --against DATE..DATE"
    said = [Choice(name="trend.against", value=value, why=f"trend_{periods.chosen}", flag=flag)]
    if allowed.lag is not None:
        flag = "--set incidents.columns.reported= of hotspot rank"
        said.append(Choice(name="trend.reports", value="added", why="trend_reports", flag=flag))
    return said


def _not_for_press(found: Trended, *, lagging: bool) -> tuple[PressReason, ...]:
    """Return why the city's figure may not stand by itself."""
    city = found.city
    reasons: list[PressReason] = []
    if not found.same_season:
        reasons.append("season" if found.seasonal is None else "season_taken_out")
    if lagging:
        reasons.append("lag")
    if found.reporting is not None and found.reporting.low < 1 - ESTIMATED:
        reasons.append("estimated")
    if min(city.now, city.past) < FEW_FOR_PRESS:
        reasons.append("few")
    if found.now.days < SHORT_FOR_PRESS:
        reasons.append("short")
    return tuple(reasons)


def _days(asked: TrendQuestion) -> tuple[date | None, date | None, tuple[date, date] | None]:
    """Return the days that were asked for. Raises ConfigError for what is no date."""
    first, last = day_of(asked.first, "--start"), day_of(asked.last, "--end")
    if not asked.against:
        return first, last, None
    begin, _, end = asked.against.partition("..")
    since, until = day_of(begin, "--against"), day_of(end, "--against")
    if since is None or until is None:
        what = f"'{asked.against[:40]}' names no two days"
        raise ConfigError("--against", what, "write --against 2024-01-01..2024-03-31")
    return first, last, (since, until)
