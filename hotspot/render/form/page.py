"""Puts the yard form together: texts in three languages, the areas, the script and the style in one file.

Nothing of it asks anything of anyone: the content-security policy allows exactly the script and the style
that are in the file, by their hash, and no request. Names are inert JSON and become text nodes.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from hotspot.render.scaffold import filled, island, own, policy
from hotspot.schema import LANGUAGES
from hotspot.schema.yards import (
    AFTER_DARK,
    FORM_KIND,
    FORM_LAYOUT,
    ITEMS,
    LETTERS,
    LIGHTS,
    MAY_LACK,
    ROLES,
    WORST,
)
from hotspot.words import Words, catalogue

if TYPE_CHECKING:
    from hotspot.schema import Language
    from hotspot.schema.yards import YardForm

MARK = b'<meta name="generator" content="hotspot yards form">'
SCRIPTS = ("form", "texts", "answers", "filled", "observer", "list", "checklist", "start")
SHARED = "script/elements.js"  # of the map page: makes elements out of text nodes


def form_page(form: YardForm, *, title: str, language: Language, synthetic: bool) -> str:
    """Return the page, which opens in `language`; the same form gives the same text."""
    script, style = form_script(), own(__package__, "page.css")
    content = {
        "title": title,
        "synthetic": synthetic,
        "language": language,
        "kind": FORM_KIND,
        "layout": FORM_LAYOUT,
        "form_id": form.form_id,
        "run_id": form.run_id,
        "round": form.round,
        "areas": [{"id": one.area_id, "names": one.names, "place": one.place} for one in form.areas],
        "items": ITEMS,
        "worst": WORST,
        "after_dark": sorted(AFTER_DARK),
        "may_lack": sorted(MAY_LACK),
        "lights": LIGHTS,
        "roles": ROLES,
        "letters": LETTERS,
    }
    parts = {
        "policy": policy(styles=[style], scripts=[script]),
        "title": html.escape(title),
        "language": language,
        "style": style,
        "words": island({one: _texts(Words(language=one)) for one in LANGUAGES}),
        "form": island(content),
        "script": script,
    }
    return filled(own(__package__, "page.html"), parts) + "\n"


def form_script() -> str:
    """Return the form's scripts as one: plain scripts, since modules do not load from a file."""
    return "\n".join(
        [own("hotspot.render", SHARED), *(own(__package__, f"script/{name}.js") for name in SCRIPTS)]
    )


def _texts(words: Words) -> dict[str, Any]:
    """Return what the form says in one language: its own texts, and for each item the levels in order."""
    return {
        "texts": {key: text[words.language] for key, text in catalogue().items() if key.startswith("form.")},
        "items": {
            item: {
                "name": words(f"yards.item.{item}"),
                "levels": [words("yards.level." + f"{item}.level{level}") for level in range(WORST + 1)],
            }
            for item in ITEMS
        },
    }
