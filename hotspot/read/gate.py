"""The gate for input files: only a real file of an expected kind, found under its true name, comes in.

GDAL does not trust a file's name: it opens addresses, pipelines and other files that a text points to. So a
path is resolved first, and its first bytes have to agree with its ending.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hotspot.errors import InputError
from hotspot.schema import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from concurrent.futures import Future

_SQLITE = (b"SQLite format 3\0",)
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_ZIP = (b"PK\x03\x04",)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_SIGNATURES: dict[str, tuple[bytes, ...]] = {
    ".gpkg": _SQLITE,
    ".sqlite": _SQLITE,
    ".sqlite3": _SQLITE,
    ".db": _SQLITE,
    ".shp": (b"\x00\x00\x27\x0a",),  # 9994, the file code of a shapefile
    ".zip": _ZIP,
    ".xlsx": _ZIP,
    ".xlsm": _ZIP,
    ".parquet": (b"PAR1",),
    ".geoparquet": (b"PAR1",),
    ".gz": (b"\x1f\x8b",),
    ".tif": _TIFF,
    ".tiff": _TIFF,
}
_JSON = {".json", ".geojson"}
_PBF = b"\n\x09OSMHeader"  # after the four bytes that say how long the first block's head is
# What a download gives instead of a table; a column may be called "<b>type</b>" or "{{ date }}".
_NO_TABLE = re.compile(rb"\s*(?:<!doctype|<html|<\?xml|<svg|\{\s*\"|\[\s*[\[{]\s*\"|\[\s*\])", re.IGNORECASE)
_KINDS = (
    (b"SQLite format 3\0", "a GeoPackage or other SQLite file"),
    (b"\x00\x00\x27\x0a", "a shapefile"),
    (b"PK\x03\x04", "a zip archive or an Excel workbook"),
    (_OLD_OFFICE, "an old (.xls) or password-protected Excel workbook"),
    (b"PAR1", "a Parquet file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"%PDF", "a PDF document"),
    (b"<", "XML or HTML text"),
    (b"{", "JSON"),
    (b"[", "JSON"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)
_INSTEAD = {
    ".xls": "open it in Excel and save it as .xlsx",
    ".dbf": "give the .shp file that lies beside it",
    ".shx": "give the .shp file that lies beside it",
    ".prj": "give the .shp file that lies beside it",
    ".osm": "convert it: osmium cat city.osm -o city.osm.pbf",
    ".kml": "convert it to GeoPackage or GeoJSON, for instance in QGIS",
    ".kmz": "convert it to GeoPackage or GeoJSON, for instance in QGIS",
    ".gdb": "export the layer to GeoPackage, for instance in QGIS",
    ".tab": "export the layer to GeoPackage, for instance in QGIS",
}


def checked_path(path: str, *, suffixes: Collection[str]) -> Path:
    """Return the real path of the input file that `path` names; links are followed.

    It must be an existing regular file whose ending is one of `suffixes` (".gpkg", ".csv.gz", in lower case)
    and whose first bytes agree with that ending; anything else, such as an address, a folder, a device or a
    file under a false name, is an InputError.
    """
    _refuse_addresses(path)
    found = regular_file(path)
    _check_suffix(found, path, suffixes)
    _check_signature(found, path)
    return found


def sha256_of(path: str | Path) -> str:
    """Return the SHA-256 of the file's bytes, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def unchanged(path: Path, name: str) -> Iterator[Future[str]]:
    """Give the SHA-256 of the file, which is worked out beside the reading inside; refuse that reading if the
    file changed meanwhile."""
    before = mark(path)
    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(sha256_of, path)
    refuse_change(path, name, before)


def refuse_change(path: Path, name: str, before: tuple[int, int, int]) -> None:
    """Raise where the file no longer has the mark that it had `before`."""
    if mark(path) != before:
        raise InputError(name, "the file changed while it was read", "run again when nobody writes to it")


def mark(path: Path) -> tuple[int, int, int]:
    """Return what changes when a file is written or replaced: its number, its size and its time."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _refuse_addresses(path: str) -> None:
    shown = path.splitlines()[0][:80] if path.strip() else "(empty)"
    text = path.strip()
    if not text:
        raise InputError(shown, "no file is named", "give the path of a file")
    if text[0] in "{<[" or "\n" in path or "\r" in path or "\0" in path:
        raise InputError(shown, "this is text, not the path of a file", "save it as a file and give its path")
    driver = re.match(r"[A-Za-z][A-Za-z0-9_+.-]+:", text)  # two letters or more: "C:" is a disk
    if text.startswith("/vsi") or "://" in text or driver:
        raise InputError(shown, "this is an address, not a file", "download it and give the file's path")


def regular_file(path: str) -> Path:
    """Return where a file really lies. Raises InputError where none is there, or it is no file to be read."""
    try:
        found = Path(path).resolve(strict=True)
        mode = found.stat().st_mode
    except FileNotFoundError:
        raise _missing(path) from None
    except (OSError, RuntimeError, ValueError) as error:  # too long, a loop of links, no permission
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(path[:80], f"the path cannot be followed: {why}", "check the path") from None
    if stat.S_ISDIR(mode):
        to_do = _INSTEAD.get(found.suffix.lower(), "give one file inside it")
        raise InputError(path, "this is a folder, not a file", to_do)
    if not stat.S_ISREG(mode):
        raise InputError(path, "this is a pipe or a device, not a file", "save it to a file first")
    if not os.access(found, os.R_OK):
        raise InputError(path, "the file may not be read", "ask for the right to read it")
    return found


def _missing(path: str) -> InputError:
    place = Path(path)
    if place.is_symlink():
        return InputError(path, f"the link points to nothing ({place.readlink()})", "give the file itself")
    folder = place.parent
    if not folder.is_dir():
        return InputError(path, f"there is no folder '{folder}'", "check the path")
    names = sorted(entry.name for entry in folder.iterdir())
    close = difflib.get_close_matches(place.name, names, n=3, cutoff=0.5)
    nearest = f"; nearest here: {', '.join(close)}" if close else ""
    return InputError(path, f"no such file{nearest}", "check the name and the folder")


def _check_suffix(found: Path, path: str, suffixes: Collection[str]) -> None:
    if found.name.lower().endswith(tuple(suffixes)):
        return
    ending = found.suffix.lower()
    what = f"files ending in '{ending}' are not read here" if ending else "the file has no ending"
    raise InputError(path, what, _INSTEAD.get(ending, f"give one of {', '.join(sorted(suffixes))}"))


def _check_signature(found: Path, path: str) -> None:
    ending = found.suffix.lower()
    with found.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise InputError(path, "the file is empty", "export it again")
    if _agrees(head, ending):
        return
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    kind = next((kind for start, kind in _KINDS if begin.startswith(start)), "something else")
    to_do = "save it as UTF-8" if kind == "UTF-16 text" else "export it again, or give it its true ending"
    if head.startswith(_OLD_OFFICE):
        to_do = "open it in Excel, remove the password, save it as .xlsx"
    raise InputError(path, f"it ends in '{ending}', but its content is {kind}", to_do)


def _agrees(head: bytes, ending: str) -> bool:
    if ending in _SIGNATURES:
        return head.startswith(_SIGNATURES[ending])
    if ending == ".pbf":
        return head[4:].startswith(_PBF)
    if ending in _JSON:
        return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    text_kinds = (b"\xff\xfe", b"\xfe\xff", b"<", b"{", b"[")  # UTF-16 tables are read, and "<" may be a cell
    binary = any(head.startswith(start) for start, _ in _KINDS if start not in text_kinds)
    return not binary and not _NO_TABLE.match(head.removeprefix(b"\xef\xbb\xbf"))


def file_source(path: str) -> Source:
    """Return the file as a source: its path as given and the hash of its bytes."""
    return Source(path=path, sha256=sha256_of(path))
