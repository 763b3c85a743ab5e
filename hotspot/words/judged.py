"""A back-test as a reader meets it: one line, and the rows of its tables, in the three languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING

from hotspot.schema.judged import METHODS, OURS
from hotspot.words.dates import date_text, dates_text, month_text
from hotspot.words.phrases import SPACE, UNKNOWN, number, percent, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hotspot.schema.judged import Backtest, Coverage, Headline, Judged
    from hotspot.words import Words

LEAST_HITS = 400
BASELINE_DAYS = 3 * 365  # of counts that a method is held against, where the record has as many
TESTED_LEVEL = 0.9  # of intervals: those of 50 % are of no use, those of 95 % are hardly ever left


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as text: its title, one heading for each column, the rows; `file` is the one that holds its
    numbers in full, "" for the record of the command."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    file: str = ""


def about(found: Backtest, words: Words) -> str:
    """Return what was looked at: the title, that it is invented where it is, the days of the incidents."""
    invented = words("table.synthetic") if found.synthetic else ""
    return " · ".join(filter(None, [found.title, invented, dates_text(found.period, words)]))


def line(found: Headline, words: Words) -> str:
    """Return the verdict of a back-test in one line, with n/N, and whether incidents count in it again."""
    first, last = date.fromisoformat(found.first), date.fromisoformat(found.last)
    again = found.cutoffs > 1 and found.horizon_days > (last - first).days / (found.cutoffs - 1)
    return words(
        "judge.line",
        first=month_text(first, words),
        last=month_text(last, words),
        baseline=words("judge.baseline.short" if found.record_days < BASELINE_DAYS else "judge.baseline"),
        again=f" {words('judge.again')}" if again else "",
        cutoffs=found.cutoffs,
        unit=unit_text(found.unit, words),
        days=words("plural.days", count=found.horizon_days),
        share=share_text(found.share, words),
        ratio=fixed(found.ratio, words, 3),
        low=fixed(found.ratio_low, words, 3),
        high=fixed(found.ratio_high, words, 3),
        hits=number(round(found.hits), words),
        incidents=number(found.incidents, words),
        verdict=words(f"judge.verdict.{found.verdict}"),
    )


def held(coverage: Iterable[Coverage], words: Words) -> str:
    """Return where the intervals of the first places held too few of the counts that followed, beyond what so
    few cut-offs leave open; or that they did nowhere."""
    short = [
        words(
            "judge.held.one",
            unit=unit_text(row.unit, words),
            days=words("plural.days", count=row.horizon_days),
            level=share_text(row.level, words),
            share=percent(row.share, words),
            low=percent(row.low, words),
            high=percent(row.high, words),
        )
        for row in coverage
        if not row.series and row.of == "top" and row.level == TESTED_LEVEL and row.high < row.level
    ]
    if short:
        return words("judge.held.short", places="; ".join(short))
    return words("judge.held.well", level=share_text(TESTED_LEVEL, words))


def horizons(found: Backtest, words: Words) -> list[str]:
    """Return a line for each horizon: its cut-offs and the days that were tested."""
    return [
        words(
            "judge.horizon",
            days=words("plural.days", count=one.days),
            cutoffs=one.cutoffs,
            first=date_text(one.first, words),
            last=date_text(one.last, words),
            end=date_text(one.tested_to, words),
        )
        for one in found.horizons
    ]


def notes(words: Words) -> list[str]:
    """Return how the tables are to be read."""
    return [
        words("judge.about"),
        words("judge.note.pooled"),
        words("judge.note.same"),
        words("judge.note.even"),
        words("judge.note.pai"),
        words("judge.note.inconclusive", least=LEAST_HITS),
    ]


def tables(found: Backtest, chosen: Headline, words: Words) -> list[Table]:
    """Return the tables: ours at every unit, horizon and share; all methods, and types, at the chosen one."""
    at = [
        row
        for row in found.judged
        if (row.unit, row.horizon_days, row.share) == (chosen.unit, chosen.horizon_days, chosen.share)
    ]
    place = {
        "unit": unit_text(chosen.unit, words),
        "days": words("plural.days", count=chosen.horizon_days),
        "share": share_text(chosen.share, words),
    }
    ours = _each_once(row for row in found.judged if row.method == OURS and not row.series)
    methods = sorted((row for row in at if not row.series), key=lambda row: METHODS.index(row.method))
    types = [row for row in at if row.method == OURS and row.series]
    keys = ("unit", "days", "share")
    named = [(words(f"judge.method.{row.method}"), *_measures(row, words)) for row in methods]
    kinds = [(visible(row.series), *_measures(row, words)) for row in types]
    return [
        Table(
            title=words("judge.table.ours"),
            heads=(*(words(f"judge.head.{key}") for key in keys), *_heads(words)),
            rows=tuple((*_where(row, words), *_measures(row, words)) for row in ours),
        ),
        Table(
            title=words("judge.table.methods", **place),
            heads=(words("judge.head.method"), *_heads(words)),
            rows=tuple(named),
        ),
        *(
            [
                Table(
                    title=words("judge.table.types", **place),
                    heads=(words("judge.head.type"), *_heads(words)),
                    rows=tuple(kinds),
                )
            ]
            if kinds
            else []
        ),
        _coverage([row for row in found.coverage if not row.series], words),
    ]


def unit_text(unit: str, words: Words) -> str:
    """Return the name of a kind of unit.

    >>> from hotspot.words import Words
    >>> unit_text("square:200", Words(language="en"))
    'squares of 200 m'
    """
    kind, _, size = unit.partition(":")
    return words("judge.unit.square", size=size) if kind == "square" else words("judge.unit.areas")


def fixed(value: float, words: Words, digits: int) -> str:
    """Return a number with as many digits after the point as are asked for, so that columns line up.

    >>> from hotspot.words import Words
    >>> fixed(1.0, Words(language="kk"), 2)
    '1,00'
    """
    return words.number(value, digits, padded=True) if isfinite(value) else UNKNOWN


def share_text(share: float, words: Words) -> str:
    """Return a share of the ground, half a per cent too.

    >>> from hotspot.words import Words
    >>> share_text(0.005, Words(language="ru"))
    '0,5\xa0%'
    """
    return f"{words.number(100 * share, 2)}{SPACE}%"


def _each_once(rows: Iterable[Judged]) -> list[Judged]:
    """Return the rows without those that flag as many units as the row of a smaller share: among few areas,
    half a per cent and five are one area each."""
    first = {(row.unit, row.horizon_days, row.flagged): row for row in reversed(list(rows))}
    return list(reversed(first.values()))


def _heads(words: Words) -> tuple[str, ...]:
    names = ("hits", "hit_rate", "pai", "pei", "ratio", "even", "verdict")
    return tuple(words(f"judge.head.{name}") for name in names)


def _where(row: Judged, words: Words) -> tuple[str, str, str]:
    return (
        unit_text(row.unit, words),
        words("plural.days", count=row.horizon_days),
        share_text(row.share, words) if row.unit.startswith("square") else _of_areas(row, words),
    )


def _of_areas(row: Judged, words: Words) -> str:
    """Return how many areas were flagged, and which part of the ground they really are."""
    ground = share_text(round(row.area_share, 3), words)
    return f"{number(row.flagged, words)}/{number(row.units, words)}: {ground}"


def _measures(row: Judged, words: Words) -> tuple[str, ...]:
    low, high = fixed(row.ratio_low, words, 3), fixed(row.ratio_high, words, 3)
    ratio = f"{fixed(row.ratio, words, 3)} ({low}–{high})"
    return (
        f"{number(round(row.hits), words)}/{number(row.incidents, words)}",
        percent(row.hit_rate, words),
        fixed(row.pai, words, 2),
        fixed(row.pei_star, words, 3),
        ratio if row.verdict else UNKNOWN,
        fixed(row.ratio_even, words, 3) if row.verdict else UNKNOWN,
        words(f"judge.verdict.{row.verdict}") if row.verdict else UNKNOWN,
    )


def _coverage(rows: Iterable[Coverage], words: Words) -> Table:
    found = {(row.unit, row.horizon_days, row.level, row.of): row.share for row in rows}
    places = dict.fromkeys((unit, days) for unit, days, _, _ in found)
    levels = dict.fromkeys(level for _, _, level, _ in found)
    heads = (words("judge.head.level", level=share_text(level, words)) for level in levels)
    return Table(
        title=words("judge.table.coverage"),
        heads=(words("judge.head.unit"), words("judge.head.days"), *heads),
        rows=tuple(
            (
                unit_text(unit, words),
                words("plural.days", count=days),
                *(
                    f"{percent(found[unit, days, level, 'top'], words)} "
                    f"({percent(found[unit, days, level, 'all'], words)})"
                    for level in levels
                ),
            )
            for unit, days in places
        ),
    )
