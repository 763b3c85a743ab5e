"""Shares of incidents, such as those cleared: how sure a share is, and how sure the difference of two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

if TYPE_CHECKING:
    from hotspot.schema import Floats

SURE_Z = 1.959963984540054
FEWEST_PIECES = 6
FARTHEST_Z, HALVINGS = 38.0, 60  # beyond it a chance is 0 to the last bit


def wilson(
    yes: Floats, of: Floats, *, dispersion: Floats | float = 1.0, sure_z: Floats | float = SURE_Z
) -> tuple[Floats, Floats, Floats]:
    """Return the share (n,) of `yes` among `of`, and its interval; NaN where there are none.

    It is the one of 95 % unless another `sure_z` is given. Wilson (1927), JASA 22, 209. Where shares vary
    `dispersion` times as much as by chance, as if there were so many times fewer.

    >>> [value.round(4).tolist() for value in wilson(np.array([8.0, 0.0]), np.array([10.0, 0.0]))]
    [[0.8, nan], [0.4902, nan], [0.9433, nan]]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share, n = yes / of, of / dispersion
        middle = share + sure_z**2 / (2 * n)
        reach = sure_z * np.sqrt(share * (1 - share) / n + sure_z**2 / (4 * n**2))
        low, high = (middle - reach) / (1 + sure_z**2 / n), (middle + reach) / (1 + sure_z**2 / n)
    return share, np.where(yes == 0, 0.0 * share, low), np.where(yes == of, share, high)


def share_difference(
    now: tuple[Floats, Floats],
    past: tuple[Floats, Floats],
    *,
    dispersion: Floats | float = 1.0,
    sure_z: Floats | float = SURE_Z,
) -> tuple[Floats, Floats, Floats]:
    """Return how much larger the later share is (n,), and the interval of the difference, as in `wilson`.

    `now` and `past` are (yes, of), each (n,). Newcombe (1998), Statistics in Medicine 17, 873, method 10: the
    distances from each share to its bounds by Wilson, squared and added.

    >>> now, past = (np.array([56.0]), np.array([70.0])), (np.array([48.0]), np.array([80.0]))
    >>> [value.round(4).tolist() for value in share_difference(now, past)]
    [[0.2], [0.0524], [0.3339]]
    """
    p, low, high = wilson(*now, dispersion=dispersion, sure_z=sure_z)
    q, past_low, past_high = wilson(*past, dispersion=dispersion, sure_z=sure_z)
    difference = p - q
    return (
        difference,
        difference - np.hypot(p - low, past_high - q),
        difference + np.hypot(high - p, q - past_low),
    )


def share_p_value(
    now: tuple[Floats, Floats], past: tuple[Floats, Floats], *, dispersion: Floats | float = 1.0
) -> Floats:
    """Return the two-sided p value (n,) that the shares are equal; NaN where one of them is not known.

    It is one less the level at which the interval of `share_difference` just reaches 0, so that p is below
    0.05 where the 95 % interval leaves 0 out. Found by halving.

    >>> share_p_value((np.array([56.0]), np.array([70.0])), (np.array([48.0]), np.array([80.0]))).round(3)
    array([0.008])
    """
    near, far = np.zeros(len(now[0])), np.full(len(now[0]), FARTHEST_Z)
    for _ in range(HALVINGS):
        z = (near + far) / 2
        _, low, high = share_difference(now, past, dispersion=dispersion, sure_z=z)
        outside = (low > 0) | (high < 0)
        near, far = np.where(outside, z, near), np.where(outside, far, z)
    known = (now[1] > 0) & (past[1] > 0)
    return np.where(known, 2 * ndtr(-near), np.nan)


def beside(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return by how much one difference exceeds another, both with their bounds, and the 95 % interval.

    The distances to the bounds, squared and added: Zou & Donner (2008), Statistics in Medicine 27, 1693.

    >>> [round(value, 4) for value in beside((0.2, 0.1, 0.3), (0.05, -0.05, 0.15))]
    [0.15, 0.0086, 0.2914]
    """
    value = one[0] - other[0]
    low = value - float(np.hypot(one[0] - one[1], other[2] - other[0]))
    return value, low, value + float(np.hypot(one[2] - one[0], other[0] - other[1]))


def share_dispersion(yes: Floats, of: Floats) -> float:
    """Return how many times as much as by chance shares vary from one piece of time to the next; at least 1.

    `yes` and `of` (units, pieces) are counts in pieces of time in a row. From squared successive differences,
    so that no trend counts as noise: von Neumann (1941), Ann. Math. Stat. 12, 367. One arrest that clears
    many incidents is such noise. 1 for fewer than 6 pairs of neighbours that can be told.
    """
    first, then = of[:, :-1], of[:, 1:]
    some = (first > 0) & (then > 0)
    pooled = (yes[:, :-1] + yes[:, 1:])[some] / (first + then)[some]
    usual = pooled * (1 - pooled) * (1 / first[some] + 1 / then[some])
    told = usual > 0
    if told.sum() < FEWEST_PIECES:
        return 1.0
    step = yes[:, 1:][some] / then[some] - yes[:, :-1][some] / first[some]
    return max(1.0, float(np.mean(step[told] ** 2 / usual[told])))
