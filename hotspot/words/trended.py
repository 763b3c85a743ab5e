"""Two periods as a reader meets them: the sentence for print, the verdicts, what areas add."""

from __future__ import annotations

from dataclasses import replace
from math import inf, isfinite
from typing import TYPE_CHECKING

from hotspot.words.allowed import allowed_lines, allowed_notes, full_text, rates_text, residents_line
from hotspot.words.called import called
from hotspot.words.cleared import FILE, MARK, cleared_line, cleared_notes, cleared_table
from hotspot.words.judged import Table
from hotspot.words.phrases import SPACE, UNKNOWN, number
from hotspot.words.said import Said, about_line, chance_text
from hotspot.words.windowed import days_text, trend_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hotspot.schema import Result
    from hotspot.schema.cleared import ClearedChange
    from hotspot.schema.drawn import DrawnTrend
    from hotspot.schema.trended import Changed, PressReason, Trended
    from hotspot.words import Words

SHOWN = 10  # areas on a terminal
NEWS = ("up", "down")
HEADS = ("unit", "now", "past", "change", "root", "p", "verdict", "adds")


def trend_said(found: Trended, result: Result, words: Words) -> Said:
    """Return what was found, for the terminal and for the section."""
    found = _called(found, result, words)
    areas = [row for row in found.changes if row.kind in {"area", "outside"}]
    news = [row for row in areas if row.verdict in NEWS]
    hours = any(row.kind == "hours" for row in found.changes)
    changed = [press_sentence(found.city, found, words)]
    changed += [_with_caution(row, found, words) for row in news[:SHOWN]]
    lines = [
        about_line(result, words),
        _windows_line(found, words),
        words("trend.by_month") if found.by_month else "",
        changed[0],
        _may_be_printed(found, words),
        *allowed_lines(found, words),
        _areas_line(found, words),
        *changed[1:],
        _unsettled_line(found, words),
        _alike_line(found, words),
        residents_line(areas, words),
        *_cleared_lines(found, words),
        "" if hours else words("trend.no_hours"),
    ]
    by_part = sorted(areas, key=lambda row: -abs(row.contribution))
    whole = [found.city, *by_part]
    others = {kind: [row for row in found.changes if row.kind == kind] for kind in ("type", "hours")}
    kinds = [_table(f"trend.table.{kind}", rows, words) for kind, rows in others.items() if rows]
    if found.clearance is not None:
        rows = [row for row in found.clearance.rows if row.kind != "area"]
        kinds.append(cleared_table(rows, words, name_of=lambda row: _cleared_name(row, words), file=FILE))
    return Said(
        title=words("trend.title"),
        lines=tuple(filter(None, lines)),
        tables=(_table("trend.table.area", whole, words), *kinds),
        short=(_table("trend.table.area", whole[: SHOWN + 1], words), *kinds),
        notes=tuple(_notes(found, words)),
        files=dict.fromkeys(changed, "trend.csv"),
    )


def _called(found: Trended, result: Result, words: Words) -> Trended:
    """Return the comparison with the city and its areas called as the language of `words` calls them."""
    cleared = found.clearance
    if cleared is not None:
        cleared = replace(cleared, rows=called(cleared.rows, result, words))
    return replace(found, changes=called(found.changes, result, words), clearance=cleared)


def press_sentence(row: Changed, found: Trended | DrawnTrend, words: Words) -> str:
    """Return the sentence that says what changed, as it may be printed; no change where noise explains it."""
    key = row.verdict if row.verdict in NEWS else "none" if row.verdict != "too few" else "few"
    low, high = sorted((abs(row.change_low), abs(row.change_high)))
    if key == "none" or not isfinite(high):
        low, high = row.change_low, row.change_high
    rise = "+" if key == "none" and 0 < high < inf else ""  # a fall or a rise says which it is in words
    said = words(
        f"trend.press.{key}",
        name=row_name(row, words),
        per_day=" " + words("trend.per_day") if found.now.days != found.past.days else "",
        change=_bound(abs(row.change), words),
        low=_bound(low, words),
        high=rise + _bound(high, words),
        now=row.now,
        past=row.past,
        period=days_text(found.now, words),
        before=days_text(found.past, words),
    )
    return said[:1].upper() + said[1:]


def _with_caution(row: Changed, found: Trended, words: Words) -> str:
    """Return the sentence about a unit, with the reasons why it may not be printed where there are any."""
    said = press_sentence(row, found, words)
    reasons = reasons_text(found.press_of(row), words)
    return words("trend.press.not", said=said, reasons=reasons) if reasons else said


def _windows_line(found: Trended, words: Words) -> str:
    return words(
        "trend.windows",
        now=days_text(found.now, words),
        now_days=found.now.days,
        past=days_text(found.past, words),
        past_days=found.past.days,
    )


def _bound(value: float, words: Words) -> str:
    """Return a change in per cent, with the decimals that it takes not to read as 0, at most two."""
    if not isfinite(value):
        return UNKNOWN
    exact = (words.number(100 * value, digits) for digits in range(3))
    text = next((text for text in exact if text.strip("-−0.,")), "0")
    return f"{text}{SPACE}%"


def _may_be_printed(found: Trended, words: Words) -> str:
    if not found.press:
        return words("trend.press.yes")
    return words("trend.press.no", reasons=reasons_text(found.press, words))


def reasons_text(press: Iterable[PressReason], words: Words) -> str:
    """Return why a figure may not be printed."""
    return "; ".join(words(f"trend.reason.{reason}") for reason in press)


def _areas_line(found: Trended, words: Words) -> str:
    areas = [row for row in found.changes if row.kind == "area"]
    of = {verdict: sum(row.verdict == verdict for row in areas) for verdict in (*NEWS, "too few")}
    return words(
        "trend.areas",
        areas=len(areas),
        up=of["up"],
        down=of["down"],
        few=of["too few"],
        none=len(areas) - sum(of.values()),
    )


def _unsettled_line(found: Trended, words: Words) -> str:
    """Return why an interval without 0 may stand beside no change; "" where none does."""
    cleared = found.clearance.rows if found.clearance else ()
    count = sum(row.is_unsettled for row in found.changes)
    count += sum(row.is_unsettled for row in cleared if row.kind != "area")  # of which there is no table
    return words("trend.unsettled", mark=MARK, count=count) if count else ""


def _alike_line(found: Trended, words: Words) -> str:
    alike = found.alike
    if not isfinite(alike.s):
        return ""
    return words(
        "trend.alike",
        areas=alike.areas,
        kept=round(alike.s_fisher * alike.areas),
        alike=round(alike.s * alike.areas),
        s=words.number(alike.s, 2),
        robust=words.number(alike.s_robust, 2) if isfinite(alike.s_robust) else UNKNOWN,
    )


def _cleared_lines(found: Trended, words: Words) -> list[str]:
    if found.clearance is None:
        return []
    whole = found.clearance.rows[0]
    return [cleared_line(found.clearance, whole, _cleared_name(whole, words), words)]


def _cleared_name(row: ClearedChange, words: Words) -> str:
    return row.name or words("trend.untyped")


def _table(title: str, rows: Sequence[Changed], words: Words) -> Table:
    rates = any(isfinite(row.population) for row in rows)
    full = any(isfinite(row.now_in_full) for row in rows)
    heads = (*HEADS, *(["full"] if full else []), *(["rate"] if rates else []))
    return Table(
        title=words(title),
        heads=tuple(words(f"trend.col.{head}") for head in heads),
        rows=tuple(
            (*cells, *([full_text(row, words)] if full else []), *([rates_text(row, words)] if rates else []))
            for row, cells in zip(rows, _cells(rows, words), strict=True)
        ),
        file="trend.csv",
    )


def _cells(rows: Iterable[Changed], words: Words) -> Iterable[tuple[str, ...]]:
    for row in rows:
        yield (
            row_name(row, words),
            number(row.now, words),
            number(row.past, words),
            *_change_cells(row, words),
            chance_text(row.p_adjusted, words),
            trend_text(row.verdict, words) + MARK * row.is_unsettled,
            signed(row.contribution, words, digits=1),
        )


def _change_cells(row: Changed, words: Words) -> tuple[str, str]:
    """Return the change with its interval, and as roots with the noise; dashes where too few say nothing."""
    if row.verdict == "too few":
        return UNKNOWN, UNKNOWN
    low, high = signed(row.change_low, words), signed(row.change_high, words)
    root, noise = (words.number(value, 1, padded=True) for value in (row.root_difference, row.root_noise))
    return f"{signed(row.change, words)} ({low} … {high})", f"{root} (±{noise})"


def row_name(row: Changed, words: Words) -> str:
    """Return what a unit is called."""
    if row.kind == "outside":
        return words("trend.outside")
    if row.kind == "hours":
        return words("trend.hours", hours=row.name)
    return row.name or words("trend.untyped")


def signed(value: float, words: Words, *, digits: int = 0) -> str:
    """Return a change in per cent with its sign.

    >>> from hotspot.words import Words
    >>> signed(-0.213, Words(language="en")), signed(float("inf"), Words(language="ru"))
    ('−21\xa0%', '–')
    """
    if not isfinite(value):
        return UNKNOWN
    text = words.number(abs(100 * value), digits)
    sign = "" if not text.strip("0.,") else "−" if value < 0 else "+"
    return f"{sign}{text}{SPACE}%"


def _notes(found: Trended, words: Words) -> list[str]:
    return [
        words(
            "trend.note.test",
            city=words.number(found.dispersion_city, 2),
            areas=words.number(found.dispersion_areas, 2),
        ),
        words("trend.note.each"),
        words("trend.note.root"),
        words("trend.note.adds"),
        words("trend.note.alike", draws=found.alike.draws),
        *allowed_notes(found, words),
        *([words("trend.note.rate")] if any(isfinite(row.population) for row in found.changes) else []),
        *(cleared_notes(found.clearance, words) if found.clearance is not None else []),
        words("trend.note.cause"),
    ]
