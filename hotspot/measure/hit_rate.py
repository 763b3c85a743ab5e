"""Which bandwidth would have found next month's incidents: hits in the densest cells, forward in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.cells import CellsAround
from hotspot.measure.kernel import density_on_grid

if TYPE_CHECKING:
    from hotspot.measure.kernel import KernelName
    from hotspot.schema import Bools, Floats, Ints

WINDOWS = 4  # test windows, one after the other
WINDOW_DATES = 90  # at most so many dates in each
GIVE_UP = 0.8  # wider bandwidths are not tried once one has fallen below this share of the best hits
FINE = 10  # sites are gathered in squares of bandwidth / FINE before they are spread


@dataclass(frozen=True, kw_only=True)
class Hits:
    """`hits` (h,) incidents of the test windows in the flagged cells, one for each of `bandwidths_m` (h,),
    upwards; `tested` incidents in all `windows` together."""

    bandwidths_m: Floats
    hits: Floats
    tested: int
    windows: int

    def steadiest(self) -> float:
        """Return the widest bandwidth in metres whose hits are within 1 % of the best.

        So small a difference is noise, and the wider surface changes less from month to month.

        >>> Hits(bandwidths_m=np.array([50.0, 80.0, 125.0]), hits=np.array([990, 1000, 991.0]), tested=4000,
        ...      windows=4).steadiest()
        125.0
        """
        return float(self.bandwidths_m[self.hits >= 0.99 * self.hits.max()].max())


def windows_of(days: Ints) -> list[tuple[int, int]]:
    """Return the test windows as first day and the day after the last; what came before each is known.

    `days` (m,) are day numbers, -1 where unknown. Up to four windows of equal numbers of dates, at most 90,
    fill at most the later half of the dates; months-only data have one date to the month, so that a window is
    whole months. None where there are fewer than two dates.

    >>> windows_of(np.array([0, 31, 59, 90, 120]))
    [(90, 120), (120, 121)]
    """
    dates = np.unique(days[days >= 0])
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
    west: float,
    north: float,
    cell_m: float,
    bandwidths_m: Floats,
    kernel: KernelName,
    area_share: float,
) -> Hits:
    """Return, for each bandwidth, how many later incidents fall in the cells that look densest beforehand.

    For each window (`windows_of`) the incidents before it make an edge-corrected surface, its densest
    `area_share` of the cells `inside` are flagged, and the incidents in the window are counted in them; of
    cells equally dense the emptier are taken, so that luck earns nothing. `site_of`, `days` (m,) are each
    incident's site and day number (-1 unknown). Chainey, Tompson, Uhlig (2008), Security Journal 21, 4-28.
    """
    windows = windows_of(days)
    cell = CellsAround(study=inside, west=west, north=north, cell_m=cell_m, reach_m=0.0).nearest(sites)
    before = np.zeros((len(sites), len(windows)))
    after = np.zeros((len(windows), int(inside.sum())))
    for j, (first, end) in enumerate(windows):
        before[:, j] = np.bincount(site_of[(days >= 0) & (days < first)], minlength=len(sites))
        tested = site_of[(days >= first) & (days < end)]
        after[j] = np.bincount(cell[tested], minlength=inside.size)[inside.ravel()]
    flagged = max(1, round(area_share * after.shape[1]))
    hits: list[float] = []
    for bandwidth_m in bandwidths_m.tolist():
        places, weights = gathered(sites, before, square_m=bandwidth_m / FINE)
        surfaces = density_on_grid(
            places,
            weights,
            inside,
            west=west,
            north=north,
            cell_m=cell_m,
            bandwidth_m=bandwidth_m,
            kernel=kernel,
        )[:, inside]
        hits.append(sum(hits_of(*pair, flagged=flagged) for pair in zip(surfaces, after, strict=True)))
        if hits[-1] < GIVE_UP * max(hits):
            break
    return Hits(
        bandwidths_m=bandwidths_m[: len(hits)],
        hits=np.array(hits),
        tested=int(after.sum()),
        windows=len(windows),
    )


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
    cell = np.floor((sites - sites.min(axis=0)) / square_m).astype(np.int64)
    _, square, size = np.unique(
        cell[:, 0] * (cell[:, 1].max() + 1) + cell[:, 1], return_inverse=True, return_counts=True
    )
    places = np.column_stack([np.bincount(square, axis) / size for axis in sites.T])
    return places, np.column_stack([np.bincount(square, column) for column in weights.T])
