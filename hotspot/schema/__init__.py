"""What travels between the stages: incidents, areas, sites, surface, hot spots, ranking, and what was said.

Every coordinate pair is in the order lon, lat or easting, northing. Frames that leave `project` are in one
metric CRS; units are part of a column's name. Nothing here computes more than a sum.
"""

from __future__ import annotations

from hotspot.schema.columns import (
    FLAG_COLUMNS,
    LAYER_COLUMNS,
    STANDING_COLUMNS,
    TEXT_COLUMNS,
    WHOLE_COLUMNS,
)
from hotspot.schema.data import (
    AREA_COLUMNS,
    FEWEST_RESIDENTS,
    GROUP,
    INCIDENT_COLUMNS,
    Areas,
    Incidents,
    Period,
    Sites,
    incidents_in,
    rows_of,
    weights,
    with_columns,
)
from hotspot.schema.found import (
    INTERVAL_LEVELS,
    RANKING_COLUMNS,
    Drawing,
    Grid,
    Ranking,
    Result,
    Surface,
)
from hotspot.schema.hotspots import HOTSPOT_COLUMNS, Circles, HotSpots
from hotspot.schema.numbers import KM2, LANGUAGES, YEAR_DAYS, Bools, Floats, Ints, Language
from hotspot.schema.said import Choice, Finding, Rows, Source
from hotspot.schema.tallies import InHotSpots, Tallies, Told

__all__ = [
    "AREA_COLUMNS",
    "FEWEST_RESIDENTS",
    "FLAG_COLUMNS",
    "GROUP",
    "HOTSPOT_COLUMNS",
    "INCIDENT_COLUMNS",
    "INTERVAL_LEVELS",
    "KM2",
    "LANGUAGES",
    "LAYER_COLUMNS",
    "RANKING_COLUMNS",
    "STANDING_COLUMNS",
    "TEXT_COLUMNS",
    "WHOLE_COLUMNS",
    "YEAR_DAYS",
    "Areas",
    "Bools",
    "Choice",
    "Circles",
    "Drawing",
    "Finding",
    "Floats",
    "Grid",
    "HotSpots",
    "InHotSpots",
    "Incidents",
    "Ints",
    "Language",
    "Period",
    "Ranking",
    "Result",
    "Rows",
    "Sites",
    "Source",
    "Surface",
    "Tallies",
    "Told",
    "incidents_in",
    "rows_of",
    "weights",
    "with_columns",
]
