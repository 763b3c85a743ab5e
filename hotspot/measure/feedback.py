"""What becomes of a ranking that is fed with what patrols found where it had sent them: an urn of two places.

Ensign, Friedler, Neville, Scheidegger & Venkatasubramanian (2018, "Runaway feedback loops in predictive
policing", PMLR 81, 160-171), after Lum & Isaac (2016, Significance 13(5), 14-19). Every day one patrol goes
to one of two places, drawn by their counts so far; what happens there is Poisson with the rate of the place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from hotspot.schema import Floats

Counted: TypeAlias = Literal["found", "weighted", "reported"]


def share_of_first(
    start: tuple[float, float],
    per_day: tuple[float, float],
    *,
    days: int,
    counted: Counted,
    runs: int = 300,
    seed: int = 1,
) -> Floats:
    """Return the share (runs,) of the first place in the counts after so many days.

    `start` are the counts before the first day, `per_day` what truly happens a day in each place. With
    `found`, all that the patrol finds is counted, and only there. With `weighted`, each incident found is
    counted with the probability that the patrol had been drawn elsewhere (their section 4.1: importance
    sampling by rejection). With `reported`, what happens is counted in both places, patrol or no patrol.

    >>> true = 3.68511 / (3.68511 + 2.816466)
    >>> shares = [
    ...     share_of_first((609, 379), (3.68511, 2.816466), days=1_000, counted=how).mean()
    ...     for how in ("found", "weighted", "reported")
    ... ]
    >>> round(true, 4), [round(float(share), 2) for share in shares]
    (0.5668, [0.7, 0.59, 0.57])
    """
    draw = np.random.default_rng(seed)
    count = np.tile(np.array(start, dtype=float), (runs, 1))
    for _ in range(days):
        happened = draw.poisson(per_day, (runs, 2))
        if counted != "reported":
            patrolled = count / count.sum(axis=1, keepdims=True)
            first = draw.random(runs) < patrolled[:, 0]
            happened = np.where(np.column_stack([first, ~first]), happened, 0)
            if counted == "weighted":
                happened = draw.binomial(happened, 1 - patrolled)
        count += happened
    return np.asarray(count[:, 0] / count.sum(axis=1))
