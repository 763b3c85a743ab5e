"""What unequal reporting, stacks and rows without a place could change about the first areas."""

from __future__ import annotations

import numpy as np
import pytest
from test_rank import _areas, _incidents, _rank, _said, _squares

from hotspot.schema import LANGUAGES, Ranking, Rows
from hotspot.words import Words

ALL_THERE = Rows(read=100)


def city(counts: list[int], *, stack: int = 0, missing: int = 0, **asked: object) -> Ranking:
    """Rank squares of 1 km² with so many incidents each; `stack` more lie on one place of the first."""
    areas = _areas(_squares(len(counts), 1, side=1000))
    random = np.random.default_rng(5)
    xy = [(1000 * i + 999 * x, 999 * y) for i, n in enumerate(counts) for x, y in random.random((n, 2))]
    frame, sites = _incidents([*xy, *[(500.5, 500.5)] * stack], areas)
    read = len(frame) + missing
    rows = Rows(read=read, dropped={"missing_coordinates": missing} if missing else {})
    return _rank(areas, frame, sites, rows=rows, **asked)


def test_an_area_far_ahead_stays_first_whatever_the_others_report() -> None:
    ranking = city([400, 90, 80, 70], top=1)

    assert ranking.frame["p_top_reporting"].tolist() == [1, 0, 0, 0]
    assert _said(ranking)["reporting_firm"] == {"top": 1, "count": 0, "low": 50, "high": 100, "firm": 80}


def test_areas_whose_place_hangs_on_equal_reporting_are_named() -> None:
    ranking = city([900, 200, 190, 180], top=2)

    said = _said(ranking)["reporting_unsure"]
    assert ranking.frame["p_top_reporting"].iloc[0] == 1
    assert ranking.frame["p_top_reporting"].iloc[1] < 0.8
    assert (said["count"], said["name"]) == (1, "Area a001")


def test_the_range_of_reporting_is_the_user_s() -> None:
    ranking = city([900, 200, 190, 180], top=2, reporting=(0.99, 1.0))

    assert _said(ranking)["reporting_firm"]["low"] == 99


def test_an_area_that_is_first_by_a_stack_alone_is_named() -> None:
    ranking = city([30, 90, 80, 70], stack=100, top=1)

    said = _said(ranking)["stacks_move"]
    assert ranking.frame["area_id"].iloc[0] == "a000"
    assert said == {"incidents": 100, "top": 1, "count": 1, "name": "Area a000"} | dict.fromkeys(
        ["name_en", "name_ru", "name_kk"], "Area a000"
    )


def test_a_stack_that_decides_nothing_is_said_to_decide_nothing() -> None:
    ranking = city([300, 90, 80, 70], stack=30, top=1)

    assert _said(ranking)["stacks_keep"] == {"incidents": 30, "top": 1, "count": 0}


def test_without_stacks_and_with_every_place_known_neither_is_mentioned() -> None:
    said = _said(city([300, 90, 80, 70], top=1))

    assert not said.keys() & {"stacks_keep", "stacks_move", "unplaced", "unplaced_safe"}


@pytest.mark.parametrize(("missing", "code"), [(20, "unplaced_safe"), (300, "unplaced")])
def test_few_rows_without_a_place_cannot_displace_an_area_that_is_far_ahead(missing: int, code: str) -> None:
    ranking = city([300, 90, 80, 70], missing=missing, top=1)

    said = _said(ranking)[code]
    assert 200 <= said["least"] <= 260
    assert said["rows"] == missing
    assert said["name"] == "Area a001"


@pytest.mark.parametrize(("part", "first"), [(0.8, "a000"), (1.2, "a001")])
def test_about_so_many_rows_in_one_area_displace_the_first(part: float, first: str) -> None:
    counts = [300, 90, 80, 70]
    least = int(_said(city(counts, missing=500, top=1))["unplaced"]["least"])

    found = city([300, 90 + int(part * least), 80, 70], top=1)

    assert found.frame["area_id"].iloc[0] == first


def test_a_type_that_mostly_lacks_places_is_shared_out_as_its_others_lie() -> None:
    areas = _areas(_squares(3, 1, side=1000))
    random = np.random.default_rng(5)
    xy = [(1000 * i + 999 * x, 999 * y) for i, n in enumerate([60, 50, 10]) for x, y in random.random((n, 2))]
    kinds = ["theft"] * 60 + ["assault"] * 50 + ["theft"] * 10
    frame, sites = _incidents(xy, areas, type=kinds, stands_for=[1.0] * 60 + [2.0] * 50 + [1.0] * 10)

    said = _said(_rank(areas, frame, sites, top=1, rows=Rows(read=170, dropped={"zero_coordinates": 50})))

    assert said["unplaced"]["count"] == 1


@pytest.mark.parametrize("by", ["count", "density", "harm"])
def test_the_bound_is_given_only_where_the_score_counts_incidents(by: str) -> None:
    areas = _areas(_squares(3, 1, side=1000))
    frame, sites = _incidents([(100, 100)] * 9 + [(1100, 100)] * 5 + [(2100, 100)] * 3, areas, harm=2.0)

    said = _said(
        _rank(areas, frame, sites, by=by, top=1, rows=Rows(read=20, dropped={"zero_coordinates": 3}))
    )

    assert ("unplaced" in said or "unplaced_safe" in said) == (by == "count")


def test_areas_without_a_rank_are_never_among_the_first() -> None:
    areas = _areas(_squares(3, 1), population=[500, 0, 900])
    frame, sites = _incidents([(100, 100)] * 9 + [(300, 100)] * 50 + [(500, 100)] * 5, areas)

    table = _rank(areas, frame, sites, by="rate", top=1).frame

    assert np.isnan(table["p_top_reporting"].iloc[-1])
    assert table["p_top_reporting"].sum() == pytest.approx(1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_is_said_in_every_language(language: str) -> None:
    words = Words(language=language)  # type: ignore[arg-type]  # one of LANGUAGES
    rankings = [
        city([400, 90, 80, 70], top=1, stack=30, missing=9),
        city([30, 90, 80, 70], top=1, stack=100, missing=500),
        city([900, 200, 190, 180], top=2),
    ]

    codes = {"reporting", "stacks", "unplaced"}
    found = [f for each in rankings for f in each.findings if f.code.partition("_")[0] in codes]

    assert len({finding.code for finding in found}) == 6
    assert all("{" not in "".join(words.finding(finding)) for finding in found)
