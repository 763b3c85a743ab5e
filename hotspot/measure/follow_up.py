"""What may be compared of things that come later: as much time for the later incidents as for the earlier.

Of incidents of last week few are cleared, since there was no time yet. With the day of each clearance, both
periods are given equally many days; without it, only states as they are now can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Ints

FOLLOW_DAYS = (365, 180, 90, 30, 14, 7, 1)  # days that incidents are followed for; the first that can be
SETTLED_DAYS = 365  # after which what is still to come is little, and states of any age can be compared
LEAST_PART = 0.5  # of the later period that must be old enough
STRAY_GAP_DAYS, STRAY_SHARE = 31, 0.005  # a few days so long after all others are mistyped


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """Which incidents (n,) lie in the `later` and the `earlier` period as far as they can be compared, of
    which it is `known` whether they were `cleared`: within `days`, or by now where `days` is None; `settled`
    says that all of them had a year at least. The later period is followed up to the day `last`, and the
    earlier one cut to as many days; of `unfit` incidents nothing is known."""

    later: Bools
    earlier: Bools
    known: Bools
    cleared: Bools
    days: int | None
    settled: bool
    last: int
    unfit: int

    @property
    def is_equal(self) -> bool:
        """Whether both periods had equal time, or as good as that."""
        return self.days is not None or self.settled


def last_known(days: Ints) -> int:
    """Return the last of the days (n,) that is not a stray: one of a few that come more than a month after
    all others.

    >>> last_known(np.array([1, 5, 9, 4000]))
    4000
    >>> last_known(np.append(np.arange(400), 4000))
    399
    """
    found = np.sort(days)
    gaps = np.flatnonzero(np.diff(found) > STRAY_GAP_DAYS)
    strays = gaps[len(found) - 1 - gaps <= STRAY_SHARE * len(found)]
    return int(found[strays[0]] if len(strays) else found[-1])


def follow_up(
    day: Ints,
    state: NDArray[np.int8],
    cleared_day: Ints | None,
    *,
    now: tuple[int, int],
    past: tuple[int, int],
    until: int,
) -> FollowUp:
    """Say which incidents of two periods can be compared, and which of them were cleared.

    `day` (n,) is that of the incident, `state` (n,) 1 for cleared, 0 for not, -1 for unknown; `cleared_day`
    (n,), from 0, counts where `state` is 1, and is None where no such days are known. Periods are first and
    last day, and the record goes on up to the day `until`. The longest of `FOLLOW_DAYS` is taken that at
    least half of the later period is old enough for, given that clearances are known up to the last of them.
    """
    yes, known = state == 1, state >= 0
    last, days = now[1], None
    if cleared_day is not None:
        known = known & ~(yes & (cleared_day < 0))
        yes = yes & known
    if cleared_day is not None and yes.any():
        told = last_known(cleared_day[yes])
        enough = now[0] + LEAST_PART * (now[1] - now[0])
        days = next((days for days in FOLLOW_DAYS if told - days >= enough), None)
        if days is not None:
            last = min(now[1], told - days)
            yes = yes & (cleared_day - day <= days)
    end = past[1] if last == now[1] else min(past[1], past[0] + last - now[0])
    later, earlier = (day >= now[0]) & (day <= last), (day >= past[0]) & (day <= end)
    return FollowUp(
        later=later,
        earlier=earlier,
        known=known,
        cleared=yes,
        days=days,
        settled=until - now[1] >= SETTLED_DAYS,
        last=last,
        unfit=int((~known & (later | earlier)).sum()),
    )
