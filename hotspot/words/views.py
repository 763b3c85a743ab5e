"""Emerging classes and changes between periods on the map: legends, and what the card of a place says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import isclose
from typing import TYPE_CHECKING, TypeAlias

from hotspot.schema.timed import ALWAYS, LAST_MONTHS
from hotspot.words.dates import month_text
from hotspot.words.phrases import number, percent, period_text
from hotspot.words.press import press_sentence, reasons_text
from hotspot.words.said import chance_text, ended
from hotspot.words.trended import signed
from hotspot.words.windowed import days_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.schema import Result
    from hotspot.schema.drawn import DrawnTrend, DrawnWhen
    from hotspot.schema.timed import Emerged
    from hotspot.schema.trended import Changed
    from hotspot.words import Words

Facts: TypeAlias = "list[tuple[str, str]]"
Place: TypeAlias = "tuple[str, str]"  # "area" or "hotspot", and its id

# Told without colours, too: before the name on the map, and in the legend.
SIGNS: Mapping[str, str] = {
    "new": "★",
    "intensifying": "▲",
    "diminishing": "▼",
    "persistent": "■",
    "sporadic": "◇",
    "up": "▲",
    "down": "▼",
}
VERDICTS = {
    "up": "trend.up",
    "down": "trend.down",
    "no change beyond noise": "view.trend.none",
    "too few": "map.card.too_few",
}
SAME = 0.005  # part by which what was to be expected may differ from the count before and not be told


def when_lines(found: DrawnWhen, result: Result, words: Words) -> list[str]:
    """Return what the classes are about, and how many incidents have no part in them."""
    about = words("view.when.about", months=found.months, period=period_text(result, words))
    return [about, words("view.when.without", count=found.left_out)] if found.left_out else [about]


def when_legend(found: DrawnWhen, classes: Sequence[str], words: Words) -> list[str]:
    """Return each of the classes with the number of its areas and its rule."""
    counts = Counter(str(one.found) for one in found.emerged if one.kind == "area")
    values: dict[str, str | float] = {"last": LAST_MONTHS, "always": percent(ALWAYS, words)}
    rules = {one: words(f"view.when.rule.{one}", **values) for one in classes if one != "none"}
    names = {one: _counted(one, f"when.class.{one}", counts[one], words) for one in classes}
    return [": ".join(filter(None, (names[one], rules.get(one)))) for one in classes]


def when_facts(found: DrawnWhen, words: Words) -> Mapping[Place, Facts]:
    """Return what the card of each area and hot spot says of its class."""
    return {(one.kind, one.place_id): _emerged(one, words) for one in found.emerged}


def _emerged(one: Emerged, words: Words) -> Facts:
    said: dict[str, str | float] = {
        "class": words(f"when.class.{one.found}"),
        "months": one.months,
        "incidents": number(one.incidents, words),
    }
    if one.last_out is None:
        told = words("view.when.fact.never", **said)
    else:
        last = month_text(one.last_out, words)
        told = words("view.when.fact.out", out=one.months_out, last=last, **said)
    facts = [(words("view.when.fact", months=one.months), told)]
    if one.tau == one.tau:
        trend = f"{words.number(one.tau, 2)} ({chance_text(one.tau_p, words)})"
        facts.append((words("view.when.share"), trend))
    return facts


def trend_lines(found: DrawnTrend, words: Words) -> list[str]:
    """Return which periods are compared, what became of the city, and why that may not be printed."""
    about = words(
        "view.trend.about",
        now=days_text(found.now, words),
        now_days=found.now.days,
        past=days_text(found.past, words),
        past_days=found.past.days,
    )
    city = replace(found.city, name=words("when.city"))  # the record has it in the language of the run
    lines = [about, press_sentence(city, found, words)]
    if found.press:
        lines.append(words("view.trend.press", reasons=reasons_text(found.press, words)))
    return [ended(line) for line in lines]


def trend_legend(found: DrawnTrend, verdicts: Sequence[str], words: Words) -> list[str]:
    """Return each of the verdicts with the number of its areas."""
    counts = Counter(str(one.verdict) for one in found.areas)
    return [_counted(one, VERDICTS[one], counts[one], words) for one in verdicts]


def trend_facts(found: DrawnTrend, words: Words) -> Mapping[Place, Facts]:
    """Return what the card of each area says of its change: the verdict before any number."""
    label = words("view.trend.fact", now=days_text(found.now, words), past=days_text(found.past, words))
    return {("area", one.unit_id): _changed(one, label, words) for one in found.areas}


def _changed(one: Changed, label: str, words: Words) -> Facts:
    counts = words(
        "view.trend.fact.counts",
        verdict=words(VERDICTS[one.verdict]),
        now=number(one.now, words),
        past=number(one.past, words),
    )
    if one.verdict == "too few":
        return [(label, counts)]
    if not isclose(one.usual, one.past, rel_tol=SAME):
        counts += f" ({words('view.trend.usual', usual=number(one.usual, words))})"
    low, high = signed(one.change_low, words), signed(one.change_high, words)
    size = f"{signed(one.change, words)} ({low} … {high}); p: {chance_text(one.p_adjusted, words)}"
    if one.is_unsettled:
        size += f"; {words('view.trend.unsettled')}"
    return [(label, counts), (words("view.trend.size"), size)]


def _counted(key: str, name: str, count: int, words: Words) -> str:
    return f"{SIGNS.get(key, '')} {words(name)} ({words.number(count)})".lstrip()
