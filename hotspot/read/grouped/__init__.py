"""Incidents counted by an engine, for files larger than memory: equal rows become one that knows how many."""

from __future__ import annotations

from hotspot.read.grouped.counting import Counted, read_grouped, write_grouped
from hotspot.read.grouped.incidents import check_countable, count_incidents
from hotspot.read.grouped.plan import GroupQuestion

__all__ = [
    "Counted",
    "GroupQuestion",
    "check_countable",
    "count_incidents",
    "read_grouped",
    "write_grouped",
]
