"""The one row of a back-test that stands for all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.schema.judged import OURS, Headline

if TYPE_CHECKING:
    from hotspot.schema.judged import Backtest, Judged

UNIT, HORIZON_DAYS, SHARE = "square:200", 90, 0.02  # what a month's patrols can cover; else the next to it


def headline(found: Backtest) -> Headline:
    """Return our row for squares of 200 m, 90 days and 2 % of the area, or the one that comes next to it."""
    row = min((row for row in found.judged if row.method == OURS), key=_far)
    horizon = next(one for one in found.horizons if one.days == row.horizon_days)
    return Headline(
        first=str(horizon.first),
        last=str(horizon.last),
        record_days=(horizon.last - found.period.first).days,
        cutoffs=row.cutoffs,
        unit=row.unit,
        horizon_days=row.horizon_days,
        share=row.share,
        ratio=row.ratio,
        ratio_low=row.ratio_low,
        ratio_high=row.ratio_high,
        hits=row.hits,
        incidents=row.incidents,
        verdict=row.verdict,
    )


def _far(row: Judged) -> tuple[bool, bool, int, float]:
    return (row.series != "", row.unit != UNIT, abs(row.horizon_days - HORIZON_DAYS), abs(row.share - SHARE))
