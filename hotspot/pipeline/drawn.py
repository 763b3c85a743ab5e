"""What is found in a finished run as layers of its map: what cameras see, flare-ups."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.schema.repeated import SURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Result

NAMES = ("name_en", "name_ru", "name_kk")
BLANK = dict.fromkeys(("name", *NAMES), "")


def with_cameras(result: Result, views: gpd.GeoDataFrame, existing: gpd.GeoDataFrame | None = None) -> Result:
    """Return the run with the rims of what existing cameras see as one more layer of its map.

    `existing` replace the cameras of the run where they are given.
    """
    rims = views.set_geometry(views.geometry.boundary)[["state", "geometry"]]
    seen = rims[rims["state"] == "existing"][["geometry"]].assign(**BLANK, kind="view")
    if existing is not None:
        layers = {**result.layers, "cameras": existing}
        result = replace(result, layers={name: layer for name, layer in layers.items() if len(layer)})
    return _with(result, "camera_views", [seen])


def with_alerts(result: Result, alerts: gpd.GeoDataFrame) -> Result:
    """Return the run with the flare-ups of the week as two more layers of its map, a point in each: those
    that are more than chance, by p values adjusted for the number of their type (Benjamini & Hochberg), and
    the others, which the page shows when asked to."""
    points = alerts.set_geometry(alerts.geometry.representative_point())
    told, adjusted = _told(points, result, "alert"), points["p_value"].to_numpy(np.float64, copy=True)
    for rows in points.groupby("type", sort=True).indices.values():
        adjusted[rows] = benjamini_hochberg(adjusted[rows])
    passed = adjusted <= SURE
    return _with(_with(result, "alerts", [told[passed]]), "alerts_usual", [told[~passed]])


def _told(points: gpd.GeoDataFrame, result: Result, kind: str) -> gpd.GeoDataFrame:
    return points[[*NAMES, "geometry"]].assign(name=points[f"name_{result.language}"], kind=kind)


def _with(result: Result, name: str, frames: Sequence[gpd.GeoDataFrame]) -> Result:
    """Return the run with the frames together as a layer; an empty one is none."""
    frame = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=result.crs)
    layers = {key: layer for key, layer in result.layers.items() if key != name}
    return replace(result, layers={**layers, name: frame} if len(frame) else layers)
