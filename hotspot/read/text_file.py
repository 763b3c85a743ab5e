"""A text file of any size: looked through once, block by block, and given again as often as it is needed."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, cast

from hotspot.errors import InputError
from hotspot.read.encoding import as_utf8
from hotspot.read.gate import mark, refuse_change, sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONGEST = 1_000_000  # bytes in one cell or line
HEAD = 4 * LONGEST  # bytes in which header and delimiter are looked for
_LOOK = LONGEST // 2  # a line that is too long holds one such block without a line end
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, kw_only=True)
class TextFile:
    """A text as UTF-8 without a mark: `head` is how it begins, `size` its bytes; `open` gives all of it.

    `encoding` is what it was saved in, `guessed` if letters told; `sha256` is that of the file.
    """

    head: bytes
    size: int
    encoding: str
    guessed: bool
    open: Callable[[], BinaryIO]
    sha256: str = ""


def open_text(path: Path, name: str) -> TextFile:
    """Look through a text file, unpacked where it is gzip (told by its first two bytes, not by the name).

    UTF-8 stays on the disk and is read again block by block; only what has to be put into UTF-8 first is held
    in memory. `name` is the path as the user gave it. Raises InputError for what is no text, is in two
    encodings, is damaged or has a line of more than a megabyte.
    """
    before = mark(path)
    with ThreadPoolExecutor(1) as beside:
        sha256 = beside.submit(sha256_of, path)
        try:
            text = _looked_through(path, name, before) or _put_into_utf8(path, name)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            what = f"a damaged gzip file ({error})"
            raise InputError(name, what, "copy or download the file again") from error
    refuse_change(path, name, before)
    return replace(text, sha256=sha256.result())


def _looked_through(path: Path, name: str, before: tuple[int, int, int]) -> TextFile | None:
    """Return the file if it is plain UTF-8; None where a closer look is needed to read or to refuse it."""
    with _unpacked(path) as file:
        head = file.read(HEAD)
        skipped = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
        if not head[skipped:].strip():
            return None
        file.seek(skipped)
        size = _plain_size(file)
    if size is None:
        return None

    def again() -> BinaryIO:
        refuse_change(path, name, before)
        file = _unpacked(path)
        file.seek(skipped)
        return file

    return TextFile(head=head[skipped:], size=size, encoding="utf-8", guessed=False, open=again)


def _plain_size(file: BinaryIO) -> int | None:
    """Return the bytes of the rest of the file; None where it is no UTF-8, or may have too long a line."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = 0
    try:
        while block := file.read(_LOOK):
            size += len(block)
            lineless = b"\n" not in block and b"\r" not in block
            if b"\0" in block or (lineless and len(block) == _LOOK):
                return None
            if decoder.getstate()[0] or not block.isascii():
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return size


def _unpacked(path: Path) -> BinaryIO:
    """Open the file, through gzip where it begins as such."""
    with path.open("rb") as file:
        zipped = file.read(2) == _GZIP
    return cast("BinaryIO", gzip.open(path)) if zipped else path.open("rb")


def _put_into_utf8(path: Path, name: str) -> TextFile:
    """Return a file in another encoding; here it is also found what is wrong with one that is no text."""
    with _unpacked(path) as file:
        text = as_utf8(name, file.read())
    _refuse_long_lines(name, text.data)
    return TextFile(
        head=text.data,
        size=len(text.data),
        encoding=text.encoding,
        guessed=text.guessed,
        open=lambda: io.BytesIO(text.data),
    )


def _refuse_long_lines(name: str, data: bytes) -> None:
    """Raise where a line is longer than a megabyte: such a line holds half a megabyte without a line end."""
    for start in range(0, len(data) - _LOOK, _LOOK):
        if data.find(b"\n", start, start + _LOOK) >= 0 or data.find(b"\r", start, start + _LOOK) >= 0:
            continue
        begin, end = data.rfind(b"\n", 0, start) + 1, data.find(b"\n", start)
        length = (len(data) if end < 0 else end) - begin
        if length > LONGEST:
            line = data.count(b"\n", 0, begin) + 1
            what = f"line {line:,} is {length:,} bytes long; the limit for a cell or line is {LONGEST:,}"
            raise InputError(name, what, "remove the oversized cell, or leave its column out of the export")
