"""What comes back in a finished run: near repeats, addresses, the week's flare-ups, and their files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hotspot.errors import ConfigError
from hotspot.measure.clock import only_months
from hotspot.pipeline.asked import asked_text
from hotspot.pipeline.discreet import not_told, sensitive_rows
from hotspot.pipeline.progress import Progress, unsaid
from hotspot.pipeline.take_up import take_up
from hotspot.pipeline.understood import dated_record, day_of, types_of
from hotspot.schema import Choice, Finding
from hotspot.schema.repeated import SNAPPED_M, Repeated
from hotspot.times import flare_ups, near
from hotspot.times.addresses import addresses
from hotspot.words.quantities import DAYS, METRES, quantity
from hotspot.write import repeats as write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import geopandas as gpd

    from hotspot.schema import Floats, Language, Period, Result
    from hotspot.schema.repeated import AtLeast, Followed, NearRepeat
    from hotspot.times.near import Series

STEPS = ("take_up", "near", "alerts", "write")
FOLDER = "repeats"
SNAPPED = 0.5  # share of incidents at shared places that is worth a warning


@dataclass(frozen=True, kw_only=True)
class RepeatsQuestion:
    """What was asked: `types` by name, `bands` as "0,100m,1km", `days` between as "0,7d,14d", dates as
    "2025-01-01"; a flare-up has at least `least` incidents within `reach_m` metres in `window_days` days."""

    types: tuple[str, ...] = ()
    bands: str = ""
    days: str = ""
    since: str = ""
    as_of: str = ""
    reach_m: float = 200.0
    window_days: int = 14
    least: int = 3
    language: Language | None = None
    out: str = ""


def repeats_run(
    folder: str, asked: RepeatsQuestion, *, step: Progress = unsaid
) -> tuple[Repeated, Result, tuple[Path, ...]]:
    """Find what comes back in the run in `folder`, write the files, and return all three.

    Raises ConfigError for a type, band or day that cannot be meant, OutputError where nothing can be written.
    """
    metres = _edges(asked.bands, METRES, near.METRES, "--bands")
    days = _edges(asked.days, DAYS, near.DAYS, "--days")
    step("take_up")
    result = take_up(folder, asked.language)
    out = write.REPEATS.folder(asked.out or str(Path(folder) / FOLDER))
    found = repeated(result, asked, metres=metres, days=days, step=step)
    step("write")
    return found, result, write.REPEATS.write(found, result, out, asked=asked_text(asked))


def repeated(
    result: Result, asked: RepeatsQuestion, *, metres: Floats, days: Floats, step: Progress = unsaid
) -> Repeated:
    """Find what comes back, for a result that is at hand."""
    record = _record(result)
    since, as_of = _days_asked(asked, record)
    types = types_of(result, asked.types) or tuple(near.commonest(result))
    shares = addresses(result)[0]
    from_m = SNAPPED_M if _shared(result, shares) > SNAPPED else 0.0
    step("near")
    among = near.series_of(result, types, first=since, last=as_of)
    found = [
        near.near_repeat(one, metres=metres, days=days, from_m=from_m, seed=result.seed) for one in among
    ]
    tables = tuple(one for one in found if one is not None)
    pairs = zip(among, found, strict=True)
    crowded = [one for one, table in pairs if table is None and len(one.xy) >= near.FEWEST]
    told = replace(result, incidents=result.incidents[~sensitive_rows(result)])
    places = addresses(told)[1]
    step("alerts")
    alerts, followed = _flared(told, asked, types, as_of=as_of, first=record.first)
    return Repeated(
        incidents=len(result.incidents),
        since=since,
        as_of=as_of,
        near=tables,
        at_least=shares,
        all_places=len(result.sites.xy),
        places=places,
        alerts=alerts,
        followed=followed,
        reach_m=asked.reach_m,
        window_days=asked.window_days,
        least=asked.least,
        seed=result.seed,
        findings=(*_findings(result, shares, crowded), *not_told(result, "repeats_sensitive")),
        choices=tuple(_choices(asked, types, since if since > record.first else None, tables)),
    )


def _days_asked(asked: RepeatsQuestion, record: Period) -> tuple[date, date]:
    """Return from which day on pairs are counted, and the last day that counts. Raises ConfigError."""
    as_of = _day(asked.as_of, "--as-of", record) or record.last
    since = _day(asked.since, "--since", record) or near.year_before(as_of, record.first)
    if since > as_of:
        what = f"{since} comes after the last day that counts, {as_of}"
        raise ConfigError("--since", what, "give an earlier day, or a later --as-of")
    return since, as_of


def _flared(
    told: Result, asked: RepeatsQuestion, types: tuple[str, ...], *, as_of: date, first: date
) -> tuple[gpd.GeoDataFrame, tuple[Followed, ...]]:
    """Return the flare-ups of the week, and what followed those of the weeks before."""
    rule = flare_ups.FlareUp(reach_m=asked.reach_m, window_days=asked.window_days, least=asked.least)
    found = [
        flare_ups.week_alerts(series, rule, as_of=as_of, first=first, seed=told.seed)
        for series in near.series_of(told, types, first=None, last=as_of)
    ]
    alerts = flare_ups.alert_frame([frame for frame, _ in found], told, reach_m=asked.reach_m)
    return alerts, tuple(past for _, past in found)


def _record(result: Result) -> Period:
    """Return the run's period. Raises ConfigError where dates are missing or no finer than months."""
    record = dated_record(result, "repeats")
    start = result.incidents["start"].to_numpy().astype("datetime64[s]")
    if only_months(start, result.incidents["hour_known"].to_numpy(bool)):
        to_do = "rank incidents that have the day: name its column with incidents.columns.date"
        raise ConfigError("repeats", "the run's dates are whole months, and near repeats need days", to_do)
    return record


def _edges(text: str, units: Mapping[str, float], default: tuple[float, ...], flag: str) -> Floats:
    """Return the edges of half-open bands. Raises ConfigError for what does not rise from 0."""
    if not text:
        return np.array(default)
    edges = np.array([quantity(part, units) for part in text.split(",")])
    if len(edges) < 2 or not (np.diff(edges) > 0).all() or edges[0] < 0 or not np.isfinite(edges).all():
        shown = ",".join(f"{value:g}" for value in default)
        raise ConfigError(flag, f"'{text[:60]}' are no rising numbers", f"write them as {flag} {shown}")
    return edges


def _day(text: str, flag: str, record: Period) -> date | None:
    day = day_of(text, flag)
    if day is not None and not record.first <= day <= record.last:
        what = f"{day} is not within the record, {record.first} to {record.last}"
        raise ConfigError(flag, what, "give a day that the run covers")
    return day


def _shared(result: Result, shares: tuple[AtLeast, ...]) -> float:
    """Return the share of the incidents whose place is that of another."""
    return shares[0].incidents / max(len(result.incidents), 1)


def _findings(result: Result, shares: tuple[AtLeast, ...], crowded: list[Series]) -> list[Finding]:
    found = []
    share = _shared(result, shares)
    if share > SNAPPED:
        values = {"share": round(100 * share), "metres": SNAPPED_M}
        found.append(Finding(code="repeats_snapped", level="warning", values=values))
    for series in crowded:
        crowd: dict[str, str | int] = {"name": series.type, "count": len(series.xy)}
        found.append(Finding(code="repeats_crowded", level="warning", values=crowd))
    return found


def _choices(
    asked: RepeatsQuestion, types: tuple[str, ...], since: date | None, tables: Sequence[NearRepeat]
) -> list[Choice]:
    """Say what was chosen; `since` is None where the record is no longer than what was chosen."""
    found = []
    if not asked.types and types:
        found.append(
            Choice(name="repeats.types", value=", ".join(types), why="repeats_types", flag="--type NAME")
        )
    if since and not asked.since:
        found.append(Choice(name="repeats.since", value=str(since), why="repeats_since", flag="--since DATE"))
    fewest = min((table.draws for table in tables), default=near.MOST_DRAWS)
    if fewest < near.MOST_DRAWS:
        found.append(Choice(name="repeats.draws", value=fewest, why="repeats_draws"))
    return found
