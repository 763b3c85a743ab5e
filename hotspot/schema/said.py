"""What the tool says about the data and itself: findings, choices, the account of the rows, sources."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclasses name it at run time
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["info", "warning"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing noticed about the data; `code` is a key of the word catalogue, `values` fill its gaps.

    The catalogue holds `finding.<code>` (what was seen) and `finding.<code>.advice` (what to do about it).
    """

    code: str
    level: Level
    values: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing that the tool decided by itself, with the flag that overrides it.

    `why` is a key of the word catalogue (`choice.<why>`), filled with `values`; `alternatives` are other
    answers to the same question, each with the name of its rule; `curve` are the values that were tried, each
    with what it was judged by.
    """

    name: str
    value: str | int | float
    unit: str = ""
    why: str = ""
    flag: str = ""
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    alternatives: tuple[tuple[str, float], ...] = ()
    curve: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The account of the rows: read = kept + the sum of all that was dropped, each under one reason.

    >>> Rows(read=5, dropped={"outside_area": 2}).kept
    3
    """

    read: int
    dropped: Mapping[str, int] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        """Rows that remain."""
        return self.read - sum(self.dropped.values())

    def drop(self, reason: str, count: int) -> Rows:
        """Return the account with `count` more rows dropped for `reason` (none: the account as it is)."""
        if count <= 0:
            return self
        return Rows(read=self.read, dropped={**self.dropped, reason: self.dropped.get(reason, 0) + count})


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where something was read from: `path` as given (never a password), `sha256` of the bytes ("" for a
    query), and `facts` such as encoding, delimiter, layer and the columns used, for the run's record."""

    path: str
    sha256: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
