"""The document for the weekly meeting: sections of sentences and tables, each with the file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hotspot.schema.numbers import Language
    from hotspot.schema.said import Choice, Finding

# What may lie beside a ranking, in the order of the meeting, and the command that makes it.
COMMANDS: Mapping[str, str] = {
    "trend": "hotspot trend",
    "when": "hotspot when",
    "repeats": "hotspot repeats",
    "venues": "hotspot venues",
    "yards": "hotspot yards import",
    "posts": "hotspot posts",
    "cameras": "hotspot cameras",
    "patrols": "hotspot patrol",
    "beats": "hotspot beats",
    "plan": "hotspot pilot plan",
    "evaluation": "hotspot pilot evaluate",
    "backtest": "hotspot backtest",
}
# Which sentence of a part says most, after the one on what it is about; else the first.
GISTS: Mapping[str, int] = {"trend": 2, "venues": 2, "cameras": 3, "plan": 4}
FOLDERS: Mapping[str, str] = {"plan": "pilot"}  # where it is not called as what is in it


@dataclass(frozen=True, kw_only=True)
class PartTable:
    """A table of a part as text; `file` is the one that holds its numbers in full, by name."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    file: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a command has found in a finished run and left in `folder`, in the words of its `language`:
    sentences, each with the name of the file that holds its numbers, tables, how it was done; `files` by
    name, `record` the one that vouches for the others."""

    kind: str
    folder: Path
    language: Language
    lines: tuple[tuple[str, str], ...]
    tables: tuple[PartTable, ...]
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    record: str


@dataclass(frozen=True, kw_only=True)
class Link:
    """A file: its name, and the way to it from where the document lies."""

    name: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """A sentence, and the file that its numbers came from, None where it has none."""

    text: str
    file: Link | None = None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A table as text, and the file that its numbers came from."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    file: Link


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of the document in one `language`; `key` is its anchor. `lists` follow the tables, each
    under a heading of its own; `files` are all that belong to it."""

    key: str
    title: str
    language: Language
    told: tuple[Told, ...] = ()
    tables: tuple[Shown, ...] = ()
    lists: tuple[tuple[str, tuple[Told, ...]], ...] = ()
    files: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What the document is about, by name, and the file that says so."""

    name: str
    text: str
    file: Link


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture for screen and paper, with its size there; `text` is for those who do not see it."""

    svg: bytes
    png: bytes
    width_mm: float
    height_mm: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """The document: its `title`, the `period` and the `run_id` that stand on each page, what it is about, the
    gist of it with a map of the city, the sections; `synthetic` says that the data are invented, "" where
    they are not; `parts` are the kinds that are in it, `missing` those that are not."""

    title: str
    language: Language
    period: str
    run_id: str
    synthetic: str
    about: tuple[Fact, ...]
    gist: tuple[Told, ...]
    picture: Picture
    sections: tuple[Section, ...]
    parts: tuple[str, ...]
    missing: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()
