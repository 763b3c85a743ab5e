"""What can be used and what cannot: every row is kept, or counted under one reason."""

from __future__ import annotations

from hotspot.clean.coordinates import drop_unusable
from hotspot.clean.places import drop_outside, main_body
from hotspot.clean.quality import look_at
from hotspot.clean.repeats import drop_repeated_ids
from hotspot.clean.times import drop_outside_period, drop_undated, month_index, period_of

__all__ = [
    "drop_outside",
    "drop_outside_period",
    "drop_repeated_ids",
    "drop_undated",
    "drop_unusable",
    "look_at",
    "main_body",
    "month_index",
    "period_of",
]
