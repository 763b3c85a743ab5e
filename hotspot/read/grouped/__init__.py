"""Incidents counted by an engine, for files larger than memory: equal rows become one that knows how many."""

from __future__ import annotations

from hotspot.read.grouped.counting import Counted, read_grouped, write_grouped
from hotspot.read.grouped.decoded import MoreThanFitError
from hotspot.read.grouped.enter import open_ledger
from hotspot.read.grouped.incidents import check_countable, count_incidents
from hotspot.read.grouped.ledger import Ledger
from hotspot.read.grouped.plan import GroupQuestion

__all__ = [
    "Counted",
    "GroupQuestion",
    "Ledger",
    "MoreThanFitError",
    "check_countable",
    "count_incidents",
    "open_ledger",
    "read_grouped",
    "write_grouped",
]
