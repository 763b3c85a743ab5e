"""The only room that opens input: incident tables, vector files and databases."""

from __future__ import annotations

from hotspot.read.areas import read_areas, read_boundary
from hotspot.read.areas.question import AreaQuestion
from hotspot.read.gate import file_source
from hotspot.read.incidents import IncidentQuestion, read_incidents
from hotspot.read.layers import read_layer
from hotspot.read.vector import holds_polygons, read_features

__all__ = [
    "AreaQuestion",
    "IncidentQuestion",
    "file_source",
    "holds_polygons",
    "read_areas",
    "read_boundary",
    "read_features",
    "read_incidents",
    "read_layer",
]
