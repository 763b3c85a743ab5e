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
from hotspot.pipeline import trend as room
from hotspot.pipeline.trend import trended
from hotspot.rank.by_day import by_day
from hotspot.rank.reasons import monthly_dispersion, trends, windows
from hotspot.schema import LANGUAGES, Period
from hotspot.times.windows import two_periods
from hotspot.words import Words
from hotspot.words.press import press_sentence, row_name
from hotspot.words.trended import trend_said

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Language, Result
    from hotspot.schema.trended import Changed, Trended

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


def test_the_ranking_and_the_trend_say_the_same_of_the_same_days(town: Result) -> None:
    start = even_days(11)
    result = with_record(town, start)
    falling = (result.incidents["area"] < 3).to_numpy() & (start >= np.datetime64("2025-01-01"))
    kept = ~falling | (np.random.default_rng(12).random(COUNT) < 0.4)
    result = replace(result, incidents=result.incidents[kept].reset_index(drop=True))
    year = {"first": date(2025, 1, 1), "last": date(2025, 12, 31)}
    before = (date(2024, 1, 2), date(2024, 12, 31))

    found = trended(result, two_periods(RECORD, **year, against=before))

    dated = by_day(result.incidents[result.incidents["area"] >= 0], len(result.areas.frame))
    compared = windows(RECORD, dated, hour_known=True)
    ranked = trends(dated, compared, dispersion=monthly_dispersion(dated, RECORD, copies=1))
    ids = result.areas.frame["area_id"].tolist()
    told = {row.unit_id: (row.verdict, row.p_adjusted) for row in found.changes if row.kind == "area"}
    assert {verdict for verdict, _ in told.values()} >= {"down", "no change beyond noise"}
    for area, said, p in zip(ids, ranked.said, ranked.p.tolist(), strict=True):
        assert told[area] == (said, pytest.approx(p, nan_ok=True))


def test_a_month_that_has_only_begun_says_nothing_of_how_much_months_vary(town: Result) -> None:
    result = with_record(town, even_days(13))
    found = []
    for last in (date(2025, 12, 10), date(2025, 11, 30)):
        until = result.incidents["start"] < np.datetime64(last) + np.timedelta64(1, "D")
        record = Period(first=RECORD.first, last=last)
        known = replace(result, incidents=result.incidents[until].reset_index(drop=True), period=record)
        autumn = {"first": date(2025, 9, 1), "last": date(2025, 11, 30)}

        found.append(trended(known, two_periods(record, **autumn, against=None)))

    assert found[0].dispersion_city == found[1].dispersion_city
    assert found[0].dispersion_areas == found[1].dispersion_areas
    assert found[0].city.change_low == found[1].city.change_low


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


def months_of_day_one(town: Result) -> Result:
    """Return the town with 2,000 incidents a month for five months, each written as the first of its month,
    and no hour known."""
    months = np.array(["2018-10", "2018-11", "2018-12", "2019-01", "2019-02"], dtype="datetime64[M]")
    rows = town.incidents.iloc[np.arange(10_000) % len(town.incidents)].reset_index(drop=True)
    start = np.repeat(months.astype("datetime64[s]"), 2_000)
    period = Period(first=date(2018, 10, 1), last=date(2019, 2, 28))
    return replace(town, incidents=rows.assign(start=start, hour_known=False), period=period)


@pytest.mark.parametrize(("lag", "counts"), [("0", (4_000, 4_000)), ("14", (4_000, 4_000))])
def test_a_run_of_months_is_compared_by_whole_months(
    town: Result, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lag: str, counts: tuple[int, int]
) -> None:
    monkeypatch.setattr(room, "take_up", lambda *_: months_of_day_one(town))

    asked = room.TrendQuestion(lag_days=int(lag), out=str(tmp_path / "trend"))
    found, result, _ = room.trend_run(str(tmp_path), asked)

    assert (found.city.now, found.city.past) == counts
    assert found.by_month
    assert {one.code for one in found.findings} == {"trend_season"}
    assert Words(language="en")("trend.by_month") in trend_said(found, result, Words(language="en")).lines


def test_days_within_a_month_are_cut_to_months_and_that_is_told(
    town: Result, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(room, "take_up", lambda *_: months_of_day_one(town))

    found, _, _ = room.trend_run(
        str(tmp_path), room.TrendQuestion(first="2019-01-10", out=str(tmp_path / "trend"))
    )

    assert (str(found.now.first), str(found.past.last)) == ("2019-02-01", "2019-01-31")
    assert "trend_months_cut" in {one.code for one in found.findings}
    with pytest.raises(ConfigError, match="none lies in 2019-02-10 to 2019-02-28"):
        room.trend_run(str(tmp_path), room.TrendQuestion(first="2019-02-10", out=str(tmp_path / "trend")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_hour_there_is_no_table_of_hours_but_a_word_on_it(
    town: Result, language: Language
) -> None:
    words = Words(language=language)
    known = with_record(town, even_days(6), hour_known=np.arange(COUNT) % 9 == 0)
    unknown = with_record(town, even_days(6), hour_known=np.zeros(COUNT, dtype=bool))

    of_known, of_unknown = (trend_said(last_quarter(one), one, words) for one in (known, unknown))

    hours = words("trend.table.hours")
    assert hours in {table.title for table in of_known.tables}
    assert hours not in {table.title for table in of_unknown.tables}
    assert words("trend.no_hours") in of_unknown.lines
    assert words("trend.no_hours") not in of_known.lines
    assert "hours" not in {row.kind for row in last_quarter(unknown).changes}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_of_an_area_has_the_cautions_of_the_citys_and_its_own(
    town: Result, language: Language
) -> None:
    words = Words(language=language)
    plain = last_quarter(with_record(town, even_days(6)))
    assert plain.press == ()
    areas = [row for row in plain.changes if row.kind == "area"][:2]
    many = replace(areas[0], verdict="down", now=60, past=200)
    few = replace(areas[1], verdict="down", now=12, past=60)
    fine = replace(plain, changes=(plain.city, many, few))
    lagging = replace(fine, press=("lag", "few"))

    lines, cautious = ("\n".join(trend_said(one, town, words).lines) for one in (fine, lagging))

    assert f"{press_sentence(many, fine, words)}\n" in lines
    assert caution(few, "few", fine, words) in lines
    assert caution(many, "lag", lagging, words) in cautious
    assert caution(few, "lag; few", lagging, words) in cautious


def caution(row: Changed, reasons: str, found: Trended, words: Words) -> str:
    told = "; ".join(words(f"trend.reason.{reason}") for reason in reasons.split("; "))
    return words("trend.press.not", said=press_sentence(row, found, words), reasons=told)


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_with_too_few_incidents_has_a_dash_for_its_change_and_the_reason(
    town: Result, language: Language
) -> None:
    words = Words(language=language)
    plain = last_quarter(with_record(town, even_days(6)))
    area = next(row for row in plain.changes if row.kind == "area")
    few = replace(area, verdict="too few", now=6, past=1, change=5.0, change_low=-0.27, change_high=274.99)

    rows = trend_said(replace(plain, changes=(plain.city, few)), town, words).tables[0].rows

    told = next(row for row in rows if row[0] == row_name(few, words))
    assert told[1:5] == ("6", "1", "–", "–")
    assert words("trend.few") in told
