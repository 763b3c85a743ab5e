"""What commands have written into a finished run's folder, as run.json and the RO-Crate list it."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - dataclasses name it at run time
from dataclasses import dataclass

from hotspot.schema.reported import COMMANDS

MAP = "map"  # the kind of a map that was drawn again: it lies among the run's own files
OTHERS: Mapping[str, str] = {
    "brief": "hotspot brief",
    "report": "hotspot report",
    "publish": "hotspot publish",
    MAP: "hotspot map",
}
FORMS = "yards-"  # and the number of the round


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file of the run: its name, its hash, and its size in bytes where it is known."""

    name: str
    sha256: str
    size: int | None = None


@dataclass(frozen=True, kw_only=True)
class CommandPart:
    """What a command on the run has written into a `folder` of it ("": the run's own): its `kind`, such as
    posts, and its files, by their names in the folder, the record last.

    `asked` are the options that were in force, None where nobody knows any more; `language` is that of the
    files, "" where the record does not say, `started` an ISO time, "" where nobody knows.
    """

    folder: str
    kind: str
    files: tuple[Written, ...]
    asked: Mapping[str, str] | None = None
    language: str = ""
    started: str = ""

    @property
    def command(self) -> str:
        """Return the command that writes such files."""
        if self.kind.startswith(FORMS):
            return "hotspot yards form"
        return COMMANDS.get(self.kind) or OTHERS.get(self.kind, f"hotspot {self.kind}")

    @property
    def hashes(self) -> Mapping[str, str]:
        """Return the hash of each file by its name."""
        return {one.name: one.sha256 for one in self.files}
