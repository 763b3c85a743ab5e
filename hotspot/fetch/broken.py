"""Answers that cannot be used now but may be better the next time, and what helps where they stay so."""

from __future__ import annotations

FAILED = 500
GATEWAY = frozenset({502, 504})
BUSY = frozenset({429, FAILED, 503}) | GATEWAY  # worth another try
GO_ON = "run the same command again: it goes on where it stopped"
ASK_OTHERWISE = f"check --where and --fields, for a question that it cannot answer; else, later, {GO_ON}"


class BrokenError(Exception):
    """An answer that cannot be used, but may be better the next time; the text says what was wrong, `to_do`
    what helps where it stays so."""

    def __init__(self, what: str, to_do: str = GO_ON) -> None:
        """Say what was wrong."""
        super().__init__(what)
        self.to_do = to_do


def broken_by(status: int) -> BrokenError:
    """Return what one of the statuses `BUSY` means."""
    if status == FAILED:
        return BrokenError(f"it fails at this question (status {status})", ASK_OTHERWISE)
    if status in GATEWAY:
        return BrokenError(f"a server before it gets no answer from it (status {status})")
    return BrokenError(f"it is busy (status {status})")
