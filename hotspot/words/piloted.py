"""A pilot as a reader meets it: what is planned and what it can find, then what came of it."""

from __future__ import annotations

from math import isfinite, isnan
from typing import TYPE_CHECKING, Any

from hotspot.schema.piloted import ZONE_KINDS
from hotspot.words.called import area_names
from hotspot.words.cleared import FILE, beside_line, cleared_line, cleared_notes, cleared_table
from hotspot.words.dates import read_date
from hotspot.words.judged import Table
from hotspot.words.phrases import UNKNOWN, number, percent
from hotspot.words.pilot_verdict import days_text, ring_sentence, totals_by_kind, verdict_sentence
from hotspot.words.said import Said, about_line, chance_text
from hotspot.words.trended import signed

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from hotspot.schema import Result
    from hotspot.schema.cleared import ClearedChange
    from hotspot.schema.piloted import Alikeness, Evaluated, Plan, Planned, ZoneKind
    from hotspot.words import Words

PLAN_HEADS = ("pair", "pilot", "incidents", "ring", "control", "incidents", "ring", "times")
PLACE_HEADS = ("place", "before", "after", "change")
MONTH_HEADS = ("month", "part", "pilot", "usual", "control")
AROUND: tuple[tuple[ZoneKind, ZoneKind], ...]
AROUND = (("pilot", "pilot_ring"), ("control", "control_ring"))


def plan_said(found: Planned, result: Result, words: Words) -> Said:
    """Return what is planned, for the terminal and for the section."""
    plan = found.plan
    lines = [
        about_line(result, words),
        words(
            "pilot.when",
            areas=len(plan.of_kind("pilot")),
            pilot=days_text(plan.pilot, words),
            baseline=days_text(plan.baseline, words),
            selection=days_text(plan.selection, words),
        ),
        words(f"pilot.design.{plan.design}", seed=str(plan.seed)),
        _alike(found.alike, words),
        _power(plan, words),
        words("pilot.incidents", incidents=round(found.detectable_incidents)),
        words("pilot.rings", metres=plan.buffer_m) if plan.of_kind("pilot_ring") else "",
        words("pilot.rule", variation=words.number(plan.variation, 3)),
        words("pilot.signature", signature=found.signature),
    ]
    tables = (_pairs(plan, result, words), _needed(found, words))
    notes = tuple(words(f"pilot.note.{name}") for name in ("ratio", "months", "one", "signature"))
    return Said(
        title=words("pilot.plan.title"),
        lines=tuple(filter(None, lines)),
        tables=tables,
        short=tables,
        notes=notes,
    )


def evaluation_said(found: Evaluated, result: Result, words: Words) -> Said:
    """Return what came of a pilot, for the terminal and for the section."""
    places = _places(found, words)
    lines = [
        about_line(result, words),
        verdict_sentence(found, words),
        ring_sentence(found, words) if found.plan.of_kind("pilot_ring") else "",
        _difference(found, words),
        _harm(found, words),
        _quotient(found, words) if found.plan.of_kind("pilot_ring") else "",
        "" if isnan(found.lot_p) else words("pilot.lots", p=chance_text(found.lot_p, words)),
        _synthetic(found, words),
        _chart(found, words),
        *_cleared_lines(found, words),
        words("pilot.signed", signature=found.signature),
    ]
    notes = [words(f"pilot.note.{name}") for name in ("ratio", "one", "cause", "signature")]
    cleared = []
    if found.clearance is not None:
        notes += cleared_notes(found.clearance, words)
        rows = found.clearance.rows
        cleared = [cleared_table(rows, words, name_of=lambda row: _kind_name(row, words), file=FILE)]
    return Said(
        title=words("pilot.title"),
        lines=tuple(filter(None, lines)),
        tables=(places, *cleared, _months(found, words)),
        short=(places, *cleared),
        notes=tuple(notes),
    )


def _alike(alike: Alikeness, words: Words) -> str:
    """Return how alike the pairs are, and how pilot and control areas are as a whole."""
    least, median, most = (words.number(value, 2) for value in (alike.least, alike.median, alike.most))
    said = [words("pilot.alike", least=least, median=median, most=most)]
    if isfinite(alike.difference):
        said.append(words("pilot.alike.sides", difference=words.number(abs(alike.difference), 2)))
    key = "beyond" if alike.beyond else "within"
    said.append(words(f"pilot.alike.{key}", caliper=words.number(alike.caliper, 1), pairs=alike.beyond))
    return "; ".join(said)


def _power(plan: Plan, words: Words) -> str:
    if plan.detectable is None:
        return words("pilot.power.blind")
    key = "yes" if plan.promises else "no"
    detectable, effect = percent(plan.detectable, words), percent(plan.effect, words)
    return words(f"pilot.power.{key}", detectable=detectable, effect=effect)


def _difference(found: Evaluated, words: Words) -> str:
    one, poisson = found.difference, found.poisson
    low, high = _change(one.low, words), _change(one.high, words)
    told = {"low": _change(poisson.low, words), "high": _change(poisson.high, words)}
    narrower = f"; {words('pilot.wdd.poisson', **told)}" if told != {"low": low, "high": high} else ""
    return words("pilot.wdd", value=_change(one.value, words), low=low, high=high, poisson=narrower)


def _harm(found: Evaluated, words: Words) -> str:
    harm = found.by_harm
    if harm is None:
        return ""
    shown = {"value": harm.value, "low": harm.low, "high": harm.high}
    return words("pilot.harm", **{name: _change(value, words) for name, value in shown.items()})


def _quotient(found: Evaluated, words: Words) -> str:
    one = found.quotient
    if isnan(one.value) or not isfinite(one.high):
        return words("pilot.wdq.none")
    shown = {"value": one.value, "low": one.low, "high": one.high}
    return words("pilot.wdq", **{name: words.number(value, 2) for name, value in shown.items()})


def _synthetic(found: Evaluated, words: Words) -> str:
    one = found.placebo
    if one is None:
        return ""
    return words(
        "pilot.synthetic",
        observed=round(one.observed),
        usual=words.number(one.usual, 1),
        change=signed(one.change, words),
        groups=one.groups,
        p=chance_text(one.p_value, words),
    )


def _chart(found: Evaluated, words: Words) -> str:
    pilot = found.months[found.months["part"] == "pilot"]
    return words("pilot.months", beyond=int(pilot["beyond"].sum()), months=len(pilot))


def _cleared_lines(found: Evaluated, words: Words) -> list[str]:
    """Return what was cleared in the pilot areas and, beside them, in the control areas."""
    one = found.clearance
    if one is None:
        return []
    rows = [row for row in one.rows if row.kind in {"pilot", "control"}]
    said = [cleared_line(one, row, _kind_name(row, words), words) for row in rows]
    return [*said, beside_line(one.beside, words)] if one.beside is not None else said


def _kind_name(row: ClearedChange, words: Words) -> str:
    return words(f"pilot.kind.{row.kind}")


def _pairs(plan: Plan, result: Result, words: Words) -> Table:
    zones = {(zone.kind, zone.pair): zone for zone in plan.zones}
    names = area_names(result, words)

    def cells(pair: int) -> Iterable[str]:
        yield str(pair)
        counts = []
        for kind, ring in AROUND:
            area, around = zones[kind, pair], zones.get((ring, pair))
            counts.append(area.baseline)
            yield names.get(area.area_id, area.name)
            yield number(area.baseline, words)
            yield number(around.baseline, words) if around else UNKNOWN
        yield words.number(max(counts) / min(counts), 2) if min(counts) else UNKNOWN

    pairs = sorted(zone.pair for zone in plan.zones if zone.kind == "pilot")
    return Table(
        title=words("pilot.table.pairs"),
        heads=tuple(words(f"pilot.col.{head}") for head in PLAN_HEADS),
        rows=tuple(tuple(cells(pair)) for pair in pairs),
        file="plan.geojson",
    )


def _needed(found: Planned, words: Words) -> Table:
    more = words("pilot.more", months=found.most_months)
    return Table(
        title=words("pilot.table.needed"),
        heads=(words("pilot.col.fall"), words("pilot.col.months")),
        rows=tuple(
            (percent(fall, words), more if months is None else number(months, words))
            for fall, months in found.months_needed
        ),
        file="needed.csv",
    )


def _places(found: Evaluated, words: Words) -> Table:
    before, after = (totals_by_kind(found, column) for column in ("before", "after"))
    rows = (
        (
            words(f"pilot.kind.{kind}"),
            number(before[kind], words),
            number(after[kind], words),
            signed(after[kind] / before[kind] - 1, words) if before[kind] else UNKNOWN,
        )
        for kind in ZONE_KINDS
        if found.plan.of_kind(kind)
    )
    heads = tuple(words(f"pilot.col.{head}") for head in PLACE_HEADS)
    title, file = words("pilot.table.places"), "evaluation.geojson"
    return Table(title=title, heads=heads, rows=tuple(rows), file=file)


def _months(found: Evaluated, words: Words) -> Table:
    rows = (
        (
            read_date(str(row["first_day"]), words),
            words(f"pilot.part.{row['part']}"),
            number(row["pilot"], words),
            _around(row, words),
            number(row["control"], words),
        )
        for row in found.months.to_dict("records")
    )
    heads = tuple(words(f"pilot.col.{head}") for head in MONTH_HEADS)
    title, file = words("pilot.table.months"), "evaluation.csv"
    return Table(title=title, heads=heads, rows=tuple(rows), file=file)


def _around(row: Mapping[Hashable, Any], words: Words) -> str:
    usual, low, high = (number(row[name], words, 0) for name in ("usual", "usual_low", "usual_high"))
    return f"{usual} ({low} … {high})"


def _change(value: float, words: Words) -> str:
    if not isfinite(value):
        return UNKNOWN
    return f"{'+' if round(value) > 0 else ''}{words.number(round(value))}"
