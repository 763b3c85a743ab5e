"""What commands have found since in a finished run: the folders inside the run's that belong to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspot.errors import InputError
from hotspot.read.run.entry import Entry
from hotspot.read.run.files import CommandRecord, command_records, look
from hotspot.read.run.record import read_findings
from hotspot.schema import LANGUAGES, Finding
from hotspot.schema.reported import COMMANDS, FOLDERS, Part, PartTable

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from hotspot.schema import Language

TRANSLATED = "translated"  # the same in other languages, by language
LONGEST = 20_000  # letters of a sentence or a cell; those that commands write have some hundreds


@dataclass(frozen=True, kw_only=True)
class FoundPart:
    """The folder of a command on a finished run, with its record; its files were as they were written."""

    kind: str
    folder: Path
    record: CommandRecord

    @property
    def said(self) -> Entry:
        """Return the record as a document to look into."""
        return Entry(file=str(self.folder / self.record.name), name="", value=dict(self.record.said))

    def file(self, name: str) -> bytes:
        """Return the bytes of a file, read once; InputError where it is not as it was written."""
        path = self.folder / name
        try:
            content = path.read_bytes()
        except OSError as error:
            raise InputError(str(path), f"it cannot be read ({error.strerror})", self.to_do) from None
        if hashlib.sha256(content).hexdigest() != self.record.outputs.get(name):
            raise InputError(str(path), "the file is not as it was written", self.to_do)
        return content

    @property
    def to_do(self) -> str:
        """Return what makes it anew."""
        return f"make it again: {COMMANDS[self.kind]}"


def parts_in(
    folder: Path, run_id: str, kinds: Collection[str]
) -> tuple[tuple[FoundPart, ...], tuple[Finding, ...]]:
    """Return the parts of these kinds inside the run's `folder`, in the order of `COMMANDS`.

    There is a finding for each that is left out: made from another run than `run_id`, damaged, or with files
    that have changed.
    """
    parts, findings = [], []
    for kind in (kind for kind in COMMANDS if kind in kinds):
        inner = folder / FOLDERS.get(kind, kind)
        name = f"{kind}.json"
        if inner.is_symlink() or not (inner / name).exists():
            continue
        record = next((one for one in command_records(inner) if one.name == name), None)
        if record is None:
            findings.append(part_left_out(kind, "part_unreadable"))
            continue
        part = FoundPart(kind=kind, folder=inner, record=record)
        trouble = _trouble(part, run_id)
        findings += [trouble] if trouble else []
        parts += [] if trouble else [part]
    return tuple(parts), tuple(findings)


def part_left_out(kind: str, code: str, **values: str) -> Finding:
    """Return the finding that says why a part is left out."""
    about = {"folder": FOLDERS.get(kind, kind), "command": COMMANDS[kind]}
    return Finding(code=code, level="warning", values={**about, **values})


def _trouble(part: FoundPart, run_id: str) -> Finding | None:
    """Return why a part is of no use to this run, None where it is."""
    if part.record.run_id != run_id:
        return part_left_out(part.kind, "part_stale", of=part.record.run_id or "–")
    for difference in look(part.folder, part.record.outputs).differences:
        return part_left_out(part.kind, "part_changed", file=difference.file)
    return None


def read_part(found: FoundPart, language: Language) -> Part:
    """Return what a part says in the words of a language; where its record is of a version that wrote one
    only, in the words of that one. InputError for a record that this version does not write."""
    said, files = found.said, (*found.record.outputs, found.record.name)
    told, own = said, said.at("language").one_of(LANGUAGES)
    if own != language and TRANSLATED in said.plain():
        told, own = said.at(TRANSLATED).at(language), language
    return Part(
        kind=found.kind,
        folder=found.folder,
        language=own,
        lines=_lines(told, found),
        tables=tuple(_table(one, found) for one in told.at("tables").each()),
        notes=_texts(told.at("notes")),
        findings=read_findings(said.at("findings")),
        files=files,
        record=found.record.name,
    )


def read_section(found: FoundPart, language: Language) -> str:
    """Return the section of a part in Markdown, in a language, or in that of its command where its record is
    of a version that wrote one only. InputError where the file is not as it was written."""
    said = found.said
    if said.at("language").value != language and TRANSLATED in said.plain():
        return said.at(TRANSLATED).at(language).at("section").text()
    return found.file(f"{found.kind}.md").decode("utf-8")


def _lines(said: Entry, found: FoundPart) -> tuple[tuple[str, str], ...]:
    """Return each sentence with its file; all have the record where it names no others."""
    texts, key = _texts(said.at("lines")), "line_files"
    if key not in said.plain():
        return tuple((text, found.record.name) for text in texts)
    files = tuple(_file(one, found) for one in said.at(key).each())
    if len(files) != len(texts):
        raise said.at(key).wrong("is not of the length of 'lines'")
    return tuple(zip(texts, files, strict=True))


def _file(said: Entry, found: FoundPart) -> str:
    """Return the name of a file of the part; "" is the record."""
    file = said.text() or found.record.name
    if file != found.record.name and file not in found.record.outputs:
        raise said.wrong("is no file of this record")
    return file


def _table(said: Entry, found: FoundPart) -> PartTable:
    heads = _texts(said.at("heads"))
    rows = tuple(_texts(row) for row in said.at("rows").each())
    if not heads or any(len(row) != len(heads) for row in rows):
        raise said.wrong("is no table")
    file = _file(said.at("file"), found)
    return PartTable(title=_text(said.at("title")), heads=heads, rows=rows, file=file)


def _texts(said: Entry) -> tuple[str, ...]:
    return tuple(_text(one) for one in said.each())


def _text(said: Entry) -> str:
    text = said.text()
    if len(text) > LONGEST:
        raise said.wrong(f"is longer than {LONGEST} letters")
    return text
