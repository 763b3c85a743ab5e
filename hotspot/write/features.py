"""Ranking and hot spots as GeoJSON (RFC 7946): WGS 84, rings by the right-hand rule, six decimals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hotspot.schema.geojson import geojson_shapes
from hotspot.words.phrases import title_text
from hotspot.write.tables import hotspot_rows, interval_levels, ranking_file_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from hotspot.schema import Floats, Result

DECIMALS = 6  # of a degree: 11 cm or less


def write_features(result: Result, *, ranking: Path, hotspots: Path) -> None:
    """Write both collections, one feature a line, sorted by rank."""
    period = result.period
    about = {
        "title": title_text(result),
        "synthetic": result.synthetic,
        "period": [str(period.first), str(period.last)] if period else None,
    }
    areas = result.ranking.frame.sort_values(["rank", "area_id"], kind="stable")
    spots = result.hotspots.frame.sort_values(["rank", "hotspot_id"], kind="stable")
    texts = {
        ranking: collection(
            {**about, "intervals": interval_levels(result)}, ranking_file_rows(result), areas, key="area_id"
        ),
        hotspots: collection(about, hotspot_rows(result), spots),
    }
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8", newline="\n")


def lon_lat(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the shapes in degrees lon, lat: rounded, valid, outer rings counter-clockwise.

    What rounding breaks (two corners of a sliver meet) is mended; parts that lose their surface go.
    """
    shapes = np.asarray(frame.geometry.to_crs("EPSG:4326").array, dtype=object)
    rounded = shapely.transform(shapes, _rounded)
    broken = ~shapely.is_valid(rounded)
    rounded[~broken] = shapely.remove_repeated_points(rounded[~broken])
    rounded[broken] = [_mended(shape) for shape in shapely.make_valid(shapes[broken])]
    return np.asarray(shapely.orient_polygons(rounded, exterior_cw=False), dtype=object)


def _rounded(xy: Floats) -> Floats:
    return np.round(xy, DECIMALS) + 0.0  # no -0.0


def _mended(shape: shapely.Geometry) -> shapely.Geometry:
    snapped = shapely.get_parts(shapely.set_precision(shape, 10.0**-DECIMALS))
    surfaces = snapped[(shapely.get_dimensions(snapped) == 2) & ~shapely.is_empty(snapped)]
    whole = surfaces[0] if len(surfaces) == 1 else shapely.multipolygons(surfaces)
    mended: shapely.Geometry = shapely.transform(whole, _rounded)
    return mended


def collection(
    about: Mapping[str, Any], rows: pd.DataFrame, frame: gpd.GeoDataFrame, *, key: str = ""
) -> str:
    """Return rows with their shapes as GeoJSON (RFC 7946), one feature a line.

    `about` is said of the whole file; the column `key`, by default the first, is the id of each feature. A
    shape that is empty is null.
    """
    key = key or str(rows.columns[0])
    shapes = lon_lat(frame)
    drawn = shapes[~shapely.is_empty(shapes)]
    box = {"bbox": shapely.total_bounds(drawn).tolist()} if len(drawn) else {}
    head = _json({"type": "FeatureCollection", **box, "about": about})[:-1]
    features = [
        _json(
            {
                "type": "Feature",
                "id": properties[key],
                "properties": properties,
                "geometry": None if shape.is_empty else geometry,
            }
        )
        for properties, shape, geometry in zip(
            rows.to_dict("records"), shapes, geojson_shapes(shapes), strict=True
        )
    ]
    return f'{head},"features":[\n' + ",\n".join(features) + "\n]}\n"


def with_degrees(rows: pd.DataFrame, frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the rows with the longitude and latitude of their points."""
    points = lon_lat(frame)
    return rows.assign(lon=shapely.get_x(points), lat=shapely.get_y(points))


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
