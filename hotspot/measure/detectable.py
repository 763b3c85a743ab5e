"""The smallest change that a pilot can tell from noise, before it begins."""

from __future__ import annotations

from math import inf, log
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.incidence_ratio import STEADY, spread, t_quantile

if TYPE_CHECKING:
    from hotspot.schema import Floats
    from hotspot.schema.compared import Variation

POWER = 0.8
LEVEL = 0.05
TRIED = tuple(percent / 100 for percent in range(1, 100))
STEPS = 40  # halvings of one per cent: far beyond any digit shown


def detectable_fall(
    pilot: Floats,
    control: Floats,
    *,
    variation: Variation = STEADY,
    longer: tuple[float, float] = (1.0, 1.0),
    power: float = POWER,
) -> float:
    """Return the smallest fall, as a share, that the incidence-rate ratio finds with this `power` at 5 %.

    `pilot` and `control` are the counts of each place before; the periods before and during the pilot are
    `longer` times those in which they and `variation` were counted. Infinite where not even the end of
    all incidents would be seen so often. A fall makes the count after it smaller and noisier, which is
    allowed for.

    >>> round(detectable_fall(np.array([100.0]), np.array([100.0])), 3)
    0.461
    """
    if not pilot.sum() or not control.sum():
        return inf
    asked = (variation, longer, power)
    found = [fall for fall in TRIED if not _short(fall, pilot, control, asked)]
    if not found:
        return inf
    low, high = found[0] - TRIED[0], found[0]
    for _ in range(STEPS):
        middle = (low + high) / 2
        short = _short(middle, pilot, control, asked)
        low, high = (middle, high) if short else (low, middle)
    return high


def detectable_difference(error: float, *, power: float = POWER) -> float:
    """Return the smallest difference that a test at 5 % finds with this `power`, by its standard `error`.

    Of four counts with the mean m it is 2.80 √(4 m): a displacement difference of 125 % at 20 incidents.

    >>> [round(detectable_difference((4 * m) ** 0.5) / m, 2) for m in (20, 50, 100, 200, 500)]
    [1.25, 0.79, 0.56, 0.4, 0.25]
    """
    return (t_quantile(1 - LEVEL / 2, inf) + t_quantile(power, inf)) * error


def months_needed(
    pilot: Floats,
    control: Floats,
    *,
    fall: float,
    months: int,
    most: int,
    history: int,
    variation: Variation = STEADY,
) -> int | None:
    """Return in how many months a pilot would find a `fall` of this share; None for more than `most`.

    `pilot`, `control` and `variation` are of `months` months; the period before is as long as the pilot, as
    far as the `history` reaches.
    """
    if not pilot.sum() or not control.sum():
        return None
    for tried in range(1, most + 1):
        longer = min(tried, history) / months, tried / months
        if not _short(fall, pilot, control, (variation, longer, POWER)):
            return tried
    return None


def _short(
    fall: float,
    pilot: Floats,
    control: Floats,
    asked: tuple[Variation, tuple[float, float], float],
) -> bool:
    """Tell whether a fall is too small to be found, with this variation, times as long, with this power."""
    variation, longer, power = asked
    poisson = uneven = 0.0
    for places, rest in ((pilot, 1 - fall), (control, 1.0)):
        total, squares = float(places.sum()), float(np.sum(places**2))
        poisson += 1 / (total * longer[0]) + 1 / (total * longer[1] * rest)
        uneven += (1 / longer[0] + 1 / longer[1]) * variation.squared * squares / total**2
    error, degrees = spread(poisson, uneven, variation.freedom)
    return -log(1 - fall) < (t_quantile(1 - LEVEL / 2, degrees) + t_quantile(power, degrees)) * error
