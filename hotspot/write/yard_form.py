"""The form for observers of yards and the record beside it: of which run, areas and round it was made."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from hotspot.write.files import check_ours, write_files
from hotspot.write.folder import TOOL, check_folder
from hotspot.write.papers import LAYOUT
from hotspot.write.plain import as_json

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Language
    from hotspot.schema.yards import YardForm


def check_form_folder(out: str, *, round_number: int, mark: bytes) -> Path:
    """Return the folder `out` if the form of this round and its record may be written there; a page of ours
    holds the `mark`. Raises OutputError."""
    folder, kind = check_folder(out, inputs=()), _kind(round_number)
    check_ours(folder, [f"{kind}.html"], mark=mark)
    check_ours(folder, [f"{kind}.json"], mark=f'"kind": "{kind}"'.encode())
    return folder


def write_form(form: YardForm, page: str, folder: Path, *, language: Language) -> tuple[Path, ...]:
    """Write the page and its record, both or none, and return them. Raises OutputError."""
    kind, content = _kind(form.round), page.encode()
    name = f"{kind}.html"
    record = {
        "tool": TOOL,
        "kind": kind,
        "layout": LAYOUT,
        "run_id": form.run_id,
        "form_id": form.form_id,
        "round": form.round,
        "language": language,
        "areas": [area.area_id for area in form.areas],
        "outputs": {name: hashlib.sha256(content).hexdigest()},
    }
    return write_files(folder, {name: content, f"{kind}.json": as_json(record).encode()})


def _kind(round_number: int) -> str:
    """Return what the files of a round are called: each has a record of its own."""
    return f"yards-{round_number}"
