"""Whether a few venues have most of the incidents: as counted, by chance, and with chance taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.measure.concentration import (
    TAIL,
    binomial_at_least,
    by_chance,
    curve_at,
    gini,
    held_out,
    sparse_gini,
    top_share,
    worst_count,
)
from hotspot.measure.exact_intervals import share_interval
from hotspot.measure.true_concentration import true_concentration
from hotspot.schema.numbers import Estimate
from hotspot.schema.venued import JCURVE_COLUMNS, WORST_SHARE, Chance, Concentration, HeldOut

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.measure.concentration import ByChance
    from hotspot.schema import Floats, Ints
    from hotspot.schema.venued import Against

POINTS = 200  # of the curve, at most
BURSTS = 1.05  # dispersion from which bursts are a comparison of their own


def concentration(
    counts: Floats, exposure: Floats, *, sized: bool, dispersion: float, held: HeldOut | None, seed: int
) -> tuple[Concentration, pd.DataFrame]:
    """Return how unevenly the incidents of the venues, `counts` (n,), fall, and the J-curve.

    `exposure` (n,) is what each venue counts for by its size, `sized` whether it has any; there is at least
    one incident.
    """
    n, total = len(counts), int(counts.sum())
    worst, active = worst_count(n, WORST_SHARE), counts[counts > 0]
    at = curve_points(n)
    even = by_chance(np.ones(n), total, worst=worst, at=at, seed=seed)
    chances = [_chance("equal", even, counts, worst)]
    if dispersion > BURSTS:
        bursts = by_chance(np.ones(n), total, worst=worst, at=at, dispersion=dispersion, seed=seed)
        chances.append(_chance("bursts", bursts, counts, worst))
    if sized:
        by_size = by_chance(exposure, total, worst=worst, at=at, dispersion=dispersion, seed=seed)
        chances.append(_chance("size", by_size, counts, worst))
    true = true_concentration(counts, exposure, worst=worst, at=at, dispersion=dispersion, seed=seed)
    worst_active = worst_count(len(active), WORST_SHARE)
    found = Concentration(
        venues=n,
        worst=worst,
        incidents=total,
        share=float(top_share(counts, worst)),
        active=len(active),
        worst_active=worst_active,
        share_active=float(top_share(active, worst_active)),
        none=n - len(active),
        gini=float(gini(counts)),
        gini_sparse=sparse_gini(counts),
        true_share=_expected(true.share),
        true_gini=_expected(true.gini),
        chances=tuple(chances),
        held=held,
        dispersion=dispersion,
    )
    return found, jcurve(counts, at, even, true.curve)


def curve_points(venues: int) -> Ints:
    """Return at which numbers of venues the curve is told: at all of a few, else at 200 even steps."""
    return np.unique(np.ceil(np.arange(1, min(venues, POINTS) + 1) * venues / min(venues, POINTS))).astype(
        np.int64
    )


def jcurve(counts: Floats, at: Ints, even: ByChance, true: Floats) -> pd.DataFrame:
    """Return the J-curve with `JCURVE_COLUMNS`: what the first venues hold, the most incidents first."""
    n, active = len(counts), int((counts > 0).sum())
    held = curve_at(counts, at)
    mean, low, high = even.curve
    columns = (
        *(at, at / n, np.where(at <= active, at / max(active, 1), np.nan)),
        *(np.round(held * counts.sum()).astype(np.int64), held, mean, low, high, true),
    )
    return pd.DataFrame(dict(zip(JCURVE_COLUMNS, columns, strict=True)))


def held_out_share(
    start: NDArray[np.datetime64], venue: Ints, venues: int, *, dispersion: float
) -> HeldOut | None:
    """Choose the worst venues by the earlier half of the period, count them in the later; None without both.

    `start` (m,) are the moments of the incidents and `venue` (m,) their venues, -1 for none. The interval is
    binomial, counts being divided by their dispersion.
    """
    dated = ~np.isnat(start)
    if not (dated & (venue >= 0)).any():
        return None
    first, last = start[dated].min(), start[dated].max()
    middle = first + (last - first) / 2
    early, late = (
        np.bincount(venue[dated & (venue >= 0) & half], minlength=venues).astype(np.float64)
        for half in (start < middle, start >= middle)
    )
    if not early.any() or not late.any():
        return None
    worst = worst_count(venues, WORST_SHARE)
    hits, of = held_out(early, late, worst), float(late.sum())
    low, high = map(float, share_interval(hits / dispersion, of / dispersion))
    return HeldOut(
        hits=hits,
        incidents=int(of),
        share=Estimate(value=hits / of, low=low, high=high),
        even=worst / venues,
        p_value=binomial_at_least(hits / dispersion, of / dispersion, worst / venues),
    )


def _chance(against: Against, drawn: ByChance, counts: Floats, worst: int) -> Chance:
    as_uneven = int((drawn.share >= float(top_share(counts, worst)) - 1e-12).sum())
    return Chance(
        against=against,
        share=_expected(drawn.share),
        p_value=(1 + as_uneven) / (1 + len(drawn.share)),
        none=_expected(drawn.none.astype(np.float64)),
        gini=float(drawn.gini.mean()),
        draws=len(drawn.share),
    )


def _expected(drawn: Floats) -> Estimate:
    low, high = np.quantile(drawn, [TAIL, 1 - TAIL])
    return Estimate(value=float(drawn.mean()), low=float(low), high=float(high))
