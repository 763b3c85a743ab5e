"""Ranking and hot spots as GeoJSON (RFC 7946): WGS 84, rings by the right-hand rule, six decimals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hotspot.write.tables import hotspot_rows, ranking_rows

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from hotspot.schema import Result

DECIMALS = 6  # of a degree: 11 cm or less


def write_features(result: Result, *, ranking: Path, hotspots: Path) -> None:
    """Write both collections, one feature a line, sorted by rank."""
    areas = result.ranking.frame.sort_values(["rank", "area_id"], kind="stable")
    spots = result.hotspots.frame.sort_values(["rank", "hotspot_id"], kind="stable")
    ranking.write_text(_collection(result, ranking_rows(result), areas, "area_id"), encoding="utf-8")
    hotspots.write_text(_collection(result, hotspot_rows(result), spots, "hotspot_id"), encoding="utf-8")


def lon_lat(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the shapes in degrees lon, lat: rounded, valid, outer rings counter-clockwise.

    What rounding breaks (two corners of a sliver meet) is mended; parts that lose their surface go.
    """
    shapes = np.asarray(frame.geometry.to_crs("EPSG:4326").array, dtype=object)
    rounded = shapely.transform(shapes, lambda xy: np.round(xy, DECIMALS) + 0.0)
    broken = ~shapely.is_valid(rounded)
    rounded[broken] = [_surfaces(shape) for shape in shapely.make_valid(rounded[broken])]
    return np.asarray(shapely.orient_polygons(rounded, exterior_cw=False), dtype=object)


def _surfaces(shape: shapely.Geometry) -> shapely.Geometry:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type.endswith("Polygon")]
    return shapely.transform(shapely.union_all(parts), lambda xy: np.round(xy, DECIMALS) + 0.0)


def _collection(result: Result, rows: pd.DataFrame, shapes: gpd.GeoDataFrame, key: str) -> str:
    period = result.period
    about = {
        "title": result.title,
        "synthetic": result.synthetic,
        "period": [str(period.first), str(period.last)] if period else None,
    }
    head = _json({"type": "FeatureCollection", "about": about})[:-1]
    features = [
        _json(
            {
                "type": "Feature",
                "id": properties[key],
                "properties": properties,
                "geometry": None if shape.is_empty else shapely.geometry.mapping(shape),
            }
        )
        for properties, shape in zip(rows.to_dict("records"), lon_lat(shapes), strict=True)
    ]
    return f'{head},"features":[\n' + ",\n".join(features) + "\n]}\n"


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
