"""Tables of what is proposed (posts, cameras, patrols, beats) in a GeoPackage that every GIS takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hotspot.write.geopackage import Layer, typed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from hotspot.words import Words

FIELDS = {"order": "in_order"}  # "order" is a word of SQL, which ArcGIS renames
IDS = {"post_id", "camera_id", "view_id", "patrol_id", "beat_id", "area_id", "centre"}
NAMES = {"area", "name", "name_en", "name_ru", "name_kk", "post", "street", "streets", "hotspots", "state"}
NEAREST = {"nearest_post", "nearest_camera"}
WHOLE = {"in_order", "incidents", "stops", "areas"}


def planned_layer(
    name: str,
    rows: pd.DataFrame,
    frame: gpd.GeoDataFrame,
    words: Words,
    *,
    geometry_type: Literal["Point", "MultiLineString", "MultiPolygon"],
    style: Callable[[Mapping[str, str]], str],
) -> Layer:
    """Return a table with field names that every GIS takes, headings in the language of `words`, and a style.

    `rows` are as published, `frame` holds their shapes; `style` gets the headings by the name of the field.
    """
    fields = rows.rename(columns=FIELDS)
    headings = {column: words(f"field.{column}") for column in fields.columns}
    return Layer(
        name=name,
        frame=typed(fields, frame, texts=IDS | NAMES | NEAREST, whole=WHOLE),
        geometry_type=geometry_type,
        about=words(f"layer.{name}"),
        style=style(headings),
    )
