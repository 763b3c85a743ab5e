"""What comes from a public server: pages of rows as they arrive, and the account of all of them."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclasses name it at run time
from dataclasses import dataclass
from typing import Literal, TypeAlias

from hotspot.schema.said import Finding  # noqa: TC001 - dataclasses name it at run time

Cell: TypeAlias = "str | int | float | bool | None"
Protocol: TypeAlias = Literal["arcgis", "socrata", "police-uk", "postgis"]


@dataclass(frozen=True, kw_only=True)
class Page:
    """Rows that came in one piece. `key` tells which piece of the whole it is; `repeated` rows were left out
    because their id had come before, `gone` ids were promised and did not come."""

    key: str
    rows: tuple[Mapping[str, Cell], ...]
    repeated: int = 0
    gone: int = 0


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """All rows (n), in the order they came, with the server's own number before and after (None where it
    gives none). `name` is what the server calls the layer, `id_column` the column of ids, `earlier` how many
    of the rows an earlier fetch had brought."""

    protocol: Protocol
    address: str
    name: str
    id_column: str
    rows: tuple[Mapping[str, Cell], ...]
    asked: Mapping[str, str]
    before: int | None
    after: int | None
    repeated: int = 0
    gone: int = 0
    earlier: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def adds_up(self) -> bool | None:
        """Whether as many rows came now as the server says it has; None where it does not say."""
        return None if self.after is None else len(self.rows) - self.earlier == self.after == self.before

    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns in the order of their first appearance."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row))
