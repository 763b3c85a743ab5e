"""A disk that fails: the n-th time that Python opens, writes, flushes, moves, links or removes anything."""

from __future__ import annotations

import builtins
import errno
import io
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CALLS = ("fsync", "replace", "rename", "mkdir", "link", "unlink", "rmdir", "open")
ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EACCES": errno.EACCES}


class FailingDisk:
    """Counts what is done; the call number `fail_at` (from 0), or all from there on, fails with `code`."""

    def __init__(self, *, fail_at: int, code: int = errno.EIO, for_good: bool = False) -> None:
        self.fail_at, self.code, self.for_good = fail_at, code, for_good
        self.calls = 0
        self.failed: str = ""

    def tick(self, name: str) -> None:
        """Count a call; raise where it is its turn to fail."""
        number, self.calls = self.calls, self.calls + 1
        if number == self.fail_at or (self.for_good and number > self.fail_at):
            self.failed = self.failed or name
            raise OSError(self.code, os.strerror(self.code))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let the disk fail inside the block."""
        real_open = io.open
        real = {name: getattr(os, name) for name in CALLS}
        try:
            builtins.open = io.open = self._opened  # type: ignore[assignment]
            for name, call in real.items():
                setattr(os, name, self._counted(name, call))
            yield
        finally:
            builtins.open = io.open = real_open  # type: ignore[assignment]
            for name, call in real.items():
                setattr(os, name, call)

    def _counted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            self.tick(name)
            return call(*given, **named)

        return counted

    def _opened(self, file: Any, mode: str = "r", buffering: int = -1, *text: Any, **more: Any) -> Any:
        """Open a file as `open` does; whatever is written to it is counted."""
        self.tick("open")
        text_settings = {**dict(zip(("encoding", "errors", "newline"), text, strict=False)), **more}
        of_file = {name: text_settings.pop(name) for name in ("closefd", "opener") if name in text_settings}
        raw = _CountedFile(file, mode.replace("b", "").replace("t", ""), **of_file)
        raw.disk = self
        kinds = {(True, False): io.BufferedReader, (False, True): io.BufferedWriter}
        buffered = kinds.get((raw.readable(), raw.writable()), io.BufferedRandom)(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, **text_settings)


class _CountedFile(io.FileIO):
    disk: FailingDisk

    def write(self, content: Any) -> int:
        self.disk.tick("write")
        return super().write(content) or 0
