"""One bad input as a command line, with everything that must come of it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
SQUARES = ("--areas", "square:500")


def nothing(folder: Path) -> None:
    """Make no file."""


def undisturbed(folder: Path) -> AbstractContextManager[object]:
    """Leave the command alone while it runs."""
    return nullcontext()


@dataclass(frozen=True, kw_only=True)
class Case:
    """One command line, run in a folder of its own; `{tmp}` in an argument stands for that folder.

    `number` is that of the bad input in bad_inputs.json, 0 for what is not in it. `make` puts files into the
    folder first; `during` disturbs the run and may change the files `disturbed`. An error (`exit_code` 1) has
    all of `message` in its one line. A run that ends well has counted the rows of `dropped`, has `kept` rows
    left, has said the `findings` and made the `choices`; each file of `written` holds its pieces, and none of
    those of `unwritten`. `never` is not shown anywhere.
    """

    number: int
    name: str
    arguments: tuple[str, ...]
    exit_code: int = 0
    message: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    kept: int | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unwritten: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    never: tuple[str, ...] = ()
    make: Callable[[Path], object] = nothing
    during: Callable[[Path], AbstractContextManager[object]] = undisturbed
    disturbed: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the name of the test."""
        return f"{self.number:03} {self.name}"


def refused(
    number: int,
    name: str,
    *arguments: str,
    message: tuple[str, ...],
    make: Callable[[Path], object] = nothing,
    during: Callable[[Path], AbstractContextManager[object]] = undisturbed,
    never: tuple[str, ...] = (),
    disturbed: tuple[str, ...] = (),
) -> Case:
    """Return a case of `hotspot rank` that has to end with one line of error."""
    return Case(
        number=number,
        name=name,
        arguments=("rank", *arguments),
        exit_code=1,
        message=message,
        make=make,
        during=during,
        never=never,
        disturbed=disturbed,
    )
