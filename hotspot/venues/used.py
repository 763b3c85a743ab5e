"""Which incidents of the run are looked at: of which types, at which hours; the others are counted apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hotspot.schema import Bools, Result


@dataclass(frozen=True, kw_only=True)
class Used:
    """The incidents (m,) that are looked at, and how many are not: each of these under one reason."""

    mine: Bools
    other_types: int
    other_hours: int
    hour_unknown: int


def used_incidents(result: Result, *, types: tuple[str, ...], hours: tuple[int, int] | None) -> Used:
    """Return the incidents of these types, all without any, that happened from the one hour until before the
    other, over midnight if need be. With hours, an incident whose hour is unknown is not looked at."""
    frame = result.incidents
    of_type = np.ones(len(frame), dtype=np.bool_)
    if types:
        of_type = np.asarray(frame["type"].isin(types).to_numpy(bool))
    if hours is None:
        return Used(mine=of_type, other_types=int((~of_type).sum()), other_hours=0, hour_unknown=0)
    first, last = hours
    hour = frame["start"].dt.hour.to_numpy()
    known = frame["hour_known"].to_numpy(bool) & frame["start"].notna().to_numpy(bool)
    inside = (hour >= first) & (hour < last) if first < last else (hour >= first) | (hour < last)
    return Used(
        mine=of_type & known & inside,
        other_types=int((~of_type).sum()),
        other_hours=int((of_type & known & ~inside).sum()),
        hour_unknown=int((of_type & ~known).sum()),
    )
