"""The attack: every hidden number's interval from all files together, and from all editions together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.disclosure import System, intervals
from hotspot.measure.siting.solver import Infeasible
from hotspot.measure.siting.table import entries
from hotspot.publish.attack.equations import Known, known_of
from hotspot.publish.attack.evidence import Bounds, read_evidence
from hotspot.publish.attack.inferred import inferred
from hotspot.publish.attack.joined import Link, least_of, links_of, unlike
from hotspot.publish.attack.texts import weak_texts
from hotspot.schema.published import WHOLE, Key, Tried, Weakness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hotspot.publish.attack.evidence import Evidence

CITY = Key(WHOLE, WHOLE, WHOLE)


@dataclass(frozen=True, kw_only=True)
class Attacked:
    """Which hidden numbers were `tried`, what was found out, how many editions the earlier ones were, how
    many of their numbers have been `revised` since, so that they cannot be joined with today's, and how many
    editions as a whole, the `unjoined`, contradict today's sums."""

    tried: Tried
    weaknesses: tuple[Weakness, ...]
    editions: int = 0
    revised: int = 0
    unjoined: int = 0


def attack(files: Mapping[str, str], *, least: int, earlier: Sequence[Mapping[str, str]] = ()) -> Attacked:
    """Try to find out more of a hidden number than that it lies between 1 and `least` - 1.

    `files` are the texts of the edition by name, `earlier` those of the editions before it. Everything that
    narrows the interval of a small number is a weakness; so is a number of 1 to `least` - 1 that has come
    between two editions, a page that says more than the tables, a place that is too fine, a time of day, or
    what looks like a person. Nothing but the texts is used.
    """
    now, *before = [(read_evidence(one), one) for one in (files, *earlier)]
    known, found = _with_inferred(*now, least=least)
    found += [*now[0].unknown, *_open(now[0], least), *weak_texts(files, now[0])]
    found += unlike(files, now[0], before, least=least)
    old = [known_of(evidence, least=least_of(evidence, least)) for evidence, _ in before]
    small, joined, unjoined = _small(known, least), list[Weakness](), 0
    sure = sum(known.bounds[key].low > 0 for _, key in small)
    tried = Tried(small=sure, rows=len(small) - sure, since=0)
    try:
        found += _narrowed([known], [], small, least=least)
    except Infeasible:
        found.append(Weakness(kind="count", where="types.csv, years.csv, areas.csv", what="do not add up"))
        return Attacked(tried=tried, weaknesses=tuple(found), editions=len(old))
    links, revised = links_of([(now[0], known), *((one[0], k) for one, k in zip(before, old, strict=True))])
    if links:
        joined, unjoined = _joined([known, *old], links, least=least)
    alone = {(one.where, one.what) for one in found}
    found += [one for one in joined if (one.where, one.what) not in alone]
    return Attacked(
        tried=replace(tried, since=len(links)),
        weaknesses=tuple(found),
        editions=len(old),
        revised=revised,
        unjoined=unjoined,
    )


def _with_inferred(
    evidence: Evidence, files: Mapping[str, str], *, least: int
) -> tuple[Known, list[Weakness]]:
    """Return what is known with what rates, order and places add, and where these alone say too much."""
    known = known_of(evidence, least=least)
    totals = {row["area_id"]: known.bounds[Key(row["area_id"], WHOLE, WHOLE)] for row in evidence.areas}
    hidden = [area for area, (low, high) in totals.items() if low < high]
    km2 = sum(float(row["area_km2"] or 0) for row in evidence.areas)
    bounds, found = dict(known.bounds), list[Weakness]()
    for kind, area, more in inferred(evidence, files, hidden, total=known.bounds[CITY].low, km2=km2):
        key = Key(area, WHOLE, WHOLE)
        was = bounds[key]
        bounds[key] = Bounds(max(was.low, more.low), min(was.high, more.high))
        if bounds[key] != was and bounds[key].low <= bounds[key].high:
            low, high = bounds[key]
            found.append(Weakness(kind=kind, where="areas.csv", what=area, low=low, high=high))
        if bounds[key].low > bounds[key].high:
            bounds[key] = was
    return replace(known, bounds=bounds), found


def _open(evidence: Evidence, least: int) -> Iterator[Weakness]:
    """Yield the small numbers that a file shows, and the hidden ones that another file shows."""
    for key, texts in evidence.texts.items():
        shown = {int(text) for _, text in texts if text.isdigit()}
        if any(0 < number < least for number in shown) or (shown and len({text for _, text in texts}) > 1):
            where, what = ", ".join(file for file, _ in texts), _name(key, 0)[1]
            yield Weakness(kind="count", where=where, what=what, low=min(shown), high=max(shown))


def _small(known: Known, least: int) -> list[tuple[int, Key]]:
    """Return the numbers of the first edition that are said to be small, or of which nothing is said."""
    return [(0, key) for key, (low, high) in known.bounds.items() if low < least and low < high]


def _joined(known: Sequence[Known], links: Sequence[Link], *, least: int) -> tuple[list[Weakness], int]:
    """Return what only several editions together give away, and how many of them do not fit today's.

    Where all together contradict each other, since the record was revised, each is held against today's.
    """
    try:
        return _given_away(known, links, least=least), 0
    except Infeasible:
        if len(known) == 2:
            return [], 1
    found, unjoined = list[Weakness](), 0
    for old in range(1, len(known)):
        pair = [
            replace(link, later=int(link.later != 0), sooner=int(link.sooner != 0))
            for link in links
            if {link.later, link.sooner} == {0, old}
        ]
        more, apart = _joined([known[0], known[old]], pair, least=least)
        found, unjoined = found + more, unjoined + apart
    return found, unjoined


def _given_away(known: Sequence[Known], links: Sequence[Link], *, least: int) -> list[Weakness]:
    small = [
        (edition, key)
        for edition, one in enumerate(known)
        for key, (low, high) in one.bounds.items()
        if low < high < least
    ]
    return [replace(one, kind="join") for one in _narrowed(known, links, small, least=least)]


def _narrowed(
    known: Sequence[Known], links: Sequence[Link], small: Sequence[tuple[int, Key]], *, least: int
) -> list[Weakness]:
    """Return the small numbers, and the differences between editions, whose interval is too narrow."""
    column = {
        (edition, key): i
        for i, (edition, key) in enumerate(
            (edition, key) for edition, one in enumerate(known) for key in one.bounds
        )
    }
    system = _system(known, links, column)
    first = len(column)
    cells = np.array([*(column[one] for one in small), *range(first, first + len(links))], dtype=np.int64)
    if not len(cells):
        return []
    low, high = np.full(len(cells), 1), np.full(len(cells), least - 1)
    lowest, highest = intervals(system, cells, low=low, high=high)
    names = [
        *((*_name(key, edition), key.area) for edition, key in small),
        *((*_name(link.key, 1), link.key.area) for link in links),
    ]
    return [
        Weakness(kind="count", where=where, what=what, low=int(a), high=int(b), area=area)
        for (where, what, area), a, b in zip(names, lowest, highest, strict=True)
        if a >= 1 and b < least and b - a < least - 2
    ]


def _system(known: Sequence[Known], links: Sequence[Link], column: Mapping[tuple[int, Key], int]) -> System:
    """Return all sums of all editions, and one number more for each pair of numbers that are linked."""
    rows: list[list[tuple[int, float]]] = []
    for edition, one in enumerate(known):
        rows += [
            [(column[edition, whole], -1.0), *((column[edition, part], 1.0) for part in parts)]
            for whole, parts in one.sums
        ]
    bounds = [bound for one in known for bound in one.bounds.values()]
    for i, link in enumerate(links):
        rows.append(
            [
                *((column[link.later, key], 1.0) for key in link.now),
                *((column[link.sooner, key], -1.0) for key in link.then),
                (len(column) + i, -1.0),
            ]
        )
        bounds.append(_grown(link, known))
    row = np.repeat(np.arange(len(rows), dtype=np.int64), [len(one) for one in rows])
    at = np.array([i for one in rows for i, _ in one], dtype=np.int64)
    factor = np.array([value for one in rows for _, value in one])
    zero = np.zeros(len(rows))
    low, high = (np.array([bound[i] for bound in bounds], dtype=float) for i in (0, 1))
    matrix = entries(row, at, factor, shape=(len(rows), len(bounds)))
    return System(matrix=matrix, least=zero, most=zero, low=low, high=high)


def _grown(link: Link, known: Sequence[Known]) -> Bounds:
    """Return what can have come between two editions, by what each says of the number alone."""
    if link.same:
        return Bounds(0, 0)
    now = [known[link.later].bounds[key] for key in link.now]
    then = [known[link.sooner].bounds[key] for key in link.then]
    low = sum(one.low for one in now) - sum(one.high for one in then)
    high = sum(one.high for one in now) - sum(one.low for one in then)
    return Bounds(max(low, 0), max(high, 0))


def _name(key: Key, edition: int) -> tuple[str, str]:
    """Return the file that a number stands in, and what it is."""
    file = "types.csv" if key.type else "years.csv" if key.year else "areas.csv"
    name = key.called
    return (file, name) if edition == 0 else (f"{file}, with an earlier edition", name)
