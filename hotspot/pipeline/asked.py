"""What was asked of a command as plain texts, for the record that its files keep."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FILES = frozenset(
    {"streets", "buildings", "posts", "existing", "candidates", "demand", "review", "exclude", "venues"}
)
NOT_ASKED = frozenset({"out", "language"})


def asked_text(question: DataclassInstance) -> dict[str, str]:
    """Return what was asked by the names of the options; files by their names alone, since folders tell of
    people. What says nothing (no, none, zero) is left out."""
    given = {field.name: getattr(question, field.name) for field in fields(question)}
    return {
        name: _text(name, value)
        for name, value in given.items()
        if name not in NOT_ASKED and value not in (None, "", (), 0, False)
    }


def _text(name: str, value: object) -> str:
    if isinstance(value, tuple):
        return ("-" if name == "hours" else ", ").join(_text(name, each) for each in value)
    if name in FILES:
        return Path(str(value)).name
    return f"{value:g}" if isinstance(value, float) else str(value)
