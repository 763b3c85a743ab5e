"""A text file of any size: looked through once, block by block, and given again as often as it is needed."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, cast

from hotspot.errors import InputError
from hotspot.read.allowed import ALLOWED, Allowed
from hotspot.read.encoding import as_utf8
from hotspot.read.gate import mark, refuse_change, unchanged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LONGEST = 1_000_000  # bytes in one cell or line
HEAD = 4 * LONGEST  # bytes in which header and delimiter are looked for
_LOOK = LONGEST // 2  # a line that is too long holds one such block without a line end
_GZIP = b"\x1f\x8b"
_MOST_RATIO = 200  # unpacked bytes for each packed one; tables with many equal rows reach 100
_SMALL = 50_000_000  # unpacked bytes below which no ratio does harm


@dataclass(frozen=True, kw_only=True)
class TextFile:
    """A text as UTF-8 without a mark: `head` is how it begins, `size` its bytes; `open` gives all of it.

    `encoding` is what it was saved in, `guessed` if letters told; `sha256` is that of the file, and
    `check_unchanged` refuses what was read of a file that somebody has written to since.
    """

    head: bytes
    size: int
    encoding: str
    guessed: bool
    open: Callable[[], BinaryIO]
    check_unchanged: Callable[[], None]
    sha256: str = ""


def open_text(path: Path, name: str, allowed: Allowed = ALLOWED) -> TextFile:
    """Look through a text file, unpacked where it is gzip (told by its first two bytes, not by the name).

    UTF-8 stays on the disk and is read again block by block; only what has to be put into UTF-8 first is held
    in memory. `name` is the path as the user gave it. Raises InputError for what is no text, is in two
    encodings, is damaged, is larger than `allowed` or has a line of more than a megabyte.
    """
    before = mark(path)
    try:
        with unchanged(path, name) as sha256:
            text = _looked_through(path, name, before, allowed) or _put_into_utf8(path, name, allowed)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        what = f"a damaged gzip file ({error})"
        raise InputError(name, what, "copy or download the file again") from error
    return replace(text, sha256=sha256.result())


def _looked_through(path: Path, name: str, before: tuple[int, int, int], allowed: Allowed) -> TextFile | None:
    """Return the file if it is plain UTF-8; None where a closer look is needed to read or to refuse it."""
    with _unpacked(path) as file:
        head = file.read(HEAD)
        skipped = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
        if not head[skipped:].strip():
            return None
        file.seek(skipped)
        size = _plain_size(file, lambda count: _check_growth(path, name, count, allowed))
    if size is None:
        return None

    def check_unchanged() -> None:
        refuse_change(path, name, before)

    def again() -> BinaryIO:
        check_unchanged()
        file = _unpacked(path)
        file.seek(skipped)
        return file

    return TextFile(
        head=head[skipped:],
        size=size,
        encoding="utf-8",
        guessed=False,
        open=again,
        check_unchanged=check_unchanged,
    )


def _plain_size(file: BinaryIO, check: Callable[[int], None]) -> int | None:
    """Return the bytes of the rest of the file; None where it is no UTF-8, or may have too long a line."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = 0
    try:
        while block := file.read(_LOOK):
            size += len(block)
            check(size)
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


def _check_growth(path: Path, name: str, count: int, allowed: Allowed) -> None:
    """Refuse a file of which so many bytes were read: more than allowed, or than a packed table grows to."""
    allowed.check_bytes(count, name)
    if count > max(_SMALL, _MOST_RATIO * path.stat().st_size):
        what = f"it grows to more than {_MOST_RATIO} times its size, as no table does"
        raise InputError(name, what, "unpack it yourself and look at it")


def _put_into_utf8(path: Path, name: str, allowed: Allowed) -> TextFile:
    """Return a file in another encoding; here it is also found what is wrong with one that is no text."""
    with _unpacked(path) as file:
        text = as_utf8(name, b"".join(_pieces(file, lambda count: _check_growth(path, name, count, allowed))))
    _refuse_long_lines(name, text.data)
    return TextFile(
        head=text.data,
        size=len(text.data),
        encoding=text.encoding,
        guessed=text.guessed,
        open=lambda: io.BytesIO(text.data),
        check_unchanged=lambda: None,  # all of it is held
    )


def _pieces(file: BinaryIO, check: Callable[[int], None]) -> Iterator[bytes]:
    """Give all bytes piece by piece; `check` is told how many there are so far."""
    count = 0
    while piece := file.read(_LOOK):
        count += len(piece)
        check(count)
        yield piece


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
