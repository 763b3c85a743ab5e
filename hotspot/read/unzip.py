"""Zipped shapefiles: unpacked by us into a folder that is deleted after reading, within strict limits."""

from __future__ import annotations

import lzma
import stat
import struct
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from hotspot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What zipfile raises for an archive whose bytes are broken; what it asks of the disk may then be senseless.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError, IndexError),
)
MOST_MEMBERS = 20
MOST_BYTES = 2 * 1024**3
MOST_RATIO = 100  # expanded bytes for each stored byte
_SMALL = 1024**2  # below this many expanded bytes no ratio does harm
_PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg"}


@contextmanager
def unpacked_shapefile(archive: Path, name: str) -> Iterator[Path]:
    """Give the path of the one .shp that `archive` holds, unpacked with its sidecars; `name` is for errors.

    At most 20 members, 2 GiB and 100:1 expanded; absolute paths, "..", links, passwords, archives inside
    the archive and more than one shapefile are an InputError.
    """
    with tempfile.TemporaryDirectory(prefix="hotspot-") as folder:
        with _damaged(name), zipfile.ZipFile(archive) as opened:
            members = [member for member in opened.infolist() if not member.is_dir()]
            _check_members(members, name)
            shape = _the_shapefile(members, name)
            parts = _with_sidecars(members, shape)
            # never more than the size checked above
            contents = {PurePosixPath(part.filename).suffix.lower(): opened.read(part) for part in parts}
        for ending, content in contents.items():
            Path(folder, f"shapes{ending}").write_bytes(content)
        yield Path(folder, "shapes.shp")


@contextmanager
def _damaged(name: str) -> Iterator[None]:
    try:
        yield
    except DAMAGED as error:
        raise InputError(name, f"the zip archive is damaged: {error}", "copy or export it again") from None


def _check_members(members: Sequence[zipfile.ZipInfo], name: str) -> None:
    to_do = "unpack it yourself and give the .shp file"
    if len(members) > MOST_MEMBERS:
        raise InputError(name, f"the archive has {len(members)} files, more than {MOST_MEMBERS}", to_do)
    for member in members:
        place = PurePosixPath(member.filename.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
            raise InputError(name, f"'{member.filename}' would be unpacked outside its folder", to_do)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise InputError(name, f"'{member.filename}' is a link", to_do)
        if member.flag_bits & 0x1:
            raise InputError(name, f"'{member.filename}' is protected by a password", to_do)
        if place.suffix.lower() in {".zip", ".gz", ".7z", ".rar"}:
            raise InputError(name, f"'{member.filename}' is an archive inside the archive", to_do)
    expanded = sum(member.file_size for member in members)
    stored = sum(member.compress_size for member in members)
    if expanded > MOST_BYTES or (expanded > _SMALL and expanded > MOST_RATIO * stored):
        raise InputError(name, f"the archive would grow from {stored:,} to {expanded:,} bytes", to_do)


def _the_shapefile(members: Sequence[zipfile.ZipInfo], name: str) -> PurePosixPath:
    places = [PurePosixPath(member.filename) for member in members]
    shapes = [place for place in places if place.suffix.lower() == ".shp" and "__MACOSX" not in place.parts]
    if len(shapes) == 1:
        return shapes[0]
    if shapes:
        listed = ", ".join(place.name for place in shapes)
        raise InputError(
            name, f"the archive holds several shapefiles: {listed}", "unpack it and give one of them"
        )
    listed = ", ".join(place.name for place in places[:5]) or "nothing"
    raise InputError(
        name, f"the archive holds no shapefile; it has {listed}", "unpack it and give the file inside"
    )


def _with_sidecars(members: Sequence[zipfile.ZipInfo], shape: PurePosixPath) -> list[zipfile.ZipInfo]:
    stem = str(shape.with_suffix("")).casefold()
    return [
        member
        for member in members
        if (place := PurePosixPath(member.filename)).suffix.lower() in _PARTS
        and str(place.with_suffix("")).casefold() == stem
    ]
