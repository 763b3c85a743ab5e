"""The back-test of a city: read and clean as for a ranking, then hold forecasts against what followed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from hotspot import __version__, judge
from hotspot.errors import ConfigError, InputError
from hotspot.pipeline.prepared import Prepared, prepare
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.schema import Finding, Floats, Ints
from hotspot.schema.judged import Backtest, Headline
from hotspot.write.named import named_sources

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.config import Configuration
    from hotspot.judge.backtest import Found
    from hotspot.schema import Period

STEPS = ("read", "clean", "judge", "write")
LONGEST_MONTH = 31  # days
LEAST_OF_TYPE = 400  # incidents that make a type of incident a series of its own
MOST_SQUARES = 4_000_000  # of 100 m in the box around the study area
MID_MONTH = 14  # days after the first: where the dates are months, so that a window never takes in the next
SQUARES_M = (100.0, 200.0)


def backtest_city(
    configuration: Configuration,
    asked: judge.Question,
    *,
    by_type: bool = False,
    today: date | None = None,
    step: Progress = unsaid,
) -> tuple[Backtest, Headline]:
    """Return how well the past would have told where the next incidents happen, and the row to show first.

    Raises InputError where there are no dates, or not enough of them for any horizon.
    """
    if configuration.settings.incidents.engine:
        what = "a back-test looks at incidents one by one"
        raise ConfigError("incidents.engine", what, "leave the engine out")
    ready = prepare(configuration, today=today, step=step)
    step("judge")
    period = _period(ready)
    series, first_day = _series(ready, _days(ready, period), by_type=by_type)
    xy = ready.incidents.frame[["easting", "northing"]].to_numpy(float)
    squares = _ground(ready, xy)
    found = judge.backtest(
        series,
        _units(ready, squares, xy),
        squares,
        xy,
        first=period.first,
        days=period.days,
        asked=asked,
    )
    if not found.horizons:
        raise _too_few(ready, period.days - first_day, min(asked.horizons))
    whole = _put_together(ready, period, asked, found, first_day=first_day)
    return whole, judge.headline(whole)


def _too_few(ready: Prepared, days: int, horizon: int) -> InputError:
    """Say how many days would do: history before a cut-off, a month to find one, and the horizon."""
    before = judge.LEAST_DAYS + LONGEST_MONTH
    to_do = f"give incidents of {before + horizon} days"
    if days > before:
        to_do += f", or a --horizon of {days - before} days or less"
    return InputError(_source(ready), f"{days} days are too few to test on", to_do)


def _put_together(
    ready: Prepared, period: Period, asked: judge.Question, found: Found, *, first_day: int
) -> Backtest:
    settings = ready.settings
    return Backtest(
        title=settings.title or settings.city,
        period=period,
        recorded_from=period.first + timedelta(days=first_day),
        rows=ready.incidents.rows,
        horizons=found.horizons,
        left_out=found.left_out,
        shares=asked.shares,
        judged=found.judged,
        curves=found.curves,
        coverage=found.coverage,
        sources=named_sources(ready.sources),
        where=settings.incidents.where,
        findings=(*ready.findings, *_noted(found.left_out, first_day)),
        choices=ready.choices,
        seed=asked.seed,
        version=__version__,
        language=settings.language,
        synthetic=settings.synthetic,
    )


def _source(ready: Prepared) -> str:
    return ready.sources["incidents"][0].path


def _period(ready: Prepared) -> Period:
    """Return the days that the incidents cover; InputError where they have no dates."""
    if ready.period is None:
        what = "the incidents have no dates, and without them nothing can be tested"
        to_do = "name the column with dates under 'incidents.columns.date'"
        raise InputError(_source(ready), what, to_do)
    return ready.period


def save_backtest(
    found: Backtest, chosen: Headline, folder: Path, *, step: Progress = unsaid
) -> tuple[Path, ...]:
    """Write the results of a back-test into the folder, beside a ranking if any; return the files."""
    from hotspot.render.curves import curves_page  # noqa: PLC0415 - not before there is something to save
    from hotspot.write.judgement import write_backtest  # noqa: PLC0415

    step("write")
    return write_backtest(found, chosen, folder, page=curves_page(found, chosen))


def question(
    *, horizons: tuple[int, ...] = (), shares: tuple[float, ...] = (), cutoffs: int = 24, seed: int = 1
) -> judge.Question:
    """Return what is asked, defaults where nothing is given; ConfigError for what cannot be meant."""
    default = judge.Question()
    asked = judge.Question(
        horizons=horizons or default.horizons, shares=shares or default.shares, cutoffs=cutoffs, seed=seed
    )
    check_question(asked)
    return asked


def check_question(asked: judge.Question) -> None:
    """Raise ConfigError for a horizon, a share or a number of cut-offs that cannot be meant."""
    for days in asked.horizons:
        if not 1 <= days <= 3660:
            raise ConfigError("--horizon", f"{days} days", "give 1 to 3,660 days, such as 30, 90 or 365")
    for share in asked.shares:
        if not 0 < share <= 0.5:
            raise ConfigError("--share", f"{share:g} is no share of an area to flag", "give one such as 0.02")
    if asked.cutoffs < 1:
        raise ConfigError("--cutoffs", f"{asked.cutoffs} is none", "give one or more")


def _days(ready: Prepared, period: Period) -> Ints:
    """Return the day of each incident (m,), counted from the first of the period."""
    start = ready.incidents.frame["start"].to_numpy().astype("datetime64[D]")
    days = (start - np.datetime64(period.first, "D")).astype(np.int64)
    return np.asarray(days + MID_MONTH if ready.incidents.month_only else days)


def _series(ready: Prepared, days: Ints, *, by_type: bool) -> tuple[dict[str, judge.Record], int]:
    """Return the series of incidents by name, "" for all, and the day from which on they are used."""
    first_day = judge.recorded_from(days)
    rows = np.arange(len(days))
    series = {"": judge.record_of(days, rows, first_day=first_day)}
    if by_type:
        types = ready.incidents.frame["type"].astype(str).to_numpy()
        names, counts = np.unique(types[days >= first_day], return_counts=True)
        for name in names[np.lexsort((names, -counts))][: int((counts >= LEAST_OF_TYPE).sum())]:
            own = rows[types == name]
            if name:
                series[str(name)] = judge.record_of(days[own], own, first_day=first_day)
    return series, first_day


def _ground(ready: Prepared, xy: Floats) -> judge.Places:
    west, south, east, north = ready.study.bounds
    if (east - west) * (north - south) / SQUARES_M[0] ** 2 > MOST_SQUARES:
        size = f"{(east - west) / 1000:,.0f} by {(north - south) / 1000:,.0f} km"
        what = f"{size} are too wide for squares of {SQUARES_M[0]:g} m"
        to_do = "give the outline of one town with --boundary"
        raise InputError(ready.settings.boundary or ready.settings.areas.file, what, to_do)
    return judge.ground_of(ready.study, xy, cell_m=SQUARES_M[0])


def _units(ready: Prepared, squares: judge.Places, xy: Floats) -> list[judge.Units]:
    wider = judge.ground_of(ready.study, xy, cell_m=SQUARES_M[1])
    area = ready.incidents.frame["area"].to_numpy(np.int64)
    return [
        judge.square_units(squares, squares, xy),
        judge.square_units(wider, squares, xy),
        judge.area_units(ready.areas.frame.geometry.to_numpy(), area, squares),
    ]


def _noted(left_out: tuple[int, ...], first_day: int) -> list[Finding]:
    noted = [
        Finding(code="horizon_left_out", level="warning", values={"days": days, "months": _months(days)})
        for days in left_out
    ]
    if first_day:
        noted.append(Finding(code="silence_before", level="info", values={"days": first_day}))
    return noted


def _months(days: int) -> int:
    """Return how many months of dates a horizon needs."""
    return int(np.ceil((days + judge.LEAST_DAYS + 31) / 30.4))
