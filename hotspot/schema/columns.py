"""Which columns of the published frames hold whole numbers, text, or yes and no; all others hold measures."""

from __future__ import annotations

WHOLE_COLUMNS = frozenset(
    {"rank", "incidents", "rank_low", "rank_high", "group", "population", "hotspots", "recent", "before"}
    | {"inside", "sites", "months_active", "consensus"}
)
STANDING_COLUMNS = (
    "rank",
    "rank_low",
    "rank_high",
    "group",
)  # of the ranking; NaN for an area without a score
# Of the layers that the user gave to be drawn; nothing else of them leaves.
LAYER_COLUMNS = ("name", "name_en", "name_ru", "name_kk", "kind")
TEXT_COLUMNS = frozenset(
    {
        *LAYER_COLUMNS,
        "area_id",
        "hotspot_id",
        "hotspot_ids",
        "trend",
        "main_types",
        "main_hours",
        "best_by",
        "worst_by",
    }
)
FLAG_COLUMNS = frozenset({"significant", "gi_star_significant", "in_scan_cluster", "depends"})
