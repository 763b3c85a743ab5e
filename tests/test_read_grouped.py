from __future__ import annotations

import importlib.util
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from hotspot import clean
from hotspot.errors import ConfigError, HotspotError, InputError
from hotspot.read import IncidentQuestion, read_incidents
from hotspot.read.grouped import GroupQuestion, open_ledger, read_grouped, write_grouped
from hotspot.read.grouped.engines import engine_for

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.read.grouped import Counted
    from hotspot.schema import Incidents

TODAY = date(2026, 11, 22)
KEYS = ["x", "y", "type", "start", "hour_known"]


def city(rows: int, *, seed: int = 7) -> pd.DataFrame:
    """Rows as a register has them: many at few places, some without a place, a date, a type, some twice."""
    random = np.random.default_rng(seed)
    places = np.round(random.normal([76.9, 43.2], 0.05, (max(rows // 40, 5), 2)), 5)
    xy = places[(random.pareto(1.2, rows) * 20).astype(int) % len(places)]
    minutes = np.where(random.random(rows) < 0.4, 0, random.integers(0, 60, rows))
    hours = np.where(random.random(rows) < 0.1, 0, random.integers(0, 24, rows))
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 700, rows), "D")
    start = pd.Series(day + pd.to_timedelta(hours, "h") + pd.to_timedelta(minutes, "min"))
    frame = pd.DataFrame(
        {
            "id": np.arange(rows),
            "lon": xy[:, 0],
            "lat": xy[:, 1],
            "date": start.astype("datetime64[s]"),
            "type": random.choice(["theft", "robbery", "NARCOTICS", "fraud", ""], rows),
        }
    )
    fate = random.random(rows)
    frame.loc[fate < 0.02, "lon"] = np.nan
    frame.loc[(fate > 0.02) & (fate < 0.03), ["lon", "lat"]] = 0.0
    frame.loc[(fate > 0.03) & (fate < 0.031), "lat"] = 95.0
    frame.loc[(fate > 0.04) & (fate < 0.05), "date"] = pd.NaT
    frame.loc[(fate > 0.05) & (fate < 0.052), "date"] = pd.Timestamp("1900-01-01")
    frame.loc[(fate > 0.06) & (fate < 0.062), "date"] = pd.Timestamp("2031-05-05 10:00")
    again = frame[random.random(rows) < 0.03].assign(type=lambda twice: twice["type"].to_numpy()[::-1])
    return pd.concat([frame, again]).sample(frac=1, random_state=seed).reset_index(drop=True)


def cleaned(path: Path) -> Incidents:
    """What the reader of small files and the cleaning leave."""
    incidents = clean.drop_unusable(read_incidents([str(path)], IncidentQuestion()))
    return clean.drop_repeated_ids(clean.drop_undated(incidents, today=TODAY))


def by_group(incidents: Incidents, keys: list[str] = KEYS) -> pd.DataFrame:
    start = incidents.frame["start"]
    on_the_hour = start.dt.floor("h")
    told = start.where(start == on_the_hour, on_the_hour + pd.Timedelta(minutes=30)).astype("datetime64[s]")
    frame = incidents.frame.assign(start=told, type=incidents.frame["type"].astype(str))
    return frame.groupby(keys, dropna=False).size().rename("weight").reset_index()


def groups(counted: Counted) -> pd.DataFrame:
    frame = counted.frame.assign(type=counted.frame["type"].astype(str))
    return frame.sort_values(KEYS).reset_index(drop=True)


def question(*by: str, **told: object) -> GroupQuestion:
    return GroupQuestion(today=TODAY, by=by, **told)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("grouped") / "register.parquet"
    city(20_000).to_parquet(path)
    return path


def test_an_engine_finds_the_incidents_and_the_account_of_the_plain_reader(register: Path) -> None:
    plain = cleaned(register)

    counted = read_grouped([str(register)], question("type", "day", "hour"))

    # a default 00:00 is told from all rows together, by the cleaning; the groups still hold what it needs
    known = by_group(replace(plain, frame=plain.frame.assign(hour_known=True)))
    pd.testing.assert_frame_equal(groups(counted), known, check_dtype=False)
    assert dict(counted.rows.dropped) == dict(plain.rows.dropped)
    assert counted.rows.kept == counted.frame["weight"].sum() == len(plain.frame)


def test_text_means_to_an_engine_what_it_means_to_the_plain_reader(tmp_path: Path) -> None:
    frame, path = city(3_000), tmp_path / "register.csv"
    texts = frame.assign(
        lon=frame["lon"].map(lambda x: "" if np.isnan(x) else f" {x}".replace(".", ",")),
        lat=frame["lat"].map(lambda y: f"{y}".replace(".", ",")),
        date=frame["date"].dt.strftime("%d.%m.%Y %H:%M").fillna("нет"),
        type=frame["type"] + " ",
    )
    texts.to_csv(path, sep=";", index=False)
    plain = cleaned(path)

    counted = read_grouped([str(path)], question("type", "day", "hour"))

    known = by_group(replace(plain, frame=plain.frame.assign(hour_known=True)))
    pd.testing.assert_frame_equal(groups(counted), known, check_dtype=False)
    assert dict(counted.rows.dropped) == dict(plain.rows.dropped)


def one_column_city(rows: int, *, place: str) -> pd.DataFrame:
    """Rows whose only time is a column of moments, and whose place stands in one cell."""
    random = np.random.default_rng(3)
    lon, lat = (np.round(low + random.integers(0, 40, rows) / 100, 4) for low in (76.9, 43.2))
    moments = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 500_000, rows), "min")
    return pd.DataFrame(
        {
            "time": moments.strftime("%Y-%m-%d %H:%M"),
            "type": random.choice(["theft", "robbery"], rows),
            "where": [place.format(lon=x, lat=y) for x, y in zip(lon, lat, strict=True)],
        }
    )


@pytest.mark.parametrize(
    "place", ["{lat}, {lon}", "SRID=4326;POINT ({lon} {lat})", "{lat}° с.ш., {lon}° в.д."]
)
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_lone_column_of_moments_and_one_of_places_are_to_an_engine_what_they_are_to_the_plain_reader(
    tmp_path: Path, place: str, ending: str
) -> None:
    frame, path = one_column_city(500, place=place), tmp_path / f"points.{ending}"
    frame.to_csv(path, index=False) if ending == "csv" else frame.to_parquet(path)
    asked = IncidentQuestion(around=(76.8, 43.1, 77.4, 43.7))
    plain = clean.drop_undated(clean.drop_unusable(read_incidents([str(path)], asked)), today=TODAY)

    counted = read_grouped([str(path)], question("type", "day", "hour", incidents=asked))

    known = by_group(replace(plain, frame=plain.frame.assign(hour_known=True)))
    pd.testing.assert_frame_equal(groups(counted), known, check_dtype=False)
    assert (counted.columns, counted.choices, counted.crs) == (plain.columns, plain.choices, plain.crs)


def test_a_column_of_moments_gives_an_engine_the_hours_of_days(tmp_path: Path) -> None:
    path, frame = tmp_path / "points.csv", one_column_city(500, place="{lat}, {lon}")
    frame.assign(date=frame["time"].str[:10]).to_csv(path, index=False)

    counted = read_grouped([str(path)], question("type", "day", "hour"))

    assert (counted.columns["date"], counted.columns["time"]) == ("date", "time")
    known = pd.to_datetime(frame["time"]).dt.hour.value_counts().sort_index()
    found = counted.frame.groupby(counted.frame["start"].dt.hour)["weight"].sum()
    assert found.tolist() == known.tolist()


def test_places_kept_as_bytes_are_left_to_the_plain_reader(tmp_path: Path) -> None:
    path = tmp_path / "points.parquet"
    point = bytes.fromhex("0101000020E6100000CDCCCCCCCC3C534000000000A0994540")
    pd.DataFrame({"geom": [point] * 4}).to_parquet(path)

    with pytest.raises(InputError, match="not as text, which an engine does not read"):
        read_grouped([str(path)], question())


def test_a_ledger_knows_the_places_of_one_column(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    one_column_city(500, place="{lat}, {lon}").to_csv(path, index=False)

    frame = open_ledger([str(path)], question(), engine="duckdb").incidents.frame

    placed = frame.loc[frame["x"] > 0]
    assert placed["x"].between(76, 78).all()
    assert placed["y"].between(43, 44).all()
    assert placed["weight"].sum() == 500


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed")
@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_every_engine_gives_the_same_groups(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"register.{ending}"
    frame = city(200_000)
    frame.to_parquet(path) if ending == "parquet" else frame.to_csv(path, index=False)
    plain = cleaned(path)

    here, spark = (
        read_grouped([str(path)], question("type", "day", "hour"), engine=engine)
        for engine in ("duckdb", "spark:local[2]")
    )

    pd.testing.assert_frame_equal(here.frame, spark.frame)
    pd.testing.assert_frame_equal(here.dropped, spark.dropped)
    assert here.rows == spark.rows
    assert groups(here)["weight"].tolist() == by_group(plain)["weight"].tolist()
    assert dict(here.rows.dropped) == dict(plain.rows.dropped)


def test_every_row_is_in_one_group_that_is_kept_or_dropped_for_one_reason(register: Path) -> None:
    counted = read_grouped([str(register)], question("type", "day", "hour"))

    dropped = counted.dropped.groupby("reason")["weight"].sum().to_dict()

    assert dropped == dict(counted.rows.dropped)
    assert (
        counted.frame["weight"].sum() + sum(dropped.values())
        == counted.rows.read
        == len(pd.read_parquet(register))
    )
    assert (counted.frame["weight"] > 0).all()


def test_coarser_groups_are_sums_of_finer_ones(register: Path) -> None:
    fine = read_grouped([str(register)], question("type", "day", "hour")).frame

    places = read_grouped([str(register)], question()).frame
    months = read_grouped([str(register)], question("month")).frame

    by_place = fine.groupby(["x", "y"])["weight"].sum()
    assert places.set_index(["x", "y"])["weight"].to_dict() == by_place.to_dict()
    by_month = fine.groupby(["x", "y", fine["start"].dt.to_period("M").dt.start_time])["weight"].sum()
    assert months.set_index(["x", "y", "start"])["weight"].to_dict() == by_month.to_dict()


def test_files_of_a_folder_count_as_one_file_whatever_their_order(register: Path, tmp_path: Path) -> None:
    frame = pd.read_parquet(register).sample(frac=1, random_state=3)
    for number, part in enumerate(np.array_split(np.arange(len(frame)), 3)):
        frame.iloc[part].to_parquet(tmp_path / f"part-{number}.parquet")

    one = read_grouped([str(register)], question("type", "weekday", "hour"))
    folder = read_grouped([str(tmp_path)], question("type", "weekday", "hour"))
    pattern = read_grouped([str(tmp_path / "part-*.parquet")], question("type", "weekday", "hour"))

    pd.testing.assert_frame_equal(one.frame, folder.frame)
    pd.testing.assert_frame_equal(one.frame, pattern.frame)


def test_places_can_be_counted_by_what_they_belong_to(register: Path) -> None:
    places = read_grouped([str(register)], question()).frame
    of = places[["x", "y"]].assign(area=np.arange(len(places)) % 7).iloc[1:]

    counted = read_grouped([str(register)], question(of=of)).frame

    expected = Counter(dict.fromkeys([-1], int(places["weight"].iloc[0])))
    for area, weight in zip(of["area"], places["weight"].iloc[1:], strict=True):
        expected[int(area)] += int(weight)
    assert dict(zip(counted["area"], counted["weight"], strict=True)) == dict(expected)


def test_a_row_repeats_another_only_within_its_class(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(
        "id,lon,lat,date,type\n" + "1,76.9,43.2,2025-01-01,theft\n1,76.9,43.2,2025-01-01,drugs\n" * 2
    )

    together = read_grouped([str(path)], question("type"))
    apart = read_grouped([str(path)], question("type", apart={"drugs"}.__contains__))

    assert together.frame["type"].tolist() == ["drugs"]
    assert apart.frame["type"].tolist() == ["drugs", "theft"]
    assert [counted.rows.dropped["duplicate_id"] for counted in (together, apart)] == [3, 2]


def test_a_source_that_says_who_noticed_decides_over_the_type_what_a_row_can_repeat(tmp_path: Path) -> None:
    path, row = tmp_path / "cases.csv", "1,76.9,43.2,2025-01-01"
    sources = [("drugs", "police"), ("drugs", "witness"), ("theft", "police"), ("theft", ""), ("theft", "")]
    lines = [f"{row},{kind},{source}" for kind, source in sources]
    path.write_text("\n".join(["id,lon,lat,date,type,source", *lines]))
    noticed = {"police": True, "witness": False}.get

    counted = read_grouped(
        [str(path)], question("type", "source", apart={"drugs"}.__contains__, source_apart=noticed)
    )

    kept = counted.frame[["type", "source", "weight"]].astype(str).to_numpy().tolist()
    assert kept == [["drugs", "police", "1"], ["drugs", "witness", "1"]]
    assert counted.rows.dropped == {"duplicate_id": 3}


def test_the_same_number_elsewhere_is_another_incident(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(
        "id,lon,lat,date\n1,76.9,43.2,2025-01-01\n1,76.8,43.2,2025-01-01\n1,76.9,43.2,2025-01-02\n"
    )

    counted = read_grouped([str(path)], question())

    assert counted.frame["weight"].tolist() == [1, 2]


def test_groups_on_disk_are_the_groups_in_memory(register: Path, tmp_path: Path) -> None:
    held = read_grouped([str(register)], question("type", "day", "hour")).frame

    names = write_grouped([str(register)], question("type", "day", "hour"), tmp_path / "groups.parquet")

    saved = pd.read_parquet(tmp_path / "groups.parquet")
    saved = saved.assign(
        type=saved["kind"].map(dict(enumerate(names))), start=saved["start"].astype("datetime64[s]")
    )
    saved = saved[[*KEYS, "weight"]].sort_values(KEYS).reset_index(drop=True)
    held = held.assign(type=held["type"].astype(str)).sort_values(KEYS).reset_index(drop=True)
    pd.testing.assert_frame_equal(saved, held, check_dtype=False)


def test_rows_without_dates_count_where_the_file_has_none(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("lon,lat\n76.9,43.2\n76.9,43.2\n,\n")

    counted = read_grouped([str(path)], question("type", "day", "hour"))

    assert not counted.dated
    assert counted.frame["weight"].tolist() == [2]
    assert counted.frame["start"].isna().all()
    assert dict(counted.rows.dropped) == {"missing_coordinates": 1}


def test_discontinued_cases_are_counted_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "kz.csv"
    head = "objectid,x,y,dat_sover_str,crime_code,hard_code,stat,discontinued"
    rows = ["1,76.9,43.2,01.02.2025,1,2,ст.188,0", "2,76.9,43.2,13.02.2025,1,2,ст.188,1"]
    path.write_text("\n".join([head, *rows]) + "\n")

    counted = read_grouped([str(path)], question("type"))

    assert counted.frame[["type", "weight"]].to_numpy().tolist() == [["ст.188", 1]]
    assert dict(counted.rows.dropped) == {"discontinued": 1}
    assert counted.rows.read == 2


@pytest.mark.parametrize(
    ("rows", "asked", "said"),
    [
        ("lon,lat\n76.9,43.2\n", {"by": ("day", "month")}, "no way to tell"),
        ("lon,lat\n76.9,43.2\n", {"by": ("colour",)}, "no way to tell"),
        ("lon,lat\n76.9,43.2\n", {"incidents": IncidentQuestion(where="lon > 1")}, "incidents.where"),
        ("lon,lat,source\n76.9,43.2,call\n", {}, "tells of single rows"),
        ("a,b\n1,2\n", {}, "no column for"),
        ("lon,lat\n76.9,43.2\n76.9,43.2,1,2\n", {}, "read it without an engine"),
        ("lon,lat\n76 945,43.2\n", {}, "blank"),
    ],
)
def test_what_an_engine_cannot_do_is_said(
    tmp_path: Path, rows: str, asked: dict[str, object], said: str
) -> None:
    path = tmp_path / "points.csv"
    path.write_text(rows)

    with pytest.raises(HotspotError, match=said):
        read_grouped([str(path)], GroupQuestion(today=TODAY, **asked))


def test_an_unknown_engine_and_missing_files_are_said(tmp_path: Path) -> None:
    with (
        pytest.raises(ConfigError, match="unknown engine 'trino'"),
        engine_for("trino", memory="1GB", spill=tmp_path),
    ):
        pass

    with pytest.raises(InputError, match="there are no files"):
        read_grouped([str(tmp_path)], question())


def test_files_of_two_kinds_or_with_other_columns_are_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame({"lon": [76.9], "lat": [43.2]})
    frame.to_parquet(tmp_path / "a.parquet")
    frame.rename(columns={"lat": "latitude"}).to_parquet(tmp_path / "b.parquet")

    with pytest.raises(InputError, match="no column lat"):
        read_grouped([str(tmp_path)], question())

    frame.to_csv(tmp_path / "c.csv", index=False)
    with pytest.raises(InputError, match="together"):
        read_grouped([str(tmp_path)], question())


def test_far_too_many_incidents_are_refused_before_they_are_grouped(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grouped(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("hotspot.read.grouped.records.with_records", grouped)

    with pytest.raises(InputError, match="more than 5,000 incidents of different places and times"):
        read_grouped([str(register)], question("type", "moment", "hour", "record"), most=5_000)


def test_repeated_rows_that_are_few_groups_are_not_refused(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("lon,lat,date\n" + "76.9,43.2,2025-01-01\n" * 1_000)

    counted = read_grouped([str(path)], question("moment"), most=10)

    assert counted.frame["weight"].tolist() == [1_000]


def test_a_moment_keeps_minutes_and_the_end_of_a_window(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    lines = ["76.9,43.2,2025-01-01 10:20,2025-01-01 11:00", "76.9,43.2,2025-01-01 10:25,2025-01-01 11:00"]
    path.write_text("\n".join(["lon,lat,date,date_to", *lines, lines[0]]))

    counted = read_grouped([str(path)], question("moment", "hour"))

    assert counted.frame["start"].astype(str).tolist() == ["2025-01-01 10:20:00", "2025-01-01 10:25:00"]
    assert counted.frame["end"].astype(str).tolist() == ["2025-01-01 11:00:00"] * 2
    assert counted.frame["weight"].tolist() == [2, 1]


def test_what_became_known_later_is_told_apart_where_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    lines = ["76.9,43.2,2025-01-01,2025-01-03,yes", "76.9,43.2,2025-01-01,2025-01-04,no"]
    path.write_text("\n".join(["lon,lat,date,reported,cleared", *lines, "76.9,43.2,2025-01-01,,"]))

    apart = read_grouped([str(path)], question("moment", "later")).frame
    together = read_grouped([str(path)], question("day")).frame

    assert apart["cleared"].tolist() == [-1, 1, 0]
    assert apart["reported"].dt.day.fillna(0).tolist() == [0, 3, 4]
    assert together["weight"].tolist() == [3]


def test_most_rows_and_not_most_cells_decide_whether_a_column_tells_clearances(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    states = ["yes"] * 30 + ["no"] * 30 + ["?", "-", "x", "z"]
    lines = [f"76.9,43.2,2025-01-01,{state}" for state in states]
    path.write_text("\n".join(["lon,lat,date,cleared", *lines]))

    counted = read_grouped([str(path)], question("moment", "later"))

    assert counted.columns["cleared"] == "cleared"
    assert counted.frame[["cleared", "weight"]].to_numpy().tolist() == [[-1, 4], [0, 30], [1, 30]]


def test_records_that_share_a_number_stay_apart_and_their_numbers_are_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    ids = ["257500031000417", "257500031000417 ", "A1", "", "A2"]
    path.write_text("\n".join(["id,lon,lat,date", *(f"{one},76.9,43.2,2025-01-01" for one in ids)]))

    counted = read_grouped([str(path)], question("moment", "record"))

    assert counted.frame[["record", "weight"]].to_numpy().tolist() == [[0, 3], [1, 2]]


def test_times_that_cannot_be_read_are_counted_by_rows(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    times = ["10:00"] * 3 + ["noon"] * 5
    path.write_text("\n".join(["lon,lat,date,time", *(f"76.9,43.2,2025-01-01,{time}" for time in times)]))

    counted = read_grouped([str(path)], question("day"))

    (unread,) = (one for one in counted.findings if one.code == "time_unreadable")
    assert unread.values["rows"] == 5  # noqa: PD011 - of a Finding


@pytest.mark.parametrize("name", ["source", "moment", "record", "later"])
def test_groups_on_disk_know_nothing_of_single_rows(name: str, register: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"groups on disk know nothing of {name}"):
        write_grouped([str(register)], question(name), tmp_path / "groups.parquet")


def test_columns_about_persons_in_any_of_the_files_are_told(tmp_path: Path) -> None:
    rows = [f"76.9,43.2,2025-01-01,{'{}'}"] * 5
    for name, cell in (("a.csv", "beat 12"), ("b.csv", "+7 701 123-45-67")):
        text = "\n".join(["lon,lat,date,note", *rows]).format(*[cell] * 5)
        (tmp_path / name).write_text(text)

    counted = read_grouped([str(tmp_path)], question("day"))

    (told,) = (one for one in counted.findings if one.code == "personal_columns")
    assert told.values["columns"] == "note"  # noqa: PD011 - of a Finding
