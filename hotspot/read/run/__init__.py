"""A finished run, taken up again from its folder, so that nothing has to be computed twice."""

from __future__ import annotations

from hotspot.read.run.frames import single_parts, typed_columns
from hotspot.read.run.record import Limits, Record, open_record, read_limits
from hotspot.read.run.result import read_run, result_of

__all__ = [
    "Limits",
    "Record",
    "open_record",
    "read_limits",
    "read_run",
    "result_of",
    "single_parts",
    "typed_columns",
]
