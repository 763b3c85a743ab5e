"""The brief as an HTML file: the sheet's words as text and tables, its pictures inside, no script at all.

Every text is escaped and put in by plain replacement in one pass; the policy allows one style, by its hash,
and pictures that the file itself holds.
"""

from __future__ import annotations

import base64
import re
from html import escape
from typing import TYPE_CHECKING

from hotspot.render.brief.bars import draw_columns, draw_rows
from hotspot.render.brief.charts import clock_notes, draw_when, spots_notes, times_notes
from hotspot.render.brief.furniture import draw_legend
from hotspot.render.brief.map import draw_map
from hotspot.render.brief.paper import MAKER, Box, axes_at, blank, house_style, saved
from hotspot.render.brief.sheet import CLOCK_MM, GUTTER, LEGEND_MM, MAP_MM, ROW_MM, TIMES_MM, WIDTH
from hotspot.render.scaffold import filled, own, policy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hotspot.render.brief.contents import Brief

LONG_NAME, MANY_LETTERS, MOST_LETTERS = 44, 620, 800  # from where on the letters are smaller
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # HTML allows none of these


def brief_html(brief: Brief) -> str:
    """Return the page; the same brief gives the same text."""
    words, style = brief.words, own(__package__, "page.css")
    with house_style():
        pictures = {
            "map": _map(brief),
            "clock": _clock(brief),
            "kinds": _kinds(brief),
            "times": _times(brief),
        }
    parts = {
        "language": words.language,
        "policy": policy(styles=[style], pictures=["data:"]),
        "maker": MAKER,
        "title": _text(words("brief.one", name=f"{brief.name} · {brief.title}")),
        "style": style,
        "synthetic": f'<p class="synthetic">{_text(brief.synthetic)}</p>' if brief.synthetic else "",
        "heading": _text(brief.heading),
        "city": _text(brief.title),
        "name": _text(brief.name),
        "name-size": "long" if len(brief.name) > LONG_NAME else "short",
        "facts-size": _facts_size(brief),
        "about": _text(" · ".join(brief.about)),
        "standing-label": _text(words("column.rank")),
        "rank": _text(brief.rank),
        "of": _text(brief.of),
        "sentences": "".join(f"<p>{_text(sentence)}</p>" for sentence in brief.sentences),
        "facts-label": _text(words("brief.facts")),
        "facts": "".join(_fact(what, much) for what, much in brief.facts),
        **pictures,
        "spots": _spots(brief),
        "notes-label": _text(words("brief.notes")),
        "limits": _text(f"{words('brief.limits')}: {' '.join(brief.caveats)}"),
        "sources": _text(f"{words('brief.sources')}: {' · '.join(brief.sources)}"),
    }
    return filled(own(__package__, "page.html"), parts)


def _map(brief: Brief) -> str:
    figure = blank(MAP_MM, MAP_MM + LEGEND_MM + 1.0)
    draw_map(
        figure, Box(left=0.3, top=0.3, width=MAP_MM - 0.6, height=MAP_MM - 0.6), brief.scene, brief.words
    )
    whole = Box(left=0.0, top=0.0, width=MAP_MM, height=MAP_MM + LEGEND_MM + 1.0)
    legend = Box(left=0.0, top=MAP_MM + 1.0, width=MAP_MM, height=LEGEND_MM)
    draw_legend(axes_at(figure, whole), legend, brief.scene, brief.words, shades=brief.shades)
    count = len(brief.spots) + brief.spots_left
    return _picture(figure, brief.words("brief.map", name=brief.name, count=count))


def _clock(brief: Brief) -> str:
    if not brief.clock:
        return ""
    clock, words = brief.clock, brief.words
    head, note = clock_notes(clock, words)
    chart = _chart(MAP_MM, CLOCK_MM, lambda axes, box: draw_when(axes, box, clock, words), f"{head}: {note}")
    return _section(head, note, chart)


def _kinds(brief: Brief) -> str:
    if not brief.kinds:
        return ""
    kinds, head = brief.kinds, brief.words("brief.kinds")
    said = "; ".join(f"{name}: {text}" for name, text in zip(kinds.names, kinds.texts, strict=True))
    chart = _chart(
        WIDTH - MAP_MM - GUTTER,
        ROW_MM * len(kinds.counts),
        lambda axes, box: draw_rows(axes, box, kinds.counts, names=kinds.names, texts=kinds.texts),
        f"{head}: {said}",
    )
    return _section(head, "", chart)


def _times(brief: Brief) -> str:
    if not brief.times:
        return ""
    times = brief.times
    head, note = times_notes(times, brief.words)
    said = "; ".join(f"{name}: {count}" for name, count in zip(times.names, times.counts, strict=True))
    chart = _chart(
        WIDTH,
        TIMES_MM,
        lambda axes, box: draw_columns(axes, box, times.counts, names=times.names, cut=times.cut),
        f"{head}: {said}",
    )
    return _section(head, note, chart)


def _chart(width: float, height: float, draw: Callable[[Axes, Box], None], said: str) -> str:
    figure, box = blank(width, height), Box(left=0.0, top=0.0, width=width, height=height)
    draw(axes_at(figure, box), box)
    return _picture(figure, said)


def _picture(figure: Figure, said: str) -> str:
    """Return a figure as a picture that the page holds; `said` is its text for those who do not see it."""
    address = base64.b64encode(saved(figure, "svg", title="")).decode()
    return f'<img src="data:image/svg+xml;base64,{address}" alt="{_text(said)}">'


def _section(head: str, note: str, body: str) -> str:
    return f'<section><div class="head"><h2>{_text(head)}</h2><p>{_text(note)}</p></div>{body}</section>'


def _spots(brief: Brief) -> str:
    if not brief.spots:
        return _section(*spots_notes(brief), "")
    head = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in brief.spots_head)
    rows = "".join(_spot(cells) for cells in brief.spots)
    table = f'<table class="spots"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return _section(*spots_notes(brief), f'<div class="rows">{table}</div>')


def _spot(cells: Sequence[str]) -> str:
    first, *rest = (_text(cell) for cell in cells)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'


def _facts_size(brief: Brief) -> str:
    """Return how much there is to say beside the map."""
    letters = sum(map(len, brief.sentences)) + sum(len(what) + len(much) for what, much in brief.facts)
    return "most" if letters > MOST_LETTERS else "many" if letters > MANY_LETTERS else "few"


def _fact(what: str, much: str) -> str:
    return f'<tr><th scope="row">{_text(what)}</th><td>{_text(much)}</td></tr>'


def _text(text: str) -> str:
    return escape(CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text))
