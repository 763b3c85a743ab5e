"""All cut-offs together: each method's measures, how it compares with three-year counts, and how surely.

Two things make such a ratio uncertain. Which months were tested: cut-offs are drawn again in blocks as long
as their windows overlap (Künsch 1989, Annals of Statistics 17, 1217), both methods together. And which
incidents happened: those that only one of the two methods had flagged are counts, and counts scatter; an
incident that several overlapping windows hold counts several times. The larger of the two standard errors of
the logarithm is taken: with a year's horizon there are but two or three blocks, whose draws alone would
promise too much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import erfc

from hotspot.judge.calendar import windows_that_overlap
from hotspot.judge.windows import LEVELS, TOP
from hotspot.measure import capture
from hotspot.schema.judged import BASELINE, METHODS, Coverage, Curve, Judged, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.judge.windows import Window
    from hotspot.schema import Floats, Ints

DRAWS = 1000
LEAST_HITS = 400
Z95 = 1.959963984540054
HALF = 0.5  # of an incident, in place of none: its logarithm is finite
LARGEST_ERROR = 20.0  # of a logarithm: knows nothing


@dataclass(frozen=True, kw_only=True)
class Trial:
    """All windows of one series, kind of unit and horizon, in the order of their `cutoffs` (c,).

    `flagged` (g,) are the numbers of units that were flagged, of `units` with `km2` in all.
    """

    series: str
    unit: str
    units: int
    km2: float
    horizon_days: int
    cutoffs: Ints
    flagged: Ints
    windows: Sequence[Window]

    def all(self, name: str) -> Floats:
        """Return one field of every window, as an array whose first axis are the cut-offs."""
        return np.array([getattr(window, name) for window in self.windows], dtype=np.float64)


def judged(trial: Trial, shares: Sequence[float], *, seed: int) -> list[Judged]:
    """Return one row for each share and method."""
    compared = _compare(trial, seed=seed)
    incidents = float(trial.all("incidents").sum())
    sums = {name: trial.all(name).sum(axis=0) for name in ("hits", "hits_even", "expected", "before", "km2")}
    scores = trial.all("log_score").mean(axis=0)
    overlaps, base = _overlaps(trial), METHODS.index(BASELINE)
    rows = []
    for share in shares:
        count = capture.flagged_count(share, trial.units)
        at = int(np.searchsorted(trial.flagged, count))
        found = {
            **_captured(trial, {name: values[:, at] for name, values in sums.items()}),
            "log_score": scores,
            "top_overlap": overlaps,
            **compared.at(at),
        }
        rows += [
            Judged(
                series=trial.series,
                unit=trial.unit,
                units=trial.units,
                horizon_days=trial.horizon_days,
                share=share,
                method=method,
                cutoffs=len(trial.windows),
                flagged=count,
                incidents=round(incidents),
                verdict=_verdict(
                    method, float(found["hits"][base]), found["ratio_low"][row], found["ratio_high"][row]
                ),
                **{name: float(values[row]) for name, values in found.items()},
            )
            for row, method in enumerate(METHODS)
        ]
    return rows


def _captured(trial: Trial, sums: dict[str, Floats]) -> dict[str, Floats]:
    """Return what each method (m,) caught with one number of flagged units; `sums` are over all windows."""
    incidents, before = (np.array(trial.all(name).sum()) for name in ("incidents", "incidents_before"))
    hits, even, base = sums["hits"], sums["hits_even"], sums["hits_even"][METHODS.index(BASELINE)]
    area_share = sums["km2"] / (trial.km2 * len(trial.windows))
    return {
        "hits": hits,
        "hits_even": even,
        "ratio_even": even / base if base > 0 else np.full(len(even), np.nan),
        "hit_rate": capture.hit_rate(hits, incidents),
        "area_share": area_share,
        "pai": capture.pai(hits, incidents, area_share),
        "pei_star": capture.pei_star(hits, hits[METHODS.index("oracle")]),
        "ser": capture.ser(hits, sums["km2"]),
        "recapture_rate": capture.recapture_rate(hits, incidents, sums["before"], before),
        "pred_over_obs": capture.pred_over_obs(sums["expected"], hits),
    }


def curves(trial: Trial) -> list[Curve]:
    """Return the capture curve of every method, from no unit flagged to the last share of the grid."""
    counts = [capture.flagged_count(share, trial.units) for share in capture.CURVE_SHARES]
    at = np.searchsorted(trial.flagged, sorted({0, *counts}))
    shares = tuple(float(count / trial.units) for count in trial.flagged[at])
    rates = capture.hit_rate(trial.all("hits").sum(axis=0), trial.all("incidents").sum())
    return [
        Curve(
            series=trial.series,
            unit=trial.unit,
            horizon_days=trial.horizon_days,
            method=method,
            shares=shares,
            hit_rates=tuple(rates[row, at].tolist()),
        )
        for row, method in enumerate(METHODS)
    ]


def coverage(trial: Trial, *, seed: int) -> list[Coverage]:
    """Return how often our predictive intervals held, for all units and for the first twenty."""
    held = trial.all("covered")
    sizes = (trial.units, min(TOP, trial.units))
    kinds: tuple[tuple[Literal["all", "top"], int], ...] = (("all", 0), ("top", 1))
    found = []
    for row, level in enumerate(LEVELS):
        for of, column in kinds:
            low, high = _bounds(trial, held[:, row, column] / sizes[column], sizes[column], seed=seed)
            found.append(
                Coverage(
                    series=trial.series,
                    unit=trial.unit,
                    horizon_days=trial.horizon_days,
                    level=level,
                    of=of,
                    covered=int(held[:, row, column].sum()),
                    counts=sizes[column] * len(trial.windows),
                    low=low,
                    high=high,
                )
            )
    return found


def _bounds(trial: Trial, shares: Floats, size: int, *, seed: int) -> tuple[float, float]:
    """Return the 95 % interval of the mean of `shares` (c,), each of `size` counts at a cut-off.

    As for the ratios, the larger of two errors: cut-offs drawn again in blocks, and the scatter of so many
    counts, of which overlapping windows bring few new ones.
    """
    block = windows_that_overlap(trial.cutoffs, horizon_days=trial.horizon_days)
    weights = _block_weights(len(shares), block, seed=seed)
    mean = float(shares.mean())
    scatter = (max(mean * (1 - mean), 1 / size) * block / (size * len(shares))) ** 0.5
    error = max(float((weights @ shares / len(shares)).std()), scatter)
    return max(0.0, mean - Z95 * error), min(1.0, mean + Z95 * error)


@dataclass(frozen=True, kw_only=True)
class _Compared:
    """`hits` (m, g) and the standard `error` (m, g) of the logarithm of their ratio to three-year counts."""

    hits: Floats
    error: Floats

    def at(self, column: int) -> dict[str, Floats]:
        """Return ratio, 95 % interval and p value (m,) for one number of flagged units."""
        hits, error = self.hits[:, column], self.error[:, column]
        base = hits[METHODS.index(BASELINE)]
        logarithm = np.log(np.maximum(hits, HALF) / max(base, HALF))
        z = np.divide(np.abs(logarithm), error, out=np.zeros(len(error)), where=error > 0)
        low, high = np.exp(logarithm - Z95 * error), np.exp(logarithm + Z95 * error)
        ratio = hits / base if base > 0 else np.full(len(hits), np.nan)
        return {
            "ratio": ratio,
            "ratio_low": np.where(hits > 0, low, 0.0),
            "ratio_high": high,
            "p_value": erfc(z / np.sqrt(2)),
        }


def _compare(trial: Trial, *, seed: int) -> _Compared:
    hits, apart = trial.all("hits"), trial.all("apart").sum(axis=0)
    base = METHODS.index(BASELINE)
    block = windows_that_overlap(trial.cutoffs, horizon_days=trial.horizon_days)
    weights = _block_weights(len(hits), block, seed=seed)
    drawn = np.tensordot(weights, hits, axes=1) + HALF
    spread = np.log(drawn / drawn[:, [base], :]).std(axis=0)
    total = hits.sum(axis=0)
    scatter = np.sqrt(block * apart / np.maximum(total, HALF) / np.maximum(total[base], HALF))
    return _Compared(hits=total, error=np.minimum(np.maximum(spread, scatter), LARGEST_ERROR))


def _block_weights(count: int, block: int, *, seed: int) -> Floats:
    """Return how often each of `count` cut-offs is drawn (b, count): blocks of neighbours, round the end."""
    random = np.random.default_rng(seed)
    starts = random.integers(count, size=(DRAWS, -(-count // block)))
    drawn = ((starts[:, :, None] + np.arange(block)) % count).reshape(DRAWS, -1)[:, :count]
    weights = np.zeros((DRAWS, count))
    np.add.at(weights, (np.arange(DRAWS)[:, None], drawn), 1.0)
    return weights


def _verdict(method: str, base_hits: float, low: float, high: float) -> Verdict:
    if method == BASELINE:
        return ""
    if base_hits < LEAST_HITS:
        return "inconclusive"
    if low > 1:
        return "better"
    return "worse" if high < 1 else "no_difference"


def _overlaps(trial: Trial) -> Floats:
    """Return for each method which share of its first twenty are so again at the next cut-off."""
    top = trial.all("top")
    if len(top) < 2:
        return np.full(len(METHODS), np.nan)
    shares = [
        np.mean(
            [len(set(now) & set(then)) / TOP for now, then in zip(top[:-1, row], top[1:, row], strict=True)]
        )
        for row in range(len(METHODS))
    ]
    return np.where((top < 0).any(axis=(0, 2)), np.nan, shares)
