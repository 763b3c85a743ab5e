"""Patrols as a reader meets them: the sentences on top, the table of routes, each way in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.words.judged import Table
from hotspot.words.phrases import number, percent, period_text, share_of, title_text
from hotspot.words.sited import demand_text

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.patrolled import Patrolled
    from hotspot.words import Words


def patrol_lines(found: Patrolled, result: Result, words: Words) -> list[str]:
    """Return what was found in sentences: the period, what is passed, and whether that is the most."""
    top = [title_text(result), *([words("table.synthetic")] if result.synthetic else [])]
    return [
        " · ".join([*top, period_text(result, words)]),
        words(
            "patrol.line",
            patrols=len(found.patrols),
            budget=_budget(found, words),
            value=number(found.value, words, 0),
            total=number(found.total, words, 0),
            unit=demand_text(found.unit, result, words),
            share=share_of(found.value, found.total, words),
        ),
        words("patrol.counts"),
        _proof(found, words),
    ]


def patrols_table(found: Patrolled, words: Words) -> Table:
    """Return one row for each patrol."""
    heads = ("id", "post", "length", "minutes", "stops", "passed", "incidents")
    rows = tuple(
        (
            str(row["patrol_id"]),
            str(row[f"post_{words.language}"]),
            number(row["length_m"], words, 0),
            number(row["minutes"], words, 0),
            str(row["hotspots"] or "–"),
            f"{number(row['passed'], words, 0)} ({percent(row['share'], words)})",
            f"{number(row['incidents'], words, 0)} ({number(np.floor(row['incidents_low']), words)}–"
            f"{number(np.ceil(row['incidents_high']), words)})",
        )
        for row in found.patrols.drop(columns="geometry").to_dict("records")
    )
    return Table(
        title=words("patrol.title"),
        heads=tuple(words(f"patrol.col.{head}") for head in heads),
        rows=rows,
        file="patrols.geojson",
    )


def legs_table(found: Patrolled, patrol: str, title: str, words: Words) -> Table:
    """Return the way of one patrol: from which minute on it is where, and what it passes there."""
    legs = found.legs[found.legs["patrol_id"] == patrol]
    rows = tuple(
        (
            number(row["from_minute"], words, 0),
            _where(str(row["kind"]), str(row[f"name_{words.language}"]), found, words),
            number(row["length_m"], words, 0),
            number(row["passed"], words, 1),
        )
        for row in legs.to_dict("records")
    )
    heads = ("from", "leg", "length", "passed")
    return Table(
        title=words("patrol.legs", patrol=title),
        heads=tuple(words(f"patrol.col.{head}") for head in heads),
        rows=rows,
        file="patrols.csv",
    )


def _where(kind: str, name: str, found: Patrolled, words: Words) -> str:
    if kind == "stop":
        return f"{name}: {words('patrol.at', minutes=found.dwell_min)}"
    return name or words("patrol.unnamed")


def _budget(found: Patrolled, words: Words) -> str:
    if found.budget_unit == "m":
        return words("patrol.budget.m", metres=found.budget)
    return words("patrol.budget.min", minutes=found.budget, dwell=found.dwell_min)


def _proof(found: Patrolled, words: Words) -> str:
    """Return whether no routes can be better, or by how much they could."""
    if found.gap == 0.0:
        return words("patrol.proved")
    bound = number(found.bound, words, 0)
    return words("patrol.gap", bound=bound, gap=f"{words.number(100 * found.gap, 1)} %")
