"""The only room that opens input: incident tables, vector files and databases."""

from __future__ import annotations

from hotspot.read.allowed import Allowed
from hotspot.read.areas import read_areas, read_boundary, shapes_without_crs
from hotspot.read.areas.question import AreaQuestion
from hotspot.read.basemap import BaseMap, read_basemap
from hotspot.read.brought import in_metres, read_brought, read_demand
from hotspot.read.cameras import read_cameras
from hotspot.read.gate import file_source
from hotspot.read.ground import GROUND
from hotspot.read.incidents import IncidentQuestion, read_incidents
from hotspot.read.layers import read_layer, read_layer_noted
from hotspot.read.run import (
    Limits,
    Record,
    open_record,
    read_limits,
    read_run,
    result_of,
    single_parts,
    typed_columns,
)
from hotspot.read.streets import read_streets
from hotspot.read.vector import holds_polygons, read_features

__all__ = [
    "GROUND",
    "Allowed",
    "AreaQuestion",
    "BaseMap",
    "IncidentQuestion",
    "Limits",
    "Record",
    "file_source",
    "holds_polygons",
    "in_metres",
    "open_record",
    "read_areas",
    "read_basemap",
    "read_boundary",
    "read_brought",
    "read_cameras",
    "read_demand",
    "read_features",
    "read_incidents",
    "read_layer",
    "read_layer_noted",
    "read_limits",
    "read_run",
    "read_streets",
    "result_of",
    "shapes_without_crs",
    "single_parts",
    "typed_columns",
]
