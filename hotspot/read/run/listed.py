"""The later commands that run.json lists: what they have written into the run's folder, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.read.run.record import texts
from hotspot.schema.recorded import CommandPart, Written

if TYPE_CHECKING:
    from hotspot.read.run.entry import Entry


def read_commands(said: Entry) -> tuple[CommandPart, ...]:
    """Return the commands that run.json, opened as `said`, lists; none where it is from before it did.

    Raises InputError for what no command writes.
    """
    if "commands" not in said.plain():
        return ()
    return tuple(_command(one) for one in said.at("commands").each())


def _command(said: Entry) -> CommandPart:
    folder = said.at("folder").text()
    within = f"{folder}/" if folder else ""
    hashes = texts(said.at("outputs"))
    names = [name.removeprefix(within) for name in hashes]
    if not all(map(_is_name, [*names, folder or "-"])) or list(hashes) != [within + name for name in names]:
        raise said.at("outputs").wrong("names what is no file of the run")
    known = said.plain()
    return CommandPart(
        folder=folder,
        kind=said.at("kind").text(),
        files=tuple(Written(name=name, sha256=hashes[within + name]) for name in names),
        asked=texts(said.at("asked")) if "asked" in known else None,
        language=said.at("language").text() if "language" in known else "",
        started=said.at("started").text() if "started" in known else "",
    )


def _is_name(name: str) -> bool:
    return name not in {"", ".", ".."} and not {"/", "\\", "\0"} & set(name)
