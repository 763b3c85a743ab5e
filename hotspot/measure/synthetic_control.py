"""What would have happened without the pilot: other places, weighted so that they resemble it before."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from hotspot.schema.compared import Placebo

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotspot.schema import Bools, Floats

ROUNDS = 100
SHORTEST_STEP = 1e-8
CLOSE = 1e-9  # of a target: what is nearer is met


def synthetic_control(places: Floats, target: Floats, *, treated: int, slack: Floats | None = None) -> Floats:
    """Return the weights (d,) of the places of comparison nearest to equal ones that meet the targets.

    `places` (d, k) hold what is to be alike before the pilot (a column of ones for the number of places,
    counts by month, …), `target` (k,) its sums over the `treated` places. Of all weights w ≥ 0 with
    Σ w x = target, those with the least Σ (w − w₀)²/w₀, w₀ equal: Robbins, Saunders & Kilmer (2017), JASA
    112, 109, whose weights sum to the number of treated places. With `slack` (k,), the variance that each
    target has by chance, the targets need not be met: Σ (miss)²/slack is added to what is made small. By
    Newton's method on the dual problem.
    """
    scale = np.maximum(np.abs(places).max(axis=0, initial=0.0), 1e-12)
    x, wanted = places / scale, target / scale
    ridge = np.zeros(len(target)) if slack is None else slack / scale**2
    equal = treated / len(places)
    price = np.zeros(len(target))
    near = CLOSE * max(float(np.abs(wanted).max(initial=0.0)), 1e-12)

    def cost(at: Floats) -> float:
        lifted = np.maximum(1 + x @ at, 0)
        return float(equal * (lifted @ lifted) / 2 + ridge @ at**2 / 2 - wanted @ at)

    for _ in range(ROUNDS):
        lifted = 1 + x @ price
        active = lifted > 0
        gap = equal * (x.T @ np.maximum(lifted, 0)) + ridge * price - wanted
        if float(np.abs(gap).max(initial=0.0)) <= near:
            break
        bent = equal * (x[active].T @ x[active]) + np.diag(ridge)
        step = np.linalg.lstsq(bent, gap, rcond=None)[0]
        price = _shortened(price, step, float(gap @ step), cost)
    return np.asarray(equal * np.maximum(1 + x @ price, 0))


def _shortened(price: Floats, step: Floats, slope: float, cost: Callable[[Floats], float]) -> Floats:
    """Return the prices after the step, shortened until it helps (Armijo)."""
    now, length = cost(price), 1.0
    while cost(price - length * step) > now - 1e-4 * length * slope and length > SHORTEST_STEP:
        length /= 2
    return np.asarray(price - length * step)


def placebo_in_space(
    before: Floats, after: Floats, treated: Bools, likely: Bools, *, groups: int, variation: float, seed: int
) -> Placebo:
    """Compare the treated places with their synthetic control, and groups that had no pilot with theirs.

    `before` (n, k) are counts of the n places by window, `after` (n,) those during the pilot. Placebo groups
    are drawn from the places that are `likely` (n,) to be like the treated ones. Each gap is taken in
    standard errors of its expected count, so that large and small groups can be compared. Abadie, Diamond &
    Hainmueller (2010), JASA 105, 493.
    """
    own, usual, missed = _gap(before, after, treated, variation)
    generator = np.random.default_rng(seed)
    pool = np.flatnonzero(likely & ~treated)
    count, lower = int(treated.sum()), 1
    for _ in range(groups):
        drawn = np.zeros(len(after), dtype=np.bool_)
        drawn[generator.choice(pool, size=count, replace=False)] = True
        other = ~treated  # what the pilot changed is no comparison for others
        gap = _gap(before[other], after[other], drawn[other], variation)[0]
        lower += gap <= own
    return Placebo(
        observed=float(after[treated].sum()),
        usual=usual,
        p_value=lower / (groups + 1),
        groups=groups,
        missed=missed,
    )


def _gap(before: Floats, after: Floats, treated: Bools, variation: float) -> tuple[float, float, float]:
    """Return by how many standard errors the treated places differ from what their control expects, that
    number of incidents, and the worst miss before.

    Places at the edge of all others cannot be met; the control is then brought to their level before, so
    that the level alone is no effect (Ferman & Pinto 2021, Quantitative Economics 12, 1197, for levels).
    """
    design = np.column_stack([np.ones(len(before)), before])
    target = design[treated].sum(axis=0)
    squares = np.concatenate([[0.0], np.square(before[treated]).sum(axis=0)])
    slack = np.maximum(target + variation * squares, 1.0)
    slack[0] = 0.0  # as many places, exactly
    weight = synthetic_control(design[~treated], target, treated=int(treated.sum()), slack=slack)
    alike = weight @ before[~treated]
    level = float(target[1:].sum() / alike.sum()) if alike.sum() > 0 else 1.0
    usual = level * float(weight @ after[~treated])
    missed = float(np.max(np.abs(level * alike - target[1:]) / np.maximum(target[1:], 1.0), initial=0.0))
    return (float(after[treated].sum()) - usual) / sqrt(max(usual, 1.0)), usual, missed
