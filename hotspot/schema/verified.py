"""What a look at a finished run's folder finds: what run.json states, and what lies otherwise by now."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclasses name it at run time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from hotspot.schema.data import Period
    from hotspot.schema.found import Drawing
    from hotspot.schema.said import Choice, Rows, Source

DifferenceCode: TypeAlias = Literal[
    "changed",  # a file is not as it was written
    "missing",  # a file is gone
    "added",  # a file or folder that no record speaks of
    "no_file",  # a link, a folder or a pipe lies in place of a file
    "unreadable",  # a file cannot be read
    "record",  # run.json does not give its own run id
    "formula",  # run.json makes its id in a way that this version does not know
    "crate",  # ro-crate-metadata.json and run.json name different hashes of a file
    "listed",  # a file of a command is not as the RO-Crate lists it
    "stale",  # files of a command that were made from another run
    "unfinished",  # a run is writing here, or was killed
    "input",  # a file of this name is there, but not the one that went in
]
InputState: TypeAlias = Literal["unchanged", "changed", "not_found", "no_hash"]


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What run.json states of what went in and what was decided: all that the run id stands for."""

    run_id: str
    formula: int | None  # by which the id was made; None where run.json is from before it was named
    sources: Mapping[str, tuple[Source, ...]]
    config: Mapping[str, Any]
    choices: tuple[Choice, ...]
    drawing: Drawing
    rows: Rows
    period: Period | None
    seed: int
    versions: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that is not as the run left it; `file` is its name from the folder on."""

    code: DifferenceCode
    file: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class InputLook:
    """What became of an input, by its role and its name."""

    role: str
    name: str
    state: InputState


@dataclass(frozen=True, kw_only=True)
class Looked:
    """Files of one record held against their hashes: how many are `checked`, and what differs."""

    checked: int = 0
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What became of the run `run_id`: files `checked`, `inputs`, and what differs; `unvouched` are files of
    ours, such as briefs, that no record has a hash of."""

    run_id: str
    checked: int
    inputs: tuple[InputLook, ...]
    differences: tuple[Difference, ...]
    unvouched: tuple[str, ...] = ()

    @property
    def unchanged(self) -> bool:
        """Whether everything is as the run left it; what lies beside it takes nothing from that."""
        return not self.changes

    @property
    def changes(self) -> int:
        """How many things are not as the run left them."""
        return sum(one.code != "added" for one in self.differences)
