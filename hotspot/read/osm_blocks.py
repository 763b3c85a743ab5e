"""Whether an OpenStreetMap extract is whole: GDAL reads a damaged one as if it were empty, without a word.

The file is a row of blocks: four bytes with the length of a head, the head (what the block is, and how long),
and the block, compressed. PBF Format, https://wiki.openstreetmap.org/wiki/PBF_Format.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from hotspot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_BYTES = 1024**3
_LONGEST_HEAD, _LARGEST_BLOCK = 64 * 1024, 32 * 1024**2  # by the format
_AGAIN = "copy or download it again"
_SMALLER = "cut the city out of it, for instance with: osmium extract --bbox"
_Fields: TypeAlias = dict[int, "int | bytes"]


def check_blocks(path: Path, name: str) -> None:
    """Refuse an extract that is too large, cut short or damaged: every block is unpacked and its sum checked.

    Raises InputError with `name`, the file as the user gave it.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise InputError(name, f"{size:,} bytes are more than {MOST_BYTES:,}", _SMALLER)
    kinds = set()
    with path.open("rb") as file:
        while file.tell() < size:
            at = file.tell()
            try:
                kinds.add(_checked_block(file))
            except (ValueError, KeyError, TypeError, IndexError, zlib.error):
                what = f"the file is damaged or cut short: the block at byte {at:,} cannot be unpacked"
                raise InputError(name, what, _AGAIN) from None
    if b"OSMData" not in kinds:
        raise InputError(name, "the file holds no map data", _AGAIN)


def _checked_block(file: BinaryIO) -> bytes:
    """Return what the next block is, after unpacking it; any broken rule of the format is a ValueError."""
    head = _fields(_exactly(file, _within(int.from_bytes(_exactly(file, 4), "big"), _LONGEST_HEAD)))
    block = _fields(_exactly(file, _within(head[3], _LARGEST_BLOCK)))
    if 3 in block:  # zlib data, whose last bytes are a sum over the unpacked ones
        unpacking = zlib.decompressobj()
        unpacking.decompress(_bytes(block[3]), _LARGEST_BLOCK)
        if not unpacking.eof:
            raise ValueError
    elif 1 not in block:  # neither plain
        raise ValueError
    return _bytes(head[1])


def _fields(message: bytes) -> _Fields:
    """Return the fields of a protocol-buffer message by number; of a repeated one, the last."""
    return dict(_each_field(message))


def _each_field(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        value, at = _varint(message, at)
        if tag & 7 == 2:  # bytes of this length
            if at + value > len(message):
                raise ValueError
            yield tag >> 3, message[at : at + value]
            at += value
        elif tag & 7 == 0:
            yield tag >> 3, value
        else:
            raise ValueError


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at a byte, seven bits a byte, and where the next thing begins."""
    value = 0
    for shift in range(0, 70, 7):
        byte = message[at + shift // 7]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at + shift // 7 + 1
    raise ValueError


def _exactly(file: BinaryIO, count: int) -> bytes:
    found = file.read(count)
    if len(found) < count:
        raise ValueError
    return found


def _within(count: int | bytes, most: int) -> int:
    if not isinstance(count, int) or not 0 < count <= most:
        raise ValueError
    return count


def _bytes(value: int | bytes) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError
    return value
