"""The report in words: first areas, how to read them, what was dropped and chosen, the method, its limits."""

from __future__ import annotations

import hashlib
import json
import math
import re
from typing import TYPE_CHECKING

from hotspot.words import Words
from hotspot.words.apart import apart_text, most_apart
from hotspot.words.audited import audit_lines
from hotspot.words.decided import choice_unit, choice_value, rule_text
from hotspot.words.method import method_texts
from hotspot.words.phrases import depends_texts, local_name, number, percent, rows_of, title_text, visible
from hotspot.words.ranked import (
    FIRST,
    about_facts,
    finding_texts,
    first_table,
    not_for_texts,
    reading_texts,
    rows_texts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from hotspot.schema import Choice, Result

REPORT = "report.md"
SINCE = "\n<!-- hotspot since -->\n"  # what follows was found after the run


def write_report(result: Result, path: Path) -> None:
    """Write the report as Markdown in the language of the result; data appear in it as plain text."""
    words = Words(language=result.language)
    sections = (
        (words("report.title", title=title_text(result)), _opening(result, words)),
        (words("report.head.ranking"), _ranking(result, words)),
        (words("report.head.reading"), _list(reading_texts(result, words))),
        (words("report.head.agreement"), _agreement(result, words)),
        (words("report.head.not_for"), _list(not_for_texts(words))),
        (words("report.head.audit"), _list(audit_lines(result.audit, words))),
        (words("report.head.rows"), _list(rows_texts(result.rows, words))),
        (words("report.head.findings"), _list(finding_texts(result, words)) or [words("report.nothing")]),
        (words("report.head.choices"), [*_choices(result, words), *_curves(result, words)]),
        (words("report.head.method"), _list(method_texts(result, words))),
        (words("report.head.sources"), _list(_sources(result))),
        (words("report.head.versions"), [_text(_versions(result))]),
    )
    blocks = [
        "\n".join([f"{'##' if i else '#'} {_text(head)}", "", *body])
        for i, (head, body) in enumerate(sections)
    ]
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8", newline="\n")


def write_report_again(folder: Path, new: Path, *, record: bytes, sections: Sequence[str]) -> list[Path]:
    """Write into `new` the report of the run in `folder` with these sections at its end, in the place of
    earlier ones. Return the file, or nothing where the report is not as the run wrote it."""
    try:
        said = (folder / REPORT).read_bytes()
    except OSError:
        return []
    if hashlib.sha256(said).hexdigest() != json.loads(record)["outputs"].get(REPORT):
        return []
    own, _, _ = said.decode("utf-8").partition(SINCE)
    text = "\n".join([own + SINCE, *sections]) if sections else own
    (new / REPORT).write_text(text, encoding="utf-8", newline="\n")
    return [new / REPORT]


def facts(result: Result, words: Words) -> list[tuple[str, str]]:
    """Return the same facts as pairs of name and text, for a sheet of the workbook."""
    pairs = [(name, text) for name, text in about_facts(result, words)]
    pairs += [(words("report.head.reading"), text) for text in reading_texts(result, words)]
    pairs += [(words("report.head.not_for"), text) for text in not_for_texts(words)]
    pairs += [(words("report.head.audit"), text) for text in audit_lines(result.audit, words)]
    pairs += [(words("report.head.rows"), text) for text in rows_texts(result.rows, words)]
    pairs += [(words("report.head.findings"), text) for text in finding_texts(result, words)]
    pairs += [
        (words("report.head.choices"), ": ".join(_choice(choice, words)[:3])) for choice in result.choices
    ]
    pairs += [(words("report.head.method"), text) for text in method_texts(result, words)]
    pairs += [(words("report.head.sources"), text) for text in _sources(result)]
    return [*pairs, (words("report.head.versions"), _versions(result))]


def _opening(result: Result, words: Words) -> list[str]:
    return [f"- **{_text(name)}**: {_text(text)}" for name, text in about_facts(result, words)]


def _ranking(result: Result, words: Words) -> list[str]:
    table = first_table(result, words)
    apart = (apart_text(result.ranking, words), most_apart(result.ranking, words))
    told = _list([line for line in apart if line])
    return [*_grid(table.heads, table.rows), *(["", *told] if told else [])]


def _agreement(result: Result, words: Words) -> list[str]:
    """Return the first areas by the consensus of all methods, then where the answer depends on the method."""
    agreed = result.agreement
    if agreed is None:
        return []
    first = agreed.frame.head(FIRST)
    columns = ["consensus", *(f"rank_{method}" for method in agreed.methods), "spread"]
    heads = [words(f"column.{column}") for column in columns]
    rows = [
        [local_name(row, words), *(number(row[column], words) for column in columns)]
        for row in rows_of(first)
    ]
    told = [words("agreement.reading")]
    if math.isfinite(agreed.scan_p):
        told.append(words(f"agreement.scan.{agreed.scan_by}", p=words.number(agreed.scan_p, 3)))
    grid = _grid([words("table.name"), *heads], rows)
    return [*grid, "", *_list([*told, *depends_texts(agreed, words)])]


def _choices(result: Result, words: Words) -> list[str]:
    if not result.choices:
        return [words("report.nothing")]
    keys = ("choice", "value", "why", "others", "flag")
    head = [words(f"report.{key}") for key in keys]
    return _grid(head, [_choice(choice, words) for choice in result.choices])


def _choice(choice: Choice, words: Words) -> list[str]:
    others = "; ".join(
        f"{rule_text(rule, words)}: {words.number(other)}" for rule, other in choice.alternatives
    )
    return [choice.name, choice_value(choice, words), words.choice(choice), others, choice.flag]


def _curves(result: Result, words: Words) -> list[str]:
    """Return, for each choice that was made by trial, what every value that was tried had found."""
    lines: list[str] = []
    for choice in result.choices:
        if choice.curve:
            most, unit = max(found for _, found in choice.curve) or 1.0, choice_unit(choice, words)
            head = [choice.name, words("report.curve.found"), words("report.curve.of_most")]
            rows = [
                [
                    f"{number(value, words)} {unit}",
                    number(found, words),
                    percent(found / most, words),
                ]
                for value, found in choice.curve
            ]
            lines += ["", _text(words("report.curve")), "", *_grid(head, rows)]
    return lines


def _sources(result: Result) -> list[str]:
    return [
        f"{role}: {source.path}" + (f", SHA-256 {source.sha256}" if source.sha256 else "")
        for role, sources in result.sources.items()
        for source in sources
    ]


def _versions(result: Result) -> str:
    return ", ".join(f"{name} {version}" for name, version in result.versions.items())


def _list(items: Iterable[str]) -> list[str]:
    return [f"- {_text(item)}" for item in items]


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [list(map(_text, head)), ["---"] * len(head), *(list(map(_text, row)) for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]


def _text(text: str) -> str:
    r"""Return text that Markdown shows as it is.

    >>> _text("a|b <img> *x*")
    'a\\|b &lt;img&gt; \\*x\\*'
    """
    shown = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]|#~$])", r"\\\1", shown)
