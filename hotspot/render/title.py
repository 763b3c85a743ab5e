"""The title block of every view and sheet: place, period, types, rows used and left out, sources, caveats."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from hotspot.measure.classes import class_limits
from hotspot.words.apart import apart_legend, apart_text
from hotspot.words.dates import read_date
from hotspot.words.decided import choice_value, finding_text, reason_text
from hotspot.words.phrases import (
    elsewhere,
    number,
    order_text,
    period_text,
    score_head,
    score_unit_text,
    source_text,
    tested_text,
    title_text,
    used_text,
)
from hotspot.words.standing import basis_text, score_basis

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.schema import Choice, Result, Source
    from hotspot.words import Words

Value: TypeAlias = "str | int | float"

CAVEATS = ("recorded", "label", "people", "future")
TYPES_NAMED = 3  # more are counted
VERSION_DIGITS = 8  # of the hash of the boundary file


def about(
    result: Result, words: Words, *, limits: Sequence[float], full: int, beyond: Sequence[str] = ()
) -> dict[str, Any]:
    """Return what is said of the run as a whole; cards are complete for the first `full` areas, and `beyond`
    tells what else the page does not say of each."""
    return {
        "synthetic": words("report.synthetic"),
        "facts": title_facts(result, words),
        "sources": title_sources(result, words),
        "order": order_text(result, words),
        "score": score_head(result.ranking.score_unit, words),
        "brief": words("map.brief", count=full),
        "areas": words("map.layer.areas_by", by=words(f"by.{result.ranking.by}")),
        "areas_method": _method(result, words),
        "areas_legend": areas_legend(result, limits, words),
        **_apart(result, words),
        "caveats": _caveats(result, words, full, beyond),
        "data": _data(result, words),
    }


def title_facts(result: Result, words: Words) -> list[str]:
    """Return place, period, types, filter, and how many incidents were used, left out, and not asked for."""
    beyond = elsewhere(result.rows)
    facts = [
        "" if result.city == title_text(result) else result.city,
        period_text(result, words),
        *_types(result, words),
        used_text(result.rows, words),
        words("map.left_out", count=result.rows.read - result.rows.kept - beyond),
    ]
    return [fact for fact in facts if fact]


def title_sources(result: Result, words: Words) -> list[str]:
    """Return where the incidents and the boundaries came from, by name only, and the id of the run.

    The version of a boundary file is the beginning of its SHA-256: the same file has the same version
    wherever it lies.
    """
    incidents, areas = result.sources.get("incidents", ()), result.areas.sources
    told = []
    if incidents:
        names = dict.fromkeys(source_text(source.path, words) for source in incidents)
        told.append(words("map.source.incidents", names=", ".join(names)))
    if areas:
        told.append(words("map.source.areas", names=", ".join(_version(one, words) for one in areas)))
    elif result.areas.made_by:
        told.append(words("map.source.made", names=_recipe(result.areas.made_by, words)))
    return [*told, words("map.source.run", run=result.run_id)] if result.run_id else told


def left_out(result: Result, words: Words) -> list[str]:
    """Return why incidents were left out, nothing where none was."""
    dropped = result.rows.dropped.items()
    reasons = "; ".join(f"{reason_text(reason, words)}: {number(count, words)}" for reason, count in dropped)
    return [words("map.reasons", reasons=reasons)] if reasons else []


def ranges(limits: Sequence[float], words: Words) -> list[str]:
    """Return a class of a legend for each two limits that follow each other."""
    return [f"{number(low, words)} – {number(high, words)}" for low, high in pairwise(limits)]


def _version(source: Source, words: Words) -> str:
    name = source_text(source.path, words)
    version = source.sha256[:VERSION_DIGITS]
    return words("map.source.version", name=name, version=version) if version else name


def _recipe(recipe: str, words: Words) -> str:
    kind, _, of = recipe.partition(":")
    return f"{kind}:{source_text(of, words)}"


def _types(result: Result, words: Words) -> list[str]:
    """Return which types of incidents count, and the filter where one was set."""
    kinds = sorted({str(kind) for kind in result.told.types["type"].unique()} - {""})
    where = _filter(result)
    if not kinds:
        told = ""
    elif len(kinds) <= TYPES_NAMED:
        told = words("map.types", types=", ".join(kinds))
    elif where:
        told = words("map.types", types=words.number(len(kinds)))
    else:
        told = words("map.all_types", count=len(kinds))
    return [told, words("map.filter", where=where) if where else ""]


def _filter(result: Result) -> str:
    settings = result.config.get("settings", {})
    return str(settings.get("incidents", {}).get("where", ""))


def _method(result: Result, words: Words) -> str:
    unit = score_unit_text(result, words)
    if result.drawing.limits:
        return words("map.areas_method_pinned", unit=unit, run=result.drawing.limits_of)
    return words("map.areas_method", unit=unit)


def area_limits(result: Result) -> list[float]:
    """Return the limits of the classes of the areas: those of the run that is drawn again, else its own."""
    return list(result.drawing.limits) or class_limits(result.ranking.frame["score"].to_numpy(np.float64))


def areas_legend(result: Result, limits: Sequence[float], words: Words) -> list[str]:
    """Return the classes of the areas; limits of an earlier run stay open where scores lie beyond them."""
    told, scores = ranges(limits, words), result.ranking.frame["score"]
    if (scores > limits[-1]).any():
        told[-1] = f"≥ {number(limits[-2], words)}"
    if (scores < limits[0]).any():
        told[0] = f"< {number(limits[1], words)}"
    return told


def _apart(result: Result, words: Words) -> dict[str, str]:
    """Return what is said of areas without a rank, where there are some."""
    told = apart_text(result.ranking, words)
    return {"apart": told, "apart_legend": apart_legend(words)} if told else {}


def _caveats(result: Result, words: Words, full: int, beyond: Sequence[str]) -> list[str]:
    told = [*left_out(result, words)]
    if len(result.ranking.frame) > full:
        told.append(words("map.brief", count=full))
    told += beyond
    told += [] if score_basis(result) == "ahead" else [basis_text(result, words)]
    told.append(tested_text(result.hotspots, words))
    if {"posts", "cameras"} & set(result.layers):
        told.append(words("map.straight"))
    return [*told, *(words(f"report.not_for.{key}") for key in CAVEATS)]


def _data(result: Result, words: Words) -> list[str]:
    """Return what was noticed, what was chosen, and where it came from, without folders, hosts and users."""
    paths = {source.path for given in result.sources.values() for source in given}
    found = [
        finding_text(replace(finding, values=_plain(finding.values, paths, words)), words)
        for finding in result.findings
    ]
    chosen = [_choice(choice, paths, words) for choice in result.choices]
    sources = [
        f"{role}: {source_text(source.path, words)}"
        for role, given in result.sources.items()
        for source in given
    ]
    versions = ", ".join(f"{name} {version}" for name, version in result.versions.items())
    return [*found, *chosen, *sources, versions]


def _choice(choice: Choice, paths: set[str], words: Words) -> str:
    plain = _plain({"": choice.value, **choice.values}, paths, words)
    told = replace(choice, value=plain.pop(""), values=plain)
    return " — ".join(filter(None, (f"{choice.name}: {choice_value(told, words)}", words.choice(told))))


def _plain(values: Mapping[str, Value], paths: set[str], words: Words) -> dict[str, Value]:
    """Return the values with names in place of paths, and with dates as the language writes them."""
    return {name: _value(value, paths, words) for name, value in values.items()}


def _value(value: Value, paths: set[str], words: Words) -> Value:
    if not isinstance(value, str):
        return value
    if value in paths:
        return source_text(value, words)
    return read_date(value, words)
