"""Kernel density: each incident is spread over its surroundings, most where it happened, nothing far away.

Five kernels, each a hill of volume one. `bandwidth_m` is the radius beyond which a finite kernel (quartic,
Epanechnikov, triangular, uniform) is zero, and the standard deviation of the Gaussian, which is cut at six
of them; the cut leaves out at most 1.5e-8 of a hill's peak and of its volume. Sums are exact: nothing is
binned; only many wide Gaussians are added up in two steps, to 1e-7 of a peak. Coordinates are (n, 2) easting
and northing in metres; grids have row 0 in the north.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hotspot.measure.hills import Hills
from hotspot.measure.wide_gaussian import WideGaussian

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotspot.schema import Bools, Floats

KernelName: TypeAlias = Literal["quartic", "epanechnikov", "triangular", "uniform", "gaussian"]


@dataclass(frozen=True, kw_only=True)
class Kernel:
    """`height` is the kernel's value in units of its peak, given (distance / bandwidth)²; `peak` times
    bandwidth² is 1 / the volume under it; `deviation` is its standard deviation along one axis and `reach`
    the distance where it ends, both in bandwidths."""

    name: KernelName
    height: Callable[[Floats], Floats]
    peak: float
    deviation: float
    reach: float = 1.0


# Silverman (1986), Density Estimation, section 4.2.1, for two dimensions; u2 = (distance / bandwidth)².
KERNELS: dict[KernelName, Kernel] = {
    "quartic": Kernel(
        name="quartic",
        height=lambda u2: np.square(np.maximum(1.0 - u2, 0.0)),
        peak=3 / pi,
        deviation=sqrt(1 / 8),
    ),
    "epanechnikov": Kernel(
        name="epanechnikov", height=lambda u2: np.maximum(1.0 - u2, 0.0), peak=2 / pi, deviation=sqrt(1 / 6)
    ),
    "triangular": Kernel(
        name="triangular",
        height=lambda u2: np.maximum(1.0 - np.sqrt(u2), 0.0),
        peak=3 / pi,
        deviation=sqrt(3 / 20),
    ),
    "uniform": Kernel(
        name="uniform", height=lambda u2: (u2 <= 1.0).astype(np.float64), peak=1 / pi, deviation=1 / 2
    ),
    "gaussian": Kernel(
        name="gaussian",
        height=lambda u2: np.where(u2 <= 36.0, np.exp(-u2 / 2), 0.0),
        peak=1 / (2 * pi),
        deviation=1.0,
        reach=6.0,
    ),
}


def kernel_at(distance_m: Floats, *, bandwidth_m: float, kernel: KernelName) -> Floats:
    """Return the kernel's value per m² at each distance, in metres; its integral over the plane is 1.

    >>> kernel_at(np.array([0.0, 50.0, 100.0]), bandwidth_m=100, kernel="uniform") * 31416
    array([1.00000234, 1.00000234, 1.00000234])
    """
    shape = KERNELS[kernel]
    return shape.height(np.square(distance_m / bandwidth_m)) * (shape.peak / bandwidth_m**2)


def bandwidth_for(deviation_m: float, *, kernel: KernelName) -> float:
    """Return the bandwidth in metres at which `kernel` spreads as far as a Gaussian of `deviation_m`.

    Both then have the same standard deviation along each axis; the quartic needs a radius of sqrt(8) of them.

    >>> bandwidth_for(50, kernel="gaussian"), round(bandwidth_for(50, kernel="quartic"), 1)
    (50.0, 141.4)
    """
    return deviation_m / KERNELS[kernel].deviation


def as_wide(kernel: KernelName, *, as_of: KernelName) -> float:
    """Return how many times the bandwidth of a `kernel` has to be that of another to spread as far.

    >>> as_wide("gaussian", as_of="gaussian"), round(as_wide("quartic", as_of="gaussian"), 3)
    (1.0, 2.828)
    """
    return KERNELS[as_of].deviation / KERNELS[kernel].deviation


def density_on_grid(
    sites: Floats,
    weights: Floats,
    inside: Bools,
    *,
    west: float,
    north: float,
    cell_m: float,
    bandwidth_m: float,
    kernel: KernelName,
    edge_corrected: bool = True,
) -> Floats:
    """Return incidents per m² at the centre of each cell; 0 outside the study area `inside` (rows, columns).

    `weights` is (n,) incidents at each site; or (n, k) for k surfaces at once, which come back as
    (k, rows, columns). `west`, `north` is the grid's outer corner. Edge correction after Jones (1993) and
    Diggle (1985): each incident's kernel is divided by its own mass inside the study area, here the sum over
    the cells themselves, so that the values times the area of a cell add up to the weights exactly. An
    incident whose kernel meets no cell counts wholly in the nearest one (only if corrected).
    """
    weights_k = weights[:, None] if weights.ndim == 1 else weights
    shape = KERNELS[kernel]
    hills = Hills(study=inside, west=west, north=north, cell_m=cell_m, bandwidth_m=bandwidth_m, kernel=shape)
    wide = WideGaussian(hills=hills)
    if not edge_corrected:
        way = wide if wide.pays(len(sites)) else hills
        placed = way.placed(sites)
        values = way.added(placed, weights_k[placed.order] * (shape.peak / bandwidth_m**2))
        _clip(values, inside)
        return values.reshape(*weights.shape[1:], *inside.shape)
    if wide.pays(len(sites)):
        values, sites, weights_k = _corrected(wide, sites, weights_k, inside, least_mass=wide.least_mass)
        added, sites, weights_k = _corrected(hills, sites, weights_k, inside)
        values += added
    else:
        values, sites, weights_k = _corrected(hills, sites, weights_k, inside)
    if len(sites):
        cell = hills.around.nearest(sites)
        flat = values.reshape(len(values), -1)
        for k, weight in enumerate(weights_k.T):
            flat[k] += np.bincount(cell, weight, minlength=inside.size)
    values /= cell_m**2
    return values.reshape(*weights.shape[1:], *inside.shape)


def _corrected(
    hills: Hills | WideGaussian, sites: Floats, weights: Floats, inside: Bools, *, least_mass: float = 0.0
) -> tuple[Floats, Floats, Floats]:
    """Return incidents per cell (k, rows, columns), each hill over its mass inside; and the sites and weights
    (n, k) of hills that have no more than `least_mass`, which were left out."""
    placed = hills.placed(sites)
    weights = weights[placed.order]
    mass = hills.masses(placed, ground=inside)
    met = mass > least_mass
    values = hills.added(placed, weights / np.where(met, mass, np.inf)[:, None])
    _clip(values, inside)
    return values, placed.sites[~met], weights[~met]


def _clip(values: Floats, inside: Bools) -> None:
    if not inside.all():
        values *= inside


def mass_inside(
    sites: Floats,
    inside: Bools,
    *,
    west: float,
    north: float,
    cell_m: float,
    bandwidth_m: float,
    kernel: KernelName,
) -> Floats:
    """Return the share of each site's kernel that lies inside the study area, 0 … 1, summed over cells.

    A density divided by it is "uniformly" edge-corrected (Diggle 1985). Where the kernel meets
    no cell centre at all, the site's own cell decides.
    """
    hills = Hills(
        study=inside, west=west, north=north, cell_m=cell_m, bandwidth_m=bandwidth_m, kernel=KERNELS[kernel]
    )
    placed = hills.placed(sites)
    within = hills.masses(placed, ground=inside)
    whole = hills.whole_masses(placed)
    own = inside[placed.row, placed.column]
    share = np.empty(len(sites))
    share[placed.order] = np.where(whole > 0, within / np.where(whole > 0, whole, 1.0), own)
    return share
