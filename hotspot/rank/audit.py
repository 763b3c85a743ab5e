"""The audit of a ranking: who lives in the areas it puts first, against everybody else in the city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.measure.exposure import exposure
from hotspot.schema import GROUP, KM2, Finding
from hotspot.schema.audited import Audit, Flagged

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    import geopandas as gpd

    from hotspot.schema import Areas, Bools, Floats, Ranking


def audit(areas: Areas, ranking: Ranking, *, tested: bool) -> Audit | None:
    """Return who lives in the first `ranking.top` areas and, where hot spots were `tested`, in those with a
    significant one; None where nobody said how many people live anywhere.

    A resident of a group counts as one of all residents: where a file has more of a group than residents,
    nobody else lives there. Areas whose residents are unknown are left out and counted.
    """
    standing = ranking.frame.set_index(pd.Index(ranking.frame["area_id"]))
    standing = standing.loc[areas.frame["area_id"].to_numpy()]
    known = np.isfinite(areas.frame["population"].to_numpy(float))
    for column in areas.groups:
        known &= np.isfinite(areas.frame[column].to_numpy(float))
    frame, standing = areas.frame[known], standing[known]
    residents = frame["population"].to_numpy(float)
    if not residents.sum() > 0:
        return None
    groups = {column.removeprefix(GROUP): frame[column].to_numpy(float) for column in areas.groups}
    flags: dict[Literal["first", "hot_spot"], Bools] = {"first": standing["rank"].to_numpy() <= ranking.top}
    if tested:
        flags["hot_spot"] = standing["hotspots"].to_numpy() > 0
    incidents = standing["incidents"].to_numpy(float)
    flagged = tuple(
        _flagged(by, those, frame, residents=residents, incidents=incidents, groups=groups)
        for by, those in flags.items()
        if those.any()
    )
    return Audit(
        areas=int(known.sum()),
        unknown=int((~known).sum()),
        residents=float(residents.sum()),
        counts=tuple((name, float(count.sum())) for name, count in groups.items()),
        flagged=flagged,
        findings=tuple(finding for one in flagged for finding in _unequal(one)),
    )


def _flagged(
    by: Literal["first", "hot_spot"],
    those: Bools,
    frame: gpd.GeoDataFrame,
    *,
    residents: Floats,
    incidents: Floats,
    groups: Mapping[str, Floats],
) -> Flagged:
    return Flagged(
        by=by,
        areas=int(those.sum()),
        ground=_share(frame.geometry.area.to_numpy() / KM2, those),
        residents=_share(residents, those),
        incidents=_share(incidents, those),
        groups=tuple(
            (name, exposure(count, np.maximum(residents - count, 0.0), those))
            for name, count in groups.items()
        ),
    )


def _share(amounts: Floats, those: Bools) -> float:
    total = float(amounts.sum())
    return float(amounts[those].sum()) / total if total else float("nan")


def _unequal(flagged: Flagged) -> list[Finding]:
    """Name the groups that live in flagged areas beyond doubt more often than all others."""
    return [
        Finding(
            code=f"exposure_{flagged.by}",
            level="warning",
            values={
                "group": name,
                "count": flagged.areas,
                "ratio": round(found.ratio, 2),
                "low": round(found.low, 2),
                "high": round(found.high, 2),
            },
        )
        for name, found in flagged.groups
        if round(found.low, 2) > 1
    ]
