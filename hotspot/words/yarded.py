"""Yards as a reader meets them: sentences on what observers saw, the list for the akimat, how sure it is."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from typing import TYPE_CHECKING, Any

from hotspot.schema.yards import ITEMS
from hotspot.words.called import frame_called
from hotspot.words.decided import reason_text
from hotspot.words.judged import Table
from hotspot.words.phrases import UNKNOWN, number, percent, rows_of
from hotspot.words.said import Said, about_line
from hotspot.words.yard_finding import days_seen, last_round, yards_finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspot.schema import Result
    from hotspot.schema.yards import Related, Yards
    from hotspot.words import Words

SHOWN = 10
FILES = {"todo": "todo.csv", "yards": "yards.csv", "agreement": "observers.csv", "related": "related.csv"}
VERDICTS = {"better": "better", "worse": "worse", "no change beyond noise": "none"}


def yards_said(found: Yards, result: Result, words: Words) -> Said:
    """Return what was found, for the terminal and for the section."""
    yards, todo = (frame_called(frame, result, words) for frame in (found.yards, found.todo))
    found = replace(found, yards=yards, todo=todo)
    agreement, noise = _agreement_line(found, words), _noise_line(found, words)
    changed, related_line = _change_line(found, words), _related_line(found, words)
    lines = [
        about_line(result, words),
        yards_finding(found, words),
        *_account(found, words),
        agreement,
        noise,
        *changed,
        related_line,
    ]
    files = {agreement: "agreement", **dict.fromkeys(changed, "yards")}
    files |= {related_line: "related"} if found.related.effects else {}
    related = [related_table(found.related, words)] if found.related.effects else []
    todo = [todo_table(found, words)] if len(found.todo) else []
    short = [todo_table(found, words, shown=SHOWN)] if len(found.todo) else []
    return Said(
        title=words("yards.title"),
        lines=tuple(lines),
        tables=(*todo, yards_table(found, words), agreement_table(found, words), *related),
        short=(*short, yards_table(found, words, shown=SHOWN)),
        notes=tuple(_notes(found, words)),
        files={line: FILES[table] for line, table in files.items()},
    )


def _account(found: Yards, words: Words) -> list[str]:
    frame = found.yards
    said = words(
        "yards.account",
        read=found.rows.read,
        kept=found.rows.kept,
        observers=found.observers,
        yards=frame["area_id"].nunique(),
        rounds=len(found.rounds),
        days=days_seen(found, words),
    )
    reasons = [f"{reason_text(name, words)}: {words.number(n)}" for name, n in found.rows.dropped.items()]
    return [said, *([words("yards.dropped", reasons="; ".join(reasons))] if reasons else [])]


def _agreement_line(found: Yards, words: Words) -> str:
    verdicts = [one.verdict for one in found.agreement]
    return words(
        "yards.agreement",
        pairs=sum(one.pairs for one in found.agreement),
        agree=verdicts.count("agree"),
        disagree=verdicts.count("disagree"),
        items=len(ITEMS),
    )


def _noise_line(found: Yards, words: Words) -> str:
    noise, least = found.noise, found.rules.observers
    if noise.freedom < least:
        return words("yards.noise.no", count=noise.freedom, least=least)
    return words("yards.noise", noise=words.number(noise.score, 2), freedom=noise.freedom)


def _change_line(found: Yards, words: Words) -> list[str]:
    verdicts = found.yards["verdict"][found.yards["verdict"] != ""].tolist()
    if not verdicts:
        return []
    counts = {key: sum(VERDICTS[one] == key for one in verdicts) for key in ("better", "worse", "none")}
    same = counts.pop("none")
    return [words("yards.changed", count=len(verdicts), same=same, **counts)]


def _related_line(found: Yards, words: Words) -> str:
    one = found.related
    if one.refused:
        least = found.rules.incidents if one.refused == "few_incidents" else found.rules.yards
        values = {"yards": one.yards, "incidents": one.incidents, "least": least}
        return words(f"yards.related.refused.{one.refused}", **values)
    sure = [effect for effect in one.effects if not effect.low <= 1 <= effect.high]
    if not sure:
        return words("yards.related.none", yards=one.yards, incidents=one.incidents)
    first = sure[0]
    return words(
        "yards.related.some",
        yards=one.yards,
        incidents=one.incidents,
        item=words(f"yards.item.{first.item}"),
        ratio=words.number(first.ratio, 2),
        low=words.number(first.low, 2),
        high=words.number(first.high, 2),
    )


def todo_table(found: Yards, words: Words, *, shown: int | None = None) -> Table:
    """Return what is to be mended, with what helps."""
    rows = tuple(
        (
            str(row["order"]),
            str(row["name"]),
            words(f"yards.item.{row['item']}"),
            words(f"yards.fix.{row['item']}"),
            with_span(row, "grade", words, 1),
            number(row["per_year"], words),
            with_span(row, "weight", words),
            words(f"yards.agreed.{row['agreement']}"),
        )
        for row in rows_of(found.todo.head(len(found.todo) if shown is None else shown))
    )
    heads = ("order", "name", "item", "fix", "grade", f"per_year.{found.by}", "weight", "agreement")
    return _table("todo", heads, rows, words)


def yards_table(found: Yards, words: Words, *, shown: int | None = None) -> Table:
    """Return the yards of their last round, the worst score first."""
    last = last_round(found)
    rows = tuple(
        (
            str(row["name"]),
            number(row["observers"], words),
            f"{row['items_seen']}/{len(ITEMS)}",
            with_span(row, "score", words, 2),
            with_span(row, "change", words, 2),
            words(f"yards.verdict.{VERDICTS[row['verdict']]}") if row["verdict"] else UNKNOWN,
        )
        for row in rows_of(last.head(len(last) if shown is None else shown))
    )
    return _table("yards", ("name", "observers", "seen", "score", "change", "verdict"), rows, words)


def agreement_table(found: Yards, words: Words) -> Table:
    """Return how far observers agree on each item."""
    rows = tuple(
        (
            words(f"yards.item.{one.item}"),
            words.number(one.yards),
            words.number(one.pairs),
            percent(one.same, words),
            percent(one.within_one, words),
            _between(one.kappa, one.kappa_low, one.kappa_high, words, 2),
            number(one.alpha, words, 2),
            words(f"yards.agreed.{one.verdict}"),
        )
        for one in found.agreement
    )
    heads = ("item", "yards", "pairs", "same", "within_one", "kappa", "alpha", "agreement")
    return _table("agreement", heads, rows, words)


def related_table(one: Related, words: Words) -> Table:
    """Return how incidents go with each item."""
    rows = tuple(
        (
            words(f"yards.item.{effect.item}"),
            _between(effect.ratio, effect.low, effect.high, words, 2),
            percent(effect.kept, words),
        )
        for effect in one.effects
    )
    return _table("related", ("item", "ratio", "kept"), rows, words)


def _table(name: str, heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], words: Words) -> Table:
    return Table(
        title=words(f"yards.table.{name}"),
        heads=tuple(words(f"yards.col.{head}") for head in heads),
        rows=rows,
        file=FILES[name],
    )


def with_span(row: Mapping[str, Any], name: str, words: Words, digits: int | None = None) -> str:
    """Return the value of a column with the interval beside it, if there is one."""
    return _between(row[name], row[f"{name}_low"], row[f"{name}_high"], words, digits)


def _between(value: float, low: float, high: float, words: Words, digits: int | None = None) -> str:
    """Return a value with its interval, if there is one."""
    if isnan(value):
        return UNKNOWN
    said = words.number(value, digits)
    if isnan(low):
        return said
    if low < 0:  # a dash between would be read as a sign
        return f"{said} ({words.number(low, digits)} … {words.number(high, digits)})"
    return f"{said} ({words.number(low, digits)}–{words.number(high, digits)})"


def _notes(found: Yards, words: Words) -> list[str]:
    rules = found.rules
    return [
        words("yards.note.about"),
        words("yards.note.observer"),
        words("yards.note.score", items=len(ITEMS)),
        words(
            "yards.note.agreement",
            draws=rules.draws,
            fewest=rules.pairs_yards,
            enough=words.number(rules.kappa),
        ),
        *([words("yards.note.change")] if len(found.rounds) > 1 else []),
        words(f"yards.note.todo.{found.by}"),
        *([words("yards.note.related", draws=found.related.draws)] if found.related.effects else []),
    ]
