"""What commands have written into a run's folder, listed in run.json and in the RO-Crate: nothing goes
missing unseen."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from hotspot import write
from hotspot.errors import HotspotError
from hotspot.read.judgement import of_these_inputs
from hotspot.read.run.files import command_records, folders_in, look
from hotspot.read.run.listed import read_commands
from hotspot.read.run.record import open_record, read_sources
from hotspot.schema import Finding
from hotspot.schema.recorded import MAP, CommandPart, Written
from hotspot.write.folder import FILES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hotspot.read.run.entry import Entry
    from hotspot.read.run.files import CommandRecord
    from hotspot.read.run.record import Record


def list_in_records(files: Sequence[Path], *, started: str) -> tuple[Finding, ...]:
    """List the `files` that a command, `started` at an ISO time, has written, in run.json and the RO-Crate of
    the run in whose folder they lie.

    The rest of run.json stays the same, its id included. Files that went elsewhere are listed nowhere.
    Returns a finding where the records could not be written: the files are there all the same, and the next
    command or `hotspot map` lists them.
    """
    inner = files[0].parent
    folder = inner if (inner / FILES[-1]).is_file() else inner.parent
    if not (folder / FILES[-1]).is_file() or inner.is_symlink():
        return ()
    try:
        record = open_record(str(folder))
        parts = parts_of(record, just=[file.name for file in files], within=inner, started=started)
        write.write_records_again(folder, record=record.content, parts=parts)
    except HotspotError as error:
        return (Finding(code="crate_not_listed", level="warning", values={"why": error.what}),)
    return ()


def parts_of(
    record: Record, *, just: Sequence[str] = (), within: Path | None = None, started: str = ""
) -> tuple[CommandPart, ...]:
    """Return what commands have made of a run, as far as it lies in its folder as it was written.

    The command that has `just` written a file, in the folder `within`, was `started` then; of the others
    run.json knows when, if their files are still those that it lists. A map that was drawn again is known
    from there alone.
    """
    listed = {(part.folder, part.kind): part for part in read_commands(record.entry)}
    parts = [part for key, part in listed.items() if key == ("", MAP)]
    for inner in (record.folder, *folders_in(record.folder)):
        for found in command_records(inner):
            if not _belongs(found, record.entry) or look(inner, found.outputs).differences:
                continue
            part = _part(inner, found, name="" if inner == record.folder else inner.name)
            if inner == within and set(just) & set(part.hashes):
                part = replace(part, started=started)
            else:
                part = _as_known(part, listed.get((part.folder, part.kind)))
            parts.append(part)
    return tuple(sorted(parts, key=lambda part: (part.folder, part.kind)))


def _belongs(found: CommandRecord, said: Entry) -> bool:
    """Return whether a command's record is of this run; a back-test does not start from a run, but from the
    same inputs."""
    if found.run_id:
        return found.run_id == said.at("run_id").text()
    settings = said.at("config").plain().get("settings", {})
    where = str(settings.get("incidents", {}).get("where", ""))
    return of_these_inputs(found.said, read_sources(said.at("inputs")), where=where)


def _as_known(part: CommandPart, listed: CommandPart | None) -> CommandPart:
    """Return the part with the time that run.json lists it with, if it is of the same files."""
    is_same = listed is not None and listed.hashes == part.hashes
    return replace(part, started=listed.started) if listed is not None and is_same else part


def _part(folder: Path, record: CommandRecord, *, name: str) -> CommandPart:
    own = hashlib.sha256((folder / record.name).read_bytes()).hexdigest()
    files = {**record.outputs, record.name: own}
    return CommandPart(
        folder=name,
        kind=record.name.removesuffix(".json"),
        files=tuple(
            Written(name=file, sha256=digest, size=(folder / file).stat().st_size)
            for file, digest in files.items()
        ),
        asked=dict(_texts(record.said.get("asked"))),
        language=str(record.said.get("language") or ""),
    )


def _texts(asked: object) -> Iterator[tuple[str, str]]:
    if isinstance(asked, dict):
        yield from ((str(key), str(value)) for key, value in asked.items())
