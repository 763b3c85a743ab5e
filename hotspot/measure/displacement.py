"""Did incidents fall where the pilot was, more than elsewhere, and did they only move next door?

Everywhere four places stand in this order: pilot areas, control areas, the ring around the pilot areas, the
ring around the control areas; each has a count before and one after.
"""

from __future__ import annotations

from math import inf, nan, sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from hotspot.schema.compared import Difference, Quotient

if TYPE_CHECKING:
    from hotspot.schema import Floats

SIGNS = np.array([1.0, -1.0, 1.0, -1.0])
SURE = 0.95


def displacement_difference(
    before: Floats,
    after: Floats,
    *,
    weight: Floats | float = 1.0,
    length: tuple[float, float] = (1.0, 1.0),
    size: Floats | float = 1.0,
    extra: Floats | float = 0.0,
    sure: float = SURE,
) -> Difference:
    """Return the weighted displacement difference: what the pilot changed in its areas and around them.

    `before` and `after` are (k, 4) or (4,): rows are kinds of incident, each counted `weight` (k,) times (its
    harm). Counts are divided by the `length` of their period and the `size` (4,) of their place where those
    differ. A count's variance is the count itself plus `extra` (2, 4), the variance beyond Poisson before and
    after, in weighted units. Wheeler & Ratcliffe (2018), Crime Science 7, 11; by harm: Wheeler's wdd_harm.

    >>> found = displacement_difference(np.array([207, 308, 178, 150.0]), np.array([110, 318, 157, 140.0]))
    >>> found.value, round(found.error, 3), round(found.low), round(found.high)
    (-118.0, 39.598, -196, -40)
    """
    weights = np.broadcast_to(np.asarray(weight, dtype=np.float64), np.atleast_2d(before).shape[:1])
    counts = np.stack([np.atleast_2d(before), np.atleast_2d(after)])  # (2, k, 4)
    scale = 1 / (np.asarray(length)[:, None] * np.broadcast_to(size, (4,)))
    totals = np.einsum("k,tkp->tp", weights, counts) * scale
    variance = (np.einsum("k,tkp->tp", weights**2, counts) + extra) * scale**2
    value = float(SIGNS @ (totals[1] - totals[0]))
    error = sqrt(float(variance.sum()))
    reach = float(ndtri((1 + sure) / 2)) * error
    return Difference(value=value, error=error, low=value - reach, high=value + reach)


def displacement_quotient(before: Floats, after: Floats, *, extra: Floats | float = 0.0) -> Quotient:
    """Return the quotient of the ring's change and the pilot's, both as shares of the control areas.

    (D₁/C₁ − D₀/C₀) / (T₁/C₁ − T₀/C₀), Bowers & Johnson (2003), J. Quantitative Criminology 19, 275. `before`,
    `after` (4,), `extra` (2, 4) as above; the ring of the control areas has no part in it. The interval is
    Fieller's (1954), J. Royal Statistical Society B 16, 175: parts share the control areas' noise.

    >>> one = displacement_quotient(np.array([207, 308, 178, 150.0]), np.array([110, 318, 157, 140.0]))
    >>> round(one.value, 7), round(one.success, 7), round(one.buffer, 7)
    (0.2581857, -0.326166, -0.0842114)
    """
    counts = np.stack([before, after])
    variance = counts + np.broadcast_to(extra, (2, 4))
    pilot, control, ring = counts[:, 0], counts[:, 1], counts[:, 2]
    if (control <= 0).any():
        return Quotient(value=nan, low=nan, high=nan, success=nan, buffer=nan)
    success = float(pilot[1] / control[1] - pilot[0] / control[0])
    buffer = float(ring[1] / control[1] - ring[0] / control[0])
    shared = variance[:, 1] / control**4
    of_pilot = float(np.sum(variance[:, 0] / control**2 + pilot**2 * shared))
    of_ring = float(np.sum(variance[:, 2] / control**2 + ring**2 * shared))
    together = float(np.sum(pilot * ring * shared))
    low, high = _fieller(buffer, success, of_ring, of_pilot, together)
    value = buffer / success if success else nan
    return Quotient(value=value, low=low, high=high, success=success, buffer=buffer)


def net_effect(before: Floats, after: Floats) -> float:
    """Return the incidents prevented in the pilot areas and their ring together, by the control areas.

    The total net effect of Guerette (2009), Analyzing Crime Displacement and Diffusion, Problem-Oriented
    Guides for Police 10; NaN without incidents in the control areas before.

    >>> round(net_effect(np.array([207, 308, 178, 150.0]), np.array([110, 318, 157, 140.0])), 1)
    130.5
    """
    if before[1] <= 0:
        return nan
    change = after[1] / before[1]
    return float(before[0] * change - after[0] + before[2] * change - after[2])


def _fieller(
    top: float, bottom: float, of_top: float, of_bottom: float, together: float
) -> tuple[float, float]:
    """Return the interval of top / bottom; unbounded where the bottom may be 0."""
    z2 = float(ndtri((1 + SURE) / 2)) ** 2
    a, b, c = bottom**2 - z2 * of_bottom, top * bottom - z2 * together, top**2 - z2 * of_top
    if a <= 0:
        return -inf, inf
    root = sqrt(max(b * b - a * c, 0.0))
    return (b - root) / a, (b + root) / a
