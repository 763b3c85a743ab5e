"""What is said of each post: where it stands, what it reaches and adds, what is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from scipy.special import gammaincinv

from hotspot.place.posts import in_order, served_gain
from hotspot.place.ways import reach_of
from hotspot.schema import LANGUAGES
from hotspot.schema.placed import LOCAL_COLUMNS, POST_COLUMNS
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.measure.siting import Reach
    from hotspot.place.posts import Ask, Sites
    from hotspot.place.walking import Walking
    from hotspot.schema import Areas, Floats, Ints, Language
    from hotspot.schema.placed import Demand

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
    called: tuple[str, str] = ("posts.named", "posts.numbered"),
    language: Language = "en",
    standing: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Return the posts in the order given with `POST_COLUMNS` and `LOCAL_COLUMNS`, in the metric CRS.

    `gain` and `stable` (k,) belong to the `chosen` (k,) sites; `names` are those of the existing posts, and
    `standing` those posts, if they have names in several languages; `called` are the texts for the name of a
    new one, in an area and in none. The street's name is that in `language`, where it has one.
    """
    xy, area = sites.xy[chosen], sites.area[chosen]
    street, street_m = _nearest_named(xy, streets)
    ids = [f"{prefix}{number}" for number in range(1, len(chosen) + 1)]
    other, other_m = _nearest_other(xy, sites.existing)
    posts = {each: [*ids, *_standing_names(names, standing, each)] for each in LANGUAGES}
    columns = {
        "post_id": ids,
        "order": np.arange(1, len(chosen) + 1),
        "area_id": _of_area(areas, "area_id", area),
        "area": _of_area(areas, "name", area),
        **_reached(reach, demand, chosen, gain),
        "reach_m": reach_m,
        "street": street[language],
        "street_m": np.round(street_m, 1),
        "nearest_post": _called(other, [*ids, *names]),
        "nearest_post_m": np.round(other_m, 1),
        "stability": stable,
        **_in_each_language(areas, area, called, street=street, near=other, names=posts),
    }
    points = shapely.points(xy)
    return gpd.GeoDataFrame(columns, geometry=points, crs=areas.frame.crs)[[*POST_COLUMNS, *LOCAL_COLUMNS]]


def _standing_names(
    names: Sequence[str], standing: gpd.GeoDataFrame | None, language: Language
) -> Sequence[str]:
    """Return what the posts that stand are called in a language, if they have names in several."""
    return names if standing is None else numbered(names_in(standing, language))


def _in_each_language(
    areas: Areas,
    area: Ints,
    called: tuple[str, str],
    *,
    street: Mapping[Language, list[str]],
    near: Ints,
    names: Mapping[Language, list[str]],
) -> dict[str, list[str]]:
    """Return the columns that differ by language: names, area, street, and the nearest post, whose row among
    the `names` of posts is `near`."""
    columns: dict[str, list[str]] = {}
    for each in LANGUAGES:
        local = _local_areas(areas, area, each)
        columns |= {f"area_{each}": local, f"street_{each}": street[each]}
        columns |= {f"name_{each}": _named(local, each, called)}
        columns |= {f"nearest_post_{each}": _called(near, names[each])}
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


def names_in(things: gpd.GeoDataFrame, language: Language | None) -> list[str]:
    """Return what things are called in a language, else as they came, else in any other; "" for no name."""
    columns = [f"name_{language}", "name", *(f"name_{each}" for each in LANGUAGES)]
    known = [things[column].fillna("").astype(str) for column in columns if column in things.columns]
    return [next(filter(None, own), "") for own in zip(*known, strict=True)] or [""] * len(things)


def numbered(names: Sequence[str]) -> list[str]:
    """Return the names, and for what has none its number."""
    return [name or f"#{i}" for i, name in enumerate(names, start=1)]


def scored(
    ask: Ask,
    sites: Sites,
    demand: Demand,
    *,
    walking: Walking | None,
    names: Sequence[str],
    areas: Areas,
    streets: gpd.GeoDataFrame | None,
    language: Language = "en",
    standing: gpd.GeoDataFrame | None = None,
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
        names=names,
        demand=demand,
        reach=reach,
        areas=areas,
        streets=streets,
        reach_m=ask.reach_m,
        prefix="S",
        called=("posts.site", "posts.site_numbered"),
        language=language,
        standing=standing,
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


def poisson_interval(count: Floats) -> tuple[Floats, Floats]:
    """Return the exact 95 % interval of the mean behind each count. Garwood (1936), Biometrika 28, 437."""
    tail = (1 - SURE) / 2
    low = np.where(count > 0, gammaincinv(np.maximum(count, 1e-9), tail), 0.0)
    return low, np.asarray(gammaincinv(count + 1, 1 - tail))


def _of_area(areas: Areas, column: str, area: Ints) -> list[str]:
    values = areas.frame[column].astype(str).to_numpy()
    return [str(values[row]) if row >= 0 else "" for row in area]


def _local_areas(areas: Areas, area: Ints, language: Language) -> list[str]:
    """Return the name of each area in a language, the plain one where that language has none."""
    local, plain = _of_area(areas, f"name_{language}", area), _of_area(areas, "name", area)
    return [one or other for one, other in zip(local, plain, strict=True)]


def _named(places: Sequence[str], language: Language, called: tuple[str, str]) -> list[str]:
    """Return "Post 1 (Zhuldyz-1)" for each, in a language."""
    words = Words(language=language)
    return [
        words(called[0], number=str(i), area=place) if place else words(called[1], number=str(i))
        for i, place in enumerate(places, start=1)
    ]


def _nearest_named(xy: Floats, streets: gpd.GeoDataFrame | None) -> tuple[dict[Language, list[str]], Floats]:
    """Return the name of the nearest street that has one, in each language, and the metres to it."""
    names = {each: [] if streets is None else names_in(streets, each) for each in LANGUAGES}
    named = np.array([i for i, name in enumerate(names["en"]) if name], dtype=np.int64)
    if streets is None or not len(named) or not len(xy):
        return {each: [""] * len(xy) for each in LANGUAGES}, np.full(len(xy), np.nan)
    lines = streets.geometry.to_numpy()[named]
    points = shapely.points(xy)
    row = shapely.STRtree(lines).query_nearest(points, all_matches=False)[1]
    return {each: [own[named[i]] for i in row] for each, own in names.items()}, shapely.distance(
        points, lines[row]
    )


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
