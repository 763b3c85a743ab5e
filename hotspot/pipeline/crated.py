"""What commands have written into a run's folder, listed in its RO-Crate: nothing goes missing unseen."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from hotspot import write
from hotspot.errors import HotspotError
from hotspot.read.run.files import command_records, folders_in, look
from hotspot.read.run.record import open_record
from hotspot.schema import Finding
from hotspot.write.crate import CratePart, Written
from hotspot.write.folder import FILES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hotspot.read.run.files import CommandRecord


def list_in_crate(files: Sequence[Path]) -> tuple[Finding, ...]:
    """List the `files` that a command has written in the RO-Crate of the run whose folder they lie in.

    run.json gets the crate's new hash and stays the same otherwise, its id included. Files that went
    elsewhere are listed nowhere. Returns a finding where the crate could not be written: the files are there
    all the same, and the next command or `hotspot map` lists them.
    """
    folder = files[0].parent.parent
    if not (folder / FILES[-1]).is_file() or files[0].parent.is_symlink():
        return ()
    try:
        record = open_record(str(folder))
        parts = crate_parts(folder, record.entry.at("run_id").text())
        write.write_crate_again(folder, record=record.content, parts=parts)
    except HotspotError as error:
        return (Finding(code="crate_not_listed", level="warning", values={"why": error.what}),)
    return ()


def crate_parts(folder: Path, run_id: str) -> tuple[CratePart, ...]:
    """Return what commands have made of the run `run_id` in its `folder`, as far as it is as written."""
    return tuple(
        _part(inner, record)
        for inner in folders_in(folder)
        for record in command_records(inner)
        if record.run_id == run_id and not look(inner, record.outputs).differences
    )


def _part(folder: Path, record: CommandRecord) -> CratePart:
    own = hashlib.sha256((folder / record.name).read_bytes()).hexdigest()
    files = {**record.outputs, record.name: own}
    return CratePart(
        folder=folder.name,
        kind=record.name.removesuffix(".json"),
        files=tuple(
            Written(name=name, sha256=digest, size=(folder / name).stat().st_size)
            for name, digest in files.items()
        ),
    )
