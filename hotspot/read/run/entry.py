"""Looking into a JSON document that may hold anything: each entry knows its name, and what it has to be."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from hotspot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T", bound=str)
RUN, AGAIN = "record of a run", "run 'hotspot rank' again"
LARGEST_WHOLE = 2**53  # beyond it, JSON's numbers are no longer exact


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One value of the document `file`, found at `name` ("surface.unit"); every look raises InputError where
    the value is of another kind: then the document is no `kind`, and `to_do` helps."""

    file: str
    name: str
    value: Any
    kind: str = RUN
    to_do: str = AGAIN

    def at(self, key: str) -> Entry:
        """Return the entry `key` of an object."""
        if not isinstance(self.value, dict) or key not in self.value:
            raise self.wrong(f"has no '{key}'")
        return self._inner(key, self.value[key])

    def pairs(self) -> Iterator[tuple[str, Entry]]:
        """Return the keys and entries of an object."""
        if not isinstance(self.value, dict):
            raise self.wrong("is no object")
        return ((key, self._inner(key, value)) for key, value in self.value.items())

    def each(self) -> Iterator[Entry]:
        """Return the entries of a list."""
        if not isinstance(self.value, list):
            raise self.wrong("is no list")
        return (self._inner(str(i), value) for i, value in enumerate(self.value))

    def text(self) -> str:
        """Return a text."""
        if not isinstance(self.value, str):
            raise self.wrong("is no text")
        return self.value

    def one_of(self, allowed: Sequence[T]) -> T:
        """Return the one of the `allowed` texts that stands here."""
        for text in allowed:
            if text == self.value:
                return text
        raise self.wrong(f"is none of {', '.join(allowed)}")

    def flag(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("is neither true nor false")
        return self.value

    def whole(self) -> int:
        """Return a whole number, 0 or more."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < LARGEST_WHOLE:
            raise self.wrong("is no whole number from 0")
        return value

    def number(self) -> float:
        """Return a number that is neither infinite nor unknown."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < LARGEST_WHOLE:
            raise self.wrong("is no number")
        return value

    def scalar(self) -> str | int | float:
        """Return a text or a number; NaN for null, which stands for it in JSON."""
        if self.value is None:
            return math.nan
        return self.value if isinstance(self.value, (str, bool)) else self.number()

    def plain(self) -> dict[str, Any]:
        """Return an object as it is."""
        if not isinstance(self.value, dict):
            raise self.wrong("is no object")
        return self.value

    def wrong(self, what: str) -> InputError:
        """Return the error that says what is wrong here."""
        where = f"'{self.name}' {what}" if self.name else f"it {what}"
        return InputError(self.file, f"{where}, so it is no {self.kind} that this version knows", self.to_do)

    def _inner(self, key: str, value: Any) -> Entry:
        return replace(self, name=f"{self.name}.{key}".lstrip(".")[:200], value=value)


def read_json(content: bytes, file: str, *, kind: str = RUN, to_do: str = AGAIN) -> Entry:
    """Return the document; InputError for what is not JSON, is nested too deeply or holds NaN."""
    try:
        value = json.loads(content.decode("utf-8"), parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]
        raise InputError(file, f"it cannot be read as JSON: {why}", to_do) from None
    return Entry(file=file, name="", value=value, kind=kind, to_do=to_do)


def _refused(name: str) -> None:
    raise ValueError(f"{name} is no number")
