"""The files of `hotspot brief`: the briefs asked for, and a record that vouches for all of the run there."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from hotspot.write.files import check_ours, write_files
from hotspot.write.folder import TOOL, check_folder
from hotspot.write.papers import LAYOUT
from hotspot.write.plain import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hotspot.schema import Result

KIND = "brief"
RECORD = f"{KIND}.json"


def check_briefs(out: str, files: Sequence[str], *, mark: bytes) -> Path:
    """Return the folder `out` if the `files` may be written there with their record; those that are there
    already have to hold `mark`. Raises OutputError."""
    folder = check_folder(out, inputs=())
    check_ours(folder, files, mark=mark)
    check_ours(folder, [RECORD], mark=f'"kind": "{KIND}"'.encode())
    return folder


def write_brief_files(
    contents: Mapping[str, bytes], result: Result, folder: Path, *, earlier: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write the briefs and their record, all or none; return the briefs.

    `earlier` are the hashes of briefs of the same run that lie in the folder already: the record keeps them.
    """
    written = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    record = {
        "tool": TOOL,
        "kind": KIND,
        "layout": LAYOUT,
        "run_id": result.run_id,
        "period": [str(result.period.first), str(result.period.last)] if result.period else None,
        "synthetic": result.synthetic,
        "outputs": dict(sorted({**earlier, **written}.items())),
    }
    return write_files(folder, {**contents, RECORD: as_json(record).encode()})[:-1]
