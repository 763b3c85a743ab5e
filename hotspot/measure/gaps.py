"""Stretches in which almost nothing was recorded: holes of an export or its thin ends, not a calm city."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats

LEAST_DAYS = 14
LEAST_USUAL = 40  # incidents that are usual in a stretch; in fewer, chance may leave none
THIN = 0.05  # of what is usual
LONGEST = 0.25  # of the record: what is usual has to be told by the rest
ROUNDS = 20


def unrecorded(by_day: Floats) -> Bools:
    """Mark the days (d,) that lie in a stretch with less than a twentieth of the usual incidents.

    A stretch has 14 days or more, twice the usual days between incidents (a record may know months only),
    and as many as 40 incidents usually take. What is usual is the mean of all other days, taken anew until it
    stands.

    >>> by_day = np.full(400, 10.0)
    >>> by_day[100:130] = 0
    >>> np.flatnonzero(unrecorded(by_day))[[0, -1]].tolist()
    [100, 129]
    """
    gone = np.zeros(len(by_day), dtype=np.bool_)
    past = np.concatenate([[0.0], np.cumsum(by_day)])
    apart = np.diff(np.flatnonzero(by_day))
    least = max(LEAST_DAYS, 2 * int(np.median(apart))) if len(apart) else LEAST_DAYS
    for _ in range(ROUNDS):
        usual = float(by_day[~gone].mean()) if not gone.all() else 0.0
        days = max(least, ceil(LEAST_USUAL / usual)) if usual > 0 else len(by_day)
        if days > LONGEST * len(by_day):
            return gone & False
        thin = np.flatnonzero(past[days:] - past[:-days] < THIN * usual * days)
        found = np.zeros(len(by_day) + 1, dtype=np.int64)
        np.add.at(found, thin, 1)
        np.add.at(found, thin + days, -1)
        now = np.cumsum(found)[:-1] > 0
        if (now == gone).all():
            break
        gone = now
    return gone


def filled(by_day: Floats) -> Floats:
    """Return the record (d,) with the mean of the other days where almost nothing was recorded."""
    gone = unrecorded(by_day)
    return np.where(gone, by_day[~gone].mean(), by_day) if gone.any() else by_day


def stretches(gone: Bools) -> list[tuple[int, int]]:
    """Return the first and last day of each stretch of marked days.

    >>> stretches(np.array([True, True, False, True]))
    [(0, 1), (3, 3)]
    """
    edge = np.diff(np.concatenate([[0], gone.astype(np.int64), [0]]))
    return list(zip(np.flatnonzero(edge > 0).tolist(), (np.flatnonzero(edge < 0) - 1).tolist(), strict=True))
