"""Fetches incidents from public servers; the only room that opens a network connection, one at a time."""

from __future__ import annotations

from hotspot.fetch.arcgis import Layer, arcgis_pages, count_objects, object_ids, open_layer
from hotspot.fetch.line import Line, Manners, checked_address
from hotspot.fetch.police_uk import Square, month_names, police_pages
from hotspot.fetch.socrata import count_rows, socrata_pages
from hotspot.fetch.way import Way, way_to

__all__ = [
    "Layer",
    "Line",
    "Manners",
    "Square",
    "Way",
    "arcgis_pages",
    "checked_address",
    "count_objects",
    "count_rows",
    "month_names",
    "object_ids",
    "open_layer",
    "police_pages",
    "socrata_pages",
    "way_to",
]
