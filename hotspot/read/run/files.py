"""Files of a run held against the hashes that its records keep; nothing is opened that is no plain file."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from hotspot.errors import InputError
from hotspot.read.run.entry import Entry, read_json
from hotspot.read.run.record import TOOL, texts
from hotspot.schema.verified import Difference, Looked

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from hotspot.schema.verified import DifferenceCode, InputState

WORKSHOP = ".hotspot-writing"  # where a run makes its files before they are moved
BRIEF = b"hotspot brief "  # what every brief holds
LARGEST_RECORD = 200_000_000  # bytes of the record of a command


@dataclass(frozen=True, kw_only=True)
class CommandRecord:
    """The record of a command on a finished run: `name` is that of its file, `outputs` the other files and
    their hashes, `run_id` the run that it was made from ("" where it does not say), `said` all of it."""

    name: str
    outputs: Mapping[str, str]
    run_id: str
    said: Mapping[str, Any]


def outputs_of(said: Entry) -> dict[str, str]:
    """Return the files that a record vouches for, with their hashes; InputError for a name with a folder."""
    found = texts(said)
    for name in found:
        if PurePath(name).name != name or name in {"", ".", ".."} or "\\" in name or "\0" in name:
            raise said.wrong(f"names '{name[:80]}', which is no name of a file")
    return found


def look(folder: Path, outputs: Mapping[str, str], *, within: str = "") -> Looked:
    """Hold the files in `folder` against their hashes; `within` is put before their names."""
    found = []
    for name, digest in outputs.items():
        code = _trouble(folder / name, digest)
        if code:
            found.append(Difference(code=code, file=within + name))
    return Looked(checked=len(outputs), differences=tuple(found))


def added(folder: Path, known: Collection[str], *, within: str = "") -> tuple[Difference, ...]:
    """Return what lies in `folder` besides the names `known`: someone has added it."""
    others = sorted(entry.name for entry in _entries(folder) if entry.name not in known)
    return tuple(Difference(code="added", file=within + name) for name in others)


def folders_in(folder: Path) -> list[Path]:
    """Return the folders inside `folder` that are no links, without those that a run works in."""
    inner = (entry for entry in _entries(folder) if entry.is_dir() and not entry.is_symlink())
    return sorted(entry for entry in inner if entry.name != WORKSHOP)


def command_records(folder: Path) -> tuple[CommandRecord, ...]:
    """Return the records of commands in `folder`: <kind>.json that says it is of this kind."""
    found = (_command_record(path) for path in _entries(folder) if path.suffix == ".json")
    return tuple(record for record in found if record)


def briefs_in(folder: Path) -> dict[str, bytes]:
    """Return the briefs in `folder` with what they hold; older versions kept no record of them."""
    there = [path for path in _entries(folder) if path.name.startswith("brief-")]
    contents = {path.name: _content(path) for path in there if path.suffix in {".pdf", ".html"}}
    return {name: content for name, content in contents.items() if BRIEF in content}


def crate_hashes(path: Path) -> dict[str, str]:
    """Return the hashes that a RO-Crate names its files with, {} where it cannot be read."""
    try:
        graph = json.loads(_content(path))["@graph"]
        return {one["@id"]: one["sha256"] for one in graph if one.get("@type") == "File" and "sha256" in one}
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return {}


def crate_parts(path: Path) -> dict[str, str]:
    """Return the files in folders of commands that a RO-Crate lists, with their hashes."""
    listed = {unquote(name): digest for name, digest in crate_hashes(path).items()}
    return {name: digest for name, digest in listed.items() if _is_in_folder(name)}


def _is_in_folder(name: str) -> bool:
    parts = name.split("/")
    return len(parts) == 2 and not {"", ".", ".."} & set(parts) and "\\" not in name and "\0" not in name


def input_state(name: str, digest: str, *, paths: Collection[Path], folder: Path | None) -> InputState:
    """Return what became of an input called `name`, looked for among `paths` and anywhere in `folder`."""
    if not digest:
        return "no_hash"
    there = _called(name, paths, folder)
    if not there:
        return "not_found"
    return "unchanged" if any(_trouble(path.resolve(), digest) is None for path in there) else "changed"


def found_input(name: str, digest: str, *, paths: Collection[Path], folder: Path | None) -> Path | None:
    """Return the first file called `name`, looked for as by `input_state`, that has the hash `digest`."""
    there = _called(name, paths, folder)
    return next((path for path in there if _trouble(path.resolve(), digest) is None), None)


def _called(name: str, paths: Collection[Path], folder: Path | None) -> list[Path]:
    there = [path for path in paths if path.name == name]
    if folder is not None:
        there += [Path(at) / name for at, _, names in os.walk(folder) if name in names]
    return [path for path in there if path.is_file()]


def _command_record(path: Path) -> CommandRecord | None:
    try:
        said = read_json(_content(path), str(path))
        if said.at("tool").text() != TOOL or f"{said.at('kind').text()}.json" != path.name:
            return None
        outputs = outputs_of(said.at("outputs"))
        run_id = said.at("run_id").text() if "run_id" in said.plain() else ""
    except InputError:
        return None
    return CommandRecord(name=path.name, outputs=outputs, run_id=run_id, said=said.plain())


def _trouble(path: Path, digest: str) -> DifferenceCode | None:
    """Return the code of what is wrong with a file, None where it has the hash `digest`."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return "no_file"
        with path.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == digest
    except (FileNotFoundError, NotADirectoryError):
        return "missing"
    except OSError:
        return "unreadable"
    return None if same else "changed"


def _content(path: Path) -> bytes:
    """Return what a plain file holds; nothing where there is none, or it cannot be read."""
    try:
        plain = stat.S_ISREG(path.lstat().st_mode) and path.stat().st_size <= LARGEST_RECORD
        return path.read_bytes() if plain else b""
    except OSError:
        return b""


def _entries(folder: Path) -> list[Path]:
    """Return what lies in a folder; InputError where that cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        what = f"the folder cannot be read ({error.strerror or error})"
        raise InputError(str(folder), what, "ask for the right to read it") from None
