"""Which areas a form asks about, in every language, and how answers are known to belong to them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import shapely

from hotspot.schema import LANGUAGES
from hotspot.schema.yards import FORM_LAYOUT, ITEMS, FormArea, YardForm
from hotspot.words import Words
from hotspot.words.phrases import local_name, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.schema import Result

DECIMALS = 3  # of a degree, about 100 m: what may be moved by rounding is no other area


def form_of(result: Result, area_ids: Sequence[str], *, round_number: int) -> YardForm:
    """Return the form for these areas, in this order; the same areas and round give the same `form_id`."""
    rows = {str(row["area_id"]): row for row in rows_of(result.ranking.frame)}
    places = places_of(result)
    areas = tuple(
        FormArea(
            area_id=area_id,
            names={language: local_name(rows[area_id], Words(language=language)) for language in LANGUAGES},
            place=places[area_id],
        )
        for area_id in area_ids
    )
    about = [
        FORM_LAYOUT,
        result.run_id,
        round_number,
        ITEMS,
        [(one.area_id, one.place, dict(one.names)) for one in areas],
    ]
    digest = hashlib.sha256(json.dumps(about).encode()).hexdigest()
    return YardForm(form_id=digest[:12], run_id=result.run_id, round=round_number, areas=areas)


def places_of(result: Result) -> Mapping[str, str]:
    """Return, by area id, a sign of where each area lies: "76.912,43.237", the middle of its box in degrees.

    Areas that a tool has cut may keep their ids and move when they are cut again.
    """
    frame = result.ranking.frame
    boxes = shapely.bounds(frame.geometry.to_crs("EPSG:4326").to_numpy())
    lon, lat = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    return {
        str(area_id): f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}"
        for area_id, x, y in zip(frame["area_id"], lon, lat, strict=True)
    }
