"""`hotspot when`, `trend` and `repeats` on a finished run: files, verdicts, errors in one line."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from finished_run import changed, copied, finished

from hotspot.errors import ConfigError
from hotspot.pipeline.repeats import RepeatsQuestion, repeated
from hotspot.pipeline.trend import trended
from hotspot.pipeline.when import WhenQuestion, _adjusted, timed
from hotspot.schema import LANGUAGES, Period
from hotspot.schema.trended import Alike
from hotspot.times.windows import two_periods
from hotspot.words import Words
from hotspot.words.press import press_sentence
from hotspot.words.repeated import alerts_table
from hotspot.words.time_tables import hours_text, places_table
from hotspot.words.timed import when_said
from hotspot.words.trended import trend_said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hotspot.schema import Language, Result

RECORD = Period(first=date(2024, 1, 1), last=date(2025, 12, 31))


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    return finished(tmp_path_factory.mktemp("city"))


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("when --from", {"when.md", "when.csv", "months.csv", "emerging.csv", "when.json"}),
        ("trend --from", {"trend.md", "trend.csv", "trend.json"}),
        ("repeats --from", {"repeats.md", "near.csv", "places.csv", "alerts.geojson", "repeats.json"}),
    ],
)
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_files_lie_in_the_runs_folder_and_the_record_vouches_for_them(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    command: str,
    files: set[str],
    language: str,
) -> None:
    code, out, err = called(*command.split(), str(run_folder[1]), "--lang", language, "-q")

    command = command.partition(" ")[0]
    folder = run_folder[1] / command
    record = json.loads((folder / f"{command}.json").read_text(encoding="utf-8"))
    assert (code, err) == (0, "")
    assert {file.name for file in folder.iterdir()} == files
    assert record["run_id"] == run_folder[0].run_id
    for name, digest in record["outputs"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert set(record["outputs"]) == files - {f"{command}.json"}
    assert out.splitlines()[0] == record["lines"][0]
    assert "{" not in out


@pytest.mark.parametrize("command", ["when", "trend", "repeats", "report", "posts -n 1", "brief"])
def test_the_folder_of_another_run_takes_no_results_of_this_one(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    command: str,
    tmp_path: Path,
) -> None:
    other = tmp_path / "other"
    shutil.copytree(run_folder[1], other)
    before = sorted(path.name for path in other.rglob("*"))

    code, _, err = called(*command.split(), "--from", str(run_folder[1]), "--out", str(other))

    assert code == 1
    assert f"is the folder of another run than '{run_folder[1]}'" in err
    assert f"give --from {other}" in err
    assert sorted(path.name for path in other.rglob("*")) == before


@pytest.mark.parametrize("command", ["when", "trend", "repeats"])
def test_twice_the_same_question_gives_the_same_bytes(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    command: str,
    tmp_path: Path,
) -> None:
    for name in ("a", "b"):
        called(command, "--from", str(run_folder[1]), "--out", name, "-q")

    first, second = (
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("a", "b")
    )
    assert first == second


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("when", "--from", "RUN", "nowhere at all"), "there is no area 'nowhere at all'"),
        (("when", "--from", "RUN", "--by", "harm"), "knows no harm"),
        (("trend", "--from", "RUN", "--start", "yesterday"), "'yesterday' is no date"),
        (("trend", "--from", "RUN", "--start", "1999-01-01"), "is not within the record"),
        (("trend", "--from", "RUN", "--against", "2024-01-01"), "names no two days"),
        (("repeats", "--from", "RUN", "--type", "witchcraft"), "there is no type 'witchcraft'"),
        (("repeats", "--from", "RUN", "--bands", "5,1"), "are no rising numbers"),
        (("repeats", "--from", "RUN", "--as-of", "1999-01-01"), "is not within the record"),
        (
            ("repeats", "--from", "RUN", "--since", "2025-06-01", "--as-of", "2025-05-01"),
            "2025-06-01 comes after the last day that counts, 2025-05-01",
        ),
        (("when", "--from", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_meant_is_told_in_one_line(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    words: tuple[str, ...],
    what: str,
) -> None:
    code, out, err = called(*(str(run_folder[1]) if word == "RUN" else word for word in words))

    assert (code, out) == (1, "")
    assert what in err
    assert err.splitlines()[-1].startswith("Error: ")


@pytest.mark.parametrize(
    "words",
    [
        ("when", "--share", "nan"),
        ("repeats", "--within", "nan"),
        ("repeats", "--within", "inf"),
        ("repeats", "--within", "1e9"),
        ("repeats", "--in", "100000"),
        ("pilot", "plan", "--effect", "nan"),
        ("pilot", "plan", "--seed", str(2**53)),
    ],
)
def test_numbers_without_a_meaning_are_wrong_usage(
    called: Callable[..., tuple[object, str, str]], words: tuple[str, ...]
) -> None:
    code, out, err = called(*words)

    assert (code, out) == (2, "")
    assert err.splitlines()[-1].startswith("Error: Invalid value for")


def test_what_is_said_beside_the_answer_is_in_the_language_of_the_run(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    _, _, english = called("repeats", "--from", str(run_folder[1]), "--out", "r")
    _, _, russian = called("repeats", "--from", str(run_folder[1]), "--out", "r", "--lang", "ru")
    in_russian = copied(run_folder[1], tmp_path)
    changed(in_russian, "language", to="ru")

    _, _, found = called("repeats", "--from", str(in_russian), "--out", "r")

    assert "Written into" in english
    assert "Записано в" in found
    assert found == russian


def test_files_of_others_are_never_overwritten(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "trend.csv").write_text("my own\n", encoding="utf-8")

    code, _, err = called("trend", "--from", str(run_folder[1]), "--out", "mine")

    assert code == 1
    assert "was not written by hotspot" in err
    assert (tmp_path / "mine" / "trend.csv").read_text(encoding="utf-8") == "my own\n"


def test_every_incident_is_in_the_clock_or_apart(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]]
) -> None:
    called("when", "city", "--from", str(run_folder[1]), "--out", "w", "-q")

    with open("w/when.csv", encoding="utf-8") as file:  # noqa: PTH123 - in the folder of the test
        weights = [float(row["weight"]) for row in csv.DictReader(file)]
    undated = int(run_folder[0].incidents["start"].isna().sum())
    assert sum(weights) + undated == pytest.approx(len(run_folder[0].incidents), rel=1e-4)


def test_windows_of_time_are_spread_where_the_run_has_them(run_folder: tuple[Result, Path]) -> None:
    result = run_folder[0]
    later = result.incidents["start"] + pd.Timedelta(hours=2)
    windowed = replace(result, incidents=result.incidents.assign(end=later))

    without, found = (timed(one, WhenQuestion(places=("city",))) for one in (result, windowed))

    assert found.places[0].windows == found.places[0].timed > 0
    half = replace(
        result, incidents=windowed.incidents.assign(end=later.where(np.arange(len(later)) % 2 > 0))
    )
    mixed = timed(half, WhenQuestion(places=("city",)))
    told = when_said(mixed, half, Words(language="en")).notes[0]
    starts = mixed.places[0].timed - mixed.places[0].windows
    assert starts > 0
    assert f"windows {mixed.places[0].windows:,}, longer than a week 0, start only {starts:,}," in told
    assert without.places[0].windows == 0
    assert found.places[0].clock.sum() == pytest.approx(without.places[0].clock.sum())
    assert [one.code for one in found.findings if one.code == "when_starts_only"] == []


def test_what_areas_add_sums_to_the_citys_change(run_folder: tuple[Result, Path]) -> None:
    result = run_folder[0]
    assert result.period is not None
    periods = two_periods(result.period, first=None, last=None, against=None)

    found = trended(result, periods)

    parts = [row.contribution for row in found.changes if row.kind in {"area", "outside"}]
    assert sum(parts) == pytest.approx(found.city.contribution)
    assert found.city.now == sum(row.now for row in found.changes if row.kind in {"area", "outside"})


def test_noise_is_no_news(run_folder: tuple[Result, Path]) -> None:
    result = run_folder[0]
    assert result.period is not None
    draw = np.random.default_rng(1)
    days = draw.integers(0, RECORD.days, len(result.incidents)).astype("timedelta64[D]")
    start = np.datetime64(RECORD.first, "s") + days
    even = replace(result, incidents=result.incidents.assign(start=start), period=RECORD)

    found = trended(even, two_periods(RECORD, first=date(2025, 1, 1), last=None, against=None))

    assert {row.verdict for row in found.changes} <= {"no change beyond noise", "too few"}


def test_the_same_days_a_year_before_are_compared_where_the_record_has_them() -> None:
    found = two_periods(RECORD, first=date(2025, 2, 1), last=date(2025, 2, 28), against=None)

    assert (found.past.first, found.past.last) == (date(2024, 2, 1), date(2024, 2, 29))
    assert found.same_season


def test_else_the_days_just_before_are_and_it_is_said_that_the_season_differs() -> None:
    short = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))

    days = two_periods(short, first=date(2025, 7, 2), last=date(2025, 7, 31), against=None)
    month = two_periods(short, first=date(2025, 7, 1), last=date(2025, 7, 31), against=None)

    assert (days.past.first, days.past.last) == (date(2025, 6, 2), date(2025, 7, 1))
    assert (month.past.first, month.past.last) == (date(2025, 6, 1), date(2025, 6, 30))
    assert not days.same_season


@pytest.mark.parametrize(
    ("first", "last", "now", "past"),
    [
        ("2018-10-01", "2019-02-28", ("2019-01-01", "2019-02-28"), ("2018-11-01", "2018-12-31")),
        ("2018-10-02", "2019-02-27", ("2019-01-01", "2019-01-31"), ("2018-12-01", "2018-12-31")),
        ("2024-01-01", "2024-01-15", ("2024-01-09", "2024-01-15"), ("2024-01-02", "2024-01-08")),
        ("2024-01-01", "2024-01-03", ("2024-01-03", "2024-01-03"), ("2024-01-02", "2024-01-02")),
    ],
)
def test_of_a_short_record_the_later_half_is_held_against_the_earlier(
    first: str, last: str, now: tuple[str, str], past: tuple[str, str]
) -> None:
    record = Period(first=date.fromisoformat(first), last=date.fromisoformat(last))

    found = two_periods(record, first=None, last=None, against=None)

    assert (str(found.now.first), str(found.now.last)) == now
    assert (str(found.past.first), str(found.past.last)) == past
    assert not found.same_season


def test_a_record_of_one_day_is_compared_with_nothing() -> None:
    day = Period(first=date(2024, 1, 1), last=date(2024, 1, 1))

    with pytest.raises(ConfigError, match="there is nothing to compare"):
        two_periods(day, first=None, last=None, against=None)


def test_without_a_question_the_last_three_whole_months_are_compared_and_the_lag_moves_them() -> None:
    whole = two_periods(RECORD, first=None, last=None, against=None)
    lagged = two_periods(RECORD, first=None, last=None, against=None, lag_days=14)

    assert (whole.now.first, whole.now.last) == (date(2025, 10, 1), date(2025, 12, 31))
    assert (lagged.now.first, lagged.now.last) == (date(2025, 9, 1), date(2025, 11, 30))


def test_periods_that_overlap_are_refused() -> None:
    with pytest.raises(ConfigError, match="overlaps"):
        two_periods(RECORD, first=date(2025, 1, 1), last=None, against=(date(2024, 6, 1), date(2025, 1, 1)))


def test_hours_that_are_unknown_stand_apart_in_the_unit_that_counts(run_folder: tuple[Result, Path]) -> None:
    result = run_folder[0]
    known = result.incidents["hour_known"] & (np.arange(len(result.incidents)) % 3 > 0)
    half = replace(result, incidents=result.incidents.assign(hour_known=known, harm=5.0))

    found = timed(half, WhenQuestion(places=("city",), by="harm")).places[0]

    assert found.day_only == (~known).sum()
    assert found.hour_unknown.sum() == pytest.approx(5.0 * found.day_only)
    assert found.clock.sum() == pytest.approx(5.0 * found.timed)


def test_dates_that_are_whole_months_have_no_weekdays(run_folder: tuple[Result, Path]) -> None:
    result = run_folder[0]
    months = result.incidents["start"].dt.to_period("M").dt.to_timestamp()
    only_months = replace(result, incidents=result.incidents.assign(start=months, hour_known=False))

    found = timed(only_months, WhenQuestion(places=("city",)))
    said = when_said(found, only_months, Words(language="en"))

    assert not found.places[0].hour_unknown.any()
    assert found.places[0].undated == len(months)
    assert sum(month.incidents for month in found.places[0].months) > 0
    assert not [table.title for table in said.tables if table.title.startswith("Hours of the week")]


def of_days(result: Result, days: int) -> Result:
    """Return the result as if all had happened on so many evenings from Thursday, 6 March 2025."""
    number = np.arange(len(result.incidents))
    first = pd.Timestamp("2025-03-06 20:30")
    start = first + pd.to_timedelta(number % days, unit="D") + pd.to_timedelta(number // days % 2, unit="h")
    period = Period(first=date(2025, 3, 6), last=date(2025, 3, 6) + timedelta(days=days - 1))
    return replace(
        result, period=period, incidents=result.incidents.assign(start=start, end=pd.NaT, hour_known=True)
    )


def test_hours_that_no_other_week_could_try_have_a_dash_instead_of_their_share(
    run_folder: tuple[Result, Path],
) -> None:
    short = of_days(run_folder[0], 10)

    found = timed(short, WhenQuestion(places=("city",)))
    row = when_said(found, short, Words(language="en")).tables[0].rows[0]

    assert found.places[0].busiest is not None
    assert row[5] == "–"


def test_weekdays_are_compared_by_the_days_that_the_record_covers_and_both_are_told(
    run_folder: tuple[Result, Path],
) -> None:
    ten = of_days(run_folder[0], 10)

    found = timed(ten, WhenQuestion(places=("city",)))
    said = when_said(found, ten, Words(language="en"))

    best, clock = found.places[0].busiest, said.tables[1]
    assert found.days.tolist() == [1, 1, 1, 2, 2, 2, 1]
    assert found.places[0].clock.sum(axis=1).tolist() == [40, 40, 40, 80, 80, 80, 40]
    assert best is not None
    assert best.share == pytest.approx(len(best.hours) / 14)  # of two hours a day, all alike
    assert clock.heads[-2:] == ("Days", "Per day")
    assert [row[-2:] for row in clock.rows] == [(f"{days}", "40") for days in (1, 1, 1, 2, 2, 2, 1)]
    assert "Mon\u00a01, Tue\u00a01, Wed\u00a01, Thu\u00a02" in "".join(said.notes)


def test_hours_of_the_week_are_not_compared_where_the_record_lacks_a_weekday(
    run_folder: tuple[Result, Path],
) -> None:
    six = of_days(run_folder[0], 6)

    found = timed(six, WhenQuestion(places=("city",)))
    said = when_said(found, six, Words(language="en"))

    assert found.places[0].busiest is None
    assert found.places[0].stretch is None
    assert (
        "Whole city: hours of the week are not compared: the record covers 6 days, 6 of the 7 weekdays"
        in (said.lines)
    )
    assert said.tables[1].rows[2][-2:] == ("0", "–")


def test_what_is_usual_is_not_told_by_a_record_shorter_than_a_flare_up(
    run_folder: tuple[Result, Path],
) -> None:
    result = run_folder[0]
    asked = RepeatsQuestion(as_of="2025-02-20", window_days=40, least=2, reach_m=500.0)

    found = repeated(result, asked, metres=np.array([0.0, 100.0]), days=np.array([0.0, 7.0]))
    table = alerts_table(found, Words(language="en"))

    assert len(found.alerts)
    assert found.alerts["usual"].isna().all()
    assert {row[4] for row in table.rows} == {"–"}


def test_the_rule_of_the_classes_is_printed_with_them(run_folder: tuple[Result, Path]) -> None:
    year = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))
    result = replace(run_folder[0], period=year)

    found = timed(result, WhenQuestion(places=("city",)))
    lines = when_said(found, result, Words(language="en")).lines

    at = next(i for i, line in enumerate(lines) if line.startswith("Month by month"))
    assert "in the last 3 months and never before" in lines[at + 1]
    assert "in at least 90" in lines[at + 1]


def sensitive(result: Result) -> Result:
    """Return the result with each robbery as a sexual assault."""
    types = result.incidents["type"].cat.rename_categories({"robbery": "sexual assault"})
    return replace(result, incidents=result.incidents.assign(type=types))


def test_the_hours_of_sensitive_incidents_are_told_of_the_city_only(run_folder: tuple[Result, Path]) -> None:
    result = run_folder[0]
    area = result.ranking.frame["area_id"].iloc[0]
    asked = WhenQuestion(places=("city", str(area)))

    plain, told = timed(result, asked), timed(sensitive(result), asked)

    gone = (result.incidents["type"] == "robbery").to_numpy()
    here = (result.areas.frame["area_id"] == area).to_numpy()[result.incidents["area"].to_numpy()]
    here &= (result.incidents["area"] >= 0).to_numpy()
    assert told.places[0].incidents == plain.places[0].incidents
    assert told.places[1].incidents == plain.places[1].incidents - int((gone & here).sum())
    assert "when_sensitive" in {finding.code for finding in told.findings}
    assert "when_sensitive" not in {finding.code for finding in plain.findings}


def test_no_address_and_no_flare_up_is_told_of_sensitive_incidents(run_folder: tuple[Result, Path]) -> None:
    result = sensitive(run_folder[0])
    asked = RepeatsQuestion(types=("sexual assault",), least=2, window_days=365, reach_m=500)

    found = repeated(result, asked, metres=np.array([0.0, 1, 200]), days=np.array([0.0, 7, 14]))

    assert found.alerts.empty
    assert not found.places["main_types"].str.contains("sexual").any()
    assert "repeats_sensitive" in {finding.code for finding in found.findings}


@pytest.mark.parametrize(("share", "from_m"), [(0.51, 100.0), (0.5, 0.0)])
def test_where_most_incidents_share_their_places_no_band_nearer_than_a_block_is_trusted(
    run_folder: tuple[Result, Path], share: float, from_m: float
) -> None:
    result = run_folder[0]
    frame = result.incidents.copy()
    alone = np.arange(len(frame)) >= round(share * len(frame))
    frame["site"] = np.where(alone, 10 + np.arange(len(frame)), 1)
    asked = RepeatsQuestion(types=("theft",))

    found = repeated(
        replace(result, incidents=frame),
        asked,
        metres=np.array([0.0, 1, 100, 200]),
        days=np.array([0.0, 7, 14]),
    )

    assert [one.from_m for one in found.near] == [from_m]
    assert ("repeats_snapped" in {finding.code for finding in found.findings}) is (from_m > 0)
    assert not ({"near", "apart", "few"} & set(found.near[0].excess[:2].flat) and from_m)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_data_allow_for_either_way_has_both_signs_as_in_the_table(
    run_folder: tuple[Result, Path], language: Language
) -> None:
    result, words = run_folder[0], Words(language=language)
    found = trended(result, two_periods(result.period, first=None, last=None, against=None))
    city = replace(found.city, verdict="none", change=-0.02, change_low=-0.132, change_high=0.11)

    said = press_sentence(city, found, words)

    assert "−13\xa0%" in said
    assert "+11\xa0%" in said


@pytest.mark.parametrize(
    ("language", "per_day"), [("en", "per day"), ("ru", "в расчёте на день"), ("kk", "күніне шаққанда")]
)
def test_the_printed_sentence_has_no_bound_of_nought_and_says_per_day_where_lengths_differ(
    run_folder: tuple[Result, Path], language: Language, per_day: str
) -> None:
    result, words = run_folder[0], Words(language=language)
    past = Period(first=date(2024, 1, 1), last=date(2024, 2, 29))
    found = trended(result, two_periods(result.period, first=None, last=None, against=None))
    city = replace(found.city, verdict="down", change=-0.1, change_low=-0.19, change_high=-0.004)
    uneven = replace(found, now=Period(first=date(2025, 1, 1), last=date(2025, 3, 2)), past=past)

    said = press_sentence(city, uneven, words)
    alike = press_sentence(city, replace(uneven, now=past), words)

    assert f"{words.number(0.4, 1)}\xa0%" in said
    assert per_day in said
    assert per_day not in alike
    assert "61" in trend_said(uneven, result, words).lines[1]
    assert "60" in trend_said(uneven, result, words).lines[1]
    assert words("trend.note.each") in trend_said(found, result, words).notes


def test_hours_that_held_no_more_than_any_hours_in_other_weeks_are_not_counted_on(
    run_folder: tuple[Result, Path],
) -> None:
    result, words = run_folder[0], Words(language="en")
    found = timed(result, WhenQuestion(places=("city",)))
    city = found.places[0]
    assert city.busiest is not None
    even = replace(city.busiest, hours=np.arange(59), p_value=0.001, held_out=0.35, low=0.3, high=0.4)
    beyond = replace(even, held_out=0.5, low=0.45, high=0.55)

    of_even, of_beyond = (
        " ".join(when_said(replace(found, places=(replace(city, busiest=one),)), result, words).lines)
        for one in (even, beyond)
    )

    assert "no hours stand out" in of_even
    assert "count on that share" not in of_even
    assert "count on that share" in of_beyond


@pytest.mark.parametrize("language", LANGUAGES)
def test_hours_that_failed_in_other_weeks_are_not_listed_to_be_gone_by(
    run_folder: tuple[Result, Path], language: Language
) -> None:
    words = Words(language=language)
    city = timed(run_folder[0], WhenQuestion(places=("city",))).places[0]
    assert city.busiest is not None
    failed = replace(city.busiest, hours=np.arange(59), p_value=0.001, held_out=0.35, low=0.3, high=0.4)
    untried = replace(failed, held_out=np.nan, low=np.nan, high=np.nan)
    tried = (failed, replace(failed, low=0.36), untried, replace(failed, p_value=0.2))

    rows = places_table([replace(city, busiest=one) for one in tried], words).rows

    hours = hours_text(range(59), words)
    assert [row[-1] for row in rows] == [words("when.which.not_held"), hours, hours, "–"]


def test_p_values_of_hours_are_adjusted_for_the_places_tried(run_folder: tuple[Result, Path]) -> None:
    city = timed(run_folder[0], WhenQuestion(places=("city",))).places[0]
    assert city.busiest is not None
    three = [replace(city, busiest=replace(city.busiest, p_value=p)) for p in (0.04, 0.2, 0.6)]

    found = [one.busiest.p_value for one in _adjusted(three) if one.busiest]

    assert found == pytest.approx([0.12, 0.3, 0.6])


def test_p_values_of_months_are_adjusted_for_the_months_of_all_places(
    run_folder: tuple[Result, Path],
) -> None:
    city = timed(with_years(run_folder[0], 2_000), WhenQuestion(places=("city",))).places[0]
    of_places = [(0.01, 0.5), (), (0.03, 0.5), (0.5, 0.5)]
    four = [
        replace(city, months=tuple(replace(city.months[0], p_value=p) for p in of_place))
        for of_place in of_places
    ]

    found = [[month.p_value for month in one.months] for one in _adjusted(four)]

    assert found[0] == pytest.approx([0.06, 0.5])
    assert found[1] == []
    assert found[2] == pytest.approx([0.09, 0.5])  # 0.06 among its own two


def with_years(result: Result, count: int) -> Result:
    """Return the run with so many incidents over two years, three times as many a day in summer."""
    draw = np.random.default_rng(12)
    day = draw.integers(0, RECORD.days, 10 * count)
    start = np.datetime64(RECORD.first, "s") + day.astype("timedelta64[D]")
    month = start.astype("datetime64[M]").astype(int) % 12
    start = start[draw.random(len(start)) < np.where((month >= 5) & (month <= 7), 0.9, 0.3)][:count]
    rows = result.incidents.iloc[np.arange(len(start)) % len(result.incidents)].reset_index(drop=True)
    return replace(result, incidents=rows.assign(start=start), period=RECORD)


@pytest.mark.parametrize(("count", "told"), [(119, False), (120, True)])
def test_a_season_takes_five_incidents_a_month_and_the_number_is_stated(
    run_folder: tuple[Result, Path], count: int, told: bool
) -> None:
    words = Words(language="en")
    result = with_years(run_folder[0], count)

    found = timed(result, WhenQuestion(places=("city",)))

    city = found.places[0]
    assert (city.of_years, city.season_needs) == (count, 120)
    assert (city.season is not None) == told
    few = words("when.season.few", name=city.name, count=count, least=120)
    assert (few[:1].upper() + few[1:] in when_said(found, result, words).lines) != told


def test_p_values_of_seasons_are_adjusted_for_the_places_tried(run_folder: tuple[Result, Path]) -> None:
    city = timed(with_years(run_folder[0], 2_000), WhenQuestion(places=("city",))).places[0]
    assert city.season is not None
    assert city.season.p_value < 0.01
    three = [replace(city, season=replace(city.season, p_value=p)) for p in (0.04, 0.2, 0.6)]

    found = [one.season.p_value for one in _adjusted([*three, replace(city, season=None)]) if one.season]

    assert found == pytest.approx([0.12, 0.3, 0.6])


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_hour_one_line_says_so_and_no_table_of_dashes(
    run_folder: tuple[Result, Path], language: Language
) -> None:
    result, words = run_folder[0], Words(language=language)
    unknown = replace(result, incidents=result.incidents.assign(hour_known=False))

    said = when_said(timed(unknown, WhenQuestion()), unknown, words)

    assert said.lines.count(words("when.no_hours")) == 1
    assert not [line for line in said.lines if line.startswith(words("when.few", name="", timed=0, least=30))]
    assert words("when.table.places") not in {table.title for table in (*said.tables, *said.short)}
    assert words("when.no_hours") not in when_said(timed(result, WhenQuestion()), result, words).lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_interval_without_nought_beside_no_change_is_marked_and_explained_and_no_other_is(
    run_folder: tuple[Result, Path], language: Language
) -> None:
    result, words = run_folder[0], Words(language=language)
    found = trended(result, two_periods(result.period, first=None, last=None, against=None))
    city, *areas = found.changes
    plain = {"verdict": "no change beyond noise", "change_low": -0.2, "change_high": 0.2, "p_adjusted": 0.4}
    open_ones = [
        plain | {"change_high": -0.01},
        plain | {"change_low": 0.01},
        plain | {"p_adjusted": 0.04},
    ]
    settled = [
        plain,
        plain | {"verdict": "down", "change_high": -0.01, "p_adjusted": 0.01},
        plain | {"verdict": "too few", "p_adjusted": float("nan"), "change_low": 0.01},
    ]
    rows = [replace(areas[0], **row) for row in (*open_ones, *settled)]
    quiet = replace(city, **plain)

    marked = trend_said(replace(found, changes=(quiet, *rows)), result, words)
    unmarked = trend_said(replace(found, changes=(quiet, *rows[3:])), result, words)

    verdicts = [row[6] for row in marked.tables[0].rows]
    assert sum(verdict.endswith("*") for verdict in verdicts) == 3
    assert words("trend.unsettled", mark="*", count=3) in marked.lines
    assert not any("*" in cell for table in unmarked.tables for row in table.rows for cell in row)
    assert not any("*" in line for line in unmarked.lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pattern_over_areas_is_told_in_areas_and_says_what_s_is(
    run_folder: tuple[Result, Path], language: Language
) -> None:
    result, words = run_folder[0], Words(language=language)
    found = trended(result, two_periods(result.period, first=None, last=None, against=None))
    alike = Alike(areas=40, s=0.55, s_robust=0.5, s_fisher=0.975, draws=200)

    lines = trend_said(replace(found, alike=alike), result, words).lines

    texts = {"s": words.number(0.55, 2), "robust": words.number(0.5, 2)}
    said = words("trend.alike", areas=40, kept=39, alike=22, **texts)
    assert said in lines
    assert all(part in said for part in ("39", "40", "22", texts["s"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_many_places_the_first_has_sentences_and_the_others_are_named_by_what_was_found(
    run_folder: tuple[Result, Path], language: Language
) -> None:
    result, words = run_folder[0], Words(language=language)
    found = timed(result, WhenQuestion(places=("city",)))
    city = found.places[0]
    assert city.busiest is not None
    spot = replace(city, kind="hotspot")
    even = replace(spot, name="B", busiest=replace(city.busiest, p_value=0.4))
    few = replace(spot, name="C", busiest=None, stretch=None)
    named = [replace(spot, name="A", busiest=replace(city.busiest, p_value=0.001)), even, few]

    three, four = (
        when_said(replace(found, places=places), result, words)
        for places in ((city, *named[:2]), (city, *named))
    )

    assert sum(line.startswith(("A:", "B:")) for line in three.lines) >= 2
    assert not [line for line in four.lines if line.startswith(("A:", "B:", "C:"))]
    told = words("when.others.hours.few", names="C", least=found.least)
    assert [
        line for line in four.lines if words("when.others.hours.even", names="B") in line and told in line
    ]
    assert [row[0] for row in four.tables[0].rows] == [words("when.city"), "A", "B", "C"]
