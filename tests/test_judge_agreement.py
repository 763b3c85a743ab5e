"""The areas by several methods: ranks, consensus, and where the answer depends on the method."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from made_result import made_result
from shapely import box

from hotspot.judge import agreement
from hotspot.measure.getis_ord import two_sided_p
from hotspot.schema.agreed import AGREEMENT_COLUMNS, METHODS
from hotspot.words import Words
from hotspot.words.phrases import depends_texts


def ranking(**columns):
    made = made_result().ranking
    return replace(made, frame=made.frame.assign(**columns))


def test_the_table_has_a_row_for_each_area_in_the_order_of_the_consensus():
    found = agreement(made_result().ranking, seed=1)

    assert list(found.frame.columns) == list(AGREEMENT_COLUMNS)
    assert found.frame["consensus"].tolist() == list(range(1, 13))
    assert found.frame["median_rank"].is_monotonic_increasing
    assert sorted(found.frame["area_id"]) == sorted(made_result().ranking.frame["area_id"])


def test_equal_areas_share_the_mean_of_their_ranks():
    found = agreement(ranking(incidents=[9, 9, 8, *[1] * 9], hotspot_share=0.0), seed=1)

    by_area = found.frame.set_index("area_id")["rank_count"]
    assert by_area[["A01", "A02", "A03", "A12"]].tolist() == [1.5, 1.5, 3.0, 8.0]


def test_methods_without_data_are_left_out_and_the_others_make_the_consensus():
    found = agreement(ranking(harm_per_km2_year=np.nan, hotspot_share=0.0), seed=1)

    assert found.methods == ("count", "rate", "density", "gi_star")
    assert found.frame[["rank_harm", "rank_cluster"]].isna().all(axis=None)
    assert found.frame["median_rank"].notna().all()


def test_an_area_depends_on_the_method_where_its_ranks_lie_far_apart():
    rate = np.arange(12.0, 0.0, -1.0)
    rate[0] = 0.5  # first by count, last by rate
    found = agreement(ranking(rate_per_1000=rate, population=1_000.0), seed=1)

    first = found.frame.set_index("area_id").loc["A01"]

    assert (first["rank_count"], first["rank_rate"], bool(first["depends"])) == (1.0, 12.0, True)
    assert (first["best_by"], first["worst_by"], first["spread"]) == ("count", "rate", 11.0)
    assert "Orbita: 1st by count, 12th by rate." in depends_texts(found, Words(language="en"))


def test_the_scan_goes_by_residents_where_they_are_known_and_else_by_ground():
    known = ranking(population=np.full(12, 2_000.0))
    unknown = ranking(population=np.full(12, np.nan))

    assert agreement(known, seed=1).scan_by == "population"
    assert agreement(unknown, seed=1).scan_by == "km2"


def test_areas_with_more_incidents_than_residents_explain_are_in_the_scans_cluster():
    found = agreement(ranking(population=np.full(12, 2_000.0)), seed=1)

    held = found.frame[found.frame["in_scan_cluster"]]
    assert found.scan_p == 1 / 200
    assert {"A01", "A02"} <= set(held["area_id"])
    assert "A12" not in set(held["area_id"])


def test_a_scan_that_finds_nothing_beyond_chance_marks_no_area():
    found = agreement(ranking(incidents=np.full(12, 50), population=np.nan), seed=1)

    assert not found.frame["in_scan_cluster"].any()


def test_gi_star_of_the_areas_is_that_of_the_five_by_five_example():
    counts = [0, 1, 0, 2, 0, 1, 3, 2, 0, 0, 0, 2, 9, 4, 1, 0, 0, 5, 6, 1, 0, 0, 0, 1, 0]
    made = made_result().ranking
    squares = [box(column, row, column + 1, row + 1) for row in range(0, 5_000, 1_000) for column in range(5)]
    squares = [box(1e3 * i, 1e3 * j, 1e3 * (i + 1), 1e3 * (j + 1)) for j in range(5) for i in range(5)]
    frame = made.frame.iloc[[0] * 25].reset_index(drop=True)
    frame = gpd.GeoDataFrame(frame, geometry=squares, crs=made.frame.crs).assign(
        area_id=[f"C{i + 1}" for i in range(25)],
        rank=range(1, 26),
        incidents=counts,
        per_km2=np.array(counts, dtype=float),
        area_km2=1.0,
        population=np.nan,
    )

    found = agreement(replace(made, frame=frame), seed=1).frame.set_index("area_id")

    assert found.loc["C13", "gi_star_z"] == pytest.approx(3.146616, abs=1e-6)
    assert found.loc["C14", "gi_star_z"] == pytest.approx(2.601590, abs=1e-6)
    assert found.loc["C13", "gi_star_p"] == pytest.approx(25 * two_sided_p(np.array([3.146616]))[0], rel=1e-5)
    assert found.index[found["gi_star_significant"]].tolist() == ["C13"]


def test_every_method_has_a_column_of_ranks():
    assert {f"rank_{method}" for method in METHODS} < set(AGREEMENT_COLUMNS)
