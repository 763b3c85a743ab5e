"""How a command on a finished run gives its answer: as files, as JSON, as text for the terminal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from hotspot.words import Words
from hotspot.write.papers import check_papers, papers_json, terminal, write_papers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from hotspot.schema import Result
    from hotspot.write.papers import Papers

F = TypeVar("F")


@dataclass(frozen=True, kw_only=True)
class Answer(Generic[F]):
    """What becomes of what a command has found: `papers` says what is written of it for a run, `marks` what
    only files of that command hold (see `papers.marks`)."""

    marks: Mapping[str, bytes]
    papers: Callable[[F, Result], Papers]

    def folder(self, out: str) -> Path:
        """Return the folder `out` if the files may be written there: a new one, or that of an earlier answer.

        Raises OutputError.
        """
        return check_papers(out, self.marks)

    def write(
        self,
        found: F,
        result: Result,
        folder: Path,
        *,
        asked: Mapping[str, str],
        page: Callable[[], str] | None = None,
    ) -> tuple[Path, ...]:
        """Write all files, or none, and return them; `asked` is what the user asked for.

        `page` draws the page in HTML of a command that has one. Raises OutputError.
        """
        papers = self.papers(found, result)
        if page is not None:
            papers = replace(papers, texts={**papers.texts, f"{papers.kind}.html": page()})
        return write_papers(papers, result, folder, asked=asked)

    def json(self, found: F, result: Result) -> str:
        """Return what was found as JSON, for scripts that read standard output."""
        return papers_json(self.papers(found, result), result)

    def text(self, found: F, result: Result) -> str:
        """Return what was found as aligned text for the terminal, in the language of the result."""
        return terminal(self.papers(found, result).said(Words(language=result.language)))
