"""run.json of a finished run: what it says of itself, and the files that it vouches for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

from hotspot.errors import InputError
from hotspot.read.gate import checked_path
from hotspot.read.run.entry import AGAIN, Entry, read_json
from hotspot.schema import LANGUAGES, Choice, Finding, Source
from hotspot.schema.said import Level
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", Finding, Choice)
RECORD = "run.json"
TOOL, LAYOUT = "hotspot", 2
LARGEST_RECORD = 20_000_000  # bytes; those of large cities have some 50 kB
LARGEST_BYTES = 2_000_000_000  # of any file of a run
MOST_CLASSES = 5  # that the map has colours for
ORDERS: tuple[Literal["score", "count", "rate", "harm", "density"], ...]
ORDERS = ("score", "count", "rate", "harm", "density")
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, kw_only=True)
class Record:
    """run.json of `folder`: the document, and its bytes as they were read."""

    folder: Path
    content: bytes
    entry: Entry

    def file(self, name: str) -> bytes:
        """Return the bytes of a file of the run; InputError where it is missing or is not as it was written.

        What is checked is what is used: the bytes are read once.
        """
        path = str(self.folder / name)
        if not _is_there(Path(path)):
            raise InputError(path, "this file of the run is missing", AGAIN)
        content = _content(path)
        if hashlib.sha256(content).hexdigest() != self.entry.at("outputs").at(name).text():
            what = f"the file is not as the run wrote it (its SHA-256 is not that in {RECORD})"
            raise InputError(path, what, AGAIN)
        return content


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Class limits of an earlier run, of the score `by` in `unit`; `limits_of` says which run set them."""

    folder: str
    by: str
    unit: str
    limits: tuple[float, ...]
    limits_of: str


def open_record(folder: str) -> Record:
    """Read run.json of a folder; InputError where there is none, or it is of another tool or layout."""
    place = Path(folder)
    path = str(place / RECORD)
    if not _is_there(place) or place.is_file():
        what = "this is a file, not a folder of results" if _is_there(place) else "there is no such folder"
        raise InputError(folder, what, "name the folder of a run, or make one with 'hotspot rank'")
    if not _is_there(Path(path)):
        what = f"there is no {RECORD} in it, so it holds no results of {TOOL}"
        raise InputError(folder, what, "name the folder of a run, or make one with 'hotspot rank'")
    content = _content(path)
    if len(content) > LARGEST_RECORD:
        raise InputError(path, "it is larger than any record of a run", AGAIN)
    entry = read_json(content, path)
    if not isinstance(entry.value, dict) or entry.value.get("tool") != TOOL:
        what = f"it was not written by {TOOL}"
        raise InputError(path, what, "name the folder of a run, or make one with 'hotspot rank'")
    if entry.value.get("layout") != LAYOUT:
        raise InputError(
            path, "it was written by another version of hotspot, whose results lie otherwise", AGAIN
        )
    return Record(folder=place, content=content, entry=entry)


def read_limits(folder: str) -> Limits:
    """Return the class limits that the run in `folder` was drawn with; InputError where there are none."""
    entry = open_record(folder).entry
    said = entry.at("class_limits")
    limits = read_class_limits(said.at("limits"))
    if not limits:
        raise said.at("limits").wrong("are missing")
    return Limits(
        folder=folder,
        by=said.at("by").one_of(ORDERS),
        unit=said.at("unit").text(),
        limits=limits,
        limits_of=said.at("limits_of").text() or _name(entry),
    )


def read_class_limits(entry: Entry) -> tuple[float, ...]:
    """Return limits of classes, at most as many as the map has colours for; () where none are given."""
    limits = tuple(float(limit.number()) for limit in entry.each())
    rising = all(low < high for low, high in pairwise(limits))
    if limits and not (rising and 2 <= len(limits) <= MOST_CLASSES + 1):
        raise entry.wrong("are no rising limits of classes")
    return limits


def _name(entry: Entry) -> str:
    """Return what a run is called where its limits are kept: its id and its period."""
    period = entry.at("period")
    days = f", {period.at('first').text()} – {period.at('last').text()}" if period.value is not None else ""
    return entry.at("run_id").text() + days


def read_findings(entry: Entry) -> tuple[Finding, ...]:
    """Return the findings of the run; InputError for one that this version has no words for."""
    return tuple(_finding(one) for one in entry.each())


def read_choices(entry: Entry) -> tuple[Choice, ...]:
    """Return the choices of the run; InputError for one that this version has no words for."""
    return tuple(_choice(one) for one in entry.each())


def read_sources(entry: Entry) -> Mapping[str, tuple[Source, ...]]:
    """Return the inputs of the run by role."""
    return {role: tuple(_source(one) for one in given.each()) for role, given in entry.pairs()}


def texts(entry: Entry) -> dict[str, str]:
    """Return an object of texts."""
    return {key: value.text() for key, value in entry.pairs()}


def _finding(entry: Entry) -> Finding:
    values = {key: value.scalar() for key, value in entry.at("values").pairs()}
    finding = Finding(code=entry.at("code").text(), level=entry.at("level").one_of(LEVELS), values=values)
    return _spoken(finding, entry)


def _choice(entry: Entry) -> Choice:
    choice = Choice(
        name=entry.at("name").text(),
        value=entry.at("value").scalar(),
        unit=entry.at("unit").text(),
        why=entry.at("why").text(),
        flag=entry.at("flag").text(),
        values={key: value.scalar() for key, value in entry.at("values").pairs()},
        alternatives=tuple((rule, float(v.number())) for rule, v in entry.at("alternatives").pairs()),
        curve=_curve(entry.at("curve")) if "curve" in entry.plain() else (),
    )
    return _spoken(choice, entry)


def _curve(entry: Entry) -> tuple[tuple[float, float], ...]:
    """Return a list of pairs of numbers."""
    pairs = [[float(each.number()) for each in pair.each()] for pair in entry.each()]
    if any(len(pair) != 2 for pair in pairs):
        raise entry.wrong("is no list of pairs")
    return tuple((x, y) for x, y in pairs)


def _spoken(said: T, entry: Entry) -> T:
    """Return what was said, if there are words for it in every language and nothing is left out of them."""
    try:
        for language in LANGUAGES:
            words = Words(language=language)
            if isinstance(said, Finding):
                words.finding(said)
            else:
                words.choice(said)
    except (LookupError, ValueError, TypeError, ArithmeticError, AttributeError):
        raise entry.wrong("cannot be put into words") from None
    return said


def _source(entry: Entry) -> Source:
    return Source(
        path=entry.at("path").text(), sha256=entry.at("sha256").text(), facts=texts(entry.at("facts"))
    )


def _is_there(path: Path) -> bool:
    """Return whether something lies there; what cannot be looked at is left to the gate, which says why."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError):
        return True
    return True


def _content(path: str) -> bytes:
    """Return the bytes of a file that passes the gate."""
    found = checked_path(path, suffixes=(Path(path).suffix,))
    if found.stat().st_size > LARGEST_BYTES:
        raise InputError(path, "it is larger than any file of a run", AGAIN)
    try:
        return found.read_bytes()
    except OSError as error:
        raise InputError(
            path, f"it cannot be read ({error.strerror})", "ask for the right to read it"
        ) from None
