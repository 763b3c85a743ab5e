"""The weights of several answers: those that made the past, none below zero, one lesson left out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot.measure.poisson_mixture import fit_weights, held_out


def _lessons(seed, *, of=3, answers=6, places=25):
    """Draw lessons in which only the first answer counts."""
    rng = np.random.default_rng(seed)
    drawn = [rng.gamma(1.0, 10.0, (answers, places)) for _ in range(of)]
    return [(one, rng.poisson(one[0]).astype(float)) for one in drawn]


def _all(lessons):
    return fit_weights(
        np.concatenate([one[0] for one in lessons], axis=1), np.concatenate([one[1] for one in lessons])
    )


def test_the_weights_are_those_that_made_the_past():
    rng = np.random.default_rng(2)
    answers = rng.gamma(2.0, 5.0, (3, 4000))
    followed = rng.poisson(np.array([0.7, 0.0, 0.3]) @ answers).astype(float)

    weights = fit_weights(answers, followed)

    assert weights == pytest.approx([0.7, 0.0, 0.3], abs=0.03)
    assert (weights >= 0).all()


@given(st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_the_fitted_means_add_up_to_what_followed(seed):
    rng = np.random.default_rng(seed)
    answers, followed = rng.gamma(1.0, 3.0, (4, 50)), rng.poisson(4.0, 50).astype(float)

    weights = fit_weights(answers, followed)

    assert (weights @ answers).sum() == pytest.approx(followed.sum(), rel=1e-6)


def test_who_starts_from_the_answer_stays_there():
    lessons = _lessons(1, of=1)
    weights = _all(lessons)

    again = fit_weights(*lessons[0], start=weights)

    assert again == pytest.approx(weights, abs=1e-3)


@given(st.integers(0, 2**31 - 1))
@settings(max_examples=10, deadline=None)
def test_what_followed_a_lesson_does_not_change_what_the_others_expect_of_it_by_their_own_weights(seed):
    lessons, start = _lessons(5), np.full(6, 0.2)
    answers, followed = lessons[1]
    other = np.random.default_rng(seed).poisson(50.0, len(followed)).astype(float)

    before = held_out(lessons, start)[1][0]
    after = held_out([lessons[0], (answers, other), lessons[2]], start)[1][0]

    assert after.tobytes() == before.tobytes()


def test_a_lesson_that_was_held_out_is_missed_by_more_than_one_that_was_learned():
    def missed(expected, followed):
        return float(np.sum(expected - followed * np.log(np.maximum(expected, 1e-12))))

    seen, unseen = 0.0, 0.0
    for seed in range(10):
        lessons = _lessons(seed, of=2, answers=12, places=20)
        weights = _all(lessons)
        seen += sum(missed(weights @ answers, followed) for answers, followed in lessons)
        unseen += sum(missed(*one) for one in held_out(lessons, weights))

    assert unseen > seen + 10


def test_a_lesson_alone_is_taken_as_it_is():
    lessons = _lessons(7, of=1)
    weights = _all(lessons)

    ((expected, followed),) = held_out(lessons, weights)

    assert expected == pytest.approx(weights @ lessons[0][0], rel=0.01)
    assert followed.tolist() == lessons[0][1].tolist()
