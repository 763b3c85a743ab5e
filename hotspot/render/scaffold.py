"""What all pages share: their own files, places filled with texts, and a policy that closes the rest."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PLACE = re.compile(r"<!--([a-z-]+)-->")
# What could end a script element, open a comment, or break a line of JavaScript inside a JSON text.
INERT = {letter: f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def own(package: str, name: str) -> str:
    """Return the text of a file that lies beside the modules of `package`."""
    return files(package).joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n").strip()


def filled(template: str, parts: Mapping[str, str]) -> str:
    """Put the parts into their places `<!--name-->`, in one pass: what is put in is not looked at again."""
    return PLACE.sub(lambda place: parts[place[1]], template)


def policy(*, styles: Sequence[str], scripts: Sequence[str] = (), pictures: Sequence[str] = ()) -> str:
    """Return the content-security policy that lets these texts run and these pictures load, nothing else."""
    allowed = {"script-src": _hashes(scripts), "style-src": _hashes(styles), "img-src": " ".join(pictures)}
    said = "".join(f"{name} {sources}; " for name, sources in allowed.items() if sources)
    return f"default-src 'none'; {said}base-uri 'none'; form-action 'none'"


def island(content: Mapping[str, Any]) -> str:
    """Return data as JSON that means nothing to HTML, wherever it stands in a page."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for letter, escape in INERT.items():
        text = text.replace(letter, escape)
    return text


def _hashes(texts: Sequence[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
