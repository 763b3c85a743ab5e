"""What time it is: a command notes when it was started, for run.json alone."""

from __future__ import annotations


def now() -> str:
    """Return the time in UTC to the second, as "2026-01-02T03:04:05+00:00"."""
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat(timespec="seconds")
