"""Hit rate, PAI, PEI* and the two recapture measures: their values in print, ties, order of the rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hotspot.measure import capture

COUNTS = st.integers(1, 30).flatmap(
    lambda n: st.tuples(*[arrays(np.float64, n, elements=st.integers(0, 9).map(float)) for _ in range(2)])
)


# Published with the R package ptools: observed, predicted; PAI, PEI, predicted over observed.
PTOOLS = [
    ([6, 3, 0], [3, 2, 1], [2, 1.5, 1], [1, 1, 1], [0.5, 0.555556, 0.666667]),
    (
        [6, 7, 3, 2, 1, 0],
        [8, 4, 4, 2, 1, 0],
        [1.894737, 1.421053, 1.684211, 1.421053, 1.2, 1],
        [0.857143, 0.692308, 1, 1, 1, 1],
        [1.333333, 1.333333, 1, 1, 1, 1],
    ),
]


@pytest.mark.parametrize(("observed", "predicted", "pai", "pei", "ratio"), PTOOLS)
def test_pai_pei_and_predicted_over_observed_are_those_of_ptools(
    observed: list[float], predicted: list[float], pai: list[float], pei: list[float], ratio: list[float]
) -> None:
    seen, expected = np.array(observed, float), np.array(predicted, float)
    flagged = np.arange(1, len(seen) + 1)
    order = capture.flagging_order(expected, seen)

    hits = capture.caught(order, seen, flagged)
    best = capture.caught(capture.flagging_order(seen, seen), seen, flagged)

    assert capture.pai(hits, seen.sum(), flagged / len(seen)) == pytest.approx(pai, abs=1e-6)
    assert capture.pei_star(hits, best) == pytest.approx(pei, abs=1e-6)
    assert capture.pred_over_obs(capture.caught(order, expected, flagged), hits) == pytest.approx(
        ratio, abs=1e-6
    )


def test_of_equal_scores_the_emptier_place_is_flagged_first() -> None:
    score, observed = np.array([4.0, 4.0, 4.0 * (1 + 1e-12), np.nan]), np.array([7.0, 3.0, 5.0, 9.0])

    order = capture.flagging_order(score, observed)

    assert order.tolist() == [1, 2, 0, 3]


@given(COUNTS)
def test_ties_drawn_by_lot_catch_no_less_than_the_worst_case(both: tuple[np.ndarray, np.ndarray]) -> None:
    score, observed = both
    flagged = np.arange(len(score) + 1)
    order = capture.flagging_order(score, observed)

    worst = capture.caught(order, observed, flagged)
    even = capture.caught(order, capture.evened(score, observed), flagged)

    assert (even >= worst - 1e-9).all()
    assert even[-1] == pytest.approx(observed.sum())


def test_levine_and_wheeler_measure_different_things_under_one_name() -> None:
    hits, before = np.array([30.0]), np.array([50.0])

    levine = capture.recapture_rate(hits, np.array(100.0), before, np.array(200.0))
    wheeler = capture.pred_over_obs(np.array([45.0]), hits)

    assert levine == pytest.approx([1.2])  # (30 / 50) / (100 / 200)
    assert wheeler == pytest.approx([1.5])


def test_search_efficiency_counts_incidents_per_km2_flagged() -> None:
    assert capture.ser(np.array([30.0]), np.array([0.5])).tolist() == [60.0]


def test_without_incidents_nothing_can_be_said() -> None:
    nothing = np.zeros(1)

    assert np.isnan(capture.hit_rate(nothing, nothing)).all()
    assert np.isnan(capture.pei_star(nothing, nothing)).all()
    assert np.isnan(capture.recapture_rate(nothing, nothing, np.ones(1), np.ones(1))).all()


@given(COUNTS)
def test_more_places_never_catch_less_and_the_oracle_catches_most(
    both: tuple[np.ndarray, np.ndarray],
) -> None:
    score, observed = both
    flagged = np.arange(len(score) + 1)

    hits = capture.caught(capture.flagging_order(score, observed), observed, flagged)
    best = capture.caught(capture.flagging_order(observed, observed), observed, flagged)

    assert (np.diff(hits) >= 0).all()
    assert (hits <= best).all()
    assert hits[-1] == best[-1] == observed.sum()


@given(COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_the_places_does_not_matter(both: tuple[np.ndarray, np.ndarray], random: object) -> None:
    score, observed = both
    shuffled = np.argsort([random.random() for _ in score])  # type: ignore[attr-defined]
    flagged = np.arange(len(score) + 1)

    hits = capture.caught(capture.flagging_order(score, observed), observed, flagged)
    again = capture.caught(
        capture.flagging_order(score[shuffled], observed[shuffled]), observed[shuffled], flagged
    )

    assert again.tolist() == hits.tolist()


@given(st.floats(0.001, 0.5), st.integers(1, 100_000))
def test_at_least_one_place_is_flagged_and_never_more_than_the_share(share: float, places: int) -> None:
    count = capture.flagged_count(share, places)

    assert 1 <= count <= max(1, share * places + 1e-6)
