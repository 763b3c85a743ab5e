"""What can be used and what cannot: every row is kept, or counted under one reason."""

from __future__ import annotations

from hotspot.clean.account import as_used
from hotspot.clean.coordinates import drop_unusable
from hotspot.clean.discovered import drop_discovered, is_left_out, is_left_out_by
from hotspot.clean.places import drop_outside, main_body
from hotspot.clean.quality import look_at, look_at_account
from hotspot.clean.repeats import drop_repeated_ids
from hotspot.clean.sensitive import look_at_sensitive, with_mean_harm, without_rare_types, without_times
from hotspot.clean.times import drop_outside_period, drop_undated, month_index, period_of
from hotspot.clean.types import is_emptied, without_free_text

__all__ = [
    "as_used",
    "drop_discovered",
    "drop_outside",
    "drop_outside_period",
    "drop_repeated_ids",
    "drop_undated",
    "drop_unusable",
    "is_emptied",
    "is_left_out",
    "is_left_out_by",
    "look_at",
    "look_at_account",
    "look_at_sensitive",
    "main_body",
    "month_index",
    "period_of",
    "with_mean_harm",
    "without_free_text",
    "without_rare_types",
    "without_times",
]
