"""`hotspot trend` with days of report, clearances, residents, several years: what it allows for, and says."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from finished_run import finished
from made_city import made_city
from pyarrow import parquet

from hotspot import pipeline, write
from hotspot.cli import main
from hotspot.config import load
from hotspot.errors import ConfigError
from hotspot.pipeline.trend import trended
from hotspot.schema import Period
from hotspot.times.windows import two_periods

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Result
    from hotspot.schema.trended import Trended

NAME, NUMBER = "Zhumabekov", "880101300123"
RECORD = Period(first=date(2022, 1, 1), last=date(2025, 12, 31))
COUNT = 8_000


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return finished(tmp_path_factory.mktemp("city"))[0]


def with_record(town: Result, start: np.ndarray, **later: np.ndarray) -> Result:
    """Return the town with incidents at its own places at these times, and what became known later."""
    draw = np.random.default_rng(5)
    rows = town.incidents.iloc[draw.integers(0, len(town.incidents), len(start))].reset_index(drop=True)
    return replace(town, incidents=rows.assign(start=start.astype("datetime64[s]"), **later), period=RECORD)


def even_days(seed: int) -> np.ndarray:
    day = np.random.default_rng(seed).integers(0, RECORD.days, COUNT)
    return np.asarray(np.datetime64(RECORD.first, "s") + day.astype("timedelta64[D]"))


def reported_late(town: Result, *, share: float = 0.7) -> tuple[Result, Result]:
    """Return a town with a constant rate as its record has it on the last day, with and without the days of
    report."""
    start = even_days(6)
    draw = np.random.default_rng(7)
    delay = np.floor(draw.exponential(20, COUNT) * (draw.random(COUNT) < share)).astype("timedelta64[D]")
    seen = start + delay <= np.datetime64(RECORD.last)
    told = with_record(town, start[seen], reported=(start + delay)[seen].astype("datetime64[s]"))
    return told, replace(told, incidents=told.incidents.drop(columns="reported"))


def seasonal_town(town: Result, *, fall: float = 0.0) -> Result:
    """Return a town with three times as many incidents a day in July to September, and a `fall` of the last
    ones."""
    start = even_days(8)
    month = start.astype("datetime64[M]").astype(int) % 12
    draw = np.random.default_rng(9)
    kept = draw.random(COUNT) < np.where((month >= 6) & (month <= 8), 0.9, 0.3)
    kept &= (start < np.datetime64("2025-07-01")) | (draw.random(COUNT) >= fall)
    return with_record(town, start[kept])


def between_seasons(result: Result) -> Trended:
    days = {"first": date(2025, 7, 1), "last": date(2025, 9, 30)}
    assert result.period is not None
    return trended(result, two_periods(result.period, **days, against=(date(2025, 1, 1), date(2025, 3, 31))))


def last_quarter(result: Result) -> Trended:
    return trended(result, two_periods(RECORD, first=None, last=None, against=None))


def test_a_constant_city_whose_reports_come_late_does_not_fall_once_they_are_allowed_for(
    town: Result,
) -> None:
    told, untold = reported_late(town)

    found, plain = last_quarter(told), last_quarter(untold)

    assert plain.city.verdict == "down"
    assert found.city.verdict == "no change beyond noise"
    assert found.press == ("estimated",)
    assert found.reporting is not None
    assert found.reporting.low < found.reporting.reported < found.reporting.high < 1
    assert found.city.now_in_full_low < found.city.past < found.city.now_in_full_high
    assert [one.code for one in found.findings] == []


def test_counts_stay_what_the_record_holds_and_what_areas_add_still_sums(town: Result) -> None:
    told, untold = reported_late(town)

    found, plain = last_quarter(told), last_quarter(untold)

    assert (found.city.now, found.city.past) == (plain.city.now, plain.city.past)
    parts = [row.contribution for row in found.changes if row.kind in {"area", "outside"}]
    assert sum(parts) == pytest.approx(found.city.contribution)


def test_a_period_of_which_next_to_nothing_has_been_reported_is_refused(town: Result) -> None:
    told, _ = reported_late(town, share=1.0)
    days = {"first": date(2025, 12, 31), "last": date(2025, 12, 31)}

    with pytest.raises(ConfigError, match="have been reported so far"):
        trended(told, two_periods(RECORD, **days, against=(date(2025, 6, 1), date(2025, 6, 30))))


def test_days_of_report_before_the_incident_are_counted_and_told(town: Result) -> None:
    told, _ = reported_late(town)
    wrong = told.incidents["reported"].mask(np.arange(len(told.incidents)) % 8 == 0, pd.Timestamp(2021, 1, 1))

    found = last_quarter(replace(told, incidents=told.incidents.assign(reported=wrong)))

    assert found.reporting is not None
    assert found.reporting.before == pytest.approx(len(told.incidents) / 8, abs=1)
    assert [one.code for one in found.findings] == ["trend_reports_aside"]
    assert found.city.verdict == "no change beyond noise"


def test_another_season_is_taken_out_where_the_record_has_three_years(town: Result) -> None:
    found = between_seasons(seasonal_town(town))

    assert found.seasonal is not None
    assert found.seasonal.years == 3
    assert found.seasonal.low < 3.0 < found.seasonal.high
    assert found.city.now > 2 * found.city.past
    assert found.city.verdict == "no change beyond noise"
    assert "season_taken_out" in found.press
    assert [one.code for one in found.findings if one.code == "trend_season"] == []


def test_a_real_fall_is_found_behind_the_season(town: Result) -> None:
    found = between_seasons(seasonal_town(town, fall=0.5))

    assert found.city.now > found.city.past
    assert found.city.verdict == "down"
    assert found.city.change_low < -0.5 < found.city.change_high


def test_without_three_years_the_season_is_only_said(town: Result) -> None:
    long = seasonal_town(town)
    since = Period(first=date(2023, 6, 1), last=RECORD.last)
    kept = long.incidents["start"] >= pd.Timestamp(since.first)

    found = between_seasons(replace(long, incidents=long.incidents[kept], period=since))

    assert found.seasonal is None
    assert "season" in found.press
    assert "trend_season" in [one.code for one in found.findings]


def test_the_season_widens_the_interval(town: Result) -> None:
    found = between_seasons(seasonal_town(town))
    start = even_days(8)
    same = trended(
        with_record(town, start[: len(start) // 2]),
        two_periods(RECORD, first=date(2025, 7, 1), last=date(2025, 9, 30), against=None),
    )

    assert found.seasonal is not None
    assert same.seasonal is None
    widths = [row.city.change_high - row.city.change_low for row in (found, same)]
    poisson = [(1 / row.city.now + 1 / row.city.past) ** 0.5 for row in (found, same)]
    assert widths[0] / poisson[0] > widths[1] / poisson[1]


def test_areas_have_rates_where_residents_are_known_and_nowhere_else(town: Result) -> None:
    people = np.full(len(town.areas.frame), np.nan)
    people[:2] = 2_000, 40
    areas = replace(town.areas, frame=town.areas.frame.assign(population=people))

    found = last_quarter(replace(with_record(town, even_days(6)), areas=areas))

    rated = [row for row in found.changes if np.isfinite(row.population)]
    assert [row.unit_id for row in rated] == [town.areas.frame["area_id"].iloc[0]]  # 40 people are too few
    row = rated[0]
    assert row.per_1000_now == pytest.approx(row.now / 2 / (found.now.days / 365.25))
    assert row.per_1000_now_low < row.per_1000_now < row.per_1000_now_high


def written(folder: Path) -> Path:
    """Rank the made town of two years with days of report and of clearance, two of the cells a person's name;
    return the folder of the run."""
    made_city(folder, count=900)
    with (folder / "incidents.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    draw = np.random.default_rng(3)
    for i, row in enumerate(rows):
        day = pd.Timestamp(row["occurred"]) - pd.Timedelta(days=365 * (i % 2))
        late = pd.Timedelta(days=int(draw.integers(0, 9)))
        row["occurred"] = str(day)
        row["Дата регистрации"] = f"{day + late:%d.%m.%Y}" if i else ""
        row["Дата раскрытия"] = f"{day + 5 * late:%d.%m.%Y}" if draw.random() < 0.3 else ""
    rows[5]["Дата регистрации"], rows[6]["Дата раскрытия"] = NAME, f"{NAME} {NUMBER}"
    with (folder / "incidents.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    out = write.check_folder(str(folder / "maps"), inputs=())
    result = pipeline.rank_city(load(str(folder / "config.yaml"), sets=()))
    pipeline.save(result, out, started="2026-01-02T03:04:05+00:00")
    return out


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_from_the_file_to_the_section_only_days_and_yes_or_no_are_kept(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
) -> None:
    run = written(tmp_path)
    monkeypatch.setattr(sys, "argv", ["hotspot", "trend", "--from", str(run), "--lang", language])
    with pytest.raises(SystemExit) as left:
        main()

    said, record = capsys.readouterr(), json.loads((run / "trend" / "trend.json").read_text(encoding="utf-8"))
    table = parquet.read_table(run / "incidents.parquet")
    assert left.value.code == 0
    assert "{" not in said.out
    assert record["reporting"]["unknown"] == 2
    assert record["clearance"]["days"] in {7, 14, 30}
    assert record["clearance"]["rows"][0]["verdict"] == "no change beyond noise"
    assert {file.name for file in (run / "trend").iterdir()} == {
        *("trend.md", "trend.csv", "clearance.csv", "trend.json")
    }
    assert {str(table.schema.field(name).type) for name in ("reported", "cleared_on")} == {"date32[day]"}
    texts = [said.out, said.err, table.to_pandas().to_csv()]
    texts += [file.read_bytes().decode("utf-8", "replace") for file in [*run.rglob("*.*")] if file.is_file()]
    assert not [text for text in texts if NAME in text or NUMBER in text]
