"""All that adds up in an edition, as equations between the numbers that a stranger sees or does not see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspot.publish.attack.evidence import Bounds, bounds_of
from hotspot.schema.published import WHOLE, WITHHELD, Key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hotspot.publish.attack.evidence import Evidence


@dataclass(frozen=True, kw_only=True)
class Known:
    """What an edition says of each number, and which numbers sum to which."""

    bounds: Mapping[Key, Bounds]
    sums: tuple[tuple[Key, tuple[Key, ...]], ...]


def known_of(evidence: Evidence, *, least: int) -> Known:
    """Return what the texts say, file against file, and the sums that a table with totals has."""
    areas = [row["area_id"] for row in evidence.areas]
    types, years = evidence.types, evidence.years
    parts = [
        *((Key(area, WHOLE, WHOLE), tuple(Key(area, kind, WHOLE) for kind in types)) for area in areas),
        *((Key(area, WHOLE, WHOLE), tuple(Key(area, WHOLE, year) for year in years)) for area in areas),
        *((Key(WHOLE, kind, WHOLE), tuple(Key(area, kind, WHOLE) for area in areas)) for kind in types),
        *((Key(WHOLE, WHOLE, year), tuple(Key(area, WHOLE, year) for area in areas)) for year in years),
        (Key(WHOLE, WHOLE, WHOLE), tuple(Key(WHOLE, kind, WHOLE) for kind in types)),
        (Key(WHOLE, WHOLE, WHOLE), tuple(Key(WHOLE, WHOLE, year) for year in years)),
        (Key(WHOLE, WHOLE, WHOLE), tuple(Key(area, WHOLE, WHOLE) for area in areas)),
    ]
    sums = tuple((whole, keys) for whole, keys in parts if keys)
    blank = set(_blank(evidence, sums))
    keys = dict.fromkeys(key for whole, keys in sums for key in (whole, *keys))
    most = _most(evidence)
    bounds = {key: Bounds(0, most) for key in keys}
    for key in keys:
        for _, text in evidence.texts.get(key, ()):
            low, high = bounds_of(text, least=0 if key in blank else least, most=most)
            bounds[key] = Bounds(max(bounds[key].low, low), min(bounds[key].high, high))
    return Known(bounds=bounds, sums=sums)


def _most(evidence: Evidence) -> int:
    """Return what no number can be more than: the city's total, or all that is shown."""
    numbers = [int(text) for found in evidence.texts.values() for _, text in found if text.isdigit()]
    city = [int(text) for _, text in evidence.texts.get(Key(WHOLE, WHOLE, WHOLE), ()) if text.isdigit()]
    return min(city) if city else 10 * sum(numbers) + 1_000


def _blank(evidence: Evidence, sums: tuple[tuple[Key, tuple[Key, ...]], ...]) -> Iterator[Key]:
    """Yield the numbers of rows in which all are withheld: these may be anything, zero too."""
    for whole, parts in sums:
        texts = [text for key in parts for _, text in evidence.texts.get(key, ())]
        if whole.area and texts and set(texts) == {WITHHELD}:
            yield from parts
