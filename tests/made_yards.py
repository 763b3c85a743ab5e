"""Saved yard forms as phones write them, about the areas of a result, with a truth that is known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from hotspot.read.yards import check_of
from hotspot.schema.yards import AFTER_DARK, FORM_KIND, FORM_LAYOUT, ITEMS, WORST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hotspot.schema import Floats


def visit(
    area_id: str,
    place: str,
    grades: Mapping[str, int | None],
    *,
    date: str = "2025-10-01",
    light: str = "night",
) -> dict[str, Any]:
    """Return one visit as it stands in a saved form."""
    return {"area_id": area_id, "place": place, "date": date, "light": light, "grades": dict(grades)}


def saved(file: Path, visits: Sequence[Any], *, observer: str = "citizen-A", **other: Any) -> Path:
    """Write a saved form with a right check; `other` replaces what stands at its head."""
    content: dict[str, Any] = {
        "kind": FORM_KIND,
        "layout": FORM_LAYOUT,
        "form_id": "0" * 12,
        "run_id": "0" * 12,
        "round": 1,
        "observer": observer,
        "revision": 1,
        "visits": list(visits),
    } | other
    text = json.dumps({**content, "check": check_of(content)}, ensure_ascii=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8")
    return file


def surveyed(
    folder: Path,
    places: Mapping[str, str],
    truth: Floats,
    *,
    observers: Sequence[str],
    noise: float,
    seed: int,
    round_number: int = 1,
    **other: Any,
) -> list[Path]:
    """Write one saved form per observer: each sees the `truth` (areas, items) of all `places` with normal
    `noise`, half of it the observer's own severity, rounded to whole grades."""
    draw = np.random.default_rng(seed)
    files = []
    for observer in observers:
        severity = draw.normal(0, noise / 2)
        seen = truth + severity + draw.normal(0, noise, truth.shape)
        grades = np.clip(np.rint(seen), 0, WORST).astype(int)
        visits = [
            visit(area_id, place, dict(zip(ITEMS, row.tolist(), strict=True)))
            for (area_id, place), row in zip(places.items(), grades, strict=True)
        ]
        file = folder / f"{round_number}-{observer}.json"
        files.append(saved(file, visits, observer=observer, round=round_number, **other))
    return files


def by_day(grades: Mapping[str, int | None]) -> dict[str, int | None]:
    """Return what is asked by day of these grades."""
    return {item: grade for item, grade in grades.items() if item not in AFTER_DARK}
