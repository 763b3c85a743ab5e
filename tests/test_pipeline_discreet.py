"""Sensitive incidents count everywhere; of small places nothing is told that only they can be behind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from made_city import made_city
from made_result import made_result

from hotspot import pipeline, write
from hotspot.config import load
from hotspot.errors import ConfigError
from hotspot.pipeline.demand import demand_asked
from hotspot.pipeline.discreet import types_in_areas

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.pipeline.demand import By
    from hotspot.schema import Result

KIND = "sexual assault"
TOLD = {"ranking.csv", "ranking.geojson", "hotspots.geojson", "agreement.csv", "hotspot.gpkg"}


def test_a_ranking_tells_the_days_of_sensitive_incidents_and_not_their_hours() -> None:
    frame = made_result(kind=KIND).incidents
    theirs = frame["type"] == KIND

    told = types_in_areas(frame, {})

    assert not told.loc[theirs, "hour_known"].any()
    assert told.loc[~theirs, "hour_known"].equals(frame.loc[~theirs, "hour_known"])
    assert told["start"].equals(frame["start"])
    assert types_in_areas(frame, {"privacy": {"sensitive": "show"}}).equals(frame)


def test_harm_of_incidents_without_a_type_in_an_area_is_their_mean_unless_the_order_is_by_harm() -> None:
    frame = made_result(kind="theft").incidents.head(20)
    kinds = ["rape", "domestic violence", *["theft"] * 18]
    harm = [3_000.0, 100.0, *[10.0] * 18]
    frame = frame.assign(type=kinds, harm=harm, area=[0, 1, *[0] * 18])

    told, ordered = (types_in_areas(frame, {"ranking": {"by": by}}) for by in ("score", "harm"))

    assert told["harm"].tolist() == [1_550.0, 1_550.0, *[10.0] * 18]
    assert told["at_place"].tolist() == [False, False, *[True] * 18]
    assert ordered["harm"].tolist() == harm


def moved(result: Result) -> Result:
    """Return the result with each sensitive incident at the last site of its area."""
    frame = result.incidents
    last = frame.groupby("area")["site"].transform("max")
    return replace(result, incidents=frame.assign(site=frame["site"].where(frame["type"] != KIND, last)))


@pytest.mark.parametrize("by", ["expected", "incidents", "harm"])
def test_demand_does_not_depend_on_where_sensitive_incidents_happened(by: By) -> None:
    harm = {"settings": {"harm": {"theft": 1.0, "robbery": 365.0, KIND: 3_285.0}}}
    result = replace(made_result(kind=KIND), config=harm)

    here, there = (demand_asked(one, by=by, hours=None, name="posts") for one in (result, moved(result)))

    assert not moved(result).incidents["site"].equals(result.incidents["site"])
    assert here.demand.xy.tolist() == there.demand.xy.tolist()
    assert here.demand.weight.tolist() == there.demand.weight.tolist()
    assert here.demand.incidents.sum() == (result.incidents["type"] != KIND).sum()
    assert [finding.code for finding in here.findings] == ["demand_sensitive"]


def test_what_an_area_expects_is_shared_among_its_incidents_that_may_be_told() -> None:
    result = made_result(kind=KIND)
    told = result.incidents.loc[result.incidents["type"] != KIND, "area"]
    ranked = result.ranking.frame.set_index("area_id").loc[result.areas.frame["area_id"], "expected"]

    demand = demand_asked(result, by="expected", hours=None, name="posts").demand

    areas = np.unique(told[told >= 0])
    sums = np.bincount(demand.area[demand.area >= 0], demand.weight[demand.area >= 0])
    assert sums[areas] == pytest.approx(ranked.to_numpy()[areas])


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run with two incidents of a sensitive type."""
    folder = tmp_path_factory.mktemp("city")
    config = made_city(folder)
    rows = pd.read_csv(folder / "incidents.csv", dtype=str)
    rows.loc[[4, 9], "type"] = KIND
    rows.to_csv(folder / "incidents.csv", index=False)
    out = write.check_folder(str(folder / "maps"), inputs=())
    pipeline.save(pipeline.rank_city(load(str(config))), out, started="2026-01-02T03:04:05+00:00")
    return out


def test_no_file_names_a_type_of_two_incidents_but_the_one_for_further_commands(run_folder: Path) -> None:
    names = {file.name for file in run_folder.iterdir() if KIND.encode() in file.read_bytes()}

    held = pd.read_parquet(run_folder / "incidents.parquet")
    assert not names & TOLD
    assert {file.name for file in run_folder.iterdir()} >= TOLD
    assert (held["type"] == KIND).sum() == 2


def test_of_sensitive_incidents_alone_it_is_said_that_nothing_can_be_told_of_places(tmp_path: Path) -> None:
    config = made_city(tmp_path)
    rows = pd.read_csv(tmp_path / "incidents.csv", dtype=str)
    rows.assign(type=KIND).to_csv(tmp_path / "incidents.csv", index=False)

    with pytest.raises(ConfigError, match=r"counted by area only.*privacy\.sensitive=show"):
        pipeline.rank_city(load(str(config)))
