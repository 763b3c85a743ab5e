"""The ranking: what comes first, how sure that is, why, and the laws that no reordering or copying breaks."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely import Polygon, box

from hotspot.errors import ConfigError
from hotspot.measure.change import e_test
from hotspot.measure.drift import PLACES, city_drift
from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.rank import area_of_sites, rank_areas
from hotspot.rank.where import density_in_areas
from hotspot.schema import RANKING_COLUMNS, Areas, Grid, HotSpots, Period, Sites, Surface
from hotspot.words import Words

CRS = "EPSG:32643"
YEAR = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))
TWO_YEARS = Period(first=date(2024, 1, 1), last=date(2025, 12, 31))
DATA = Path(__file__).parents[2] / "shared" / "data"


def _areas(shapes, ids=None, population=None):
    n = len(shapes)
    ids = [f"a{row:03d}" for row in range(n)] if ids is None else list(ids)
    frame = gpd.GeoDataFrame(
        {
            "area_id": ids,
            "name": [f"Area {each}" for each in ids],
            "name_en": "",
            "name_ru": "",
            "name_kk": "",
            "population": np.full(n, np.nan) if population is None else np.array(population, dtype=float),
        },
        geometry=list(shapes),
        crs=CRS,
    )
    return Areas(frame=frame, sources=())


def _sites(xy):
    places, site_of, weight = np.unique(xy, axis=0, return_inverse=True, return_counts=True)
    return Sites(xy=places, weight=weight.astype(float), site_of=site_of.reshape(-1))


def _incidents(xy, areas, **columns):
    """Build the frame as the stage takes it, and its sites; incidents are spread over 2025 at random."""
    xy = np.asarray(xy, dtype=float).reshape(-1, 2)
    sites = _sites(xy)
    n = len(xy)
    day = np.datetime64("2025-01-01T00", "s") + np.random.default_rng(9).integers(0, 365 * 86_400, n)
    frame = pd.DataFrame(
        {
            "easting": xy[:, 0],
            "northing": xy[:, 1],
            "start": day,
            "hour_known": True,
            "type": "theft",
            "area": area_of_sites(areas, sites.xy)[sites.site_of],
            "site": sites.site_of,
        },
        index=pd.RangeIndex(1, n + 1),
    )
    return frame.assign(**columns), sites


def _surface(areas, sites, cell_m=50.0):
    """Count per cell: no kernel, but a surface with the unit and the shape of one."""
    west, south, east, north = areas.frame.total_bounds
    rows, columns = int(np.ceil((north - south) / cell_m)), int(np.ceil((east - west) / cell_m))
    grid = Grid(west=west, north=north, cell_m=cell_m, rows=rows, columns=columns)
    column = np.clip(((sites.xy[:, 0] - west) / cell_m).astype(int), 0, columns - 1)
    row = np.clip(((north - sites.xy[:, 1]) / cell_m).astype(int), 0, rows - 1)
    values = np.zeros((rows, columns))
    np.add.at(values, (row, column), sites.weight / (cell_m / 1000) ** 2)
    return Surface(
        grid=grid,
        values=values,
        inside=np.ones((rows, columns), dtype=bool),
        kernel="quartic",
        bandwidth_m=100.0,
        unit="per_km2_year",
    )


def _hotspots(*shapes):
    ids = [f"H{row + 1}" for row in range(len(shapes))]
    test = {"p_value": 0.005, "significant": True}
    frame = gpd.GeoDataFrame(
        {"hotspot_id": ids, **test}, index=range(len(ids)), geometry=list(shapes), crs=CRS
    )
    return HotSpots(frame=frame, label=np.zeros(0, dtype=np.int64), eps_m=100.0, min_samples=5)


def _rank(areas, frame, sites, *, period=YEAR, hotspots=None, surface=None, **asked):
    return rank_areas(
        areas,
        frame,
        surface=_surface(areas, sites) if surface is None else surface,
        hotspots=_hotspots() if hotspots is None else hotspots,
        sites=sites,
        period=period,
        **asked,
    )


def _squares(columns, rows, side=200.0):
    return [
        box(column * side, row * side, (column + 1) * side, (row + 1) * side)
        for row in range(rows)
        for column in range(columns)
    ]


def _city(seed=1, n=3000):
    """Return areas of uneven size, and incidents that crowd on some of a thousand places."""
    rng = np.random.default_rng(seed)
    east, north = (np.concatenate([[0], np.cumsum(rng.uniform(120, 600, 9))]) for _ in "xy")
    shapes = [
        box(east[i], north[j], east[i + 1], north[j + 1])
        for j in range(len(north) - 1)
        for i in range(len(east) - 1)
    ]
    places = np.column_stack([rng.uniform(0, east[-1], 1000), rng.uniform(0, north[-1], 1000)]).round(1)
    centre = np.array([east[-1], north[-1]]) / 2
    heat = np.exp(-np.sum((places - centre) ** 2, axis=1) / 2e6) * rng.lognormal(0, 1.2, 1000)
    chosen = rng.choice(1000, size=n, p=heat / heat.sum())
    areas = _areas(shapes, population=rng.integers(100, 5000, len(shapes)))
    start = np.datetime64("2025-01-01", "s") + rng.integers(0, 365 * 86_400, n)
    frame, sites = _incidents(
        places[chosen],
        areas,
        start=start,
        type=rng.choice(["theft", "robbery", "fraud"], n),
        harm=rng.choice([1.0, 20.0], n),
    )
    return areas, frame, sites


def _twice(frame, sites):
    both = pd.concat([frame, frame], ignore_index=True)
    return both, Sites(xy=sites.xy, weight=2 * sites.weight, site_of=np.tile(sites.site_of, 2))


def _said(ranking):
    return {finding.code: finding.values for finding in ranking.findings}  # noqa: PD011 - not a frame


def _table(ranking):
    return ranking.frame.drop(columns="geometry")


def test_the_hand_counted_city_gives_the_literal_numbers():
    areas = _areas(_squares(3, 1, side=1000), population=[1000, 0, 500])
    xy = [(100, 100)] * 60 + [(300, 300)] * 20 + [(1500, 500)] * 19 + [(2500, 500)]
    frame, sites = _incidents(xy, areas)

    table = _rank(
        areas, frame, sites, hotspots=_hotspots(box(50, 50, 100, 100), box(900, 0, 2000, 600)), top=1
    ).frame

    assert tuple(table.columns) == RANKING_COLUMNS
    assert table["area_id"].tolist() == ["a000", "a001", "a002"]
    assert table["incidents"].tolist() == [80, 19, 1]
    assert table["per_km2"].tolist() == [80, 19, 1]
    assert table["share"].tolist() == [0.8, 0.19, 0.01]
    assert table["cumulative_share"].tolist() == pytest.approx([0.8, 0.99, 1])
    assert table["hotspot_share"].tolist() == [0.75, 1, 0]
    assert table["hotspot_ids"].tolist() == ["H1", "H2", ""]
    assert table["hotspots"].tolist() == [1, 1, 0]
    assert table["rate_per_1000"].tolist() == pytest.approx(
        [80 * 365.25 / 365, np.nan, 2 * 365.25 / 365], nan_ok=True
    )
    assert table["density_mean"].tolist() == pytest.approx([80, 19, 1])
    assert table["density_peak"].tolist() == pytest.approx([60 / 0.0025, 19 / 0.0025, 1 / 0.0025])
    assert table["rank_low"].tolist() == table["rank_high"].tolist() == [1, 2, 3]
    assert table["group"].tolist() == [1, 2, 3]
    assert table["harm_per_km2_year"].isna().all()
    assert table["score"].tolist() == pytest.approx([79.6, 19.2, 1.3], abs=0.06)


def test_the_score_is_between_its_bounds_and_has_a_unit():
    areas, frame, sites = _city()

    for by, unit in [
        ("score", "per_km2_year"),
        ("count", "per_year"),
        ("rate", "per_1000_year"),
        ("harm", "harm_per_km2_year"),
        ("density", "per_km2_year"),
    ]:
        ranking = _rank(areas, frame, sites, by=by)
        table = ranking.frame

        assert (ranking.by, ranking.score_unit) == (by, unit)
        assert table["score"].is_monotonic_decreasing
        assert (table["score_low"] <= table["score"]).all()
        assert (table["score"] <= table["score_high"]).all()


def test_the_order_by_count_is_that_of_the_counts_and_by_density_that_of_the_surface():
    areas, frame, sites = _city()

    by_count = _rank(areas, frame, sites, by="count").frame
    by_density = _rank(areas, frame, sites, by="density").frame

    assert by_count["incidents"].is_monotonic_decreasing
    assert by_density["density_mean"].is_monotonic_decreasing


@pytest.mark.parametrize("by", ["score", "count", "rate", "harm", "density"])
@pytest.mark.parametrize("dated", [True, False])
def test_doubling_every_incident_keeps_the_ranking(by, dated):
    areas, frame, sites = _city()
    period = YEAR if dated else None
    frame = frame if dated else frame.assign(start=np.datetime64("NaT", "s"), hour_known=False)

    once = _rank(areas, frame, sites, by=by, period=period).frame
    twice = _rank(areas, *_twice(frame, sites), by=by, period=period).frame

    assert twice["area_id"].tolist() == once["area_id"].tolist()
    assert twice["rank_low"].tolist() == pytest.approx(once["rank_low"].tolist(), abs=1)
    assert twice["p_top"].to_numpy() == pytest.approx(once["p_top"].to_numpy(), abs=0.05)
    assert twice["score"].to_numpy() == pytest.approx(2 * once["score"].to_numpy(), rel=1e-9)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=12), st.integers(2, 5))
@settings(max_examples=25, deadline=None)
def test_copying_every_incident_keeps_the_ranking_of_areas_of_equal_size_however_few_there_are(
    counts, copies
):
    areas = _areas(_squares(len(counts), 1))
    xy = [(200.0 * row + 100, 100.0) for row, count in enumerate(counts) for _ in range(count)]
    once, many = _incidents(xy, areas), _incidents(xy * copies, areas)

    assert (
        _rank(areas, *many, by="count").frame["area_id"].tolist()
        == _rank(areas, *once, by="count").frame["area_id"].tolist()
    )


def test_a_file_that_was_joined_with_itself_is_noticed():
    areas, frame, sites = _city(n=500)

    once, twice = _rank(areas, frame, sites), _rank(areas, *_twice(frame, sites))

    assert "rank_copies" not in _said(once)
    assert _said(twice)["rank_copies"] == {"copies": 2}


def test_the_order_of_incidents_does_not_change_anything():
    areas, frame, sites = _city()
    shuffled = frame.sample(frac=1, random_state=3)

    for by in ("score", "harm"):
        before = _rank(areas, frame, sites, by=by)
        after = _rank(areas, shuffled, sites, by=by)

        pd.testing.assert_frame_equal(_table(after), _table(before), rtol=1e-12)
        assert after.choices == before.choices


def test_the_order_of_areas_does_not_change_anything():
    areas, frame, sites = _city()
    order = np.random.default_rng(4).permutation(len(areas.frame))
    other = Areas(frame=areas.frame.iloc[order].reset_index(drop=True), sources=())
    moved = frame.assign(area=np.argsort(order)[frame["area"]])

    before, after = _rank(areas, frame, sites).frame, _rank(other, moved, sites).frame

    pd.testing.assert_frame_equal(
        after.drop(columns="geometry"), before.drop(columns="geometry"), rtol=1e-9, check_exact=False
    )


def test_one_site_for_each_incident_gives_what_collapsed_sites_give():
    areas, frame, sites = _city(n=400)
    apart = Sites(xy=sites.xy[sites.site_of], weight=np.ones(400), site_of=np.arange(400))
    spots = _hotspots(box(900, 900, 2200, 2200))

    collapsed = _rank(areas, frame, sites, hotspots=spots)
    uncollapsed = _rank(areas, frame.assign(site=np.arange(400)), apart, hotspots=spots)

    pd.testing.assert_frame_equal(_table(uncollapsed), _table(collapsed))


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=9),
    st.sampled_from(["score", "count", "density", "rate"]),
)
@settings(max_examples=40, deadline=None)
def test_ranks_are_a_permutation_within_their_intervals_and_the_chances_add_up(counts, by):
    areas = _areas(
        _squares(3, 3)[: len(counts)],
        population=[100 * (row % 3) + 100 for row in range(len(counts))],
    )
    xy = [
        (200.0 * (row % 3) + 50, 200.0 * (row // 3) + 50)
        for row, count in enumerate(counts)
        for _ in range(count)
    ]
    frame, sites = _incidents(xy, areas)

    table = _rank(areas, frame, sites, by=by, top=3, surface=_surface(areas, sites, 25.0)).frame

    n = len(counts)
    assert table["rank"].tolist() == list(range(1, n + 1))
    assert ((table["rank_low"] >= 1) & (table["rank_low"] <= table["rank"])).all()
    assert ((table["rank"] <= table["rank_high"]) & (table["rank_high"] <= n)).all()
    assert table["p_top"].sum() == pytest.approx(min(3, n))
    assert table["group"].is_monotonic_increasing
    assert np.isfinite(table[["score", "score_low", "score_high"]].to_numpy()).all()


@given(st.integers(0, 80), st.integers(0, 2**31 - 1))
@settings(max_examples=15, deadline=None)
def test_a_planted_dense_area_ranks_first(planted, seed):
    rng = np.random.default_rng(seed)
    areas = _areas(_squares(9, 9))
    background = rng.uniform(0, 1800, (900, 2)).round(1)
    corner = np.array([200.0 * (planted % 9), 200.0 * (planted // 9)])
    frame, sites = _incidents(
        np.vstack([background, corner + rng.uniform(10, 190, (120, 2)).round(1)]), areas
    )

    table = _rank(areas, frame, sites).frame

    assert table["area_id"].iloc[0] == f"a{planted:03d}"
    assert table["p_top"].iloc[0] > 0.99
    assert table["rank_high"].iloc[0] == 1


def test_equal_scores_are_ordered_by_incidents_and_then_by_the_name_of_the_area():
    areas = _areas(_squares(4, 1), ids=["d", "b", "c", "a"])
    frame, sites = _incidents(
        [(100, 100)] * 5 + [(300, 100)] * 5 + [(500, 100)] * 5 + [(700, 100)] * 5, areas
    )

    table = _rank(areas, frame, sites, by="count").frame

    assert table["area_id"].tolist() == ["a", "b", "c", "d"]
    assert table["group"].tolist() == [1, 1, 1, 1]


def test_by_rate_only_areas_with_residents_get_a_rank_and_the_others_are_counted():
    areas = _areas(_squares(4, 1), population=[100, 0, np.nan, 1000])
    frame, sites = _incidents(
        [(100, 100)] * 10 + [(300, 100)] * 50 + [(500, 100)] * 5 + [(700, 100)] * 40, areas
    )

    ranking = _rank(areas, frame, sites, by="rate")

    table = ranking.frame
    assert table["area_id"].tolist() == ["a000", "a003", "a001", "a002"]
    assert table["score"].isna().tolist() == [False, False, True, True]
    assert table["rank"].tolist()[:2] == [1, 2]
    nothing = ["rank", "rank_low", "rank_high", "group", "p_top", "p_top_reporting", "cumulative_share"]
    assert table.loc[2:, nothing].isna().all(axis=None)
    assert ranking.in_order()["rank"].tolist() == [1, 2]
    assert ranking.apart()["area_id"].tolist() == ["a001", "a002"]
    assert _said(ranking)["rank_few_residents"] == {"count": 2, "areas": 4, "fewest": 100}


def test_an_area_of_fewer_than_a_hundred_residents_has_no_rate():
    areas = _areas(_squares(3, 1), population=[99, 100, 1000])
    frame, sites = _incidents([(100, 100)] * 30 + [(300, 100)] * 10 + [(500, 100)] * 40, areas)

    ranking = _rank(areas, frame, sites, by="rate")

    assert ranking.frame["area_id"].tolist() == ["a001", "a002", "a000"]
    assert ranking.frame["rate_per_1000"].isna().tolist() == [False, False, True]
    assert _said(ranking)["rank_few_residents"] == {"count": 1, "areas": 3, "fewest": 100}


def test_few_incidents_and_less_than_a_year_are_said():
    areas = _areas(_squares(3, 1))
    few, few_sites = _incidents([(100, 100)] * 29, areas)
    enough, sites = _incidents([(100, 100)] * 30, areas)
    short = Period(first=date(2025, 1, 1), last=date(2025, 12, 30))

    said = _said(_rank(areas, few, few_sites, period=short))
    silent = _said(_rank(areas, enough, sites))

    assert said["rank_few_incidents"] == {"incidents": 29, "fewest": 30}
    assert said["rank_short_period"] == {"days": 364}
    assert not {"rank_few_incidents", "rank_short_period"} & set(silent)


@pytest.mark.parametrize(
    ("by", "scale", "dispersion"),
    [
        ("count", "prior_scale_count", "score_poisson"),
        ("harm", None, "score_dispersion_harm"),
        ("density", None, "score_poisson"),
    ],
)
def test_the_reasons_are_those_of_the_order_that_was_asked_for(by, scale, dispersion):
    areas, frame, sites = _city()
    frame = frame.assign(start=np.datetime64("NaT", "s"), hour_known=False)

    why = {choice.name: choice.why for choice in _rank(areas, frame, sites, by=by, period=None).choices}

    assert why["score.dispersion"] == dispersion
    assert scale is None or why["score.prior_scale_m"] == scale


def test_too_few_areas_and_a_file_joined_with_itself_are_given_as_reasons():
    areas, frame, sites = _city(n=500)
    three = _areas(_squares(3, 1))
    some, some_sites = _incidents([(100, 100)] * 30, three)
    undated = frame.assign(start=np.datetime64("NaT", "s"), hour_known=False)

    few = {choice.name: choice.why for choice in _rank(three, some, some_sites).choices}
    copied = _rank(areas, *_twice(undated, sites), period=None)

    assert few["score.prior_scale_m"] == "prior_scale_few"
    assert few["score.prior_shape"] == "prior_shape_few"
    assert "score_dispersion_copies" in {choice.why for choice in copied.choices}
    assert _said(copied)["top_list_divided"]["dispersion"] == 2


def test_sums_of_uneven_weights_get_no_test_made_for_counts():
    areas, frame, sites = _city()

    said = _said(_rank(areas, frame, sites, by="harm"))

    assert not {"top_list", "top_list_divided"} & set(said)


@pytest.mark.parametrize(("by", "named"), [("rate", "'areas:'"), ("harm", "'harm:'")])
def test_an_order_without_its_denominator_or_weights_is_refused_with_what_to_do(by, named):
    areas = _areas(_squares(2, 1))
    frame, sites = _incidents([(100, 100)], areas)

    with pytest.raises(ConfigError, match=named) as refused:
        _rank(areas, frame, sites, by=by)

    assert refused.value.where == f"--by {by}"


def test_by_harm_one_grave_incident_outranks_many_light_ones_with_a_wider_interval():
    areas = _areas(_squares(6, 1))
    xy = [(200.0 * row + 100, 100) for row in range(6) for _ in range(20)] + [(300.0, 100)]
    frame, sites = _incidents(xy, areas, harm=[1.0] * 120 + [100.0])

    by_harm = _rank(areas, frame, sites, by="harm").frame.iloc[0]
    by_score = _rank(areas, frame, sites, by="score").frame.iloc[0]

    assert by_harm["area_id"] == "a001"
    assert by_harm["harm_per_km2_year"] == pytest.approx(120 / 0.04 * 365.25 / 365)
    width = (by_harm["score_high"] - by_harm["score_low"]) / by_harm["score"]
    assert width > 2 * (by_score["score_high"] - by_score["score_low"]) / by_score["score"]


def test_an_area_without_ground_and_a_city_without_incidents_can_be_ranked():
    sliver = Polygon([(400, 0), (500, 0), (400, 0)])
    areas = _areas([*_squares(2, 1), sliver])
    some, sites = _incidents([(100, 100)] * 8 + [(450, 0)], areas)
    none, nowhere = _incidents([], areas)

    for by in ("score", "density"):
        table = _rank(areas, some, sites, by=by).frame
        assert sorted(table["incidents"]) == [0, 1, 8]
        assert np.isfinite(table["score"]).all()
    empty = _rank(areas, none, nowhere, period=None).frame
    assert empty["rank"].tolist() == [1, 2, 3]
    assert empty["share"].tolist() == empty["hotspot_share"].tolist() == [0, 0, 0]
    assert empty[["main_types", "main_hours", "trend"]].to_numpy().tolist() == [["", "", ""]] * 3


def test_weights_that_are_all_1_make_harm_the_score():
    areas, frame, sites = _city(n=800)

    by_harm = _rank(areas, frame.assign(harm=1.0), sites, by="harm").frame
    by_score = _rank(areas, frame, sites, by="score").frame

    assert by_harm["score"].to_numpy() == pytest.approx(by_score["score"].to_numpy(), rel=1e-12)


def test_an_area_that_doubled_is_up_one_that_halved_is_down_and_a_quiet_one_is_hidden():
    areas = _areas(_squares(4, 1))
    late, early = np.datetime64("2025-10-01", "s"), np.datetime64("2024-10-01", "s")
    plan = [(0, 80, 30), (1, 20, 70), (2, 50, 48), (3, 6, 3)]
    xy = [(200.0 * row + 100, 100.0) for row, now, past in plan for _ in range(now + past)]
    start = np.array([when for _, now, past in plan for when in [late] * now + [early] * past])
    frame, sites = _incidents(xy, areas, start=start)

    table = _rank(areas, frame, sites, period=TWO_YEARS).frame.set_index("area_id").sort_index()

    assert table["recent"].tolist() == [80, 20, 50, 6]
    assert table["before"].tolist() == [30, 70, 48, 3]
    assert table["trend"].tolist() == ["up", "down", "no change beyond noise", "too few"]
    assert table["trend_p"].isna().tolist() == [False, False, False, True]
    assert table["trend_p"]["a002"] > 0.5
    plain = e_test(np.array([80.0, 20, 50]), np.array([30.0, 70, 48]), length_now=365, length_past=365)
    assert (table["trend_p"].to_numpy()[:3] >= benjamini_hochberg(plain) - 1e-12).all()


def test_whole_months_are_compared_with_the_same_months_a_year_before():
    areas = _areas(_squares(1, 1))
    days = ["2024-01", "2024-02", "2024-02", "2024-03", "2024-07", "2025-01", "2025-02", "2025-03", "2025-03"]
    months = np.array([f"{month}-01" for month in days], dtype="M8[s]")
    frame, sites = _incidents([(100, 100)] * 9, areas, start=months, hour_known=False)

    ranking = _rank(areas, frame, sites, period=Period(first=date(2024, 1, 1), last=date(2025, 3, 31)))

    assert ranking.frame[["recent", "before"]].to_numpy().tolist() == [[4, 4]]
    window = next(c for c in ranking.choices if c.name == "trend.window_days")
    assert (window.value, dict(window.values)["before"]) == (90, 91)


def test_the_season_does_not_pass_for_a_change():
    areas = _areas(_squares(4, 1))
    summers = [f"{year}-07-01" for year in (2024, 2025)]
    start = np.array([day for day in summers for _ in range(400)], dtype="M8[s]")
    xy = [(200.0 * (i % 4) + 100, 100.0) for i in range(800)]
    frame, sites = _incidents(xy, areas, start=start)
    record = Period(first=date(2024, 5, 1), last=date(2025, 9, 30))

    table = _rank(areas, frame, sites, period=record).frame

    assert table["recent"].tolist() == table["before"].tolist() == [100] * 4
    assert set(table["trend"]) == {"no change beyond noise"}


def test_a_record_that_cannot_tell_change_from_season_tells_no_trend_and_says_so():
    areas, frame, sites = _city(n=400)

    short, longer = (
        _rank(areas, frame, sites, period=Period(first=date(2025, 1, 1) - timedelta(days), last=YEAR.last))
        for days in (59, 60)
    )

    assert set(short.frame["trend"]) == {""}
    assert [dict(one.values)["days"] for one in short.findings if one.code == "rank_no_trend"] == [424]
    assert "" not in set(longer.frame["trend"])
    assert "rank_no_trend" not in {one.code for one in longer.findings}


@pytest.mark.parametrize("days", [59, 0])
def test_without_time_or_with_few_days_there_is_no_trend(days):
    areas = _areas(_squares(1, 1))
    start = np.datetime64("2025-01-01", "s") if days else np.datetime64("NaT", "s")
    frame, sites = _incidents([(100, 100)] * 30, areas, start=start)
    period = Period(first=date(2025, 1, 1), last=date(2025, 1, 1) + timedelta(days - 1)) if days else None

    ranking = _rank(areas, frame, sites, period=period)

    assert ranking.frame["trend"].tolist() == [""]
    assert ranking.score_unit == ("per_km2_year" if days else "per_km2")


def test_main_types_are_the_three_most_frequent_with_ties_by_the_alphabet():
    areas = _areas(_squares(2, 1))
    types = ["theft"] * 5 + ["robbery"] * 3 + ["fraud"] * 3 + ["arson"] * 3 + [""] * 6
    frame, sites = _incidents([(100, 100)] * 20, areas, type=types)

    table = _rank(areas, frame, sites).frame

    assert table["main_types"].tolist() == ["theft 25 %; arson 15 %; fraud 15 %", ""]


def test_a_type_of_fewer_than_three_incidents_in_the_area_never_shows():
    areas = _areas(_squares(2, 1))
    types = ["theft"] * 3 + ["a quarrel at Abay 5"] + ["fraud"] * 2 + ["fraud"]
    frame, sites = _incidents([(100, 100)] * 6 + [(300, 100)], areas, type=types)

    table = _rank(areas, frame, sites).frame

    assert table["main_types"].tolist() == ["theft 50 %", ""]


def test_main_hours_are_the_busiest_six_in_a_row_past_midnight_too_and_only_where_hours_are_known():
    areas = _areas(_squares(3, 1))
    hours = [22, 23, 1, 2, 3, 12, 12, 14, 23, 0] + [19, 20] * 5 + [8] * 9
    xy = [(100, 100)] * 10 + [(300, 100)] * 10 + [(500, 100)] * 9
    start = np.datetime64("2025-06-01", "s") + np.array(hours) * np.timedelta64(3600, "s")
    frame, sites = _incidents(xy, areas, start=start)

    table = _rank(areas, frame, sites).frame.set_index("area_id").sort_index()

    assert table["main_hours"].tolist() == ["22–04: 70 %", "15–21: 100 %", ""]


def test_an_area_smaller_than_a_cell_takes_the_cell_it_lies_in():
    areas = _areas([box(0, 0, 400, 400), box(410, 10, 420, 20), box(2000, 2000, 2010, 2010)])
    grid = Grid(west=0, north=600, cell_m=200, rows=3, columns=3)
    values = np.arange(9.0).reshape(3, 3)
    surface = Surface(
        grid=grid, values=values, inside=values >= 0, kernel="quartic", bandwidth_m=300, unit="per_km2_year"
    )

    mean, peak = density_in_areas(areas.frame, surface)

    assert mean.tolist()[:2] == [(3 + 4 + 6 + 7) / 4, 8]
    assert peak.tolist()[:2] == [7, 8]
    assert np.isnan(mean[2])


def test_a_place_on_a_shared_outline_belongs_to_the_lowest_row_and_outside_to_none():
    areas = _areas(_squares(2, 2))
    xy = np.array([[200.0, 100], [200, 200], [300, 200], [399, 399], [400, 400], [401, 0], [-1, 5]])

    assert area_of_sites(areas, xy).tolist() == [0, 0, 1, 3, 3, -1, -1]
    assert area_of_sites(areas, np.empty((0, 2))).tolist() == []


def test_everything_that_is_said_exists_in_three_languages():
    areas, frame, sites = _city(n=600)
    no_one = np.where(np.arange(81) < 3, 0, areas.frame["population"])
    areas = Areas(frame=areas.frame.assign(population=no_one), sources=())
    rankings = [
        _rank(areas, *_twice(frame, sites), by="rate"),
        _rank(areas, frame, sites, by="density"),
        _rank(areas, frame, sites, by="count"),
    ]

    for language in ("en", "ru", "kk"):
        words = Words(language=language)
        said = [words.finding(f)[0] for ranking in rankings for f in ranking.findings]
        reasons = [words.choice(choice) for ranking in rankings for choice in ranking.choices]
        assert all(said)
        assert all(reasons)

    assert {f.code for ranking in rankings for f in ranking.findings} >= {
        "rank_groups_led",
        "top_share",
        "top_not_separate",
        "top_list",
        "rank_wide",
        "rank_few_residents",
        "rank_copies",
    }


def test_the_share_of_the_first_areas_is_told_where_there_are_others():
    areas, frame, sites = _city()

    said = [{f.code for f in _rank(areas, frame, sites, top=top).findings} for top in (80, 81, 100)]

    assert ["top_share" in codes for codes in said] == [True, False, False]


def test_without_dates_the_neighbours_that_predict_each_other_are_used_and_said():
    areas, frame, sites = _city()
    undated = frame.assign(start=np.datetime64("NaT", "s"), hour_known=False)

    choices = {choice.name: choice for choice in _rank(areas, undated, sites, period=None).choices}

    assert set(choices) >= {"score.prior_scale_m", "score.prior_shape", "score.dispersion", "rank.draws"}
    assert len(choices["score.prior_scale_m"].alternatives) in {2, 3}
    assert choices["rank.draws"].value == 4000


def test_with_a_year_of_dates_the_score_is_a_forecast_and_says_how_far_ahead_and_from_what():
    areas, frame, sites = _city()

    ranking = _rank(areas, frame, sites)

    value = {choice.name: choice.value for choice in ranking.choices}
    table = ranking.frame
    assert (value["score.horizon_days"], value["score.earlier_forecasts"]) == (182, 1)
    assert table["expected"].sum() == pytest.approx(3000 * 182 / 365, rel=0.1)
    assert (table["score"] * table["area_km2"] * 182 / 365.25).to_numpy() == pytest.approx(table["expected"])
    assert (table["expected_low"] <= table["expected"]).all()
    assert (table["expected"] <= table["expected_high"] + 1).all()


@pytest.mark.parametrize(("n", "last"), [(399, date(2025, 12, 31)), (3000, date(2025, 12, 24))])
def test_with_fewer_than_400_incidents_or_less_than_a_year_nothing_is_forecast(n, last):
    areas, frame, sites = _city(n=n)

    ranking = _rank(areas, frame, sites, period=Period(first=date(2025, 1, 1), last=last))

    assert ranking.frame[["expected", "expected_low", "expected_high"]].isna().all(axis=None)
    assert "score.prior_shape" in {choice.name for choice in ranking.choices}


def _widths(ranking):
    table = ranking.frame.set_index("area_id").sort_index()
    return (table["score_high"] - table["score_low"]) / table["score"]


@pytest.mark.parametrize("by", ["score", "count", "rate", "harm", "density"])
def test_a_mean_that_is_no_forecast_is_as_unsure_as_the_year_after_it_where_there_are_dates(by):
    areas, frame, sites = _city(n=40_000)
    quarter = frame[frame["start"] < np.datetime64("2025-04-01")].reset_index(drop=True)
    period = Period(first=date(2025, 1, 1), last=date(2025, 3, 31))

    dated = _rank(areas, quarter, sites, period=period, by=by)
    undated = _rank(areas, quarter.assign(start=np.datetime64("NaT", "s")), sites, period=None, by=by)

    year = np.sqrt(PLACES**2 + city_drift(period.years))
    assert (_widths(dated) > 2 * 1.96 * year * 0.95).all()
    assert (_widths(dated) > _widths(undated)).all()
    assert _widths(undated).min() < 0.5 * _widths(dated).min()
    drift = [choice for choice in dated.choices if choice.name == "score.drift_percent"]
    assert [(one.value, one.why, dict(one.values)) for one in drift] == [
        (15, "score_drift_rule", {"level": 16})
    ]
    assert "score.drift_percent" not in {choice.name for choice in undated.choices}


def test_a_quarter_of_a_record_is_less_sure_of_the_year_after_than_the_whole_year():
    areas, frame, sites = _city(n=40_000)
    first = frame[frame["start"] < np.datetime64("2025-04-01")].reset_index(drop=True)
    period = Period(first=date(2025, 1, 1), last=date(2025, 3, 31))

    whole = _rank(areas, frame, sites, by="count")
    quarter = _rank(areas, first, sites, period=period, by="count")

    assert (_widths(quarter) > _widths(whole)).all()


def test_what_is_expected_does_not_depend_on_the_order_that_was_asked_for():
    areas, frame, sites = _city()

    tables = [_rank(areas, frame, sites, by=by).frame for by in ("score", "count", "rate", "harm")]

    for table in tables[1:]:
        joined = table.merge(tables[0], on="area_id", suffixes=("", "_by_score"))
        assert joined["expected"].to_numpy() == pytest.approx(joined["expected_by_score"].to_numpy())


def test_areas_far_ahead_of_all_others_are_named_as_surely_among_the_first():
    areas = _areas(_squares(4, 1))
    xy = [(200.0 * row + 100, 100.0) for row, count in enumerate([90, 80, 9, 8]) for _ in range(count)]
    frame, sites = _incidents(xy, areas)

    said = _said(_rank(areas, frame, sites, top=2))

    assert said["top_sure"]["name"] == "Area a000, Area a001"
    assert said["top_sure"]["others"] == 0


def _chicago(folder):
    columns = ["Community Area", "Latitude", "Longitude"]
    frame = pd.read_parquet(folder / "crimes_2012_2017.parquet", columns=columns)
    frame = frame[frame["Latitude"] > 40].sample(80_000, random_state=1)
    code = pd.to_numeric(frame["Community Area"], errors="coerce").fillna(0).astype(int).astype(str)
    return _points(frame["Longitude"], frame["Latitude"], "EPSG:4326", "EPSG:32616"), code


def _vancouver(folder):
    frame = pd.read_parquet(folder / "crimes_2003_2017.parquet", columns=["X", "Y", "NEIGHBOURHOOD"])
    frame = frame[frame["X"] > 0]
    names = {"Central Business District": "Downtown", "Arbutus Ridge": "Arbutus-Ridge"}
    code = frame["NEIGHBOURHOOD"].replace(names).fillna("none")
    return frame[["X", "Y"]].to_numpy(dtype=float), code


def _sheffield(folder):
    frame = pd.concat([pd.read_csv(file) for file in sorted(folder.glob("*.csv.gz"))], ignore_index=True)
    frame = frame[frame["LSOA name"].str.startswith("Sheffield", na=False)]
    return _points(frame["Longitude"], frame["Latitude"], "EPSG:4326", "EPSG:27700"), frame["LSOA code"]


def _points(x, y, crs, metric):
    east, north = Transformer.from_crs(crs, metric, always_xy=True).transform(x.to_numpy(), y.to_numpy())
    return np.column_stack([east, north])


@pytest.mark.parametrize(
    ("boundaries", "column", "published", "agree"),
    [
        ("chicago/community_areas.geojson|EPSG:32616", "area_numbe", _chicago, 0.975),
        ("vancouver/local_area_boundary.geojson|EPSG:26910", "name", _vancouver, 0.958),
        ("sheffield/lsoa_2011_E08000019.geojson|EPSG:27700", "LSOA11CD", _sheffield, 0.961),
    ],
    ids=["chicago", "vancouver", "sheffield"],
)
def test_incidents_lie_in_the_area_that_their_publisher_names(boundaries, column, published, agree):
    file, crs = boundaries.split("|")
    if not (DATA / file).exists():
        pytest.skip(f"the real data of {file} are not here")
    shapes = gpd.read_file(DATA / file).to_crs(crs)
    xy, code = published((DATA / file).parent)
    codes = np.append(shapes[column].astype(str).to_numpy(), "none of them")

    area = area_of_sites(Areas(frame=shapes, sources=()), xy)

    assert np.mean(codes[area] == code.to_numpy().astype(str)) == pytest.approx(agree, abs=0.0015)
