"""Would another way to read the curve of hits choose a better bandwidth? Learned on half, tried on half.

    python bench/choosers.py [--data ../shared/data] [NAME …]

For every series and cut-off of `bandwidth.py` the hits of each bandwidth in the windows before the cut-off
are read by several rules; what each rule keeps of the hits after it is held against the bandwidth that,
looking back, was best. Prints Markdown: how many series keep 97 %, the mean and the least, for every second
series, for the others, and for all; then what the rule that is best on one half is worth on the other, for
these halves and for a thousand drawn by lot.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from bandwidth import (
    AREA_SHARE,
    CITIES,
    GEOCODING_ERROR_M,
    GRID_M,
    KEPT,
    ROOT,
    SEED,
    City,
    held_out,
    known_at,
    series_of,
)

from hotspot.density import study_grid
from hotspot.density.choose import NARROWEST_M, SEARCH_CELL_M, WIDEST_M
from hotspot.measure.bandwidth import ladder
from hotspot.measure.hit_rate import STEADY, USUAL_HITS, forward_hits, usual, windows_of
from hotspot.project import collapse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hotspot.schema import Bools, Floats, Ints

    Rule: TypeAlias = Callable[[Floats], int]  # hits (w, h) in each window -> number of the bandwidth

HALVES = 1000
TRIED_M = ladder(max(GEOCODING_ERROR_M, NARROWEST_M), WIDEST_M)
EXPECTED = usual(TRIED_M / SEARCH_CELL_M)


def widest(hits: Floats, *, smooth: Sequence[float] = (1.0,)) -> int:
    """Return the widest of the bandwidths within 0.5 % of the most, as the tool does; of a curve smoothed by
    these weights over neighbouring bandwidths."""
    weighed = smoothed(hits.sum(axis=0), smooth) + USUAL_HITS * EXPECTED[: hits.shape[1]]
    return int(np.flatnonzero(weighed >= (1 - STEADY) * weighed.max()).max())


def within_error(hits: Floats, *, errors: float, usual_first: bool) -> int:
    """Return the widest of the bandwidths that miss the most hits by no more than so many standard errors of
    the difference between windows, or the one of them that is usually best."""
    expected = EXPECTED[: hits.shape[1]]
    weighed = hits.sum(axis=0) + USUAL_HITS * expected
    missed = hits[:, [weighed.argmax()]] - hits
    spread = missed.std(axis=0, ddof=1) * np.sqrt(len(hits)) if len(hits) > 1 else np.zeros(len(expected))
    near = np.flatnonzero(weighed >= weighed.max() - errors * spread)
    return int(near[expected[near].argmax()] if usual_first else near.max())


RULES: Mapping[str, Rule] = {
    "as it is": widest,
    "curve smoothed 1:2:1": partial(widest, smooth=(1, 2, 1)),
    "curve smoothed 1:1:1": partial(widest, smooth=(1, 1, 1)),
    "curve smoothed by a parabola over five": partial(widest, smooth=(-3, 12, 17, 12, -3)),
    **{
        f"{which} within {errors:g} standard error": partial(within_error, errors=errors, usual_first=first)
        for which, first in (("the widest", False), ("the usual", True))
        for errors in (0.5, 1.0)
    },
}


def smoothed(curve: Floats, weights: Sequence[float]) -> Floats:
    """Return a curve (h,) averaged over neighbours; its ends are held.

    >>> smoothed(np.array([0.0, 4.0, 0.0, 8.0]), (1, 2, 1)).tolist()
    [1.0, 2.0, 3.0, 6.0]
    """
    shares = np.array(weights) / np.sum(weights)
    return np.convolve(np.pad(curve, len(shares) // 2, mode="edge"), shares, mode="valid")


def main() -> None:
    """Judge the cities that were named (all by default) and print what the rules keep."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    asked = parser.parse_args()
    found = []
    for name, load in CITIES.items():
        if not asked.names or any(part.lower() in name.lower() for part in asked.names):
            city = load(asked.data)
            found += [kept(city, rows) for _, rows in series_of(city)]
    shares = np.array(found).T
    even = np.arange(shares.shape[1]) % 2 == 0
    print("| rule | every second series | the others | all |\n|---|---|---|---|")
    for name, row in zip(RULES, shares, strict=True):
        print(f"| {name} | {told(row[even])} | {told(row[~even])} | {told(row)} |")
    for half in (even, ~even):
        rule = chosen(shares[:, half])
        print(f"\nBest on one half: {list(RULES)[rule]}; on the other {told(shares[rule, ~half])}", end="")
        print(f", as it is {told(shares[0, ~half])}")
    print(by_lot(shares))


def kept(city: City, rows: Bools) -> Floats:
    """Return what each rule keeps (r,) of the hits of the bandwidth that was best over all cut-offs."""
    grid, hits = np.zeros(len(GRID_M)), np.zeros(len(RULES))
    for cutoff in city.cutoffs:
        known = known_at(city, rows, cutoff)
        later = rows & (city.day >= cutoff) & (city.day < cutoff + city.horizon)
        after = held_out(city, known, later, GRID_M, cell_m=SEARCH_CELL_M).sum(axis=1)
        before = by_window(city, known)
        grid += after
        hits += [after[np.flatnonzero(TRIED_M[rule(before)] == GRID_M)[0]] for rule in RULES.values()]
    return np.asarray(hits / grid.max())


def by_window(city: City, known: Bools) -> Floats:
    """Return the hits (w, h) of each bandwidth in each window before the cut-off, as the tool counts them."""
    sites, day = collapse(city.xy[known]), city.day[known] - int(city.day[known].min())
    grid, inside = study_grid(city.study, cell_m=SEARCH_CELL_M)
    curves = [
        forward_hits(
            sites.xy,
            sites.site_of,
            day,
            inside,
            windows=[window],
            west=grid.west,
            north=grid.north,
            cell_m=grid.cell_m,
            bandwidths_m=TRIED_M,
            kernel="quartic",
            area_share=AREA_SHARE,
        ).hits
        for window in windows_of(day)
    ]
    shortest = min(len(curve) for curve in curves)
    return np.array([curve[:shortest] for curve in curves])


def chosen(shares: Floats) -> int:
    """Return the rule with most series (r, s) that keep enough; of equals the one that keeps most on average,
    then the first."""
    enough = (shares >= KEPT).sum(axis=1)
    return int(np.lexsort((-np.arange(len(shares)), shares.mean(axis=1), enough))[-1])


def by_lot(shares: Floats) -> str:
    """Return how rules (r, s) chosen on halves drawn by lot fare on the other halves, beside the first."""
    random, series = np.random.default_rng(SEED), shares.shape[1]
    gain = np.zeros((HALVES, 2))
    for row in range(HALVES):
        half: Ints = random.permutation(series)
        learn, test = half[: series // 2], half[series // 2 :]
        rule = shares[chosen(shares[:, learn])][test]
        gain[row] = (rule >= KEPT).sum() - (shares[0, test] >= KEPT).sum(), (rule - shares[0, test]).mean()
    more, fewer = (gain[:, 0] > 0).mean(), (gain[:, 0] < 0).mean()
    return (
        f"\nHalves by lot: {gain[:, 0].mean():+.2f} series that keep {KEPT:.0%} (more in {more:.0%} of the "
        f"halves, fewer in {fewer:.0%}), {gain[:, 1].mean():+.4f} kept on average"
    )


def told(shares: Floats) -> str:
    """Return how many keep enough, the mean and the least."""
    return f"{(shares >= KEPT).sum()} of {len(shares)} (mean {shares.mean():.3f}, least {shares.min():.3f})"


if __name__ == "__main__":
    main()
