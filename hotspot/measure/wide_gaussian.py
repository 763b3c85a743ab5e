"""Wide Gaussian hills in two steps: each is spread narrowly where it stands, then all of them at once.

A Gaussian spread by a Gaussian is a Gaussian whose variances add up. So each site is first spread exactly
with a standard deviation of one cell, and then the whole grid by what is left of it, as frequencies: the cost
no longer grows with the bandwidth. No site is moved to a cell. From three cells on it is off by less than
1e-7 of a hill's peak (Greengard and Lee 2004, SIAM Review 46, 443-454).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import pi
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.threads import cpus

if TYPE_CHECKING:
    from hotspot.measure.hills import Hills, Placed
    from hotspot.schema import Bools, Floats

LEAST_CELLS = 3.0  # of the standard deviation
LEAST_INSIDE = 0.02  # of a hill's volume
HEIGHTS_PER_CELL = 30  # that could be added in the time in which one cell is spread


@dataclass(frozen=True, kw_only=True)
class WideGaussian:
    """Gaussian hills that give the same masses and sums as `hills`, sooner."""

    hills: Hills

    def pays(self, sites: int) -> bool:
        """Tell whether two steps are exact enough, and sooner done for so many sites than hill by hill."""
        heights = sites * pi * (self.hills.around.reach_m / self.hills.cell_m) ** 2
        wide = self.hills.bandwidth_m >= LEAST_CELLS * self.hills.cell_m
        gaussian = self.hills.kernel.name == "gaussian"
        return gaussian and wide and heights > HEIGHTS_PER_CELL * self._narrow.study.size

    @property
    def least_mass(self) -> float:
        """The mass below which a hill stands mostly outside, and its last digits, which are wrong, count."""
        return LEAST_INSIDE * 2 * pi * (self.hills.bandwidth_m / self.hills.cell_m) ** 2

    def placed(self, sites: Floats) -> Placed:
        """Return the sites (n, 2) in the order in which they are added up: by row of the grid."""
        return self._narrow.placed(sites)

    def masses(self, placed: Placed, *, ground: Floats | Bools) -> Floats:
        """Return the sum of each hill's heights in the cells (n,), times their `ground` (rows, columns)."""
        spread = self._spread(np.pad(ground, self._margin).astype(np.float64))
        return self._narrow.masses(placed, ground=spread) * self._scale

    def added(self, placed: Placed, share: Floats) -> Floats:
        """Return all hills, each times its `share` (n, k), added up in the cells (k, rows, columns)."""
        rows, columns = self.hills.study.shape
        here = (slice(self._margin, self._margin + rows), slice(self._margin, self._margin + columns))
        narrow = self._narrow.added(placed, share * self._scale)
        return np.stack([np.maximum(self._spread(surface)[here], 0.0) for surface in narrow])

    @property
    def _scale(self) -> float:
        """How much higher a wide hill is than the narrow one once that is spread."""
        return (self.hills.bandwidth_m / self._narrow.bandwidth_m) ** 2

    @property
    def _margin(self) -> int:
        """Cells around the grid that keep what is spread beyond one edge from coming back at the other."""
        return int(self.hills.around.reach_m / self.hills.cell_m) + 1

    @cached_property
    def _narrow(self) -> Hills:
        """The first step, on a grid with the margin."""
        return replace(
            self.hills,
            study=np.pad(self.hills.study, self._margin),
            west=self.hills.west - self._margin * self.hills.cell_m,
            north=self.hills.north + self._margin * self.hills.cell_m,
            bandwidth_m=self.hills.cell_m,
        )

    def _spread(self, surface: Floats) -> Floats:
        """The second step: multiply the frequencies by those of a Gaussian with the variance that is left."""
        from scipy import fft  # noqa: PLC0415 - takes a while, and few ask for wide Gaussians

        variance = (self.hills.bandwidth_m**2 - self._narrow.bandwidth_m**2) / self.hills.cell_m**2
        shape = [fft.next_fast_len(length, real=True) for length in surface.shape]
        up, along = fft.fftfreq(shape[0]), fft.rfftfreq(shape[1])
        frequencies = fft.rfft2(surface, shape, workers=cpus())
        frequencies *= np.exp(-2 * pi**2 * variance * np.square(up))[:, None]
        frequencies *= np.exp(-2 * pi**2 * variance * np.square(along))
        back = fft.irfft2(frequencies, shape, workers=cpus())
        return np.ascontiguousarray(back[: surface.shape[0], : surface.shape[1]])
