"""How a pipeline says what it is at: which stage, with how many rows, and how many things of all are done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Progress(Protocol):
    """Is told when a stage begins, and again, by the same name, when more of it is done."""

    def __call__(self, stage: str, /, *, rows: int = 0, done: int = 0, of: int = 0) -> None:
        """`rows` are the incidents at work, `done` things are ready `of` all; 0 where that is not known."""


def unsaid(stage: str, /, *, rows: int = 0, done: int = 0, of: int = 0) -> None:
    """Say nothing: for those who call a pipeline from Python."""


def counting(step: Progress, stage: str, *, of: int) -> Callable[[int], None]:
    """Return what is told how many things `of` all a stage has done, by code that knows no stages."""
    return lambda done: step(stage, done=done, of=of)
