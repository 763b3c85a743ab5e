"""Choose how near incidents must lie to be neighbours, and how many of them make a hot spot.

Both are chosen from the data, but within what a patrol can use: a hot spot is to be walked, so its size is
limited, and what chance alone would make is not to be called one.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely

from hotspot.cluster.outline import outlines
from hotspot.measure.dbscan import components, min_samples_by_chance
from hotspot.measure.neighbours import k_distances, knee, neighbour_weight
from hotspot.schema import KM2, Bools, Choice, Floats, Ints, Sites

K = 4  # neighbours of the k-distance curve, as Ester et al. (1996) propose for the plane
EPS_MAX_M = 300.0  # beyond it clusters say nothing about a place
STREET_M = 75.0  # half a street segment: nothing smaller can be told apart on the ground
SPACING = 1.25  # times the usual distance between places: snapped places one street apart can join
STEPS = 5  # the largest hot spot, from its middle to its rim, in eps
MIN_INCIDENTS = 5
MIN_PER_MONTH = 0.5
STUDY_SHARE = 0.03  # of the study area, for all hot spots together
STEP = 1.1
INSIDE = 0.995  # of the radius: how far an outline reaches between its corners


def choose_eps(
    sites: Sites, *, bandwidth_m: float, geocoding_error_m: float, max_hotspot_km2: float = 0.5
) -> Choice:
    """Choose the DBSCAN radius in metres: where the curve of 4th-nearest places bends, within limits.

    Never below the geocoding error, 1.25 times the median distance between places (at most 300 m) and 75 m;
    else never above 300 m and a fifth of the radius of the largest hot spot allowed. Places without four
    others in 300 m belong to no cluster at any allowed radius, so the curve leaves them out. `bandwidth_m`
    stands in where fewer than three places have.
    """
    spacing_m = _spacing(sites.xy)
    floors = {"eps_geocoding": geocoding_error_m, "eps_spacing": spacing_m, "eps_street": STREET_M}
    low_why, low = max(floors.items(), key=lambda floor: floor[1])
    walk_m = math.sqrt(max_hotspot_km2 * KM2 / math.pi) / STEPS
    high = min(EPS_MAX_M, walk_m)
    curve = k_distances(sites.xy, k=K) if len(sites.xy) > K else np.empty(0)
    near = curve[curve <= EPS_MAX_M]
    rule, wanted = ("knee", knee(near)) if len(near) >= 3 else ("bandwidth", bandwidth_m)
    why = low_why if low >= min(wanted, high) else "eps_walk" if wanted > high else f"eps_{rule}"
    rules = {rule: wanted, "geocoding_error": geocoding_error_m, "spacing": spacing_m, "walk": walk_m}
    return Choice(
        name="clusters.eps_m",
        value=float(math.ceil(max(low, min(wanted, high)))),
        unit="m",
        why=why,
        flag="--set clusters.eps_m=…",
        values={"wanted": round(wanted), "low": math.ceil(low), "high": math.ceil(high)},
        alternatives=tuple((name, round(float(metres), 1)) for name, metres in rules.items()),
    )


def _spacing(xy: Floats) -> float:
    """Return 1.25 times the median distance in metres to the nearest other place, at most 300 m."""
    nearest = k_distances(xy, k=1) if len(xy) > 1 else np.empty(0)
    return min(SPACING * float(np.median(nearest)), EPS_MAX_M) if len(nearest) else 0.0


def choose_min_samples(
    sites: Sites, *, eps_m: float, study_km2: float, months: float | None, max_hotspot_km2: float
) -> Choice:
    """Choose how many incidents within `eps_m` make a core site.

    At least 5, one every two months, and so many that fewer than 0.05 core incidents are expected when the
    same number of incidents falls on the study area at random. From there it rises by steps of 10 % until no
    hot spot is larger than `max_hotspot_km2` and all of them cover 3 % of the study area at most.
    """
    incidents = float(sites.weight.sum())
    by_chance = min_samples_by_chance(incidents, study_km2, eps_m=eps_m)
    by_time = _by_time(months)
    floors = {"min_samples_few": MIN_INCIDENTS, "min_samples_time": by_time, "min_samples_chance": by_chance}
    why, start = max(floors.items(), key=lambda floor: floor[1])
    by_area = _walkable(
        sites,
        start=start,
        eps_m=eps_m,
        largest_km2=max_hotspot_km2,
        together_km2=STUDY_SHARE * study_km2,
    )
    return Choice(
        name="clusters.min_samples",
        value=by_area,
        unit="incidents",
        why="min_samples_area" if by_area > start else why,
        flag="--set clusters.min_samples=…",
        values={
            "eps_m": eps_m,
            "start": start,
            "largest_km2": max_hotspot_km2,
            "together": f"{STUDY_SHARE:.0%}".replace("%", " %"),
        },
        alternatives=(
            ("least", float(MIN_INCIDENTS)),
            ("time", float(by_time)),
            ("chance", float(by_chance)),
            ("area", float(by_area)),
        ),
    )


def least_incidents(months: float | None) -> int:
    """Return the fewest incidents that are called a hot spot: 5, and one every two months."""
    return max(MIN_INCIDENTS, _by_time(months))


def _by_time(months: float | None) -> int:
    return math.ceil(MIN_PER_MONTH * months) if months else 0


def _walkable(sites: Sites, *, start: int, eps_m: float, largest_km2: float, together_km2: float) -> int:
    """Return the first step of 10 % above `start` at which the hot spots are small enough.

    A higher threshold leaves a subset of the core sites, so that each hot spot and all together only shrink:
    the first step that fits can be found by halving.
    """
    near = neighbour_weight(sites.xy, sites.weight, eps_m=eps_m)
    steps = _ladder(start, int(near.max(initial=0.0)))
    low, high = -1, len(steps) - 1
    while high - low > 1:
        middle = (low + high) // 2
        core_xy = sites.xy[near >= steps[middle]]
        chain = components(core_xy, eps_m=eps_m)
        fits = all(
            km2.max(initial=0.0) <= largest_km2 and km2.sum() <= together_km2
            for km2 in (measured(core_xy, chain, eps_m=eps_m) for measured in (_least_km2, _sizes_km2))
        )
        low, high = (low, middle) if fits else (middle, high)
    return steps[high]


def _ladder(start: int, most: int) -> list[int]:
    """Return `start`, then steps 10 % higher each, up to `most`, the threshold that a single place passes.

    >>> _ladder(10, 14)
    [10, 11, 13, 14]
    """
    steps = [start]
    while math.ceil(start * STEP ** len(steps)) < most:
        steps.append(math.ceil(start * STEP ** len(steps)))
    return [*steps, most] if most > start else steps


def _least_km2(core_xy: Floats, chain: Ints, *, eps_m: float) -> Floats:
    """Return an area that each hot spot surely has, so that what is far too large need not be drawn.

    A square that holds a core site lies within the outline if its diagonal is no longer than the outline
    reaches, and in that of no other hot spot.
    """
    if not len(core_xy):
        return np.empty(0)
    side_m = INSIDE * eps_m / 2 / math.sqrt(2)
    column, row = ((core_xy - core_xy.min(axis=0)) / side_m).astype(np.int64).T
    held = np.unique(row * (column.max() + 1) + column, return_index=True)[1]
    squares = np.bincount(chain[held], minlength=int(chain.max()) + 1)
    return np.asarray(squares * (side_m**2 / KM2), dtype=np.float64)


def _sizes_km2(core_xy: Floats, chain: Ints, *, eps_m: float) -> Floats:
    """Return the area of each hot spot that these core sites make, given the `chain` (n,) of each.

    Half of the sites are outlined beside the others: those of the first chains, and no chain is cut.
    """
    if not len(core_xy):
        return np.empty(0)
    chains = int(np.searchsorted(np.cumsum(np.bincount(chain)), len(chain) / 2)) + 1

    def measured(part: Bools, first: int) -> Floats:
        return np.asarray(shapely.area(outlines(core_xy[part], chain[part] - first, radius_m=eps_m / 2)))

    with ThreadPoolExecutor(1) as beside:
        others = beside.submit(measured, chain >= chains, chains)
        return np.concatenate([measured(chain < chains, 0), others.result()]) / KM2
