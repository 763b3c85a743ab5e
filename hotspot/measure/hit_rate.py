"""Which bandwidth would have found next month's incidents: hits in the densest cells, forward in time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.cells import CellsAround
from hotspot.measure.distinct import places_met, summed
from hotspot.measure.kernel import as_wide, density_on_grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.measure.kernel import KernelName
    from hotspot.schema import Bools, Floats, Ints

WINDOWS = 4  # test windows, one after the other
WINDOW_DATES = 90  # at most so many dates in each
GIVE_UP = 0.8  # wider bandwidths are not tried once one has fallen below this share of the best
FINE = 10  # sites are gathered in squares of bandwidth / FINE before they are spread
# What a bandwidth keeps of the most hits that any has, before a city's own are seen: the mean over 38 series
# of six cities, held out in time (bench/bandwidth.py). By quartic radius in sides of the cells counted in.
USUAL_SIDES = (0.5, 0.63, 0.8, 1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.3, 8.0, 10.0)
USUAL_KEPT = (0.89, 0.945, 0.99, 0.973, 0.933, 0.886, 0.834, 0.79, 0.755, 0.723, 0.694, 0.66, 0.62, 0.60)
USUAL_HITS = 1_600  # that this expectation weighs as much as
STEADY = 0.005


@dataclass(frozen=True, kw_only=True)
class Hits:
    """`hits` (h,) incidents of the test windows in the flagged cells, one for each of `bandwidths_m` (h,),
    upwards; `usual` (h,) what each usually keeps of the most; `tested` incidents in all `windows` together.
    """

    bandwidths_m: Floats
    hits: Floats
    usual: Floats
    tested: int
    windows: int

    def best(self) -> float:
        """Return the bandwidth in metres that found most, what is usual counted like 1,600 hits of its own.

        A few hundred hits cannot tell bandwidths apart that differ by a few per cent: what they say is
        weighed against what such bandwidths are known for. Of those within 0.5 % of the most the widest is
        taken: its surface changes less from month to month.

        >>> hits, usual = np.array([9900, 10000, 9990.0]), np.array([0.89, 0.99, 0.973])
        >>> tried = np.array([50.0, 80.0, 100.0])
        >>> Hits(bandwidths_m=tried, hits=hits, usual=usual, tested=40_000, windows=4).best()
        100.0
        """
        weighed = self.hits + USUAL_HITS * self.usual
        return float(self.bandwidths_m[weighed >= (1 - STEADY) * weighed.max()].max())


def usual(sides: Floats) -> Floats:
    """Return what quartic kernels of these radii, in sides of the cells, usually keep of the most hits (h,).

    >>> usual(np.array([0.25, 0.8, 20.0]))
    array([0.89, 0.99, 0.6 ])
    """
    return np.asarray(np.interp(np.log(sides), np.log(USUAL_SIDES), USUAL_KEPT))


def windows_of(days: Ints) -> list[tuple[int, int]]:
    """Return the test windows as first day and the day after the last; what came before each is known.

    `days` (m,) are day numbers, -1 where unknown. Up to four windows of equal numbers of dates, at most 90,
    fill at most the later half of the dates; months-only data have one date to the month, so that a window is
    whole months. None where there are fewer than two dates.

    >>> windows_of(np.array([0, 31, 59, 90, 120]))
    [(90, 120), (120, 121)]
    """
    dates = np.flatnonzero(np.bincount(days[days >= 0]))
    count = min(WINDOWS, len(dates) // 2)
    if not count:
        return []
    length = min(WINDOW_DATES, len(dates) // (2 * count))
    starts = dates[len(dates) - count * length :: length].tolist()
    return list(zip(starts, [*starts[1:], int(dates[-1]) + 1], strict=True))


def forward_hits(
    sites: Floats,
    site_of: Ints,
    days: Ints,
    inside: Bools,
    *,
    weight: Ints | None = None,
    windows: Sequence[tuple[int, int]] | None = None,
    west: float,
    north: float,
    cell_m: float,
    bandwidths_m: Floats,
    kernel: KernelName,
    area_share: float,
) -> Hits:
    """Return, for each bandwidth, how many later incidents fall in the cells that look densest beforehand.

    For each of the `windows` (by default `windows_of` the days) the incidents before it make an edge-
    corrected surface, its densest `area_share` of the cells `inside` are flagged, and the incidents in the
    window are counted in them; of cells equally dense the emptier are taken, so that luck earns nothing.
    `site_of`, `days` (m,) are each incident's site and day number (-1 unknown), or those of `weight` (m,) of
    them. Chainey, Tompson, Uhlig (2008), Security Journal 21, 4-28.
    """
    windows = windows_of(days) if windows is None else windows
    before, tested = _before_and_after(site_of, days, weight, windows, sites=len(sites))
    cell = CellsAround(study=inside, west=west, north=north, cell_m=cell_m, reach_m=0.0).nearest(sites)
    after = np.array([np.bincount(cell, own, minlength=inside.size)[inside.ravel()] for own in tested])
    flagged = max(1, round(area_share * after.shape[1]))
    expected = usual(bandwidths_m * as_wide("quartic", as_of=kernel) / cell_m)
    spread = partial(density_on_grid, inside=inside, west=west, north=north, cell_m=cell_m, kernel=kernel)
    hits: list[float] = []
    for bandwidth_m in bandwidths_m.tolist():
        places, weights = gathered(sites, before, square_m=bandwidth_m / FINE)
        surfaces = spread(places, weights, bandwidth_m=bandwidth_m)[:, inside]
        hits.append(sum(hits_of(*pair, flagged=flagged) for pair in zip(surfaces, after, strict=True)))
        weighed = np.array(hits) + USUAL_HITS * expected[: len(hits)]
        if weighed[-1] < GIVE_UP * weighed.max():
            break
    return Hits(
        bandwidths_m=bandwidths_m[: len(hits)],
        hits=np.array(hits),
        usual=expected[: len(hits)],
        tested=int(after.sum()),
        windows=len(windows),
    )


def _before_and_after(
    site_of: Ints, days: Ints, weight: Ints | None, windows: Sequence[tuple[int, int]], *, sites: int
) -> tuple[Floats, list[Floats]]:
    """Return the incidents of each site before each window (sites, w), and those in it."""
    before, tested = np.zeros((sites, len(windows))), []
    known = _counted(site_of, (days >= 0) & (days < windows[0][0]), weight, cells=sites)
    for j, (first, end) in enumerate(windows):
        before[:, j] = known
        tested.append(_counted(site_of, (days >= first) & (days < end), weight, cells=sites))
        known += tested[-1]
    return before, tested


def _counted(cell: Ints, rows: Bools, weight: Ints | None, *, cells: int) -> Floats:
    """Return how many incidents of these rows are in each cell."""
    held = np.bincount(cell[rows], None if weight is None else weight[rows], minlength=cells)
    return held.astype(np.float64)


def hits_of(forecast: Floats, observed: Floats, *, flagged: int) -> float:
    """Return how many of the `observed` incidents (c,) lie in the `flagged` cells of highest `forecast` (c,).

    Cells of equal forecast (to nine digits) are taken from the one with fewest incidents: the worst case.

    >>> hits_of(np.array([5.0, 1.0, 1.0, 1.0]), np.array([7.0, 3.0, 0.0, 2.0]), flagged=2)
    7.0
    """
    threshold = np.partition(forecast, -flagged)[-flagged]
    above = forecast > threshold * (1 + 1e-9)
    tied = ~above & (forecast >= threshold * (1 - 1e-9))
    worst = np.sort(observed[tied])[: flagged - int(above.sum())]
    return float(observed[above].sum() + worst.sum())


def gathered(sites: Floats, weights: Floats, *, square_m: float) -> tuple[Floats, Floats]:
    """Return one place, the mean, for all sites (n, 2) of a square, with their weights (n, k) added up."""
    corner = sites[:, 0].min(), sites[:, 1].min()  # NumPy is slow along rows of two
    squares, square = places_met(np.floor((sites - corner) / square_m))
    size = np.bincount(square)
    places = summed(square, sites, places=len(squares)) / size[:, None]
    return places, summed(square, weights, places=len(squares))
