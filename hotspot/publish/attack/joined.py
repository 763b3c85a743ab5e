"""Editions held beside each other: which of their numbers are the same, and which only grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspot.publish.attack.equations import known_of
from hotspot.publish.attack.evidence import read_evidence
from hotspot.publish.hide import ALL_YEARS, Memory
from hotspot.schema.published import OTHER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.publish.attack.equations import Known
    from hotspot.publish.attack.evidence import Evidence
    from hotspot.schema import Period
    from hotspot.schema.published import Key


@dataclass(frozen=True, kw_only=True)
class Link:
    """The number `key` of the edition `later` has that of the edition `sooner` in it; `same`: it is that."""

    key: Key
    later: int
    sooner: int
    same: bool


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
                    links.append(Link(key=key, later=later, sooner=sooner, same=same))
    return links, revised


def remembered(
    earlier: Sequence[Mapping[str, str]], period: Period | None, spans: Mapping[str, Period], *, least: int
) -> dict[Key, Memory]:
    """Return what earlier editions have said of numbers that an edition of this `period` holds, too."""
    found: dict[Key, Memory] = {}
    for files in earlier:
        evidence = read_evidence(files)
        for key, (low, high) in known_of(evidence, least=least).bounds.items():
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
