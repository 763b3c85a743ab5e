"""A result as its files hold it, so that what is drawn from the files is what was drawn from the run.

Rounding happens here, once: measures to six digits that count, places to 0.1 m, the density to single
precision. Whatever is written or drawn afterwards says the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspot.measure.distinct import distinct_places
from hotspot.pipeline.spoken import spoken
from hotspot.read import single_parts, typed_columns
from hotspot.schema import AREA_COLUMNS, HOTSPOT_COLUMNS, RANKING_COLUMNS, Sites, weights
from hotspot.write import (
    hotspot_rows,
    named,
    published_incidents,
    published_layer,
    ranking_rows,
    rounded_metres,
    run_id,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Floats, HotSpots, Ints, Result, Surface, Tallies


def published(result: Result) -> Result:
    """Return the result as the files hold it, with its run id.

    Areas stand in the order of the ranking and are called as the run's language calls them; incidents stand
    in the order of `incidents.parquet`; of incidents and given layers only the columns that are published are
    left; of paths only the names of the files.
    """
    result = spoken(result, result.language)
    areas = result.ranking.frame.sort_values(["rank", "area_id"], kind="stable")
    ranking = _frame(ranking_rows(result), areas, RANKING_COLUMNS)
    hotspots = _hotspots(result)
    rows = pd.Index(ranking["area_id"]).get_indexer(result.areas.frame["area_id"])
    incidents = result.incidents.assign(area=_moved(result.incidents["area"].to_numpy(), rows))
    incidents = published_incidents(_one_by_one(incidents))
    places, place_of = distinct_places(rounded_metres(result.sites.xy))  # some sites fall together
    label = np.full(len(places), -1, dtype=np.int64)
    np.maximum.at(label, place_of, hotspots.label)
    weight = np.bincount(place_of, result.sites.weight).astype(np.float64)
    site = place_of[incidents["site"].to_numpy()]
    held = replace(
        result,
        ranking=replace(result.ranking, frame=ranking),
        areas=replace(result.areas, frame=ranking[list(AREA_COLUMNS)], groups=()),
        hotspots=replace(hotspots, label=label),
        incidents=incidents.assign(site=site),
        tallies=_tallies(result.tallies, rows, places, place_of) if result.tallies else None,
        sites=Sites(xy=places, weight=weight, site_of=site),
        surface=_surface(result.surface),
        layers={name: published_layer(layer, result.language) for name, layer in result.layers.items()},
    )
    held = named(held)
    return replace(held, run_id=run_id(held))


def _tallies(tallies: Tallies, rows: Ints, places: Floats, place_of: Ints) -> Tallies:
    """Return the tables with areas as in the ranking and places as they are published."""
    moved = tallies.each(lambda frame: frame.assign(area=_moved(frame["area"].to_numpy(), rows)))
    site = place_of[moved.places["site"].to_numpy()]
    easting, northing = places[site].T
    return replace(moved, places=moved.places.assign(site=site, easting=easting, northing=northing))


def _one_by_one(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each incident, also where an engine has counted those that are alike as one."""
    weight = weights(incidents)
    return incidents if weight is None else incidents.take(np.repeat(np.arange(len(weight)), weight))


def _hotspots(result: Result) -> HotSpots:
    frame = result.hotspots.frame.reset_index(drop=True)
    frame = frame.sort_values(["rank", "hotspot_id"], kind="stable")
    rows = np.argsort(frame.index.to_numpy())
    label = _moved(result.hotspots.label, rows)
    return replace(result.hotspots, frame=_frame(hotspot_rows(result), frame, HOTSPOT_COLUMNS), label=label)


def _surface(surface: Surface) -> Surface:
    values = np.asarray(surface.values, dtype=np.float32)
    return replace(surface, values=values.astype(np.float64), inside=np.isfinite(values))


def _frame(rows: pd.DataFrame, shapes: gpd.GeoDataFrame, columns: Sequence[str]) -> gpd.GeoDataFrame:
    """Return published rows with their shapes, in the same order."""
    geometry = single_parts(np.asarray(shapes.geometry.array, dtype=object))
    frame = gpd.GeoDataFrame(typed_columns(rows, columns), geometry=geometry, crs=shapes.crs)
    return frame[list(columns)]


def _moved(rows: Ints, to: Ints) -> Ints:
    """Return where each row has gone; -1 stays."""
    return np.append(to, -1)[rows]
