"""What has been fetched so far, in a file beside the target: a fetch that is cut short goes on from there.

Its first line says what was asked; each further line is one page. A line that was torn when the machine
stopped is not counted.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from hotspot.errors import OutputError
from hotspot.schema.fetched import Page
from hotspot.write.atomic import told

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Part:
    """The part file of one target; `pages` are those that an earlier call had brought."""

    def __init__(self, target: Path, *, asked: Mapping[str, str], again: bool = False) -> None:
        """Take up the part file of this question, or begin one; `again` begins anew.

        Raises OutputError where the part file belongs to another question, or to nobody we know.
        """
        self.path = target.with_name(target.name + ".part")
        self.pages: list[Page] = []
        head = json.dumps({"hotspot": "part", "asked": dict(asked)}, ensure_ascii=False, sort_keys=True)
        if self.path.is_symlink() or (self.path.exists() and not self.path.is_file()):
            raise OutputError(str(self.path), "it is no plain file", "move it away, or give another --to")
        length = self._held(head, again=again)
        with told(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("r+b" if length else "wb")
            self._file.truncate(length)
            self._file.seek(length)
        if not length:
            self._line(head)

    def keep(self, page: Page) -> None:
        """Put a page on disk."""
        content = {"key": page.key, "rows": page.rows, "repeated": page.repeated, "gone": page.gone}
        self._line(json.dumps(content, ensure_ascii=False, allow_nan=False))
        self.pages.append(page)

    def close(self) -> None:
        """Leave the file for the next call."""
        self._file.close()

    def remove(self) -> None:
        """Remove the file: all has been written."""
        self._file.close()
        with suppress(OSError):
            self.path.unlink()

    def _line(self, text: str) -> None:
        with told(self.path.parent):
            self._file.write(text.encode("utf-8") + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())

    def _held(self, head: str, *, again: bool) -> int:
        """Take in the pages on disk; return how many bytes of the file are whole lines of this question."""
        if not self.path.exists():
            return 0
        first, *lines = self.path.read_bytes().split(b"\n")[:-1] or [b""]
        if b'"hotspot": "part"' not in first:
            what = "it is there already and was not written by hotspot fetch"
            raise OutputError(str(self.path), what, "move it away, or give another --to")
        if again or not any(map(_page, lines)):  # what holds no page is in nobody's way
            return 0
        if first.decode("utf-8", "replace") != head:
            what = "it holds what was fetched for another question"
            raise OutputError(str(self.path), what, "ask as before, pass --again, or give another --to")
        length = len(first) + 1
        for line in lines:
            page = _page(line)
            if page is None:
                break
            self.pages.append(page)
            length += len(line) + 1
        return length


def _page(line: bytes) -> Page | None:
    try:
        told = json.loads(line)
        return Page(
            key=told["key"], rows=tuple(told["rows"]), repeated=int(told["repeated"]), gone=int(told["gone"])
        )
    except (ValueError, KeyError, TypeError):
        return None
