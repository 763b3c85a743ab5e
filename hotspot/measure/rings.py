"""How much denser incidents lie close to places than a little further off, and where that ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit, xlogy

from hotspot.schema.venue_rings import RING_GROUPS

if TYPE_CHECKING:
    from hotspot.schema import Floats, Ints

LEVEL = 0.95
BATCH = 100  # draws at once


@dataclass(frozen=True, kw_only=True)
class RingRatios:
    """For each ring but the last (k - 1,): its incidents per unit of ground against those of the last one,
    with an interval; NaN where the last ring has no incident, an interval is NaN where it cannot be told."""

    ratio: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, kw_only=True)
class Step:
    """After how many bins incidents become sparser, with an interval."""

    bins: int
    low: int
    high: int


def ring_ratios(counts: Floats, ground: Floats) -> RingRatios:
    """Return the density of each ring around places as a multiple of that of the last ring.

    `counts` and `ground` are (g, k): the incidents in the k rings around each group of places, and how much
    ground lies there, such as km². The ratio is a location quotient whose base is the places' own
    surroundings (McCord and Ratcliffe 2009, Policing 32(1), 17-30, take rings around facilities so).
    The interval is that of the log-ratio of sums, linearised (Woodruff 1971, JASA 66(334), 411-414), with the
    groups as units and Student's t: places of one group share their surroundings and are no two proofs. In
    made cities of 8 to 40 unlike groups it held the true ratio in 89 to 95 of 100, a bootstrap in 84 to 94.

    >>> found = ring_ratios(np.array([[8.0, 4.0], [4.0, 2.0]]), np.array([[1.0, 2.0], [1.0, 2.0]]))
    >>> found.ratio.tolist(), found.low.tolist()
    ([4.0], [nan])
    """
    held, wide = counts.sum(axis=0), ground.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        density = held / wide
        ratio = np.where(held[-1] > 0, density[:-1] / density[-1], np.nan)
        moves = counts / held - ground / wide
    spread = np.sum((moves[:, :-1] - moves[:, -1:]) ** 2, axis=0)
    groups = len(counts)
    if groups < RING_GROUPS:
        return RingRatios(ratio=ratio, low=np.full_like(ratio, np.nan), high=np.full_like(ratio, np.nan))
    half = stdtrit(groups - 1, 0.5 + LEVEL / 2) * np.sqrt(spread * groups / (groups - 1))
    return RingRatios(ratio=ratio, low=ratio * np.exp(-half), high=ratio * np.exp(half))


def step(counts: Floats, ground: Floats, *, draws: int, seed: int) -> Step | None:
    """Return where the density around places falls from one level to another, the likeliest such step.

    `counts` and `ground` (g, b) are of narrow bins of distance, as in `ring_ratios`. A change point of two
    Poisson rates; Ratcliffe (2012), Geographical Analysis 44(4), 302-320, fits one of two lines to the
    density around bars. The interval holds the middle 95 of 100 bootstrap `draws` of whole groups.
    None where the likeliest step is a rise, or there are too few groups or incidents.
    """
    groups = len(counts)
    if groups < RING_GROUPS or counts.sum() == 0 or not (ground.sum(axis=0) > 0).all():
        return None
    held, wide = counts.sum(axis=0)[None], ground.sum(axis=0)[None]
    bins = int(likeliest_split(held, wide)[0])
    near, far = held[0, :bins].sum() / wide[0, :bins].sum(), held[0, bins:].sum() / wide[0, bins:].sum()
    if near <= far:
        return None
    draw = np.random.default_rng(seed)
    found: list[int] = []
    for first in range(0, draws, BATCH):
        many = min(BATCH, draws - first)
        times = draw.multinomial(groups, np.full(groups, 1 / groups), size=many).astype(np.float64)
        found += likeliest_split(times @ counts, times @ ground).tolist()
    low, high = np.quantile(found, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], method="inverted_cdf")
    return Step(bins=bins, low=int(low), high=int(high))


def likeliest_split(counts: Floats, ground: Floats) -> Ints:
    """Return, for each row (d, b), after how many bins two Poisson rates fit its counts best.

    >>> likeliest_split(np.array([[9.0, 9, 1, 1, 1]]), np.ones((1, 5))).tolist()
    [2]
    """
    held, wide = np.cumsum(counts, axis=1), np.cumsum(ground, axis=1)
    near, far = (held[:, :-1], wide[:, :-1]), (held[:, -1:] - held[:, :-1], wide[:, -1:] - wide[:, :-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        likelihood = sum(xlogy(n, np.where(n > 0, n / a, 1.0)) for n, a in (near, far))
    return np.asarray(np.argmax(likelihood, axis=1) + 1, dtype=np.int64)
