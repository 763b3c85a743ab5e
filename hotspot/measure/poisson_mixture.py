"""How much each of several answers counts: the sum of them that makes what followed most likely.

Poisson counts whose mean is a weighted sum, no weight below 0, by the EM algorithm (Shepp & Vardi 1982, IEEE
Transactions on Medical Imaging 1, 113).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.negative_binomial import NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Floats

STEPS, STILL = 300, 1e-6


def fit_weights(answers: Floats, followed: Floats, *, start: Floats | None = None) -> Floats:
    """Return the weights (k,), none below 0, with which the `answers` (k, m) make the counts `followed` (m,)
    most likely: Poisson counts with mean weights @ answers. EM from equal weights, or from
    `start` (k,), until nothing moves.

    >>> fit_weights(np.array([[2.0, 0.0, 6.0], [0.0, 1.0, 0.0]]), np.array([1.0, 2.0, 3.0])).round(3).tolist()
    [0.5, 2.0]
    """
    total = answers.sum(axis=1)
    even = np.where(total > 0, followed.sum() / np.maximum(total, NOTHING) / len(total), 0.0)
    weights = even if start is None else start
    seen, counts = answers[:, followed > 0], followed[followed > 0]
    for _ in range(STEPS):
        shares = seen @ (counts / np.maximum(weights @ seen, NOTHING))
        moved = weights * shares / np.maximum(total, NOTHING)
        still = np.abs(moved - weights).max() < STILL
        weights = moved
        if still:
            break
    return np.asarray(weights)


def held_out(lessons: Sequence[tuple[Floats, Floats]], weights: Floats) -> list[tuple[Floats, Floats]]:
    """Return what each lesson had to expect (n,) by the weights that all others teach, and what followed.

    A lesson is the answers (k, n) and the counts that followed (n,); `weights` (k,) are those of all of them,
    from where it is not far. Weights that have seen what followed would miss it less. A lesson alone is taken
    as it is.
    """
    found = []
    for number, (answers, followed) in enumerate(lessons):
        others = [*lessons[:number], *lessons[number + 1 :]] or lessons
        without = fit_weights(
            np.concatenate([other[0] for other in others], axis=1),
            np.concatenate([other[1] for other in others]),
            start=weights,
        )
        found.append((without @ answers, followed))
    return found
