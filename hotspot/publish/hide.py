"""Which numbers of the edition are hidden: the small ones, and those that would give them back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.errors import OutputError
from hotspot.measure.suppression import complement
from hotspot.publish.table import keys_of, kind_of, prices_of, two_tables, values_of
from hotspot.schema.published import ALL_YEARS, OTHER, Hidden, Key, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hotspot.schema import Bools, Floats, Ints
    from hotspot.schema.published import Counts


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What earlier editions said of a number: it is `exact` (-1: not shown), or at least `low`; `same` where
    the number is the very same one, not only a part of today's."""

    exact: int
    low: int
    same: bool


@dataclass(kw_only=True)
class _Plan:
    """What is asked for of each number (m,) while the earlier editions are gone through."""

    low: Ints
    high: Ints
    need_low: Ints
    need_high: Ints
    price: Floats
    hidden: Bools


def hide(
    counts: Counts,
    *,
    least: int,
    remembered: Mapping[Key, Memory] | None = None,
    blanked: Iterable[str] = (),
) -> tuple[Counts, Hidden]:
    """Return the tables as they can be shown, and what is hidden of them.

    Numbers from 1 to `least` - 1 are small: nothing narrower than just that may be found out about them. The
    same holds for what has come since an earlier edition showed a number. Where that cannot be had, a row
    of types or years is blanked, then the rarest types are put together, then the years. Raises OutputError
    where even then there is nothing to hide a number behind. Of the areas `blanked` only the total is shown.
    """
    total = counts.by_type.sum(1)
    few = {area for area, count in zip(counts.areas, total.tolist(), strict=True) if 0 < count < least}
    few |= set(blanked)
    blank = {(area, kind) for area in few for kind in ("area_type", "area_year")}
    while True:
        hidden, failed = _hide(counts, blank, least=least, known=remembered or {})
        rows = {(key.area, kind_of(key)) for key in failed if key.area and (key.type or key.year)} - blank
        if not failed:
            return counts, hidden
        if rows:
            blank |= rows
        elif len(counts.types) > 1:
            counts = _fewer_types(counts)
        elif len(counts.years) > 1:
            counts = _one_span(counts)
        else:
            raise _unprotected(failed[0], least)


def tallies(counts: Counts, hidden: Hidden) -> dict[str, Tally]:
    """Return how much is hidden of each table."""
    kinds = np.array([kind_of(key) for key in keys_of(counts)])
    return {
        kind: Tally(
            numbers=int((kinds == kind).sum()),
            small=int(hidden.small[kinds == kind].sum()),
            withheld=int(hidden.withheld[kinds == kind].sum()),
        )
        for kind in ("area", "area_type", "area_year", "type", "year")
    }


def rarest_together(counts: Counts, *, shown: int) -> Counts:
    """Return the counts with the `shown` most frequent types and all others as one."""
    if len(counts.types) <= shown:
        return counts
    named = [i for i, kind in enumerate(counts.types) if kind != OTHER]
    often = sorted(named, key=lambda i: (-int(counts.by_type[:, i].sum()), counts.types[i]))[
        : max(shown - 1, 0)
    ]
    kept = sorted(often)
    rest = np.delete(counts.by_type, kept, axis=1).sum(1, keepdims=True)
    types = (*(counts.types[i] for i in kept), OTHER)
    return replace(counts, types=types, by_type=np.hstack([counts.by_type[:, kept], rest]))


def _hide(
    counts: Counts, blank: set[tuple[str, str]], *, least: int, known: Mapping[Key, Memory]
) -> tuple[Hidden, list[Key]]:
    """Return what is hidden, and the numbers that are not protected by it."""
    keys, values = keys_of(counts), values_of(counts)
    blanked = np.array([(key.area, kind_of(key)) in blank for key in keys])
    small = (values > 0) & (values < least)
    marked = small & ~blanked
    price = prices_of(keys, values)
    price[(values < least) & ~blanked] = np.inf
    plan = _Plan(
        low=np.where(marked, 1, np.where(blanked, 0, least)),
        high=np.where(marked, least - 1, values.sum()),
        need_low=np.where(small, 1, values),
        need_high=np.where(small, least - 1, values),
        price=price,
        hidden=small | blanked,
    )
    known = {**known, **_pooled(counts, known)}
    for i, key in enumerate(keys):
        if key in known:
            _remember(i, known[key], values, plan, least=least)
    tables = two_tables(counts, low=np.minimum(plan.low, values), high=plan.high, price=plan.price)
    found, failed = complement(tables, hidden=plan.hidden, need_low=plan.need_low, need_high=plan.need_high)
    return Hidden(small=marked, withheld=found & ~marked), [keys[i] for i in failed.tolist()]


def _pooled(counts: Counts, known: Mapping[Key, Memory]) -> dict[Key, Memory]:
    """Return what is known of all rare types together, where earlier editions have shown them by name."""
    if OTHER not in counts.types or len(counts.types) < 2:
        return {}
    parts: dict[Key, list[Memory]] = {}
    for key, memory in known.items():
        if key.type and key.type not in counts.types:
            parts.setdefault(key._replace(type=OTHER), []).append(memory)
    return {
        key: Memory(
            exact=sum(one.exact for one in some) if all(one.exact >= 0 for one in some) else -1,
            low=sum(max(one.low, one.exact) for one in some),
            same=all(one.same for one in some),
        )
        for key, some in parts.items()
    }


def _remember(i: int, was: Memory, values: Ints, plan: _Plan, *, least: int) -> None:
    """Take into account what is known of the number `i`."""
    if was.exact < 0:  # what was hidden stays hidden: it may be what protected another number
        if values[i] >= least:
            plan.hidden[i] = True
            plan.low[i] = max(plan.low[i], min(was.low, values[i]))
    elif was.same and was.exact == values[i]:
        plan.price[i] = np.inf  # everybody knows it: hiding it protects nothing
        plan.low[i] = plan.high[i] = values[i]
    else:
        plan.low[i] = max(plan.low[i], was.exact)
        if not was.same and 0 < values[i] - was.exact < least <= values[i]:
            plan.hidden[i] = True
            plan.need_low[i] = max(was.exact + 1, plan.low[i])
            plan.need_high[i] = was.exact + least - 1


def _fewer_types(counts: Counts) -> Counts:
    return rarest_together(counts, shown=len(counts.types) - 1)


def _one_span(counts: Counts) -> Counts:
    spans = counts.spans
    whole = (replace(spans[0], last=spans[-1].last),) if spans else ()
    return replace(counts, years=(ALL_YEARS,), spans=whole, by_year=counts.by_year.sum(1, keepdims=True))


def _unprotected(key: Key, least: int) -> OutputError:
    what = f"a number below {least} ({key.called}) cannot be hidden: there is too little around it"
    return OutputError("the public edition", what, "take larger areas or a longer period")
