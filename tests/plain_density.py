"""Kernel density as its definition says it, one place at a time: what the fast sums are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.kernel import KernelName, kernel_at

if TYPE_CHECKING:
    from hotspot.schema import Floats


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

    No edge correction. With `leave_out` a site adds nothing at its own place.
    """
    found = np.zeros(len(at))
    for site, weight in zip(sites, weights, strict=True):
        distance_m = np.hypot(*(at - site).T)
        height = kernel_at(distance_m, bandwidth_m=bandwidth_m, kernel=kernel)
        found += weight * (np.where(distance_m > 0, height, 0.0) if leave_out else height)
    return found
