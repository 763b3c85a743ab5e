"""What posts, cameras and the areas and streets around them are called, in each language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.schema import LANGUAGES
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from hotspot.schema import Areas, Floats, Ints, Language


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What lies around new posts: the `areas`, the `streets` if there are any, and the posts `standing`.

    Where only one name is told of a street or a post, it is that in `language`, as far as it has one.
    """

    areas: Areas
    streets: gpd.GeoDataFrame | None
    standing: gpd.GeoDataFrame
    language: Language = "en"


@dataclass(frozen=True, kw_only=True)
class Naming:
    """How new posts are called: the `prefix` of their ids, the texts for a name `in_area` and `in_none`."""

    prefix: str
    in_area: str
    in_none: str


POSTS = Naming(prefix="P", in_area="posts.named", in_none="posts.numbered")
SITES = Naming(prefix="S", in_area="posts.site", in_none="posts.site_numbered")
CAMERAS = Naming(prefix="V", in_area="cameras.named", in_none="cameras.numbered")


def names_in(things: gpd.GeoDataFrame, language: Language | None) -> list[str]:
    """Return what things are called in a language, else as they came, else in any other; "" for no name."""
    columns = [f"name_{language}", "name", *(f"name_{each}" for each in LANGUAGES)]
    known = [things[column].fillna("").astype(str) for column in columns if column in things.columns]
    return [next(filter(None, own), "") for own in zip(*known, strict=True)] or [""] * len(things)


def numbered(names: Sequence[str]) -> list[str]:
    """Return the names, and for what has none its number."""
    return [name or f"#{i}" for i, name in enumerate(names, start=1)]


def new_names(places: Sequence[str], naming: Naming, language: Language) -> list[str]:
    """Return "Post 1 (Zhuldyz-1)" for each new post after the area it stands in, "" for none."""
    words = Words(language=language)
    return [
        words(naming.in_area, number=str(i), area=place) if place else words(naming.in_none, number=str(i))
        for i, place in enumerate(places, start=1)
    ]


def of_area(areas: Areas, column: str, area: Ints) -> list[str]:
    """Return what a column holds of the areas in the given rows, "" for row -1."""
    values = areas.frame[column].astype(str).to_numpy()
    return [str(values[row]) if row >= 0 else "" for row in area]


def local_areas(areas: Areas, area: Ints, language: Language) -> list[str]:
    """Return the name of each area in a language, the plain one where that language has none."""
    local, plain = of_area(areas, f"name_{language}", area), of_area(areas, "name", area)
    return [one or other for one, other in zip(local, plain, strict=True)]


def nearest_street(xy: Floats, streets: gpd.GeoDataFrame | None) -> tuple[dict[Language, list[str]], Floats]:
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
