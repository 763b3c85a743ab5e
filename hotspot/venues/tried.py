"""What another reach would have given: the answer must not hang on one choice of metres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.concentration import even_share, top_share, worst_count
from hotspot.schema.venued import WORST_SHARE, ReachTried
from hotspot.venues.joined import joined

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema import Floats, Result
    from hotspot.venues.used import Used

TIMES = (0.5, 1.0, 2.0)


def reaches_tried(
    result: Result, venues: gpd.GeoDataFrame, used: Used, *, reach_m: float, counts: Floats, top: int
) -> tuple[ReachTried, ...]:
    """Join with half and with twice the reach, too; `counts` (n,) are those of the reach itself."""
    first = set(_first(counts, top))
    found = []
    for times in TIMES:
        again = counts
        if times != 1.0:
            again = joined(result, venues, used, reach_m=times * reach_m).counts
        total, n = float(again.sum()), len(again)
        worst = worst_count(n, WORST_SHARE)
        found.append(
            ReachTried(
                reach_m=times * reach_m,
                joined=int(total),
                share=float(top_share(again, worst)),
                by_chance=even_share(total / n, worst / n) if total else float("nan"),
                none=int((again == 0).sum()),
                same=len(first & set(_first(again, top))),
            )
        )
    return tuple(found)


def _first(counts: Floats, top: int) -> list[int]:
    order: list[int] = np.argsort(-counts, kind="stable")[:top].tolist()
    return order
