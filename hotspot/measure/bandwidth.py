"""How far to spread each incident: the rules of the literature for the bandwidth of a density surface.

Each rule is a number to be made small or large over candidate bandwidths; who asks, tries and compares.
Distances are in metres, intensities in incidents per m², and sites carry weights (incidents at one place).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import fft

from hotspot.compiled import COMPILED
from hotspot.measure.kernel import KERNELS, as_wide
from hotspot.measure.neighbours import k_distances

if COMPILED:
    from hotspot.compiled import kernel_sums

if TYPE_CHECKING:
    from hotspot.measure.kernel import Kernel, KernelName
    from hotspot.measure.pairs import Pairs
    from hotspot.schema import Bools, Floats

# Renard's R10 series: ten steps to the decade, each about a quarter wider than the one before.
_STEPS = np.array([10, 12.5, 16, 20, 25, 32, 40, 50, 63, 80])
LADDER_M = np.concatenate([_STEPS, 10 * _STEPS, [1000.0]])
POINTS_COVERED = 4  # by a kernel around one of the points that incidents were moved to


def ladder(lowest_m: float, highest_m: float, *, kernel: KernelName = "quartic") -> Floats:
    """Return the bandwidths to try, in metres: the lowest itself, then those of the ladder up to the highest.

    The ladder is round for the quartic kernel; other kernels get the bandwidths that spread as far.

    >>> ladder(110, 260)
    array([110., 125., 160., 200., 250.])
    """
    steps = LADDER_M * as_wide(kernel, as_of="quartic")
    rounding = 1 + 1e-9
    return np.append(lowest_m, steps[(steps > lowest_m * rounding) & (steps <= highest_m * rounding)])


def snapped_spacing(sites: Floats, weights: Floats) -> float:
    """Return how far in metres the fourth nearest point is that incidents were moved to; 0 if none were.

    Incidents look snapped when they share so few places that there are fewer than half as many sites as
    incidents; the answer is the median over the sites (to the farthest where there are fewer than five). A
    kernel that reaches less far covers a few points at most: it draws the list of points, not crime. Where a
    publisher moves each incident by a few metres at random, the sites are many and close, and the answer is
    those few metres: it asks nothing of a bandwidth.
    """
    if len(sites) < 2 or len(sites) >= weights.sum() / 2:
        return 0.0
    return float(np.median(k_distances(sites, k=min(len(sites) - 1, POINTS_COVERED))))


def scott(sites: Floats, weights: Floats) -> Floats:
    """Return Scott's rule: a Gaussian's standard deviation for easting and for northing, in metres.

    It takes a city for one bell-shaped cloud and spreads far too widely: for comparison only.
    Scott (1992), Multivariate Density Estimation.
    """
    total = weights.sum()
    centre = weights @ sites / total
    deviation = np.sqrt(weights @ np.square(sites - centre) / max(total - 1, 1))
    return np.asarray(deviation * total ** (-1 / 6))


def densities_at_own_place(
    pairs: Pairs, weights: Floats, own: Floats, *, bandwidths_m: Floats, kernel: KernelName
) -> tuple[Floats, Floats]:
    """Return incidents per m² at m of the sites, without and with the site itself, each (bandwidths, m).

    `pairs` of those m places with all sites (n,) reach as far as the widest kernel; `weights` (n,) and `own`
    (m,) are incidents. Without means without the whole site: were only one of several incidents at one
    coordinate left out, the others would predict it perfectly from a bandwidth of 0.
    """
    shape = KERNELS[kernel]
    falling = np.argsort(-bandwidths_m)
    if COMPILED:
        added = np.zeros((len(own), len(bandwidths_m)))
        kernel_sums.add_pairs(
            pairs.place,
            pairs.site,
            pairs.distance_m,
            weights,
            bandwidths_m[falling],
            added,
            reach=shape.reach,
            kernel=kernel,
        )
    else:
        added = _heights_added(pairs, weights, bandwidths_m[falling], places=len(own), shape=shape)
    peaks = shape.peak / np.square(bandwidths_m)[:, None]
    others = added.T[np.argsort(falling)] * peaks
    return others, others + peaks * own


def _heights_added(pairs: Pairs, weights: Floats, falling_m: Floats, *, places: int, shape: Kernel) -> Floats:
    """Return the sum of the heights of all other sites' hills at each place (m, bandwidths)."""
    apart = pairs.distance_m > 0
    place, distance_m, weight = pairs.place[apart], pairs.distance_m[apart], weights[pairs.site[apart]]
    added = np.zeros((places, len(falling_m)))
    for i, bandwidth_m in enumerate(falling_m.tolist()):
        near = distance_m <= bandwidth_m * shape.reach
        place, distance_m, weight = place[near], distance_m[near], weight[near]
        height = shape.height(np.square(distance_m / bandwidth_m))
        added[:, i] = np.bincount(place, weight * height, minlength=places)
    return added


def log_likelihood(leave_out: Floats, weights: Floats, *, integral: float = 0.0) -> float:
    """Return the cross-validated log-likelihood of a Poisson pattern; the best bandwidth makes it largest.

    `leave_out` (m,) is the edge-corrected density at each site without that site, `weights` (m,) its
    incidents, `integral` the incidents that the surface has in all; it may stay out where it is the same for
    every bandwidth. Loader (1999), Local Regression and Likelihood.
    """
    with np.errstate(divide="ignore"):
        return float(weights @ np.log(leave_out)) - integral


def cronie_van_lieshout(density: Floats, weights: Floats, *, area_m2: float) -> float:
    """Return how far the sum of 1 / density over the incidents is from the area; the best makes it smallest.

    `density` (m,) at each site, with the site itself and without edge correction; `weights` (m,) its
    incidents. Cronie and van Lieshout (2018), Biometrika 105, 455-462.
    """
    return abs(float(weights @ (1 / density)) - area_m2)


def k_function(distance_m: Floats, correction: Floats, radii_m: Floats, *, pairs_per_m2: float) -> Floats:
    """Return Ripley's K in m² at the radii: corrected pairs of points no farther apart, over `pairs_per_m2`.

    `radii_m` rise; `distance_m` (p,) of the ordered pairs, `correction` (p,) for what the window hides of
    each, and `pairs_per_m2` = n (n - 1) / area for n points. Ripley (1977), JRSS B 39, 172-212.
    """
    step = np.bincount(np.searchsorted(radii_m, distance_m), correction, minlength=len(radii_m))
    return np.cumsum(step[: len(radii_m)]) / pairs_per_m2


def berman_diggle(radii_m: Floats, k: Floats, *, intensity: float) -> Floats:
    """Return Diggle's mean square error for a disc of each radius; the best makes it smallest.

    `radii_m` (r,) start at 0 in equal steps, `k` (r,) is Ripley's K there; the answer stops at half the
    largest radius, as it needs K at twice the disc's. The error is infinite at radius 0. A disc spreads as
    far as a Gaussian of half its radius. Berman and Diggle (1989), JRSS B 51, 81-92.
    """
    half = radii_m[radii_m <= radii_m[-1] / 2]
    steps = np.diff(k)
    error = np.full(len(half), np.inf)
    for i, radius in enumerate(half[1:].tolist(), start=1):
        y = np.minimum(radii_m[:-1] / (2 * radius), 1.0)
        overlap = 2 * radius**2 * float((np.arccos(y) - y * np.sqrt(1 - y * y)) @ steps)
        disc = np.pi * radius**2
        error[i] = (1 / intensity - 2 * k[i]) / disc + overlap / disc**2
    return error


def set_covariance(inside: Bools, *, cell_m: float, lags_m: Floats) -> Floats:
    """Return the area in m² that the study area shares with itself once moved, the mean over all directions.

    `inside` (rows, columns) is the study area in cells of `cell_m`. The area over this value corrects a pair
    of incidents for the window ("rigid motion", Ohser and Stoyan 1981, Biometrical Journal 23, 523-533).
    """
    rows, columns = inside.shape
    room = [fft.next_fast_len(2 * side - 1, real=True) for side in inside.shape]
    moved = fft.irfft2(np.square(np.abs(fft.rfft2(inside.astype(np.float64), room))), room)  # by each lag
    shared = np.roll(moved, (rows - 1, columns - 1), axis=(0, 1))[: 2 * rows - 1, : 2 * columns - 1]
    row, column = np.ogrid[1 - rows : rows, 1 - columns : columns]
    ring = np.rint(np.hypot(row, column)).astype(np.int64).ravel()
    mean = np.bincount(ring, shared.ravel()) / np.bincount(ring) * cell_m**2
    return np.interp(lags_m, np.arange(len(mean)) * cell_m, mean)
