"""The document as an HTML file: no script, no request, one style by its hash; every text is escaped."""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING

from hotspot.render.scaffold import filled, own, policy
from hotspot.words import Words
from hotspot.words.phrases import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hotspot.schema.reported import Link, Picture, Report, Section, Shown, Told


def report_page(report: Report) -> str:
    """Return the page; the same document gives the same text."""
    words, style = Words(language=report.language), own(__package__, "page.css")
    synthetic = f'<p class="synthetic">{_text(report.synthetic)}</p>' if report.synthetic else ""
    parts = {
        "language": report.language,
        "policy": policy(styles=[style], pictures=["data:"]),
        "style": style,
        "title": _text(report.title),
        "synthetic": synthetic,
        "about": "".join(
            f'<tr><th scope="row">{_text(one.name)}</th><td>{_text(one.text)} {_link(one.file)}</td></tr>'
            for one in report.about
        ),
        "gist-head": _text(words("meeting.head.gist")),
        "gist": _list(report.gist),
        "picture": _picture(report.picture),
        "source": _text(words("meeting.source")),
        "contents": _text(words("meeting.contents")),
        "links": "".join(
            f'<li><a href="#{escape(one.key)}">{_text(one.title)}</a></li>' for one in report.sections
        ),
        "sections": "".join(_section(one, words) for one in report.sections),
        "run": _text(" · ".join([report.period, words("run.id", id=report.run_id)])),
    }
    return filled(own(__package__, "page.html"), parts) + "\n"


def _picture(picture: Picture) -> str:
    address = base64.b64encode(picture.svg).decode()
    return f'<img class="map" src="data:image/svg+xml;base64,{address}" alt="{_text(picture.text)}">'


def _section(section: Section, words: Words) -> str:
    title = f'<h2 lang="{words.language}">{_text(section.title)}</h2>'
    lists = "".join(
        f'<div class="head"><h3 lang="{words.language}">{_text(head)}</h3></div>{_list(told)}'
        for head, told in section.lists
    )
    tables = "".join(_table(table) for table in section.tables)
    return (
        f'<section id="{escape(section.key)}" lang="{section.language}">{title}{_files(section, words)}'
        f"{_list(section.told)}{tables}{lists}</section>"
    )


def _files(section: Section, words: Words) -> str:
    if not section.files:
        return ""
    links = " ".join(_link(file) for file in section.files)
    return f'<p class="files" lang="{words.language}">{_text(words("meeting.files"))}: {links}</p>'


def _list(told: Iterable[Told]) -> str:
    items = "".join(f"<li>{_text(one.text)}{f' {_link(one.file)}' if one.file else ''}</li>" for one in told)
    return f'<ul class="told">{items}</ul>' if items else ""


def _table(table: Shown) -> str:
    head = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in table.heads)
    body = "".join(
        f'<tr><th scope="row">{_text(row[0])}</th>{"".join(f"<td>{_text(cell)}</td>" for cell in row[1:])}'
        "</tr>"
        for row in table.rows
    )
    return (
        f'<div class="head"><h3>{_text(table.title)}</h3>{_link(table.file)}</div>'
        f'<div class="rows" tabindex="0" role="group" aria-label="{_text(table.title)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _link(file: Link) -> str:
    return f'<a href="{escape(file.href)}">{_text(file.name)}</a>'


def _text(text: str) -> str:
    return escape(visible(text))
