"""The back-test as an HTML file: verdict, tables and curves; no script, no network, one style by its hash."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from hotspot.render.curves.picture import DRAWN, draw_curves, draw_key
from hotspot.render.scaffold import filled, own, policy
from hotspot.words import Words
from hotspot.words.judged import about, held, horizons, line, notes, tables, unit_text
from hotspot.words.phrases import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema.judged import Backtest, Headline
    from hotspot.words.judged import Table


def curves_page(found: Backtest, chosen: Headline) -> str:
    """Return the page in the language of the back-test; the same back-test gives the same text."""
    words, style = Words(language=found.language), own(__package__, "page.css")
    title = " · ".join(filter(None, [found.title, words("judge.title")]))
    parts = {
        "language": words.language,
        "policy": policy(styles=[style]),
        "style": style,
        "title": _text(title),
        "about": _text(about(found, words)),
        "synthetic": _invented(found, words),
        "line": _text(line(chosen, words) + "."),
        "held": _text(held(found.coverage, words) + "."),
        "horizons": "".join(f"<li>{_text(one)}</li>" for one in horizons(found, words)),
        "curves-title": _text(words("judge.table.curves")),
        "key": "".join(
            f"<li>{draw_key(method)}{_text(words(f'judge.method.{method}'))}</li>" for method in DRAWN
        ),
        "curves": _figures(found, words),
        "tables": "".join(_table(table) for table in tables(found, chosen, words)),
        "notes": "".join(f"<li>{_text(note)}.</li>" for note in notes(words)),
    }
    return filled(own(__package__, "page.html"), parts) + "\n"


def _invented(found: Backtest, words: Words) -> str:
    return f'<p class="synthetic">{_text(words("report.synthetic"))}</p>' if found.synthetic else ""


def _figures(found: Backtest, words: Words) -> str:
    together = [curve for curve in found.curves if not curve.series]
    figures = []
    for unit, days in dict.fromkeys((curve.unit, curve.horizon_days) for curve in together):
        head = f"{unit_text(unit, words)}, {words('plural.days', count=days)}"
        own = [curve for curve in together if (curve.unit, curve.horizon_days) == (unit, days)]
        said = f"{head}: {words('judge.axis.hits')}, {words('judge.axis.units')}"
        picture = draw_curves(own, words, said=said)
        figures.append(f"<figure><figcaption>{_text(head)}</figcaption>{picture}</figure>")
    return "".join(figures)


def _table(table: Table) -> str:
    looks = [
        ' class="worded"' if any(map(_is_worded, cells)) else "" for cells in zip(*table.rows, strict=True)
    ]
    heads = zip(table.heads, looks or [""] * len(table.heads), strict=True)
    head = "".join(f'<th scope="col"{look}>{_text(cell)}</th>' for cell, look in heads)
    rows = "".join(f"<tr>{_row(cells, looks)}</tr>" for cells in table.rows)
    return (
        f'<section><h2>{_text(table.title)}</h2><div class="rows" tabindex="0" role="group" '
        f'aria-label="{_text(table.title)}"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        "</div></section>"
    )


def _row(cells: Sequence[str], looks: Sequence[str]) -> str:
    first, *rest = cells
    said = zip(rest, looks[1:], strict=True)
    return f'<th scope="row">{_text(first)}</th>' + "".join(
        f"<td{look}>{_text(cell)}</td>" for cell, look in said
    )


def _is_worded(cell: str) -> bool:
    """Tell a verdict from a number, "30 days" among them."""
    return any(map(str.isalpha, cell)) and not any(map(str.isdigit, cell))


def _text(text: str) -> str:
    return escape(visible(text))
