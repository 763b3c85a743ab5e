"""What is said of each post: where it stands, what it reaches and adds, what is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.special import gammaincinv

from hotspot.place.posts import in_order
from hotspot.place.ways import reach_of
from hotspot.schema.placed import POST_COLUMNS
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.measure.siting import Reach
    from hotspot.place.posts import Ask, Sites
    from hotspot.place.walking import Walking
    from hotspot.schema import Areas, Floats, Ints, Language
    from hotspot.schema.placed import Demand

LANGUAGES: tuple[Language, ...] = ("en", "ru", "kk")
SURE = 0.95


def described(
    chosen: Ints,
    gain: Floats,
    stable: Floats,
    *,
    sites: Sites,
    names: Sequence[str],
    demand: Demand,
    reach: Reach,
    areas: Areas,
    streets: gpd.GeoDataFrame | None,
    reach_m: float,
    prefix: str = "P",
) -> gpd.GeoDataFrame:
    """Return the posts in the order given with `POST_COLUMNS`, in the metric CRS of the areas.

    `gain` and `stable` (k,) belong to the `chosen` (k,) sites; `names` are those of the existing posts.
    """
    number = np.arange(1, len(chosen) + 1)
    xy = sites.xy[chosen]
    within, counted = _within(reach, demand, chosen)
    low, high = _poisson_interval(counted)
    area = sites.area[chosen]
    street, street_m = _nearest_named(xy, streets)
    others, other_m = _nearest_other(xy, sites.existing, [f"{prefix}{n}" for n in number], names)
    total = max(reach.total, 1e-12)
    frame = pd.DataFrame(
        {
            "post_id": [f"{prefix}{n}" for n in number],
            "order": number,
            "area_id": _of_area(areas, "area_id", area),
            "area": _of_area(areas, "name", area),
            **{f"name_{each}": _named(areas, area, each) for each in LANGUAGES},
            "within_reach": within,
            "share": within / total,
            "gain": gain,
            "gain_share": gain / total,
            "incidents": counted,
            "incidents_low": low,
            "incidents_high": high,
            "reach_m": reach_m,
            "street": street,
            "street_m": street_m,
            "nearest_post": others,
            "nearest_post_m": other_m,
            "stability": stable,
        }
    )
    points = gpd.GeoSeries(shapely.points(xy), crs=areas.frame.crs)
    return gpd.GeoDataFrame(frame, geometry=points)[list(POST_COLUMNS)]


def scored(
    ask: Ask,
    sites: Sites,
    demand: Demand,
    *,
    walking: Walking | None,
    names: Sequence[str],
    areas: Areas,
    streets: gpd.GeoDataFrame | None,
) -> gpd.GeoDataFrame:
    """Return all candidates as if posts stood there, in the order in which each adds most."""
    reach = reach_of(sites.xy, demand.xy, demand.weight, walking=walking, reach_m=ask.reach_m)
    order, gain = in_order(reach, np.arange(len(sites.candidates)), sites.fixed)
    return described(
        order,
        gain,
        np.full(len(order), np.nan),
        sites=sites,
        names=names,
        demand=demand,
        reach=reach,
        areas=areas,
        streets=streets,
        reach_m=ask.reach_m,
        prefix="S",
    )


def _within(reach: Reach, demand: Demand, chosen: Ints) -> tuple[Floats, Floats]:
    """Return the demand and the incidents that each chosen site reaches."""
    table = reach.served[:, chosen].T
    return np.asarray(table @ reach.weight), np.asarray(table @ demand.incidents)


def _poisson_interval(count: Floats) -> tuple[Floats, Floats]:
    """Return the exact 95 % interval of the mean behind each count. Garwood (1936), Biometrika 28, 437."""
    tail = (1 - SURE) / 2
    low = np.where(count > 0, gammaincinv(np.maximum(count, 1e-9), tail), 0.0)
    return low, np.asarray(gammaincinv(count + 1, 1 - tail))


def _of_area(areas: Areas, column: str, area: Ints) -> list[str]:
    values = areas.frame[column].astype(str).to_numpy()
    return [str(values[row]) if row >= 0 else "" for row in area]


def _named(areas: Areas, area: Ints, language: Language) -> list[str]:
    """Return "Post 1 (Zhuldyz-1)" for each, in a language; the plain name where that language has none."""
    words = Words(language=language)
    local, plain = _of_area(areas, f"name_{language}", area), _of_area(areas, "name", area)
    places = [one or other for one, other in zip(local, plain, strict=True)]
    return [
        words("posts.named", number=str(i), area=place) if place else words("posts.numbered", number=str(i))
        for i, place in enumerate(places, start=1)
    ]


def _nearest_named(xy: Floats, streets: gpd.GeoDataFrame | None) -> tuple[list[str], Floats]:
    """Return the name of the nearest street that has one, and the metres to it."""
    named = streets[streets["name"].astype(str) != ""] if streets is not None else None
    if named is None or named.empty or not len(xy):
        return [""] * len(xy), np.full(len(xy), np.nan)
    lines = named.geometry.to_numpy()
    points = shapely.points(xy)
    row = shapely.STRtree(lines).query_nearest(points, all_matches=False)[1]
    return named["name"].astype(str).to_numpy()[row].tolist(), shapely.distance(points, lines[row])


def _nearest_other(
    xy: Floats, existing: Floats, ids: Sequence[str], names: Sequence[str]
) -> tuple[list[str], Floats]:
    """Return the nearest other post of each, placed or existing, and the metres to it in a straight line."""
    every, called = np.concatenate([xy, existing]), [*ids, *names]
    if len(every) < 2:
        return [""] * len(xy), np.full(len(xy), np.nan)
    apart = np.hypot(*(xy[:, None, :] - every[None, :, :]).transpose(2, 0, 1))
    apart[np.arange(len(xy)), np.arange(len(xy))] = np.inf
    nearest = apart.argmin(axis=1)
    return [called[i] for i in nearest], apart.min(axis=1)
