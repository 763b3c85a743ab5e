"""Whether a larger or a smaller share was cleared than before, unit by unit, and what may be said of it."""

from __future__ import annotations

from datetime import date, timedelta
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.measure.proportions import share_difference, share_dispersion, share_p_value, wilson
from hotspot.schema.cleared import SURE, Clearance, ClearedChange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.measure.follow_up import FollowUp
    from hotspot.schema import Bools, Floats, Ints
    from hotspot.schema.cleared import ClearedVerdict

DAY_ZERO = date(1970, 1, 1)


def cleared_changes(
    found: FollowUp,
    unit: Ints,
    names: Sequence[tuple[str, str, str]],
    *,
    month: Ints,
    many: bool = False,
) -> tuple[list[ClearedChange], float]:
    """Compare the shares cleared in each unit, and return with them the dispersion that was allowed for.

    `unit` (n,) is that of each incident, -1 for none, and `names` its kind, id and name; `month` (n,) counts
    months in a row, -1 for none. The dispersion is that of the units' shares from month to month. Of several
    units those are left out of which no incident is known in either period. With `many` the units are one
    list in which changes are looked for: of those told no more than 5 % are to be false (Benjamini &
    Hochberg 1995).
    """
    k = len(names)
    known = found.known & (unit >= 0)
    noise = share_dispersion(*_monthly(found.cleared, known, unit, month, k))
    later, earlier = (_counts(found, known & side, unit, k) for side in (found.later, found.earlier))
    now, past = (wilson(*counts, dispersion=noise) for counts in (later, earlier))
    steps = share_difference(later, earlier, dispersion=noise)
    p = share_p_value(later, earlier, dispersion=noise)
    adjusted = benjamini_hochberg(p) if many else p
    rows = [
        ClearedChange(
            kind=names[i][0],
            unit_id=names[i][1],
            name=names[i][2],
            cleared_now=int(later[0][i]),
            known_now=int(later[1][i]),
            share_now=float(now[0][i]),
            share_now_low=float(now[1][i]),
            share_now_high=float(now[2][i]),
            cleared_past=int(earlier[0][i]),
            known_past=int(earlier[1][i]),
            share_past=float(past[0][i]),
            share_past_low=float(past[1][i]),
            share_past_high=float(past[2][i]),
            difference=float(steps[0][i]),
            difference_low=float(steps[1][i]),
            difference_high=float(steps[2][i]),
            p_value=float(p[i]),
            p_adjusted=float(adjusted[i]),
            verdict=_verdict(
                float(steps[1][i]), float(steps[2][i]), sure=adjusted[i] <= SURE, equal=found.is_equal
            ),
        )
        for i in range(k)
        if k == 1 or later[1][i] + earlier[1][i] > 0
    ]
    return rows, noise


def clearance(
    found: FollowUp,
    rows: Sequence[ClearedChange],
    *,
    dispersion: float,
    beside: tuple[float, float, float] | None = None,
) -> Clearance:
    """Return the rows with how they were found; days are counted from 1970."""
    return Clearance(
        days=found.days,
        settled=found.settled,
        last=DAY_ZERO + timedelta(days=found.last),
        unknown=found.unfit,
        dispersion=dispersion,
        rows=tuple(rows),
        beside=beside,
    )


def _verdict(low: float, high: float, *, sure: bool, equal: bool) -> ClearedVerdict:
    """Return what may be said: without equal time for both periods a smaller share means nothing yet, and
    without being `sure`, with all units in mind, none means anything."""
    if isnan(low) or (high < 0 and not equal):
        return "cannot tell"
    if low > 0 and sure:
        return "rose"
    return "fell" if high < 0 and sure else "no change beyond noise"


def _counts(found: FollowUp, side: Bools, unit: Ints, k: int) -> tuple[Floats, Floats]:
    yes, of = (
        np.bincount(unit[some], minlength=k).astype(np.float64) for some in (side & found.cleared, side)
    )
    return yes, of


def _monthly(cleared: Bools, known: Bools, unit: Ints, month: Ints, k: int) -> tuple[Floats, Floats]:
    """Return how many were cleared, and how many it is known of, by unit and month (k, m)."""
    some, m = known & (month >= 0), int(month.max(initial=0)) + 1
    yes, of = (
        np.bincount(unit[rows] * m + month[rows], minlength=k * m).reshape(k, m).astype(np.float64)
        for rows in (some & cleared, some)
    )
    return yes, of
