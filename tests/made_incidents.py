"""Small hand-made incidents for the tests of what comes after reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyproj

from hotspot.schema import Incidents, Rows, Source

if TYPE_CHECKING:
    from collections.abc import Sequence


def made_incidents(
    xy: Sequence[tuple[float, float]],
    *,
    start: Sequence[str | None] | None = None,
    end: Sequence[str | None] | None = None,
    types: Sequence[str] | None = None,
    ids: Sequence[str] | None = None,
    xy_text_bad: Sequence[bool] | None = None,
    date_text_bad: Sequence[bool] | None = None,
    hour_known: bool = True,
    crs: str = "EPSG:4326",
    month_only: bool = False,
) -> Incidents:
    """Return incidents as the reader would: lon, lat pairs and, if given, ISO times and the rest."""
    n = len(xy)
    places = np.array(xy, dtype=float).reshape(n, 2)
    frame = pd.DataFrame(
        {
            "x": places[:, 0],
            "y": places[:, 1],
            "start": _times(start, n),
            "end": _times(end, n),
            "hour_known": np.full(n, hour_known),
            "type": pd.Categorical(list(types) if types else [""] * n, sorted({"", *(types or ())})),
            "id": list(ids) if ids else [""] * n,
            "xy_text_bad": list(xy_text_bad) if xy_text_bad else [False] * n,
            "date_text_bad": list(date_text_bad) if date_text_bad else [False] * n,
        },
        index=pd.RangeIndex(1, n + 1),
    )
    return Incidents(
        frame=frame,
        crs=pyproj.CRS.from_user_input(crs),
        dated=start is not None,
        month_only=month_only,
        rows=Rows(read=n),
        columns={},
        sources=(Source(path="made.csv"),),
    )


def _times(texts: Sequence[str | None] | None, n: int) -> np.ndarray:
    return np.array([text or "NaT" for text in texts or [None] * n], dtype="datetime64[s]")
