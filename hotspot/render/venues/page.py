"""The page of venues: one file without a script or a request; every text is escaped and put in once."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from hotspot.render.scaffold import filled, own, policy
from hotspot.render.venues.curve import curve_svg
from hotspot.words import Words
from hotspot.words.phrases import visible
from hotspot.words.said import ended, run_line
from hotspot.words.venue_cards import card_texts
from hotspot.words.venued import venues_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hotspot.schema import Result
    from hotspot.schema.venued import Venued
    from hotspot.words.judged import Table
    from hotspot.words.venue_cards import CardText

LEGEND = {"seen": "venues.row.counted", "chance": "venues.page.equal", "true": "venues.row.true"}


def venues_page(found: Venued, result: Result) -> str:
    """Return the page in the language of the result; the same answer gives the same text."""
    words, style = Words(language=result.language), own(__package__, "page.css")
    said = venues_said(found, result, words)
    about, *lines = said.lines
    parts = {
        "language": words.language,
        "policy": policy(styles=[style]),
        "style": style,
        "title": _text(said.title),
        "about": _text(about),
        "lines": "".join(f"<p>{_text(ended(line))}</p>" for line in (run_line(result, words), *lines)),
        "curve-title": _text(words("venues.page.curve")),
        "curve": curve_svg(found.curve, words),
        "legend": "".join(f'<li class="{name}">{_text(words(key))}</li>' for name, key in LEGEND.items()),
        "tables": "".join(_section(table) for table in said.short),
        "notes-title": _text(words("said.head.method")),
        "notes": "".join(f"<li>{_text(ended(note))}</li>" for note in said.notes),
        "cards": "".join(_card(card, about, words) for card in card_texts(found, result, words)),
    }
    return filled(own(__package__, "page.html"), parts) + "\n"


def _section(table: Table) -> str:
    return f"<section><h2>{_text(table.title)}</h2>{_table(table.heads, table.rows)}</section>"


def _table(heads: Sequence[str], cells: Iterable[Sequence[str]], kind: str = "") -> str:
    head = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in heads)
    body = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>" for row in cells)
    rows = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="rows"><table class="{kind}">{rows}</table></div>'


def _card(card: CardText, about: str, words: Words) -> str:
    facts = "".join(
        f'<tr><th scope="row">{_text(what)}</th><td>{_text(much)}</td></tr>' for what, much in card.facts
    )
    checks = "".join(f"<li>{_text(check)}</li>" for check in card.checks)
    clock = ""
    if card.clock:
        head = f"<h3>{_text(words('venues.page.clock'))}</h3>"
        clock = head + _table(card.clock.heads, card.clock.rows, "clock")
    return (
        f'<article class="sheet"><p class="about">{_text(words("venues.page.card"))} · {_text(about)}</p>'
        f"<h2>{_text(card.rank)}. {_text(card.name)}</h2>"
        f'<table class="facts"><tbody>{facts}</tbody></table>'
        f'{clock}<h3>{_text(words("venues.page.checks"))}</h3><ul class="checks">{checks}</ul>'
        f'<div class="notes"><h3>{_text(words("venues.page.notes"))}</h3></div></article>'
    )


def _text(text: str) -> str:
    return escape(visible(text))
