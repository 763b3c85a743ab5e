"""Points and shapes from vector files: GeoJSON, GeoPackage, shapefile (also zipped) and GeoParquet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.errors import InputError
from hotspot.read.ogr import read_layer_of
from hotspot.read.table import PointTable
from hotspot.schema import Floats, Rows, Source

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.read.features import Features, Shapes

_POLYGONS = (3, 6)
_POINT, _MULTIPOINT, _COLLECTION = 0, 4, 7  # shapely's type ids; -1 stands for no geometry

ANY_LETTERS = "latin-1"  # no byte is wrong in it: enough where only shapes are looked at


def read_points_table(path: str, layer: str) -> PointTable:
    """Read the points of one layer with all their columns.

    x and y are (n,) in the CRS of the file, NaN where a feature has no geometry; a MultiPoint or collection
    of one point counts as that point, and heights are dropped. A table without geometry has x and y None.
    Raises InputError for other geometry, with the number of the first such feature.
    """
    features = read_layer_of(path, layer, to_do="name one with --set incidents.layer=NAME")
    _refuse_broken(features)
    x, y = point_coordinates(features.shapes, path) if features.geometric else (None, None)
    return PointTable(
        name=path,
        frame=features.frame,
        rows=Rows(read=len(features.frame)),
        source=source_of(features),
        x=x,
        y=y,
        crs=features.crs,
        findings=features.findings,
    )


def read_features(path: str, layer: str = "") -> gpd.GeoDataFrame:
    """Read one layer of any geometry, 2-D, in the CRS of the file (None where it says none)."""
    features = read_layer_of(path, layer, to_do="save the one you mean as a file of its own")
    _refuse_broken(features)
    if not features.geometric:
        raise InputError(
            path, "this is a table without geometry", "give a file with points, lines or polygons"
        )
    return as_frame(features)


def holds_polygons(path: str) -> bool:
    """Tell whether the first feature of a vector file is a polygon; False for tables and for what is no file.

    A quick look, so that a command can tell boundaries from incidents; it raises nothing.
    """
    try:
        features = read_layer_of(path, "", to_do="", encoding=ANY_LETTERS)
    except InputError:
        return False
    kinds = shapely.get_type_id(features.shapes)
    return bool(len(kinds)) and kinds[np.argmax(kinds >= 0)] in _POLYGONS


def as_frame(features: Features) -> gpd.GeoDataFrame:
    """Return the features as a GeoDataFrame whose geometry column is called geometry."""
    import geopandas as gpd  # noqa: PLC0415 - points alone do not need it

    others = features.frame.drop(columns="geometry", errors="ignore")
    return gpd.GeoDataFrame(others, geometry=features.shapes, crs=features.crs)


def source_of(features: Features) -> Source:
    """Return where the features come from, for the record of the run."""
    facts = {"layer": features.layer}
    if features.crs is not None:
        facts["crs"] = features.crs.to_string() if features.crs.to_authority() else features.crs.name
    return Source(path=features.name, sha256=features.sha256, facts=facts)


def point_coordinates(shapes: Shapes, name: str) -> tuple[Floats, Floats]:
    """Return x and y (n,) of the points, NaN where there is none; InputError for any other geometry."""
    points = shapes.copy()
    points[shapely.is_empty(shapes)] = None
    single = np.isin(shapely.get_type_id(shapes), (_MULTIPOINT, _COLLECTION))
    single &= shapely.get_num_geometries(shapes) == 1
    points[single] = shapely.get_geometry(shapes[single], 0)
    wrong = np.flatnonzero(shapely.get_type_id(points) > _POINT)
    if len(wrong):
        kind = shapes[wrong[0]].geom_type
        what = f"feature {wrong[0] + 1} is a {kind}, not a point; such features: {len(wrong)}"
        to_do = "give a layer of points; polygons are areas: name that file last, or with --areas"
        raise InputError(name, what, to_do)
    return shapely.get_x(points), shapely.get_y(points)


def _refuse_broken(features: Features) -> None:
    if features.broken:
        numbers = ", ".join(str(number) for number in features.broken[:5])
        what = f"the geometry of feature {numbers} is written wrongly, for instance a ring that is not closed"
        raise InputError(features.name, what, "correct it, or run 'fix geometries' in QGIS")
