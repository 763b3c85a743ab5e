"""Result files appear whole or not at all: an old result stays until the new one is complete on disk.

New files are made in a hidden folder inside the target folder (so on the same file system even when the
target is a mount point), forced to disk, then moved over the old ones one by one. The hidden folder holds a
lock that the system releases when a run dies, and until the last file is moved a list of them with the old
ones: the next run puts the old results back, and removes what else a killed run left behind.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import PurePath
from typing import TYPE_CHECKING

from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from xlsxwriter.exceptions import XlsxFileError

from hotspot.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

WORKSHOP = ".hotspot-writing"
LOCK = "lock"
NEW = "new"  # the files that are being made
AT_ONCE = 8  # files that wait for the disk together: a journal takes them in one go
LEAST_FREE = 1_000_000  # bytes; with less the disk is full
LONGEST_REASON = 200  # letters of what a library says
MOVING = "moving"  # the names of the files that are being moved


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """Give an empty place for new files inside `folder`, locked against a second run, and remove it after.

    Raises OutputError where another run is writing to `folder` or the system refuses to write. What cannot be
    removed in the end is no error: the next run removes it.
    """
    place = folder / WORKSHOP
    made = not folder.exists()
    try:
        with told(folder):
            place.mkdir(parents=True, exist_ok=True)
            lock = (place / LOCK).open("ab")
    except OutputError:
        _remove(place, folder if made else None)
        raise
    mine = False
    try:
        mine = _locked(lock) and _is_at(place / LOCK, lock)
        if not mine:
            what = "another run is writing its results here"
            raise OutputError(str(folder), what, "wait until it is done, or give another folder with --out")
        with told(folder):
            _put_back(place, folder)
            _empty(place)
            (place / NEW).mkdir()
        yield place / NEW
    finally:
        if mine:
            with suppress(OSError):  # the list and the old files stay together: both are needed to put back
                _put_back(place, folder)
                _empty(place)
            with suppress(OSError):  # Windows removes no file that is open
                (place / LOCK).unlink()
        lock.close()
        if mine:
            with suppress(OSError):
                (place / LOCK).unlink(missing_ok=True)
            _remove(place, folder if made else None)


def publish(new: Path, folder: Path, names: Sequence[str], *, gone: Sequence[str] = ()) -> tuple[Path, ...]:
    """Move the files `names` from the workshop `new` into `folder`, in this order; all of them or none.

    Old files of the names in `gone` are removed before. Each file is replaced in one step of the file system,
    so a reader sees the old or the new one. Where one cannot be replaced (it is open in a spreadsheet), those
    already moved are put back: OutputError.
    """
    place = new.parent
    old = place / "old"
    with told(folder):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(_to_disk, [new / name for name in names]))
        old.mkdir()
        for name in (*gone, *names):
            _keep(folder / name, old / name)
        _note(place, (*gone, *names))
    name = names[0]
    try:
        for name in gone:
            (folder / name).unlink(missing_ok=True)
        for name in names:
            (new / name).replace(folder / name)
        _folder_to_disk(folder)
        (place / MOVING).unlink()
    except OSError as error:
        raise _not_moved(folder / name, error, is_back=_is_put_back(place, folder)) from error
    with suppress(OSError):  # the new results are in place; this only hurries what the system does anyway
        _folder_to_disk(place)
    return tuple(folder / name for name in names)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Say in our words what the system or a library could not write: raises OutputError about `folder`."""
    try:
        yield
    except (OSError, sqlite3.Error, DataSourceError, DataLayerError, FeatureError, XlsxFileError) as error:
        what = f"cannot write here ({_why(error, folder)})"
        to_do = "make room or ask for the right to write there, or give another folder with --out"
        raise OutputError(str(folder), what, to_do) from error


def _why(error: Exception, folder: Path) -> str:
    """Return what the system said, or the library, which may speak of a table where the disk is full."""
    if strerror := getattr(error, "strerror", None):
        return str(strerror)
    with suppress(OSError):
        if shutil.disk_usage(folder).free < LEAST_FREE:
            return os.strerror(errno.ENOSPC)
    return " ".join(str(error).split())[:LONGEST_REASON]


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


def _is_at(path: Path, file: BinaryIO) -> bool:
    """Tell whether the open file still lies at its path; the run that had the lock before removes it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except OSError:
        return False


def _not_moved(path: Path, error: OSError, *, is_back: bool) -> OutputError:
    where_old = "are still in place" if is_back else "come back with the next run"
    what = f"cannot be replaced ({error.strerror or error}); the old results {where_old}"
    to_do = "close the program that has it open, or give another folder with --out"
    return OutputError(str(path), what, to_do)


def _is_put_back(place: Path, folder: Path) -> bool:
    try:
        _put_back(place, folder)
    except OSError:
        return False
    return True


def _remove(place: Path, folder: Path | None) -> None:
    """Remove the workshop, and a folder that was made for it, where they are empty."""
    for each in filter(None, (place, folder)):
        with suppress(OSError):
            each.rmdir()


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
            _to_disk(copy)


def _note(place: Path, names: Sequence[str]) -> None:
    """Keep on disk which files are about to be moved."""
    note = place / f"{MOVING}.new"
    note.write_text("\n".join(names), encoding="utf-8")
    _to_disk(note)
    note.replace(place / MOVING)
    _folder_to_disk(place)


def _put_back(place: Path, folder: Path) -> None:
    """Bring the old results back where a run ended while it moved new ones; doing it twice does no harm."""
    if not (place / MOVING).exists():
        return
    back = place / "back"
    names = (place / MOVING).read_text(encoding="utf-8").splitlines()
    for name in (PurePath(name).name for name in names):
        path, old = folder / name, place / "old" / name
        if old.exists():
            if not (path.exists() and path.samefile(old)):  # else it was not moved yet
                back.unlink(missing_ok=True)
                _keep(old, back)
                back.replace(path)
        elif not (place / NEW / path.name).exists():  # it was moved to where none had been
            path.unlink(missing_ok=True)
    _folder_to_disk(folder)
    (place / MOVING).unlink()


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
