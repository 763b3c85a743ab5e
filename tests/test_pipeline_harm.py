"""Harm by tables of the law in a ranking: what is weighed, what is not, and what hangs on the table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hotspot.config import Settings
from hotspot.errors import ConfigError
from hotspot.harm import TABLES
from hotspot.pipeline.harm import harm_by_type, under_other_tables, with_harm
from hotspot.schema import Ranking


def settings(harm: object, by: str = "harm") -> Settings:
    return Settings.model_validate({"harm": harm, "ranking": {"by": by}})


def frame(*types: str, weight: list[float] | None = None) -> pd.DataFrame:
    made = pd.DataFrame({"type": list(types)})
    return made if weight is None else made.assign(weight=np.array(weight))


@pytest.mark.parametrize("table", TABLES)
def test_every_table_weighs_each_incident(table: str) -> None:
    by_name = table.startswith("cambridge")
    grave, petty = ("Robbery", "Bicycle theft") if by_name else ("ст.188 ч.3", "ст.187 ч.1")

    weighed, findings = with_harm(frame(grave, petty), settings(table))

    assert weighed["harm"][0] > weighed["harm"][1] > 0
    assert [one.code for one in findings] == ["harm_by_name" if by_name else "harm_by_law"]


def test_a_type_that_no_article_fits_counts_nothing_and_is_named_with_its_number() -> None:
    weighed, findings = with_harm(frame("ст.188 ч.3", "кража", "кража"), settings("kz-mid"))

    assert weighed["harm"].tolist() == [1642.5, 0, 0]
    said = {one.code: dict(one.values) for one in findings}
    assert said["harm_unmatched"]["types"] == "кража: 2"


def test_rows_that_stand_for_several_are_counted_as_several() -> None:
    _, findings = with_harm(frame("ст.188 ч.3", "кража", weight=[3.0, 5.0]), settings("kz-mid"))

    said = {one.code: dict(one.values) for one in findings}
    assert (said["harm_by_law"]["count"], said["harm_by_law"]["of"]) == (3, 8)
    assert said["harm_unmatched"]["types"] == "кража: 5"


def test_an_order_by_harm_where_nothing_has_any_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"kz-mid knows articles of the Criminal Code.*incidents\.columns"):
        with_harm(frame("theft", "кража"), settings("kz-mid"))
    with pytest.raises(ConfigError, match=r"cambridge-mean knows English names of types.*incidents\.columns"):
        with_harm(frame("кража"), settings("cambridge-mean"))


def test_without_an_order_by_harm_a_table_that_fits_nothing_is_only_said() -> None:
    weighed, findings = with_harm(frame("theft"), settings("kz-mid", by="score"))

    assert weighed["harm"].tolist() == [0]
    assert "harm_unmatched" in {one.code for one in findings}


def test_a_table_that_is_not_there_is_refused_with_those_that_are() -> None:
    from hotspot.config import load

    with pytest.raises(ConfigError, match="kz-severity"):
        load(None, sets=["harm=kz-middle"])


def ranking(order: list[str]) -> Ranking:
    made = pd.DataFrame({"rank": range(1, len(order) + 1), "area_id": order})
    names = dict.fromkeys(["name", "name_en", "name_ru", "name_kk"], "")
    return Ranking(frame=made.assign(**names), by="harm", score_unit="harm_per_km2_year", top=5)


def test_the_areas_that_another_table_would_not_have_among_the_first_ten_are_named() -> None:
    ours = [f"a{i:02}" for i in range(14)]
    theirs = [*ours[:9], "a13", *ours[9:13]]

    found = under_other_tables(
        ranking(ours), frame("ст.188 ч.3"), settings("kz-mid"), lambda _: ranking(theirs)
    )

    moves = [dict(one.values) for one in found.findings if one.code == "harm_table_moves"]
    assert [one["other"] for one in moves] == ["kz-severity", "kz-min", "kz-max"]
    assert (moves[0]["count"], moves[0]["name_kk"]) == (9, "a09")
    assert [choice.value for choice in found.choices] == ["kz-mid"]


def test_an_order_that_no_table_changes_is_said_to_stand() -> None:
    ours = [f"a{i:02}" for i in range(14)]

    found = under_other_tables(
        ranking(ours), frame("ст.188 ч.3"), settings("kz-mid"), lambda _: ranking(ours)
    )

    assert [one.code for one in found.findings] == ["harm_table_keeps"] * 3


def test_a_table_is_held_against_those_of_its_own_source() -> None:
    ours = ranking([f"a{i:02}" for i in range(14)])

    found = under_other_tables(ours, frame("Robbery"), settings("cambridge-mean"), lambda _: ours)

    said = [dict(one.values) for one in found.findings]
    assert [one["other"] for one in said] == ["cambridge-median"]


def test_weights_of_one_s_own_have_no_other_table_to_be_held_against() -> None:
    ours = ranking([f"a{i:02}" for i in range(14)])

    assert under_other_tables(ours, frame("theft"), settings({"theft": 1.0}), lambda _: ours) is ours


def test_the_weights_of_a_finished_run_come_from_its_record() -> None:
    types = pd.Series(["ст.188 ч.3", "кража"])

    assert harm_by_type(types, "kz-max") == {"ст.188 ч.3": 2555}
    assert harm_by_type(types, {"кража": 3.0}) == {"кража": 3.0}
    assert harm_by_type(types, None) == {}
