"""Which time zone follows the times of a column; two that the law of one place brings about count as one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hotspot.errors import InputError
from hotspot.read.cells import chosen, examples, fits
from hotspot.read.wall_time import part_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspot.schema import Bools

OFFSET = r"^[+-]\d{2}(?:\d{2})?$"
HOUR = 60  # minutes: the step of summer time, and of Kazakhstan's one time since March 2024
MOST_CHANGES = 6  # a year: two changes, each of which may show three times on its own day


def zone_of(
    where: str, texts: pa.Array, parts: pa.StructArray, *, timed: Bools, start: NDArray[np.datetime64]
) -> str:
    """Return the time zone that every time is followed by, "" for none; "+0500, +0600" for two an hour apart
    that follow one another as summer time and winter time do: the clock on the wall showed these times.

    `texts` (m,) are the cells, `parts` their fields, `start` (m,) their moments, of which the `timed` have a
    clock time. Raises InputError for other zones side by side, whose hours cannot be compared.
    """
    zones = pc.replace_substring(pc.utf8_upper(part_text(parts, "z")), ":", "")
    different = sorted(set(chosen(zones, timed)))
    if len(different) > 1 and not _of_one_place(zones, different, timed, start):
        same = [pc.equal(zones, zone).to_numpy(zero_copy_only=False) for zone in different]
        shown = [chosen(texts, timed & rows)[0] for rows in same]
        what = f"times of more than one time zone: {examples(shown)}"
        raise InputError(
            where, what, "write all times in the local time of the place, such as 2025-01-31 20:30"
        )
    return ", ".join(different)


def _of_one_place(zones: pa.Array, different: list[str], timed: Bools, start: NDArray[np.datetime64]) -> bool:
    """Tell whether two zones an hour apart take turns as rarely as the law changes the clock."""
    if len(different) != 2 or not fits(pa.array(different), OFFSET).all():
        return False
    first, second = (_minutes(zone) for zone in different)
    if abs(first - second) != HOUR:
        return False
    day = start[timed].astype("datetime64[D]")
    zone = np.array(chosen(zones, timed))
    order = np.lexsort((zone, day))
    changes = sum(one != other for one, other in pairwise(zone[order]))
    years = len(np.unique(day.astype("datetime64[Y]")))
    return bool(changes <= MOST_CHANGES * years and 2 * changes < len(zone))


def _minutes(offset: str) -> int:
    """Return how far an offset is east of Greenwich.

    >>> _minutes("+0530"), _minutes("-05")
    (330, -300)
    """
    sign = -1 if offset[0] == "-" else 1
    return sign * (int(offset[1:3]) * 60 + int(offset[3:] or 0))
