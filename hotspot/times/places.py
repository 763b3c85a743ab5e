"""The city, areas and hot spots as groups of incidents: which incidents belong to each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.words import Words
from hotspot.words.phrases import local_name, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Bools, Result
    from hotspot.schema.timed import PlaceKind


@dataclass(frozen=True, kw_only=True)
class Place:
    """The city, an area or a hot spot, with `mine` (n,): which incidents of the run belong to it."""

    place_id: str
    kind: PlaceKind
    name: str
    km2: float
    mine: Bools


CITY = "city"


def city(result: Result) -> Place:
    """Return the whole city."""
    return Place(
        place_id=CITY,
        kind="city",
        name=Words(language=result.language)("when.city"),
        km2=float(result.ranking.frame["area_km2"].sum()),
        mine=np.ones(len(result.incidents), dtype=np.bool_),
    )


def places_named(
    result: Result, areas: Sequence[str] | None = None, hotspots: Sequence[str] | None = None
) -> list[Place]:
    """Return areas, then hot spots, by their ids in this order; None stands for all, by rank."""
    words = Words(language=result.language)
    ranking = result.ranking.frame.sort_values(["rank", "area_id"], kind="stable")
    spots = result.hotspots.called().sort_values(["rank", "hotspot_id"], kind="stable")
    area_ids = ranking["area_id"].tolist() if areas is None else list(areas)
    spot_ids = spots["hotspot_id"].tolist() if hotspots is None else list(hotspots)
    rows = {str(row["area_id"]): row for row in rows_of(ranking)}
    row_of = {area_id: i for i, area_id in enumerate(result.areas.frame["area_id"])}
    label_of = {spot_id: i for i, spot_id in enumerate(result.hotspots.frame["hotspot_id"])}
    km2_of = dict(zip(result.hotspots.frame["hotspot_id"], result.hotspots.frame["area_km2"], strict=True))
    label = result.hotspots.label[result.incidents["site"].to_numpy()]
    area = result.incidents["area"].to_numpy()
    found = [
        Place(
            place_id=str(one),
            kind="area",
            name=local_name(rows[one], words),
            km2=float(rows[one]["area_km2"]),
            mine=area == row_of[one],
        )
        for one in area_ids
    ]
    return found + [
        Place(
            place_id=str(one),
            kind="hotspot",
            name=str(one),
            km2=float(km2_of[one]),
            mine=label == label_of[one],
        )
        for one in spot_ids
    ]
