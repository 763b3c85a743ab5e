"""A few files that belong together, such as the briefs: written all or none, and only over our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.errors import OutputError
from hotspot.write.atomic import publish, told, workshop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def check_ours(folder: Path, names: Iterable[str], *, mark: bytes) -> None:
    """Raise OutputError where one of the files is there already and does not hold `mark`: it is not ours."""
    for path in (folder / name for name in names):
        if path.is_symlink() or (path.exists() and not path.is_file()):
            what = "is not a plain file and will not be replaced"
        elif path.exists() and not _holds(path, mark):
            what = "is there already and was not written by hotspot"
        else:
            continue
        raise OutputError(str(path), what, "move it away, or give another folder with --out")


def write_files(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write the files by name, all of them or none; returns them in the order given. Raises OutputError."""
    with workshop(folder) as new:
        with told(folder):
            for name, content in contents.items():
                (new / name).write_bytes(content)
        return publish(new, folder, list(contents))


def _holds(path: Path, mark: bytes) -> bool:
    try:
        return mark in path.read_bytes()
    except OSError:
        return False
