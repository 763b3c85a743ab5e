"""Rings around venues as a reader meets them: how much denser incidents are close by, and up to where."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from hotspot.schema.venue_rings import RING_BIN_M, RING_GROUPS
from hotspot.words.judged import Table
from hotspot.words.phrases import UNKNOWN, number
from hotspot.words.venue_cards import kind_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema.numbers import Estimate
    from hotspot.schema.venue_rings import Ring, Rings
    from hotspot.words import Words

HEADS = ("kind", "ring", "incidents")
UNITS = {"km2": "km2", "km of street": "street"}
FILE = "rings.csv"


def rings_lines(found: Sequence[Rings], words: Words) -> list[str]:
    """Return how much denser incidents are in the first ring, and up to where, for each kind of venue."""
    said = []
    for one in found:
        said.append(_first_ring(one, words))
        if said_more(one) and one.edge_m is not None:
            said[-1] += f". {_edge(one.edge_m, words)}"
    return said


def _edge(edge_m: Estimate, words: Words) -> str:
    """Return where incidents become sparser; that (almost) all redraws agree, where they do."""
    metres = {"edge": edge_m.value, "low": edge_m.low, "high": edge_m.high}
    shown = {name: number(value, words, 0) for name, value in metres.items()}
    if edge_m.low == edge_m.value == edge_m.high:
        return words("venues.ring.edge_same", bin=number(RING_BIN_M, words, 0), **shown)
    return words("venues.ring.edge", **shown)


def said_more(one: Rings) -> bool:
    """Tell whether incidents are denser in the first ring than in the last, beyond the noise."""
    ratio = one.rings[0].ratio
    return ratio is not None and ratio.low > 1


def _first_ring(one: Rings, words: Words) -> str:
    first, last, ratio = one.rings[0], one.rings[-1], one.rings[0].ratio
    values = {
        "kind": _kind(one, words),
        "venues": number(one.venues, words),
        "density": number(first.density, words),
        "unit": words(f"venues.ring.per.{UNITS[one.unit]}"),
        "to": number(first.to_m, words),
        "far": number(last.from_m, words),
        "end": number(last.to_m, words),
    }
    if ratio is None or isnan(ratio.low):
        return words("venues.ring.cannot", groups=one.groups, fewest=RING_GROUPS, **values)
    verdict = "more" if ratio.low > 1 else "less" if ratio.high < 1 else "no"
    bounds = {"ratio": ratio.value, "low": ratio.low, "high": ratio.high}
    shown = {name: number(value, words, 2) for name, value in bounds.items()}
    return words(f"venues.ring.{verdict}", **shown, **values)


def rings_table(found: Sequence[Rings], words: Words) -> Table:
    """Return the rings of each kind of venue with their density and its ratio to that of the last one."""
    unit = UNITS[found[0].unit]
    heads = (*HEADS, f"ground.{unit}", f"density.{unit}", "to_last")
    return Table(
        title=words("venues.table.rings"),
        heads=tuple(words(f"venues.col.{head}") for head in heads),
        rows=tuple(
            (
                _kind(one, words),
                f"{number(ring.from_m, words)}–{number(ring.to_m, words)}",
                number(ring.incidents, words),
                number(ring.ground, words, 2),
                number(ring.density, words),
                _ratio(ring, is_last=ring is one.rings[-1], words=words),
            )
            for one in found
            for ring in one.rings
        ),
        file=FILE,
    )


def rings_notes(found: Sequence[Rings], words: Words, *, bin_m: float) -> list[str]:
    """Return how the rings were taken and what they do not say."""
    return [
        words(f"venues.note.rings.{UNITS[found[0].unit]}"),
        words("venues.note.rings", bin=number(bin_m, words)),
    ]


def _kind(one: Rings, words: Words) -> str:
    return kind_text(one.kind, words) if one.kind else words("venues.ring.all")


def _ratio(ring: Ring, *, is_last: bool, words: Words) -> str:
    if is_last:
        return words("venues.ring.last")
    ratio = ring.ratio
    if ratio is None:
        return UNKNOWN
    between = _between(ratio, words)
    return f"{number(ratio.value, words, 2)}{between}"


def _between(ratio: Estimate, words: Words) -> str:
    return "" if isnan(ratio.low) else f" ({number(ratio.low, words, 2)}–{number(ratio.high, words, 2)})"
