"""Result files appear whole or not at all: an old result stays until the new one is complete on disk.

New files are made in a hidden folder inside the target folder (so on the same file system even when the
target is a mount point), forced to disk, then moved over the old ones one by one. The hidden folder holds a
lock that the system releases when a run dies; what a killed run left behind is removed by the next run.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from pyogrio.errors import DataSourceError
from xlsxwriter.exceptions import XlsxFileError

from hotspot.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

WORKSHOP = ".hotspot-writing"
LOCK = "lock"


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """Give an empty place for new files inside `folder`, locked against a second run, and remove it after.

    Raises OutputError where another run is writing to `folder` or the system refuses to write.
    """
    place = folder / WORKSHOP
    made = not folder.exists()
    with told(folder):
        place.mkdir(parents=True, exist_ok=True)
        lock = (place / LOCK).open("ab")
    try:
        if not _locked(lock):
            what = "another run is writing its results here"
            raise OutputError(str(folder), what, "wait until it is done, or give another folder with --out")
        try:
            new = place / "new"
            with told(folder):
                _empty(place)
                new.mkdir()
            yield new
        finally:
            _empty(place)
    finally:
        lock.close()
        with suppress(OSError):
            (place / LOCK).unlink()
            place.rmdir()
            if made:
                folder.rmdir()  # only where it is still empty: nothing was published


def publish(new: Path, folder: Path, names: Sequence[str]) -> tuple[Path, ...]:
    """Move the files `names` from the workshop `new` into `folder`, in this order; all of them or none.

    Each file is replaced in one step of the file system, so a reader sees the old or the new one. Where one
    cannot be replaced (it is open in a spreadsheet), those already moved are put back: OutputError.
    """
    old = new.parent / "old"
    with told(folder):
        for name in names:
            _to_disk(new / name)
        old.mkdir()
        for name in names:
            _keep(folder / name, old / name)
    moved: list[str] = []
    try:
        for name in names:
            (new / name).replace(folder / name)
            moved.append(name)
    except OSError as error:
        for name in moved:
            _put_back(old / name, folder / name)
        what = f"cannot be replaced ({error.strerror or error}); the old results are still in place"
        to_do = "close the program that has it open, or give another folder with --out"
        raise OutputError(str(folder / name), what, to_do) from error
    _folder_to_disk(folder)
    return tuple(folder / name for name in names)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Say in our words what the system or a library could not write: raises OutputError about `folder`."""
    try:
        yield
    except (OSError, sqlite3.Error, DataSourceError, XlsxFileError) as error:
        what = f"cannot write here ({getattr(error, 'strerror', None) or error})"
        to_do = "make room or ask for the right to write there, or give another folder with --out"
        raise OutputError(str(folder), what, to_do) from error


def _locked(file: BinaryIO) -> bool:
    """Take the lock; False where a living process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  # exists on Windows only

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415  # exists elsewhere only

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _empty(place: Path) -> None:
    for entry in sorted(place.iterdir()):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != LOCK:
            entry.unlink()


def _keep(path: Path, copy: Path) -> None:
    if path.exists():
        try:
            os.link(path, copy)
        except OSError:  # FAT and some network drives have no links
            shutil.copy2(path, copy)


def _put_back(copy: Path, path: Path) -> None:
    if copy.exists():
        copy.replace(path)
    else:
        path.unlink()


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _folder_to_disk(folder: Path) -> None:
    if sys.platform != "win32":  # Windows cannot open a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
