"""Does it depend on the method? The same areas ranked in several ways, and where the ways part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array, csr_array

from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.measure.getis_ord import getis_ord, two_sided_p
from hotspot.measure.scan import Circle, scan
from hotspot.schema.agreed import AGREEMENT_COLUMNS, METHODS, Agreement

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema import Bools, Floats, Ranking

LEVEL = 0.05
TOUCHING_M = 1.0  # areas drawn by hand leave gaps as narrow as this
SIMULATIONS = 199  # of the scan: enough to say whether p is below 5 %
UNKNOWN_SHARE = 0.05  # of the incidents: with more in areas without residents, the scan goes by km²


def agreement(ranking: Ranking, *, seed: int) -> Agreement:
    """Rank the areas by each method that the data allow, and put the ranks side by side.

    The consensus is the median of the ranks. An area depends on the method where one puts it among the first
    `ranking.top` and another not among twice as many.
    """
    frame = ranking.frame
    z = _gi_star(frame)
    p = benjamini_hochberg(two_sided_p(z))
    scan_by, circle = _most_likely(frame, seed=seed)
    is_significant = circle is not None and circle.p <= LEVEL
    ranks = _ranks(frame, z)
    asked = [name for name in METHODS if np.isfinite(ranks[name]).any()]
    standing = np.column_stack([ranks[name] for name in asked])
    best, worst = np.nanmin(standing, axis=1), np.nanmax(standing, axis=1)
    median = np.nanmedian(standing, axis=1)
    order = np.lexsort((frame["rank"], np.nanmean(standing, axis=1), median))
    table = pd.DataFrame(frame[["area_id", "name", "rank", "name_en", "name_ru", "name_kk"]]).assign(
        median_rank=median,
        spread=worst - best,
        gi_star_z=z,
        gi_star_p=p,
        gi_star_significant=(p <= LEVEL) & (z > 0),
        in_scan_cluster=_held(circle, len(frame)) & is_significant,
        best_by=_by(asked, np.nanargmin(standing, axis=1)),
        worst_by=_by(asked, np.nanargmax(standing, axis=1)),
        depends=(best <= ranking.top) & (worst > 2 * ranking.top),
        **{f"rank_{name}": ranks[name] for name in METHODS},
    )
    table = table.iloc[order].reset_index(drop=True).assign(consensus=np.arange(1, len(frame) + 1))
    return Agreement(
        frame=table[list(AGREEMENT_COLUMNS)],
        methods=tuple(asked),
        scan_by=scan_by,
        scan_p=circle.p if circle is not None else float("nan"),
    )


def _ranks(frame: gpd.GeoDataFrame, z: Floats) -> dict[str, Floats]:
    """Return the rank of each area (n,) by each method; equal areas share the mean of their ranks."""
    incidents = frame["incidents"].to_numpy(dtype=np.float64)
    values = {
        "count": incidents,
        "rate": frame["rate_per_1000"].to_numpy(dtype=np.float64),
        "harm": frame["harm_per_km2_year"].to_numpy(dtype=np.float64),
        "density": frame["density_mean"].to_numpy(dtype=np.float64),
        "cluster": np.rint(incidents * frame["hotspot_share"].to_numpy(dtype=np.float64)),
        "gi_star": z,
    }
    if not values["cluster"].any():
        values["cluster"] = np.full(len(frame), np.nan)
    return {
        name: np.asarray(pd.Series(value).rank(ascending=False, method="average"), dtype=np.float64)
        for name, value in values.items()
    }


def _by(methods: list[str], number: Floats) -> list[str]:
    return [methods[i] for i in number.astype(int).tolist()]


def _gi_star(frame: gpd.GeoDataFrame) -> Floats:
    """Return the z value of each area (n,): incidents per km² of itself and of the areas that touch it."""
    shapes = np.asarray(frame.geometry.array, dtype=object)
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCHING_M)
    weights = csr_array(coo_array((np.ones(pairs.shape[1]), (pairs[0], pairs[1])), shape=(len(frame),) * 2))
    if len(frame) < 3:
        return np.full(len(frame), np.nan)
    return getis_ord(frame["per_km2"].to_numpy(dtype=np.float64), weights)


def _most_likely(frame: gpd.GeoDataFrame, *, seed: int) -> tuple[Literal["population", "km2"], Circle | None]:
    """Return what the scan went by, and its most likely circle of areas.

    Expected are as many incidents as residents, where nearly all incidents lie in areas with known residents,
    else as many as km².
    """
    incidents = frame["incidents"].to_numpy(dtype=np.float64)
    population = frame["population"].to_numpy(dtype=np.float64)
    known: Bools = np.isfinite(population) & (population > 0)
    by_residents = incidents[~known].sum() <= UNKNOWN_SHARE * incidents.sum() and known.sum() > 1
    expected = np.where(known, population, 0.0) if by_residents else frame["area_km2"].to_numpy(np.float64)
    points = shapely.get_coordinates(shapely.point_on_surface(np.asarray(frame.geometry.array, dtype=object)))
    used = np.flatnonzero(expected > 0)
    circles = scan(incidents[used], expected[used], points[used], most=1, simulations=SIMULATIONS, seed=seed)
    by: Literal["population", "km2"] = "population" if by_residents else "km2"
    if not circles:
        return by, None
    first = circles[0]
    members = tuple(used[list(first.members)].tolist())
    return by, Circle(
        centre=int(used[first.centre]),
        members=members,
        observed=first.observed,
        expected=first.expected,
        ratio=first.ratio,
        p=first.p,
    )


def _held(circle: Circle | None, count: int) -> Bools:
    held = np.zeros(count, dtype=np.bool_)
    if circle is not None:
        held[list(circle.members)] = True
    return held
