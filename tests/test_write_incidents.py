"""The incidents as they were used: only what is allowed, in no order of the source, the same bytes twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyproj
import pytest
from made_result import CRS, made_result
from pandas.testing import assert_frame_equal
from pyarrow import parquet

from hotspot.write.incidents import published_incidents, write_incidents

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Result

ALLOWED = ["lon", "lat", "easting", "northing", "start", "hour_known", "date", "hour", "weekday", "type"]
NAMED = ["area_id", "hotspot_id"]


def written(result: Result, folder: Path) -> pd.DataFrame:
    published = replace(result, incidents=published_incidents(result.incidents))
    write_incidents(published, folder / "incidents.parquet")
    frame: pd.DataFrame = parquet.read_table(folder / "incidents.parquet").to_pandas()
    return frame


@pytest.fixture
def four() -> Result:
    """Four incidents: the last two happened on unknown days, one of them in no area."""
    result = made_result()
    frame = pd.DataFrame(
        {
            "start": np.array(["2025-03-02T23:59:30", "2025-03-01T00:15", "NaT", "NaT"], "datetime64[s]"),
            "hour_known": [True, False, False, False],
            "type": ["theft", "robbery", "", "theft"],
            "easting": [650_100.06, 650_200.04, 651_500.0, 640_000.0],
            "northing": [4_792_500.0, 4_792_500.0, 4_792_500.0, 4_792_500.0],
            "area": [0, 0, 1, -1],
            "site": [1, 2, 3, 0],
            "id": ["KZ-1"] * 4,
        },
        index=[9, 4, 2, 7],
    )
    xy = frame[["easting", "northing"]].to_numpy()[[3, 0, 1, 2]]
    sites = replace(result.sites, xy=xy, weight=np.ones(4), site_of=frame["site"].to_numpy())
    hotspots = replace(result.hotspots, label=np.array([-1, 0, -1, 1]))
    return replace(result, incidents=frame, sites=sites, hotspots=hotspots)


def test_each_row_says_place_time_type_area_and_hot_spot_and_nothing_else(
    four: Result, tmp_path: Path
) -> None:
    frame = written(four, tmp_path)

    assert list(frame) == ALLOWED + NAMED
    assert frame["area_id"].fillna("none").tolist() == ["none", "A01", "A01", "A02"]
    assert frame["hotspot_id"].fillna("none").tolist() == ["none", "none", "H1", "H2"]
    assert frame["type"].tolist() == ["theft", "robbery", "theft", ""]
    assert frame["easting"].tolist() == [640_000.0, 650_200.0, 650_100.1, 651_500.0]


def test_what_is_unknown_of_the_time_is_null(four: Result, tmp_path: Path) -> None:
    frame = written(four, tmp_path)

    assert frame["hour"].fillna(-1).tolist() == [-1, -1, 23, -1]
    assert frame["weekday"].fillna(-1).tolist() == [-1, 6, 7, -1]  # 1 March 2025 was a Saturday
    assert frame["date"].astype(str).tolist()[1:3] == ["2025-03-01", "2025-03-02"]
    assert frame["start"].isna().tolist() == [True, False, False, True]


def test_degrees_are_those_of_the_metres_to_six_decimals(tmp_path: Path) -> None:
    frame = written(made_result(), tmp_path)

    to_metres = pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    east, north = to_metres.transform(frame["lon"], frame["lat"])
    assert np.hypot(east - frame["easting"], north - frame["northing"]).max() < 0.08
    assert frame["lon"].round(6).equals(frame["lon"])


def test_the_order_of_the_source_leaves_no_trace() -> None:
    incidents = made_result().incidents
    shuffled = incidents.sample(frac=1, random_state=3)

    assert_frame_equal(published_incidents(incidents), published_incidents(shuffled))


def test_incidents_are_sorted_by_area_then_time(tmp_path: Path) -> None:
    frame = written(made_result(), tmp_path)

    keys = ["area_id", "start", "type", "easting", "northing"]
    assert_frame_equal(frame, frame.sort_values(keys, kind="stable"))


@pytest.mark.parametrize(
    "far", [np.datetime64("NaT", "s"), np.datetime64("0001-01-01"), np.datetime64("9999-12-31")]
)
def test_incidents_are_sorted_whatever_room_their_dates_take(four: Result, far: np.datetime64) -> None:
    rows = four.incidents.iloc[[1, 0, 1, 0] * 500]
    start = np.where(np.arange(len(rows)) == 9, far.astype("datetime64[s]"), rows["start"].to_numpy())
    frame = rows.assign(start=start, area=10**6 * rows["site"].to_numpy())

    published = published_incidents(frame)

    keys = ["area", "start", "type", "easting"]
    assert_frame_equal(published, published.sort_values(keys, kind="stable", na_position="first"))


def test_groups_of_rows_follow_each_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    whole = written(made_result(), tmp_path)
    monkeypatch.setattr("hotspot.write.incidents.ROWS", 7)

    parted = written(made_result(), tmp_path)

    assert_frame_equal(parted, whole)
    assert parquet.ParquetFile(tmp_path / "incidents.parquet").num_row_groups == -(-len(whole) // 7)


def test_what_is_published_once_is_published_as_it_is() -> None:
    once = published_incidents(made_result().incidents)

    again = published_incidents(once)

    assert_frame_equal(once, again)
    assert "id" not in once


def test_the_end_and_the_harm_are_kept_where_they_are_known(tmp_path: Path) -> None:
    result = made_result()
    end = result.incidents["start"] + pd.Timedelta(hours=1)
    more = result.incidents.assign(end=end, harm=2.5)

    frame = written(replace(result, incidents=more), tmp_path)
    without = written(replace(result, incidents=more.assign(end=pd.NaT)), tmp_path)

    assert (frame["end"] - frame["start"] == pd.Timedelta(hours=1)).all()
    assert (frame["harm"] == 2.5).all()
    assert "end" not in without


@pytest.mark.parametrize("kind", ["str", "category"])
def test_types_are_published_as_categories_in_the_order_of_the_alphabet(four: Result, kind: str) -> None:
    types = pd.Series(["theft", "assault", "", "theft"], index=four.incidents.index).astype(kind)
    unused = pd.CategoricalDtype(["", "arson", "assault", "theft"]) if kind == "category" else kind

    published = published_incidents(four.incidents.assign(type=types.astype(unused)))

    assert published["type"].cat.categories.tolist() == ["", "assault", "theft"]
    assert sorted(published["type"]) == ["", "assault", "theft", "theft"]


def test_days_of_report_and_clearances_are_kept_as_days_and_yes_or_no(tmp_path: Path) -> None:
    result = made_result()
    day = result.incidents["start"].dt.normalize()
    state = np.resize(np.array([1, 0, -1], dtype=np.int8), len(day))
    later = {"reported": day + pd.Timedelta(days=3), "cleared": state, "cleared_on": day.where(state == 1)}

    written(replace(result, incidents=result.incidents.assign(**later)), tmp_path)

    table = parquet.read_table(tmp_path / "incidents.parquet")
    assert [str(table.schema.field(name).type) for name in later] == ["date32[day]", "bool", "date32[day]"]
    assert (table["reported"].to_numpy() >= table["date"].to_numpy()).all()
    assert table["cleared"].null_count == (state == -1).sum()
    assert table["cleared_on"].null_count == (state != 1).sum()


def test_columns_of_days_that_hold_none_are_not_written(tmp_path: Path) -> None:
    result = made_result()

    frame = written(replace(result, incidents=result.incidents.assign(reported=pd.NaT)), tmp_path)

    assert "reported" not in frame
