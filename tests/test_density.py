"""Laws of the density stage: the surface gives back the incidents, and a bandwidth says why."""

import pickle
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree
from shapely import MultiPolygon, Polygon, box
from shapely.affinity import rotate

from hotspot.density import choose_bandwidth, density_surface, study_grid
from hotspot.errors import ConfigError
from hotspot.measure.kernel import KERNELS, KernelName
from hotspot.schema import LANGUAGES, Choice, Sites
from hotspot.words import Words

SQUARE_KM = box(300_000, 5_000_000, 301_000, 5_001_000)
CITY = box(300_000, 5_000_000, 306_000, 5_004_000)
ASKED: dict[str, Any] = {"kernel": "quartic", "geocoding_error_m": 20.0, "area_share": 0.02, "seed": 7}


def collapsed(xy: np.ndarray) -> Sites:
    places, site_of, weight = np.unique(xy, axis=0, return_inverse=True, return_counts=True)
    return Sites(xy=places, weight=weight.astype(float), site_of=site_of.ravel())


def scattered(n: int, seed: int = 0, study: Polygon = SQUARE_KM) -> Sites:
    west, south, east, north = study.bounds
    random = np.random.default_rng(seed)
    return collapsed(random.uniform((west, south), (east, north), (n, 2)).round(0))


def town(n: int, *, spread_m: float, seed: int = 0) -> Sites:
    """Give n incidents around forty lasting centres of very unequal strength, and a tenth anywhere."""
    random = np.random.default_rng(seed)
    low, high = np.array(CITY.bounds).reshape(2, 2)
    strength = random.pareto(1.0, 40) + 0.1
    centre = random.uniform(low + 300, high - 300, (40, 2))[random.choice(40, n, p=strength / strength.sum())]
    anywhere = random.random(n) < 0.1
    near = np.where(anywhere[:, None], random.uniform(low, high, (n, 2)), random.normal(centre, spread_m))
    return collapsed(np.clip(near, low, high).round(1))


def days_of(sites: Sites, span: int = 400) -> np.ndarray:
    return np.random.default_rng(1).integers(0, span, len(sites.site_of))


@cache
def chosen_for(
    spread_m: float, *, dated: bool, kernel: KernelName = "quartic", geocoding_error_m: float = 20.0
) -> Choice:
    sites = town(2000, spread_m=spread_m)
    asked = ASKED | {"kernel": kernel, "geocoding_error_m": geocoding_error_m}
    return choose_bandwidth(sites, CITY, days=days_of(sites) if dated else None, **asked)


def test_the_cells_are_those_whose_centre_lies_inside_and_their_borders_are_round() -> None:
    study = Polygon([(300_005, 5_000_005), (300_165, 5_000_005), (300_005, 5_000_245)])

    grid, inside = study_grid(study, cell_m=50)

    assert (grid.west, grid.north, grid.rows, grid.columns) == (300_000, 5_000_250, 5, 4)
    assert inside.astype(int).tolist() == [
        [0, 0, 0, 0],
        [1, 0, 0, 0],
        [1, 1, 0, 0],
        [1, 1, 0, 0],
        [1, 1, 1, 0],
    ]


@given(angle=st.floats(0, 90), cell_m=st.floats(7, 3000))
def test_a_study_area_always_has_a_cell_and_about_its_own_area(angle: float, cell_m: float) -> None:
    study = rotate(SQUARE_KM, angle)

    grid, inside = study_grid(study, cell_m=cell_m)

    assert inside.shape == (grid.rows, grid.columns)
    assert inside.any()
    assert abs(inside.sum() * cell_m**2 - study.area) <= study.length * cell_m + cell_m**2


def test_a_study_area_smaller_than_a_cell_gets_the_cell_it_lies_in() -> None:
    study = MultiPolygon([box(300_110, 5_000_010, 300_112, 5_000_012)])

    grid, inside = study_grid(study, cell_m=100)

    easting, northing = grid.centres()
    assert inside.tolist() == [[True]]
    assert (easting[0], northing[0]) == (300_150, 5_000_050)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    kernel=st.sampled_from(list(KERNELS)),
    bandwidth_m=st.floats(10, 800),
    years=st.sampled_from([None, 0.4, 3.0]),
)
def test_the_surface_over_the_city_gives_back_the_number_of_incidents(
    seed: int, kernel: KernelName, bandwidth_m: float, years: float | None
) -> None:
    sites = scattered(80, seed)

    surface = density_surface(
        sites, rotate(SQUARE_KM, 20), kernel=kernel, bandwidth_m=bandwidth_m, cell_m=None, years=years
    )

    per_cell = np.nansum(surface.values) * (surface.grid.cell_m / 1000) ** 2
    assert per_cell * (years or 1) == pytest.approx(80, rel=1e-12)
    assert surface.unit == ("per_km2" if years is None else "per_km2_year")
    assert (np.isnan(surface.values) == ~surface.inside).all()


def test_evenly_spread_incidents_hardly_thin_out_towards_the_border() -> None:
    step = np.arange(100) * 10 + 5.0
    east, north = np.meshgrid(300_000 + step, 5_000_000 + step)
    sites = collapsed(np.column_stack([east.ravel(), north.ravel()]))

    surface = density_surface(sites, SQUARE_KM, kernel="quartic", bandwidth_m=100, cell_m=20, years=None)

    corner, edge, centre = surface.values[0, 0], surface.values[25, 0], surface.values[25, 25]
    assert centre == pytest.approx(10_000, rel=1e-3)
    assert 7_500 < edge < 10_000  # 5,000 without correction
    assert 6_000 < corner < 10_000  # 2,500


@pytest.mark.parametrize(
    ("bandwidth_m", "cell_m", "why"),
    [(100, 20, "cell_fifth"), (163, 32, "cell_fifth"), (20, 10, "cell_fifth")],
)
def test_cells_are_a_fifth_of_the_bandwidth_but_not_below_ten_metres(
    bandwidth_m: float, cell_m: float, why: str
) -> None:
    surface = density_surface(
        scattered(9), SQUARE_KM, kernel="quartic", bandwidth_m=bandwidth_m, cell_m=None, years=None
    )

    (choice,) = surface.choices
    assert (surface.grid.cell_m, choice.value, choice.why) == (cell_m, cell_m, why)


def test_a_large_study_area_gets_wider_cells_and_says_so() -> None:
    county = box(300_000, 5_000_000, 400_000, 5_100_000)

    surface = density_surface(
        scattered(9, study=county), county, kernel="quartic", bandwidth_m=60, cell_m=None, years=None
    )

    assert surface.grid.cell_m == 50
    assert [choice.why for choice in surface.choices] == ["cell_limited"]
    assert [finding.code for finding in surface.findings] == ["density_coarse"]


def test_cells_too_fine_for_the_memory_are_refused_with_a_size_that_works() -> None:
    with pytest.raises(ConfigError, match=r"0\.1 m makes 100,040,004 cells; .* density\.cell_m=2 or more"):
        density_surface(scattered(9), SQUARE_KM, kernel="quartic", bandwidth_m=60, cell_m=0.1, years=None)


@pytest.mark.parametrize("spread_m", [30, 100, 300])
def test_few_hits_more_or_less_do_not_move_the_bandwidth_from_what_is_usual(spread_m: float) -> None:
    choice = chosen_for(spread_m, dated=True)

    hits = dict(choice.curve)
    assert 80 <= float(choice.value) <= 100
    assert hits[float(choice.value)] >= 0.95 * max(hits.values())


def test_the_choice_says_its_rule_its_rivals_and_how_to_change_it() -> None:
    choice = chosen_for(30, dated=True)

    rules = dict(choice.alternatives)
    assert (choice.name, choice.unit, choice.why) == ("density.bandwidth_m", "m", "bandwidth_hits")
    assert choice.flag.startswith("--set density.bandwidth_m=")
    assert list(rules) == [
        "forward-chained hit rate",
        "likelihood cross-validation",
        "Diggle's MSE",
        "Cronie & van Lieshout",
        "Scott (not used)",
        "spacing of snapped points (not used)",
        "floor: geocoding error",
    ]
    assert rules["forward-chained hit rate"] == choice.value
    assert rules["Scott (not used)"] > 3 * float(choice.value)


@pytest.mark.parametrize("spread_m", [30, 300])
def test_without_dates_the_likelihood_decides_within_what_is_usual(spread_m: float) -> None:
    choice = chosen_for(spread_m, dated=False)

    likely_m = dict(choice.alternatives)["likelihood cross-validation"]
    assert choice.why == "bandwidth_likelihood"
    assert choice.value == min(max(likely_m, 80), 100)
    assert "forward-chained hit rate" not in dict(choice.alternatives)
    assert choice.curve == ()


def test_too_few_hits_leave_it_at_what_is_usual() -> None:
    sites = town(150, spread_m=100)

    choice = choose_bandwidth(sites, CITY, days=days_of(sites), **ASKED)

    assert choice.why == "bandwidth_usual"
    assert choice.value == 80


def test_the_sensitivity_curve_holds_the_hits_of_every_bandwidth_tried() -> None:
    choice = chosen_for(30, dated=True)

    tried, hits = zip(*choice.curve, strict=True)
    assert list(tried) == sorted(tried)
    assert tried[:3] == (50, 63, 80)
    assert dict(choice.curve)[float(choice.value)] == choice.values["hits"]
    assert max(hits) <= choice.values["tested"]


@pytest.mark.parametrize("dated", [True, False])
def test_the_bandwidth_never_falls_below_the_geocoding_error(dated: bool) -> None:
    choice = chosen_for(30, dated=dated, geocoding_error_m=1500.0)

    assert (choice.value, choice.why) == (1500, "bandwidth_points")


@pytest.mark.parametrize("kernel", [name for name in KERNELS if name != "quartic"])
def test_another_kernel_gets_a_bandwidth_that_spreads_about_as_far(kernel: KernelName) -> None:
    quartic = chosen_for(300, dated=True, geocoding_error_m=5.0)
    other = chosen_for(300, dated=True, geocoding_error_m=5.0, kernel=kernel)

    wider = KERNELS[kernel].deviation / KERNELS["quartic"].deviation
    assert 0.5 < float(other.value) * wider / float(quartic.value) < 2
    scott, quartic_scott = (dict(choice.alternatives)["Scott (not used)"] for choice in (other, quartic))
    assert scott * wider == pytest.approx(quartic_scott, rel=1e-3)


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("dated", [True, False])
def test_a_handful_of_incidents_still_gets_a_bandwidth(n: int, dated: bool) -> None:
    sites = scattered(n)

    choice = choose_bandwidth(sites, SQUARE_KM, days=np.arange(n) if dated else None, **ASKED)

    assert 20 <= float(choice.value) <= 1000


def test_the_same_incidents_and_seed_give_the_same_bytes() -> None:
    sites = town(1000, spread_m=80)
    days = days_of(sites)

    first, second = (choose_bandwidth(sites, CITY, days=days, **ASKED) for _ in range(2))

    assert pickle.dumps(first) == pickle.dumps(second)


def test_the_order_of_undated_rows_does_not_matter() -> None:
    sites = town(3000, spread_m=80)
    shuffled = [np.random.default_rng(seed).permutation(sites.site_of) for seed in range(12)]

    choices = [
        choose_bandwidth(replace(sites, site_of=rows), CITY, days=None, **ASKED)
        for rows in [sites.site_of, *shuffled]
    ]

    assert len({pickle.dumps(choice) for choice in choices}) == 1


def test_the_spacing_of_snapped_points_is_shown_and_moves_nothing() -> None:
    free = town(2000, spread_m=60)
    points = np.random.default_rng(2).uniform(CITY.bounds[:2], CITY.bounds[2:], (800, 2))
    snapped = collapsed(points[cKDTree(points).query(free.xy[free.site_of])[1]])

    choice = choose_bandwidth(snapped, CITY, days=days_of(snapped), **ASKED)

    fourth = np.median(cKDTree(snapped.xy).query(snapped.xy, k=[5])[0])
    shown = dict(choice.alternatives)["spacing of snapped points (not used)"]
    assert shown == round(float(fourth), 1) > float(choice.value)


def test_doubling_every_incident_keeps_the_bandwidth() -> None:
    sites = town(1000, spread_m=80)
    days = days_of(sites)
    doubled = replace(sites, weight=sites.weight * 2, site_of=np.repeat(sites.site_of, 2))

    once = choose_bandwidth(sites, CITY, days=days, **ASKED)
    twice = choose_bandwidth(doubled, CITY, days=np.repeat(days, 2), **ASKED)

    rules = "forward-chained hit rate"
    assert dict(once.alternatives)[rules] == dict(twice.alternatives)[rules]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_said_in_every_language(language: Any) -> None:
    sites = town(1000, spread_m=80)
    words = Words(language=language)
    county = box(300_000, 5_000_000, 400_000, 5_100_000)
    surface = density_surface(sites, county, kernel="quartic", bandwidth_m=60, cell_m=None, years=None)
    fine = density_surface(sites, CITY, kernel="quartic", bandwidth_m=60, cell_m=None, years=None)
    choices = [
        chosen_for(30, dated=True),
        chosen_for(300, dated=False),
        chosen_for(30, dated=False, geocoding_error_m=1500.0),
        choose_bandwidth(town(150, spread_m=100), CITY, days=days_of(town(150, spread_m=100)), **ASKED),
        *surface.choices,
        *fine.choices,
    ]

    said = [words.choice(choice) for choice in choices]
    seen, advice = words.finding(surface.findings[0])

    assert len({choice.why for choice in choices}) == 6
    assert all(text and "{" not in text for text in [*said, seen, advice])


def test_a_province_is_searched_with_wider_cells_and_not_with_more_memory(monkeypatch):
    monkeypatch.setattr("hotspot.density.choose.SEARCH_CELLS", 10_000)
    cells = []
    study_cells = study_grid
    monkeypatch.setattr(
        "hotspot.density.choose.study_grid",
        lambda study, *, cell_m: cells.append(cell_m) or study_cells(study, cell_m=cell_m),
    )
    province = box(200_000, 4_500_000, 1_000_000, 5_300_000)
    sites = scattered(300, study=province)

    choose_bandwidth(sites, province, days=days_of(sites), **ASKED)

    assert cells[0] == 8_000
