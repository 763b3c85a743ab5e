"""May the results go into this folder? Asked before any work, so that no hour of computing is lost."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hotspot.errors import OutputError
from hotspot.write.atomic import WORKSHOP, workshop

if TYPE_CHECKING:
    from collections.abc import Sequence

CRATE = "ro-crate-metadata.json"
INCIDENTS = "incidents.parquet"
# run.json comes last: it vouches for all the others.
FILES = (
    "ranking.csv",
    "ranking.geojson",
    "hotspots.geojson",
    "density.tif",
    "hotspot.gpkg",
    INCIDENTS,
    "agreement.csv",
    "map.html",
    "ranking.xlsx",
    "report.md",
    CRATE,
    "run.json",
)
TOOL = "hotspot"
ELSEWHERE = "give another folder with --out"
ELSEWHERE_FILE = "name another file with --out"
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f]|[ .]$')
_LONGEST = 255


def check_folder(out: str, *, inputs: Sequence[str]) -> Path:
    """Return the folder `out` if the results may be written there, without leaving a trace of the question.

    `inputs` are the paths and URLs that the run reads. Raises OutputError where the name means trouble on
    some system, the folder or a result in it is a link, an input would be overwritten, another run is writing
    there, files of the same names are not from an earlier run, or the system does not let us write.
    """
    folder = Path(out)
    check_name(out)
    if folder.is_symlink():
        raise OutputError(out, "is a link, and links are not followed when writing", ELSEWHERE)
    if folder.exists() and not folder.is_dir():
        raise OutputError(out, "is a file, not a folder", ELSEWHERE)
    _check_inputs(folder, inputs)
    if (folder / WORKSHOP).is_dir():  # another run is at work, or was killed: then the old results come back
        with workshop(folder):
            pass
    _check_old(folder)
    _check_writable(folder)
    return folder


def check_other_run(out: str, *, run: str) -> None:
    """Raise OutputError where `out` is the folder of another run than that in `run`: what is found in one run
    would lie among the files of the other."""
    folder = Path(out)
    if _is_ours(folder / FILES[-1]) and folder.resolve() != Path(run).resolve():
        what = f"is the folder of another run than '{run}', which is asked about"
        to_do = f"to ask about that run, give --from {out}; else {ELSEWHERE}"
        raise OutputError(out, what, to_do)


def check_file(out: str, *, overwrite: bool, inputs: Sequence[str]) -> Path:
    """Return the file `out` if a result may be written there, without leaving a trace of the question.

    Raises OutputError where the name means trouble on some system, it is no plain file, it is one of the
    `inputs` or a result of a run, it is there already and `overwrite` is False, or there is no such folder.
    """
    file = Path(out)
    check_name(out)
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise OutputError(out, "is not a plain file and will not be replaced", ELSEWHERE_FILE)
    if not file.parent.is_dir():
        raise OutputError(out, f"there is no folder '{file.parent}'", ELSEWHERE_FILE)
    result = file.name in FILES and _is_ours(file.parent / FILES[-1])
    if result or any(file.resolve() == _real(given) for given in inputs):
        raise OutputError(out, "is a file of a run and will not be replaced", ELSEWHERE_FILE)
    if file.exists() and not overwrite:
        raise OutputError(out, "is there already", "use --overwrite, or name another file with --out")
    _check_writable(file.parent)
    return file


def check_unchanged(path: Path, content: bytes) -> None:
    """Raise OutputError where the file no longer holds `content`: another run has written meanwhile."""
    try:
        same = path.read_bytes() == content
    except OSError:
        same = False
    if not same:
        raise OutputError(str(path), "another run wrote its results here meanwhile", "draw the map again")


def check_name(out: str, *, flag: str = "--out") -> None:
    """Raise OutputError where a name in the path, given with `flag`, means trouble on some system."""
    path = Path(out)
    for part in path.parts[1:] if path.anchor else path.parts:
        if part in {".", ".."}:
            continue
        if _RESERVED.fullmatch(part) or _UNSAFE.search(part):
            what = f"'{part}' is not a name that every system can keep"
            raise OutputError(out, what, f"give a plain name with {flag}, such as maps")
        if len(part.encode()) > _LONGEST:
            what = f"a name in it is longer than {_LONGEST} bytes"
            raise OutputError(out, what, f"give a shorter one with {flag}")


def _check_inputs(folder: Path, inputs: Sequence[str]) -> None:
    results = {(folder / name).resolve(): name for name in FILES}
    for given in inputs:
        if "://" in given:
            continue
        name = results.get(_real(given))
        if name:
            raise OutputError(given, f"is an input, and the results would overwrite it as {name}", ELSEWHERE)


def _real(given: str) -> Path:
    """Return the real path of an input; one that cannot be followed is refused by its reader."""
    try:
        return Path(given).resolve()
    except (OSError, RuntimeError):
        return Path(given).absolute()


def _check_old(folder: Path) -> None:
    old = [name for name in FILES if (folder / name).is_symlink() or (folder / name).exists()]
    for name in old:
        path = folder / name
        if path.is_symlink() or not path.is_file():
            raise OutputError(str(path), "is not a plain file and will not be replaced", ELSEWHERE)
    if old and not _is_ours(folder / "run.json"):
        what = f"is there already ({', '.join(old)}) and not from an earlier run of {TOOL}"
        raise OutputError(str(folder / old[0]), what, f"move it away, or {ELSEWHERE}")


def _is_ours(record: Path) -> bool:
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.get("tool") == TOOL


def _check_writable(folder: Path) -> None:
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    try:
        with tempfile.TemporaryDirectory(prefix=".hotspot-", dir=there) as probe:
            (Path(probe) / "probe").write_bytes(b"\0")
    except OSError as error:
        what = f"cannot be written to ({error.strerror or error})"
        to_do = f"make room or ask for the right to write there, or {ELSEWHERE}"
        raise OutputError(str(folder), what, to_do) from error
