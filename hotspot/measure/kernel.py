"""Kernel density: each incident is spread over its surroundings, most where it happened, nothing far away.

Five kernels, each a hill of volume one. `bandwidth_m` is the radius beyond which a finite kernel (quartic,
Epanechnikov, triangular, uniform) is zero, and the standard deviation of the Gaussian, which is cut at six
of them; the cut leaves out at most 1.5e-8 of a hill's peak and of its volume. Sums are exact: nothing is
binned. Coordinates are (n, 2) easting and northing in metres; grids have row 0 in the north.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from scipy.spatial import cKDTree

from hotspot.measure.cells import CellsAround

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hotspot.schema import Bools, Floats, Ints

KernelName: TypeAlias = Literal["quartic", "epanechnikov", "triangular", "uniform", "gaussian"]

PAIRS_AT_ONCE = 2_000_000  # bounds the memory of `density_at` to about 100 MB


@dataclass(frozen=True, kw_only=True)
class Kernel:
    """`height` is the kernel's value in units of its peak, given (distance / bandwidth)²; `peak` times
    bandwidth² is 1 / the volume under it; `deviation` is its standard deviation along one axis and `reach`
    the distance where it ends, both in bandwidths."""

    height: Callable[[Floats], Floats]
    peak: float
    deviation: float
    reach: float = 1.0


# Silverman (1986), Density Estimation, section 4.2.1, for two dimensions; u2 = (distance / bandwidth)².
KERNELS: dict[KernelName, Kernel] = {
    "quartic": Kernel(
        height=lambda u2: np.square(np.maximum(1.0 - u2, 0.0)), peak=3 / pi, deviation=sqrt(1 / 8)
    ),
    "epanechnikov": Kernel(height=lambda u2: np.maximum(1.0 - u2, 0.0), peak=2 / pi, deviation=sqrt(1 / 6)),
    "triangular": Kernel(
        height=lambda u2: np.maximum(1.0 - np.sqrt(u2), 0.0), peak=3 / pi, deviation=sqrt(3 / 20)
    ),
    "uniform": Kernel(height=lambda u2: (u2 <= 1.0).astype(np.float64), peak=1 / pi, deviation=1 / 2),
    "gaussian": Kernel(
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


def density_at(
    sites: Floats,
    weights: Floats,
    at: Floats,
    *,
    bandwidth_m: float,
    kernel: KernelName,
    leave_out: bool = False,
) -> Floats:
    """Return incidents per m² at the places `at` (m, 2), from `sites` (n, 2) with `weights` (n,) incidents.

    No edge correction. With `leave_out` a site adds nothing at its own place: with tied coordinates it is
    the whole site that must stay out, for its other incidents would predict the one left out perfectly.
    """
    found = np.zeros(len(at))
    for pairs in pairs_within(sites, at, reach_m=bandwidth_m * KERNELS[kernel].reach):
        counted = pairs.distance_m > 0 if leave_out else slice(None)
        height = kernel_at(pairs.distance_m[counted], bandwidth_m=bandwidth_m, kernel=kernel)
        found += np.bincount(pairs.place[counted], weights[pairs.site[counted]] * height, minlength=len(at))
    return found


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Sites within reach of places: number of the place, of the site, and the metres between, each (p,)."""

    place: Ints
    site: Ints
    distance_m: Floats


def pairs_within(sites: Floats, at: Floats, *, reach_m: float) -> Iterator[Pairs]:
    """Yield every pair of a place in `at` (m, 2) and a site (n, 2) at most `reach_m` apart, a part at a time.

    All pairs of one place come in one part; the parts are small enough for the memory to stay bounded.
    """
    if not len(at) or not len(sites):
        return
    tree = cKDTree(sites)
    batch = np.cumsum(tree.query_ball_point(at, reach_m, return_length=True)) // PAIRS_AT_ONCE
    starts = np.flatnonzero(np.diff(batch, prepend=-1))
    for start, stop in zip(starts, [*starts[1:], len(at)], strict=True):
        near = cKDTree(at[start:stop]).sparse_distance_matrix(tree, reach_m, output_type="ndarray")
        yield Pairs(place=near["i"] + start, site=near["j"], distance_m=near["v"])


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
    around = CellsAround(
        study=inside, west=west, north=north, cell_m=cell_m, reach_m=bandwidth_m * shape.reach
    )
    values = np.zeros((weights_k.shape[1], around.inside.size))
    for members, cell, distance2 in around.blocks(sites):
        height = shape.height(distance2 / bandwidth_m**2) * around.inside[cell]
        if edge_corrected:
            mass = height.sum(axis=1) * cell_m**2
            lost = mass == 0
            cell[lost, 0] = around.nearest(sites[members[lost]])
            height[lost, 0] = 1 / cell_m**2
            height /= np.where(lost, 1.0, mass)[:, None]
        else:
            height *= shape.peak / bandwidth_m**2
        first = int(cell.min())
        for surface, weight in zip(values, weights_k[members].T, strict=True):
            added = np.bincount((cell - first).ravel(), (height * weight[:, None]).ravel())
            surface[first : first + len(added)] += added
    return around.cropped(values).reshape(*weights.shape[1:], *inside.shape)


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
    shape = KERNELS[kernel]
    around = CellsAround(
        study=inside, west=west, north=north, cell_m=cell_m, reach_m=bandwidth_m * shape.reach
    )
    share = np.zeros(len(sites))
    for members, cell, distance2 in around.blocks(sites):
        height = shape.height(distance2 / bandwidth_m**2)
        total, within = height.sum(axis=1), (height * around.inside[cell]).sum(axis=1)
        own = around.inside[around.own(sites[members])]
        share[members] = np.where(total > 0, within / np.where(total > 0, total, 1.0), own)
    return share
