"""The report in words: first areas, how to read them, what was dropped and chosen, the method, its limits."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from hotspot.words import Words
from hotspot.words.phrases import (
    choice_unit,
    choice_value,
    column_text,
    depends_texts,
    finding_text,
    kernel_text,
    local_name,
    number,
    percent,
    period_text,
    reason_text,
    rows_of,
    rule_text,
    standing,
    standing_heads,
    tested_text,
    title_text,
    trend_text,
    unit_text,
    used_text,
    visible,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from hotspot.schema import Choice, Result

FIRST = 10
READING = {"score": "reading.score", "rate": "reading.rate", "harm": "reading.harm"}
NOT_FOR = ("people", "recorded", "future", "label", "staff")


def write_report(result: Result, path: Path) -> None:
    """Write the report as Markdown in the language of the result; data appear in it as plain text."""
    words = Words(language=result.language)
    sections = (
        (words("report.title", title=title_text(result)), _opening(result, words)),
        (words("report.head.ranking"), _ranking(result, words)),
        (words("report.head.reading"), _list(_reading(result, words))),
        (words("report.head.agreement"), _agreement(result, words)),
        (words("report.head.not_for"), _list(words(f"report.not_for.{key}") for key in NOT_FOR)),
        (words("report.head.rows"), _list(_rows(result, words))),
        (words("report.head.findings"), _list(_findings(result, words)) or [words("report.nothing")]),
        (words("report.head.choices"), [*_choices(result, words), *_curves(result, words)]),
        (words("report.head.method"), _list(_method(result, words))),
        (words("report.head.sources"), _list(_sources(result))),
        (words("report.head.versions"), [_text(_versions(result))]),
    )
    blocks = [
        "\n".join([f"{'##' if i else '#'} {_text(head)}", "", *body])
        for i, (head, body) in enumerate(sections)
    ]
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8", newline="\n")


def facts(result: Result, words: Words) -> list[tuple[str, str]]:
    """Return the same facts as pairs of name and text, for a sheet of the workbook."""
    pairs = [(name, text) for name, text in _about(result, words)]
    pairs += [(words("report.head.reading"), text) for text in _reading(result, words)]
    pairs += [(words("report.head.not_for"), words(f"report.not_for.{key}")) for key in NOT_FOR]
    pairs += [(words("report.head.rows"), text) for text in _rows(result, words)]
    pairs += [(words("report.head.findings"), text) for text in _findings(result, words)]
    pairs += [
        (words("report.head.choices"), ": ".join(_choice(choice, words)[:3])) for choice in result.choices
    ]
    pairs += [(words("report.head.method"), text) for text in _method(result, words)]
    pairs += [(words("report.head.sources"), text) for text in _sources(result)]
    return [*pairs, (words("report.head.versions"), _versions(result))]


def _about(result: Result, words: Words) -> list[tuple[str, str]]:
    made_by, count = result.areas.made_by, len(result.ranking.frame)
    by, unit = words(f"by.{result.ranking.by}"), unit_text(result.ranking.score_unit, words)
    spots = result.hotspots.called()
    share = percent(float(spots["share"].sum()), words)
    lines = [
        (words("report.place"), result.city or title_text(result)),
        (words("report.period"), period_text(result, words)),
        (words("report.incidents"), used_text(result.rows, words)),
        (words("report.order"), f"{by}, {unit}"),
        (
            words("report.areas"),
            words("report.areas_made", count=count, recipe=made_by)
            if made_by
            else words("report.areas_given", count=count),
        ),
        (words("sheet.hotspots"), words("report.hotspots_count", count=len(spots), share=share)),
    ]
    lines += [(words("report.run"), result.run_id)] if result.run_id else []
    return [(words("table.synthetic"), words("report.synthetic")), *lines] if result.synthetic else lines


def _opening(result: Result, words: Words) -> list[str]:
    return [f"- **{_text(name)}**: {_text(text)}" for name, text in _about(result, words)]


def _ranking(result: Result, words: Words) -> list[str]:
    frame = result.ranking.frame.sort_values(["rank", "area_id"], kind="stable").head(FIRST)
    head = [
        *standing_heads(words, unit=result.ranking.score_unit, top=result.ranking.top),
        column_text("per_km2", words, dated=result.period is not None),
        words("column.share"),
        words("column.hotspot_ids"),
        words("table.trend"),
        words("column.main_types"),
    ]
    rows = [
        [
            *standing(row, words),
            number(row["per_km2"], words),
            percent(row["share"], words),
            str(row["hotspot_ids"]),
            trend_text(row["trend"], words),
            str(row["main_types"]),
        ]
        for row in rows_of(frame)
    ]
    return _grid(head, rows)


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


def _reading(result: Result, words: Words) -> list[str]:
    unit, by = unit_text(result.ranking.score_unit, words), result.ranking.by
    return [
        words(READING.get(by, f"report.reading.{by}"), unit=unit),
        words("report.reading.ranks"),
        words("report.reading.p_top", k=result.ranking.top),
        words("report.reading.trend"),
    ]


def _rows(result: Result, words: Words) -> list[str]:
    rows = result.rows
    share = percent(rows.kept / rows.read if rows.read else 0.0, words)
    lines = [
        words("report.rows.read", count=rows.read),
        words("report.rows.kept", count=rows.kept, share=share),
    ]
    return lines + [
        words("report.rows.dropped", reason=reason_text(reason, words), count=count)
        for reason, count in rows.dropped.items()
    ]


def _findings(result: Result, words: Words) -> list[str]:
    return [finding_text(finding, words) for finding in result.findings]


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


def _method(result: Result, words: Words) -> list[str]:
    surface, spots = result.surface, result.hotspots
    return [
        words("report.method.projection", crs=f"{result.crs.name} ({result.crs.srs})"),
        words(
            "report.method.surface",
            kernel=kernel_text(surface.kernel, words),
            bandwidth=surface.bandwidth_m,
            cell=surface.grid.cell_m,
        ),
        words("report.method.hotspots", min_samples=spots.min_samples, eps=spots.eps_m),
        tested_text(result.hotspots, words),
        words("report.method.hotspot_order"),
        words("report.method.score"),
        words("report.method.seed", seed=str(result.seed)),
    ]


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
