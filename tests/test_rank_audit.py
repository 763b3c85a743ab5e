"""Who lives in the areas that a ranking puts first."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from hotspot.rank import audit
from hotspot.schema import GROUP, LANGUAGES, Areas, Ranking
from hotspot.words import Words
from hotspot.words.audited import audit_lines

SIDE = 1_000.0  # metres
AGED = GROUP + "aged"


def city(aged: list[float], population: list[float]) -> Areas:
    """Return areas of one km² in a row."""
    n = len(aged)
    shapes = [box(SIDE * i, 0, SIDE * (i + 1), SIDE) for i in range(n)]
    ids = [f"A{i}" for i in range(n)]
    frame = gpd.GeoDataFrame(
        {"area_id": ids, "population": population, AGED: aged}, geometry=shapes, crs="EPSG:32643"
    )
    return Areas(frame=frame, sources=(), groups=(AGED,))


def ranked(areas: Areas, *, top: int) -> Ranking:
    """Rank the areas from the last to the first, with one incident in each; the last has a hot spot."""
    n = len(areas.frame)
    frame = areas.frame.iloc[::-1].assign(rank=np.arange(1, n + 1), incidents=1, hotspots=[1] + [0] * (n - 1))
    return Ranking(frame=frame, by="score", score_unit="per_km2_year", top=top)


def test_shares_of_ground_residents_and_incidents_are_those_of_the_first_areas() -> None:
    areas = city([10, 10, 10, 90], [100, 100, 100, 100])

    found = audit(areas, ranked(areas, top=1), tested=False)

    assert found is not None
    (first,) = found.flagged
    assert (first.by, first.areas, first.ground, first.residents, first.incidents) == (
        "first",
        1,
        0.25,
        0.25,
        0.25,
    )
    ((name, exposure),) = first.groups
    assert (name, exposure.group, exposure.others) == ("aged", 0.75, pytest.approx(10 / 280))


def test_areas_with_a_hot_spot_are_looked_at_only_where_hot_spots_were_tested() -> None:
    areas = city([10, 10, 10, 90], [100, 100, 100, 100])

    found = audit(areas, ranked(areas, top=2), tested=True)

    assert found is not None
    assert [(one.by, one.areas) for one in found.flagged] == [("first", 2), ("hot_spot", 1)]


def test_a_group_that_lives_in_the_first_areas_beyond_doubt_is_a_finding() -> None:
    areas = city([10.0, 11, 12, 10, 11, 12, 60, 70, 80], [100.0] * 9)

    found = audit(areas, ranked(areas, top=3), tested=False)

    assert found is not None
    (finding,) = found.findings
    assert finding.code == "exposure_first"
    assert finding.values["group"] == "aged"
    assert finding.values["low"] > 1  # type: ignore[operator]  # a number


def test_without_residents_nothing_is_audited_and_areas_without_them_are_counted() -> None:
    nobody = city([np.nan] * 3, [np.nan] * 3)
    some = city([10.0, np.nan, 10.0], [100.0, 100.0, np.nan])

    partly = audit(some, ranked(some, top=1), tested=False)

    assert audit(nobody, ranked(nobody, top=1), tested=False) is None
    assert partly is not None
    assert (partly.areas, partly.unknown, partly.flagged) == (1, 2, ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_audit_is_told_in_each_language_and_so_is_that_there_was_none(language: str) -> None:
    words = Words(language=language)  # type: ignore[arg-type]  # one of the three
    areas = city([10.0, 11, 12, 10, 11, 12, 60, 70, 80], [100.0] * 9)

    lines = audit_lines(audit(areas, ranked(areas, top=3), tested=True), words)

    assert len(lines) == 6
    assert "aged" in lines[1]
    assert audit_lines(None, words) == [words("audit.none")]


def test_areas_that_are_all_there_are_hold_all_of_it_and_that_is_not_told() -> None:
    words = Words(language="en")
    areas = city([10.0, 11, 12], [100.0] * 3)

    some, every = (audit_lines(audit(areas, ranked(areas, top=k), tested=False), words) for k in (2, 3))

    assert "first 2 of 3" in some[0]
    assert not [line for line in every if "first 3 of 3" in line]
