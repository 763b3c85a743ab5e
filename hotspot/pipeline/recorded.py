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
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hotspot.read.run.entry import Entry
    from hotspot.read.run.files import CommandRecord
    from hotspot.read.run.record import Record


def list_in_records(
    files: Sequence[Path], *, started: str, asked: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """List the `files` that a command, `started` at an ISO time, has written, in run.json and the RO-Crate of
    the run in whose folder they lie.

    `asked` are its options where its own record does not keep them. The rest of run.json stays the same, its
    id included. Files that went elsewhere are listed nowhere.
    Returns a finding where the records could not be written: the files are there all the same, and the next
    command or `hotspot map` lists them.
    """
    inner = files[0].parent
    folder = inner if (inner / FILES[-1]).is_file() else inner.parent
    if not (folder / FILES[-1]).is_file() or inner.is_symlink():
        return ()
    try:
        record = open_record(str(folder))
        now = CommandPart(
            folder="" if inner == folder else inner.name,
            kind="",
            files=tuple(Written(name=file.name, sha256="") for file in files),
            asked=asked,
            started=started,
        )
        parts = parts_of(record, now)
        write.write_records_again(folder, record=record.content, parts=parts)
    except HotspotError as error:
        return (Finding(code="crate_not_listed", level="warning", values={"why": error.what}),)
    return ()


def parts_of(record: Record, now: CommandPart | None = None) -> tuple[CommandPart, ...]:
    """Return what commands have made of a run, as far as it lies in its folder as it was written.

    `now` says in which folder which files have just been written, when and by which options. Of the other
    commands run.json knows that, if their files are still those that it lists. A map that was drawn again is
    known from there alone.
    """
    listed = {(part.folder, part.kind): part for part in read_commands(record.entry)}
    parts = [part for key, part in listed.items() if key == ("", MAP)]
    for inner in (record.folder, *folders_in(record.folder)):
        for found in command_records(inner):
            if not _belongs(found, record.entry) or look(inner, found.outputs).differences:
                continue
            part = _part(inner, found, name="" if inner == record.folder else inner.name)
            if now is not None and now.folder == part.folder and set(now.hashes) & set(part.hashes):
                parts.append(_with_question(part, now))
            else:
                known = listed.get((part.folder, part.kind))
                is_same = known is not None and known.hashes == part.hashes
                parts.append(_with_question(part, known) if known is not None and is_same else part)
    return tuple(sorted(parts, key=lambda part: (part.folder, part.kind)))


def _with_question(part: CommandPart, known: CommandPart) -> CommandPart:
    """Return the part with the time at which it was `known` to start, and with its options unless its own
    record has them."""
    return replace(part, started=known.started, asked=known.asked if part.asked is None else part.asked)


def _belongs(found: CommandRecord, said: Entry) -> bool:
    """Return whether a command's record is of this run; a back-test does not start from a run, but from the
    same inputs."""
    if found.run_id:
        return found.run_id == said.at("run_id").text()
    settings = said.at("config").plain().get("settings", {})
    where = str(settings.get("incidents", {}).get("where", ""))
    return of_these_inputs(found.said, read_sources(said.at("inputs")), where=where)


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
        asked=_texts(record.said.get("asked")),
        language=str(record.said.get("language") or ""),
    )


def _texts(asked: object) -> dict[str, str] | None:
    return {str(key): str(value) for key, value in asked.items()} if isinstance(asked, dict) else None
