"""What is said of each post: where it stands, what it reaches and adds, what is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from hotspot.measure.exact_intervals import poisson_interval
from hotspot.place.names import (
    POSTS,
    SITES,
    local_areas,
    names_in,
    nearest_street,
    new_names,
    numbered,
    of_area,
)
from hotspot.place.posts import in_order, served_gain
from hotspot.place.ways import reach_of
from hotspot.schema import LANGUAGES
from hotspot.schema.placed import LOCAL_COLUMNS, POST_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.measure.siting import Reach
    from hotspot.place.names import Naming, Surroundings
    from hotspot.place.posts import Ask, Sites
    from hotspot.place.walking import Walking
    from hotspot.schema import Areas, Floats, Ints, Language
    from hotspot.schema.placed import Demand


def described(
    chosen: Ints,
    gain: Floats,
    stable: Floats,
    *,
    sites: Sites,
    demand: Demand,
    reach: Reach,
    reach_m: float,
    among: Surroundings,
    naming: Naming = POSTS,
) -> gpd.GeoDataFrame:
    """Return the posts in the order given with `POST_COLUMNS` and `LOCAL_COLUMNS`, in the metric CRS.

    `gain` and `stable` (k,) belong to the `chosen` (k,) sites.
    """
    xy, area = sites.xy[chosen], sites.area[chosen]
    street, street_m = nearest_street(xy, among.streets)
    ids = [f"{naming.prefix}{number}" for number in range(1, len(chosen) + 1)]
    other, other_m = _nearest_other(xy, sites.existing)
    near = {each: _called(other, [*ids, *numbered(names_in(among.standing, each))]) for each in LANGUAGES}
    columns = {
        "post_id": ids,
        "order": np.arange(1, len(chosen) + 1),
        "area_id": of_area(among.areas, "area_id", area),
        "area": of_area(among.areas, "name", area),
        **_reached(reach, demand, chosen, gain),
        "reach_m": reach_m,
        "street": street[among.language],
        "street_m": np.round(street_m, 1),
        "nearest_post": near[among.language],
        "nearest_post_m": np.round(other_m, 1),
        "stability": stable,
        **_in_each_language(among.areas, area, naming, street=street, near=near),
    }
    crs = among.areas.frame.crs
    return gpd.GeoDataFrame(columns, geometry=shapely.points(xy), crs=crs)[[*POST_COLUMNS, *LOCAL_COLUMNS]]


def _in_each_language(
    areas: Areas,
    area: Ints,
    naming: Naming,
    *,
    street: Mapping[Language, list[str]],
    near: Mapping[Language, list[str]],
) -> dict[str, list[str]]:
    """Return the columns that differ by language: names, area, street, and the nearest post."""
    columns: dict[str, list[str]] = {}
    for each in LANGUAGES:
        local = local_areas(areas, area, each)
        columns |= {f"area_{each}": local, f"street_{each}": street[each]}
        columns |= {f"name_{each}": new_names(local, naming, each)}
        columns |= {f"nearest_post_{each}": near[each]}
    return columns


def _reached(reach: Reach, demand: Demand, chosen: Ints, gain: Floats) -> dict[str, Floats]:
    """Return the columns of what each chosen site reaches and adds."""
    within, counted = _within(reach, demand, chosen)
    low, high = poisson_interval(counted)
    total = max(reach.total, 1e-12)
    return {
        "within_reach": within,
        "share": within / total,
        "gain": gain,
        "gain_share": gain / total,
        "incidents": counted,
        "incidents_low": low,
        "incidents_high": high,
    }


def scored(
    ask: Ask, sites: Sites, demand: Demand, *, walking: Walking | None, among: Surroundings
) -> gpd.GeoDataFrame:
    """Return all candidates as if posts stood there, in the order in which each adds most."""
    reach = reach_of(sites.xy, demand.xy, demand.weight, walking=walking, reach_m=ask.reach_m)
    order, gain = in_order(reach, np.arange(len(sites.candidates)), sites.fixed)
    if ask.capacity is not None:
        gain = served_gain(reach, order, sites.fixed, capacity=ask.capacity)
    return described(
        order,
        gain,
        np.full(len(order), np.nan),
        sites=sites,
        demand=demand,
        reach=reach,
        reach_m=ask.reach_m,
        among=among,
        naming=SITES,
    )


def standing_posts(existing: gpd.GeoDataFrame, reach: Reach, demand: Demand, fixed: Ints) -> gpd.GeoDataFrame:
    """Return the posts that stand, the `fixed` (e,) sites of the reach, with `EXISTING_COLUMNS`."""
    within, counted = _within(reach, demand, fixed)
    low, high = poisson_interval(counted)
    columns = {
        "name": numbered(names_in(existing, None)),
        **{f"name_{each}": numbered(names_in(existing, each)) for each in LANGUAGES},
        "within_reach": within,
        "share": within / max(reach.total, 1e-12),
        "incidents": counted,
        "incidents_low": low,
        "incidents_high": high,
    }
    return gpd.GeoDataFrame(columns, geometry=existing.geometry.to_numpy(), crs=existing.crs)


def _within(reach: Reach, demand: Demand, chosen: Ints) -> tuple[Floats, Floats]:
    """Return the demand and the incidents that each chosen site reaches."""
    table = reach.served[:, chosen].T
    return np.asarray(table @ reach.weight), np.asarray(table @ demand.incidents)


def _nearest_other(xy: Floats, existing: Floats) -> tuple[Ints, Floats]:
    """Return the nearest other post of each, placed or existing, and the metres to it in a straight line;
    -1 where there is none."""
    every = np.concatenate([xy, existing])
    if len(every) < 2:
        return np.full(len(xy), -1), np.full(len(xy), np.nan)
    apart = np.hypot(*(xy[:, None, :] - every[None, :, :]).transpose(2, 0, 1))
    apart[np.arange(len(xy)), np.arange(len(xy))] = np.inf
    return apart.argmin(axis=1), apart.min(axis=1)


def _called(rows: Ints, names: Sequence[str]) -> list[str]:
    return [names[row] if row >= 0 else "" for row in rows]
