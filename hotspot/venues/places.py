"""Venues as places: those that stand at one point are one place, since no incident can tell them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from hotspot.schema import LANGUAGES, Finding
from hotspot.schema.venued import LOCAL_NAMES
from hotspot.words import Words
from hotspot.words.phrases import local_name, rows_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspot.schema import Language

SAME_M = 1.0  # steps that points are rounded to
SEVERAL = "+"  # a place with venues of several kinds
NAMES_SHOWN = 2


def venue_places(
    venues: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, *, language: Language
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return one row per place, sorted by id, and what was left out or put together.

    `venues` has `VENUE_COLUMNS`, both frames are in the metric CRS of the run. The columns are the same, with
    `venues`, how many stand there, and `area_id`. Venues outside the study area are left out: their incidents
    were, too. The size of a place is the sum of the sizes of its venues, where all are known; its footprint
    that of the first. Where several places
    have one name, that of the area is added, in the `language`, and the id where it is still the same.
    """
    inside = _areas_of(venues, areas)
    within = venues.assign(area_id=inside)[inside != ""]
    ordered = within.iloc[np.argsort([_sortable(one) for one in within["venue_id"]], kind="stable")]
    centre = shapely.centroid(np.asarray(ordered.geometry.array, dtype=object))
    at = np.round(np.stack([shapely.get_x(centre), shapely.get_y(centre)], axis=1) / SAME_M)
    group = ordered.groupby([at[:, 0], at[:, 1]], sort=False).ngroup().to_numpy()
    by_place = ordered.groupby(group, sort=True)
    places = by_place.first()[["venue_id", "area_id", "geometry"]].assign(
        venues=by_place.size(),
        **{column: by_place[column].agg(_names) for column in ("name", *LOCAL_NAMES)},
        kind=by_place["kind"].agg(lambda kinds: kinds.iloc[0] if len(set(kinds)) == 1 else SEVERAL),
        size=by_place["size"].agg(lambda sizes: sizes.sum(skipna=False)),
    )
    places["name"] = _told_apart(places, "name", areas, Words(language=language))
    for each in LANGUAGES:
        places[f"name_{each}"] = _told_apart(places, f"name_{each}", areas, Words(language=each))
    shared = places["venues"] > 1
    counts = {
        "venues_outside": {"count": len(venues) - len(within)},
        "venues_one_point": {"count": int(places.loc[shared, "venues"].sum()), "places": int(shared.sum())},
    }
    found = (Finding(code=code, level="warning", values=one) for code, one in counts.items() if one["count"])
    return places.set_geometry("geometry", crs=venues.crs).reset_index(drop=True), tuple(found)


def _areas_of(venues: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the id of the area of each venue (n,), "" where it lies in none."""
    points = shapely.point_on_surface(np.asarray(venues.geometry.array, dtype=object))
    which, area = shapely.STRtree(areas.geometry.to_numpy()).query(points, predicate="intersects")
    found = np.full(len(venues), "", dtype=object)
    ids = areas["area_id"].to_numpy()
    first = pd.Series(area).groupby(which).min()
    found[first.index.to_numpy()] = ids[first.to_numpy()]
    return found


def _told_apart(places: pd.DataFrame, column: str, areas: gpd.GeoDataFrame, words: Words) -> pd.Series[str]:
    """Return the names (n,) of the places in a column, with more said of those that are not alone with
    theirs."""
    called = {str(row["area_id"]): local_name(row, words) for row in rows_of(areas)}
    area, name = places["area_id"].map(called), places[column]
    with_area = name.mask(name.duplicated(keep=False), name + " (" + area + ")")
    with_id = name + " (" + area + ", id " + places["venue_id"] + ")"
    return with_area.mask(with_area.duplicated(keep=False), with_id)


def _names(names: pd.Series[str]) -> str:
    distinct = sorted(set(names))
    more = f"; +{len(distinct) - NAMES_SHOWN}" if len(distinct) > NAMES_SHOWN else ""
    return "; ".join(distinct[:NAMES_SHOWN]) + more


def _sortable(venue_id: str) -> str:
    """Return an id whose numbers sort by their value.

    >>> sorted(["V10", "V9"], key=_sortable)
    ['V9', 'V10']
    """
    digits = venue_id.lstrip("V")
    return venue_id.replace(digits, digits.zfill(20)) if digits.isdecimal() else venue_id
