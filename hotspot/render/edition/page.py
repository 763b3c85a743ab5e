"""The public edition as HTML files: no script, no request, one style by its hash, links to its own files."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from hotspot.render.edition.map import draw_map, legend
from hotspot.render.scaffold import filled, own, policy
from hotspot.schema import LANGUAGES
from hotspot.words import Words
from hotspot.words.phrases import visible
from hotspot.words.published import account_note, account_table, method_texts
from hotspot.words.publishing import (
    area_heads,
    area_rows,
    city_tables,
    edition_period,
    edition_title,
    years_note,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema.published import Edition
    from hotspot.words.judged import Table

MOST_ON_A_PHONE = 3  # columns beside each other
NAMES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
DATA = (
    "areas.csv",
    "types.csv",
    "years.csv",
    "city.csv",
    "areas.geojson",
    "hotspot_cells.geojson",
    "publish.json",
)


def edition_pages(edition: Edition) -> dict[str, str]:
    """Return the pages by the name of their file: the numbers and the method, in each language."""
    pages = {}
    for language in LANGUAGES:
        words = Words(language=language)
        pages[f"page_{language}.html"] = _page(edition, "page", _numbers(edition, words), words)
        pages[f"method_{language}.html"] = _page(edition, "method", _method(edition, words), words)
    return pages


def _page(edition: Edition, kind: str, main: str, words: Words) -> str:
    style = own(__package__, "page.css")
    other, link = ("method", "publish.page.method") if kind == "page" else ("page", "publish.page.back")
    links = [
        f'<a href="{kind}_{language}.html" lang="{language}">{_text(NAMES[language])}</a>'
        for language in LANGUAGES
        if language != words.language
    ]
    links.append(f'<a href="{other}_{words.language}.html">{_text(words(link))}</a>')
    synthetic = f'<p class="synthetic">{_text(words("table.synthetic"))}</p>' if edition.synthetic else ""
    parts = {
        "language": words.language,
        "policy": policy(styles=[style]),
        "style": style,
        "title": _text(edition_title(edition, words)),
        "period": _text(edition_period(edition, words)),
        "synthetic": synthetic,
        "links": "".join(links),
        "main": main,
        "run": _text(words("run.id", id=edition.run_id)),
    }
    return filled(own(__package__, "page.html"), parts) + "\n"


def _numbers(edition: Edition, words: Words) -> str:
    rows = list(area_rows(edition, words))
    names = {row.area_id: f"{row.cells[0]}: {row.cells[1]}" for row in rows}
    called = {row.area_id: row.cells[0] for row in rows}
    keys = "".join(
        f'<li><svg viewBox="0 0 10 10" aria-hidden="true"><path class="{kind}" d="M0 0H10V10H0Z"/>'
        f"</svg>{_text(text)}</li>"
        for kind, text in legend(edition, words)
    )
    notes = {words("publish.page.years"): years_note(edition, words)}
    data = "".join(
        f'<li><a href="{name}">{name}</a> {_text(words(f"publish.file.{name}"))}</li>' for name in DATA
    )
    return (
        f"<p>{_text(words('publish.page.about'))}</p>"
        f"<section><h2>{_text(words('publish.page.map'))}</h2>{draw_map(edition, names, called, words)}"
        f'<ul class="keys">{keys}</ul></section>'
        + _table(
            words("publish.page.areas"),
            area_heads(words),
            [(row.cells, row.area_id) for row in rows],
        )
        + "".join(_city(table, notes.get(table.title, "")) for table in city_tables(edition, words))
        + f"<section><h2>{_text(words('publish.page.data'))}</h2><ul>{data}</ul>"
        f"<p>{_text(words('publish.page.no_names'))}</p></section>"
    )


def _method(edition: Edition, words: Words) -> str:
    first, *others = (
        f"<section><h2>{_text(head)}</h2><p>{_text(text)}</p></section>"
        for head, text in method_texts(edition, words)
    )
    account = _city(account_table(edition, words), account_note(edition, words))
    return "".join((first, account, *others))


def _city(table: Table, note: str) -> str:
    return _table(table.title, table.heads, [(row, "") for row in table.rows], note=note)


def _table(
    title: str, heads: Sequence[str], rows: Sequence[tuple[Sequence[str], str]], *, note: str = ""
) -> str:
    """Return a table; on a phone, each row of one with many columns stands as a list with its headings."""
    head = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in heads)
    body = "".join(
        f"<tr{f' data-area={chr(34)}{escape(area)}{chr(34)}' if area else ''}>"
        f'<th scope="row">{_text(cells[0])}</th>'
        f"{''.join(map(_cell, heads[1:], cells[1:]))}</tr>"
        for cells, area in rows
    )
    told = f"<p>{_text(note)}</p>" if note else ""
    look = ' class="many"' if len(heads) > MOST_ON_A_PHONE else ""
    return (
        f'<section><h2>{_text(title)}</h2>{told}<div class="rows" tabindex="0" role="group" '
        f'aria-label="{_text(title)}">'
        f"<table{look}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></section>"
    )


def _cell(head: str, text: str) -> str:
    return f'<td data-head="{_text(head)}">{_text(text)}</td>'


def _text(text: str) -> str:
    return escape(visible(text))
