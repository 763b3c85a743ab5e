"""Editions held beside each other: which of their numbers are the same, and which only grow."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspot.publish.attack.equations import known_of
from hotspot.publish.attack.evidence import read_evidence
from hotspot.publish.hide import Memory
from hotspot.schema.published import ALL_YEARS, OTHER, WHOLE, Key, Weakness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hotspot.publish.attack.equations import Known
    from hotspot.publish.attack.evidence import Evidence
    from hotspot.schema import Period

ALIKE = 0.02  # part of an area by which its outline may have been drawn otherwise


@dataclass(frozen=True, kw_only=True)
class Link:
    """The number `key` of the edition `later` has that of the edition `sooner` in it; `same`: it is that.

    Where the editions pool their rare types differently, these are sums: of `now` in the later edition and of
    `then` in the sooner one.
    """

    key: Key
    later: int
    sooner: int
    same: bool
    now: tuple[Key, ...] = ()
    then: tuple[Key, ...] = ()


def links_of(editions: Sequence[tuple[Evidence, Known]]) -> tuple[list[Link], int]:
    """Return what links each edition with each other, and how many numbers contradict that: the record has
    been revised since, and they cannot be joined."""
    links, revised = [], 0
    for later, (evidence, known) in enumerate(editions):
        for sooner, (old, was) in enumerate(editions):
            if later == sooner:
                continue
            for key in known.bounds:
                same = _same(evidence, old, key) if key in was.bounds else None
                if same is None or (same and later > sooner):
                    continue
                now, then = known.bounds[key], was.bounds[key]
                if now.high < then.low or (same and now.low > then.high):
                    revised += 1
                elif now.low < now.high or then.low < then.high or now != then:
                    links.append(
                        Link(key=key, later=later, sooner=sooner, same=same, now=(key,), then=(key,))
                    )
            links += _pooled(evidence, old, later=later, sooner=sooner)
    return links, revised


def _pooled(evidence: Evidence, old: Evidence, *, later: int, sooner: int) -> list[Link]:
    """Return what links the types that only one of two editions shows by name, and those it pools."""
    only_now = [kind for kind in evidence.types if kind == OTHER or kind not in old.types]
    only_then = [kind for kind in old.types if kind == OTHER or kind not in evidence.types]
    same = _same(evidence, old, Key(WHOLE, "any", WHOLE))
    if same is None or (same and later > sooner) or not only_now or not only_then:
        return []
    if len(only_now) == len(evidence.types):  # then they are the total of the area
        return []
    there = {row["area_id"] for row in old.areas}
    return [
        Link(
            key=Key(area, OTHER, WHOLE),
            later=later,
            sooner=sooner,
            same=same,
            now=tuple(Key(area, kind, WHOLE) for kind in only_now),
            then=tuple(Key(area, kind, WHOLE) for kind in only_then),
        )
        for area in (WHOLE, *(row["area_id"] for row in evidence.areas if row["area_id"] in there))
    ]


def least_of(evidence: Evidence, otherwise: int) -> int:
    """Return below which number an edition hides, by what stands in its tables."""
    shown = {text for found in evidence.texts.values() for _, text in found if text.startswith("<")}
    return min((int(text[1:]) for text in shown if text[1:].isdigit()), default=otherwise)


def apart_of(files: Mapping[str, str]) -> dict[str, str]:
    """Return what an edition says of the types that it counts for the whole city only."""
    rows = csv.DictReader(io.StringIO(files.get("city.csv", "")))
    return {row["type"]: row["incidents"] for row in rows if row["what"] == "counted for the city only"}


def unlike(
    files: Mapping[str, str],
    evidence: Evidence,
    earlier: Sequence[tuple[Evidence, Mapping[str, str]]],
    *,
    least: int,
) -> Iterator[Weakness]:
    """Yield where an edition cannot be held beside an earlier one at all: it has other areas, or keeps other
    types for the city only, so that what one counts and the other does not is their difference."""
    mine, apart = _outlines(files), apart_of(files)
    for old, texts in earlier:
        before = apart_of(texts)
        moved = {*(set(apart) & set(old.types)), *(set(before) & {*evidence.types})}
        for kind in sorted(moved):
            yield Weakness(kind="join", where="city.csv, with an earlier edition", what=kind)
        for kind, text in apart.items():
            was = before.get(kind, "")
            if text.isdigit() and was.isdigit() and 0 < abs(int(text) - int(was)) < least:
                low = abs(int(text) - int(was))
                yield Weakness(
                    kind="join", where="city.csv, with an earlier edition", what=kind, low=low, high=low
                )
        if mine and not _overlap_nowhere(mine, _outlines(texts)):
            yield Weakness(kind="areas", where="areas.geojson, with an earlier edition", what="the areas")


def _outlines(files: Mapping[str, str]) -> dict[str, shapely.Geometry]:
    """Return the shape of each area by its id."""
    features = json.loads(files["areas.geojson"])["features"] if files.get("areas.geojson") else []
    return {one["properties"]["area_id"]: shapely.geometry.shape(one["geometry"]) for one in features}


def _overlap_nowhere(mine: Mapping[str, shapely.Geometry], theirs: Mapping[str, shapely.Geometry]) -> bool:
    """Tell whether two editions have the same areas, or share no ground with any other area."""
    ids = list(theirs)
    shapes = np.array([theirs[one] for one in ids], dtype=object)
    if not len(shapes):
        return True
    tree = shapely.STRtree(shapes)
    for area, shape in mine.items():
        near = tree.query(shape)
        shared = shapely.area(shapely.intersection(shapes[near], shape))
        for other, ground in zip(near.tolist(), shared.tolist(), strict=True):
            own, its = float(shapely.area(shape)), float(shapely.area(shapes[other]))
            if ids[other] == area and ground < (1 - ALIKE) * max(own, its):
                return False
            if ids[other] != area and ground > ALIKE * min(own, its):
                return False
    return True


def remembered(
    earlier: Sequence[Mapping[str, str]], period: Period | None, spans: Mapping[str, Period], *, least: int
) -> dict[Key, Memory]:
    """Return what earlier editions have said of numbers that an edition of this `period` holds, too."""
    found: dict[Key, Memory] = {}
    for files in earlier:
        evidence = read_evidence(files)
        for key, (low, high) in known_of(evidence, least=least_of(evidence, least)).bounds.items():
            same = _within(evidence, key, period, spans)
            if same is not None:
                memory = Memory(exact=low if low == high else -1, low=low, same=same)
                found[key] = _firmer(found.get(key), memory)
    return found


def _firmer(was: Memory | None, new: Memory) -> Memory:
    """Return the one that says more: what is the same before what has grown, the number before the bound."""
    if was is None:
        return new
    return max(was, new, key=lambda one: (one.same and one.exact >= 0, one.exact, one.low))


def _same(now: Evidence, old: Evidence, key: Key) -> bool | None:
    return _within(old, key, now.period, now.spans)


def _within(old: Evidence, key: Key, period: Period | None, spans: Mapping[str, Period]) -> bool | None:
    """Tell whether an old number is the same as today's (True), a part of it (False), or neither (None)."""
    if OTHER in key or ALL_YEARS in key or not any(key):
        return None
    before, after = (old.spans.get(key.year), spans.get(key.year)) if key.year else (old.period, period)
    if before is None or after is None or before.first < after.first or before.last > after.last:
        return None
    return before == after
