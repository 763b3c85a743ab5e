"""Made micro-areas in the form in which read ones come: an id, a name, no residents."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from hotspot.schema import AREA_COLUMNS, Areas, Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyproj

Polygonal: TypeAlias = Polygon | MultiPolygon
Shapes: TypeAlias = NDArray[np.object_]


def made_areas(
    ids: Sequence[str],
    shapes: Shapes,
    crs: pyproj.CRS,
    made_by: str,
    findings: Sequence[Finding],
    *,
    names: Mapping[str, Sequence[str]],
) -> Areas:
    """Return `shapes` (n,) as micro-areas; `names` are by column."""
    columns = {"area_id": list(ids), **{column: list(called) for column, called in names.items()}}
    frame = gpd.GeoDataFrame({**columns, "population": np.full(len(ids), np.nan)}, geometry=shapes, crs=crs)
    return Areas(frame=frame[list(AREA_COLUMNS)], sources=(), made_by=made_by, findings=tuple(findings))
