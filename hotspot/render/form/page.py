"""Puts the yard form together: texts in three languages, the areas, the script and the style in one file.

Nothing of it asks anything of anyone: the content-security policy allows exactly the script and the style
that are in the file, by their hash, and no request. Names are inert JSON and become text nodes.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from hotspot.render.page import INERT, PLACE
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
    script, style = form_script(), _own("page.css")
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
        "policy": _policy(script, style),
        "title": html.escape(title),
        "language": language,
        "style": style,
        "words": _island({one: _texts(Words(language=one)) for one in LANGUAGES}),
        "form": _island(content),
        "script": script,
    }
    # One pass over the template: what is put in is not looked at again.
    return PLACE.sub(lambda place: parts[place[1]], _own("page.html")) + "\n"


def form_script() -> str:
    """Return the form's scripts as one: plain scripts, since modules do not load from a file."""
    shared = files("hotspot.render").joinpath(SHARED).read_text(encoding="utf-8")
    return "\n".join([_plain(shared), *(_own(f"script/{name}.js") for name in SCRIPTS)])


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


def _policy(script: str, style: str) -> str:
    allowed = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (script, style)]
    return (
        f"default-src 'none'; script-src 'sha256-{allowed[0]}'; style-src 'sha256-{allowed[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _island(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(INERT)


def _own(name: str) -> str:
    return _plain(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
