"""How much more often residents of one group live in the flagged areas than all other residents do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from hotspot.schema.audited import Exposure

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats

FEWEST_AREAS = 3  # of a kind, for an interval: with two it held the true ratio in 83 of 100 made cities
LEVEL = 0.95


def exposure(group: Floats, others: Floats, flagged: Bools) -> Exposure:
    """Return the exposure of a group; `group` and `others` (n,) are the residents of each area, `flagged`
    (n,) the areas that the ranking would send somebody to.

    The interval is that of the log-ratio, linearised (Woodruff 1971, JASA 66(334), 411-414), with areas as
    units, flagged and other ones drawn apart, and Student's t by Welch (1947, Biometrika 34) and
    Satterthwaite, since the first areas are few. In made cities of 40 to 500 areas with 5 to 60 flagged it
    held the true ratio in 93 to 97 of 100; a bootstrap of the same areas in 88 to 95.

    >>> found = exposure(np.array([30.0, 10, 20]), np.array([10.0, 40, 50]), np.array([True, False, False]))
    >>> found.group, found.others, round(found.ratio, 9), found.low
    (0.5, 0.1, 5.0, nan)
    """
    inside, outside = group[flagged].sum(), others[flagged].sum()
    share = inside / group.sum() if group.sum() > 0 else np.nan
    other_share = outside / others.sum() if others.sum() > 0 else np.nan
    ratio = share / other_share if other_share > 0 else np.nan
    low, high = _interval(group, others, flagged) if ratio > 0 else (np.nan, np.nan)
    return Exposure(
        group=float(share),
        others=float(other_share),
        ratio=float(ratio),
        low=float(ratio * low),
        high=float(ratio * high),
    )


def _interval(group: Floats, others: Floats, flagged: Bools) -> tuple[float, float]:
    """Return the ends of the interval over the ratio itself; NaN for too few areas of a kind."""
    if min(flagged.sum(), (~flagged).sum()) < FEWEST_AREAS:
        return np.nan, np.nan
    moves = flagged * (group / group[flagged].sum() - others / others[flagged].sum())
    moves = moves - group / group.sum() + others / others.sum()  # of the log-ratio, by each area
    of_kind = [(int(kind.sum()), float(moves[kind].var(ddof=1))) for kind in (flagged, ~flagged)]
    variance = sum(n * spread for n, spread in of_kind)
    if variance <= 0:
        return 1.0, 1.0
    freedom = variance**2 / sum((n * spread) ** 2 / (n - 1) for n, spread in of_kind)
    half = float(stdtrit(freedom, 0.5 + LEVEL / 2)) * variance**0.5
    return float(np.exp(-half)), float(np.exp(half))
