"""How many people live on a piece of ground, as far as the residents of areas tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from numpy.typing import ArrayLike, NDArray

    Shapes: TypeAlias = NDArray[Any]


LEAST_RESIDENTS = 8  # where fewer live, and anybody does, ground is too fine to be shown
NOBODY = 0.05  # residents that come of rounding


def too_few(people: float) -> bool:
    """Tell whether so few people live on a piece of ground that it stands for their doors.

    >>> too_few(0.0), too_few(3.5), too_few(8.0)
    (False, True, False)
    """
    return NOBODY < people < LEAST_RESIDENTS - NOBODY


def living_in(ground: shapely.Geometry, areas: Shapes, residents: ArrayLike) -> float:
    """Return how many of the `residents` (n,) of the `areas` (n,) live on the ground, spread evenly in each.

    0 where nobody does, or where no area that the ground lies in says how many live there; all in one CRS.
    Areal weighting: Goodchild and Lam (1980), Geo-Processing 1, 297-312.

    >>> square = shapely.box(0, 0, 1000, 1000)
    >>> living_in(shapely.box(0, 0, 100, 100), np.array([square]), [500.0])
    5.0
    """
    shapes = np.asarray(areas, dtype=object)
    near = shapely.STRtree(shapes).query(ground)
    people = np.asarray(residents, dtype=np.float64)[near]
    size = shapely.area(shapes[near])
    shared = shapely.area(shapely.intersection(shapes[near], ground))
    known = np.isfinite(people) & (size > 0)
    return float((people[known] * shared[known] / size[known]).sum())
