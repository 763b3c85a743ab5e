"""What was asked of a command as plain texts, for the record that its files keep."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import Field

    from _typeshed import DataclassInstance

FILE = {"file": True}  # metadata of a field of a question that names a file, or several
NOT_ASKED = frozenset({"out", "language"})


def asked_text(question: DataclassInstance) -> dict[str, str]:
    """Return what was asked by the names of the options; files by their names alone, since folders tell of
    people. What says nothing (no, none, zero) is left out.

    >>> from dataclasses import dataclass, field
    >>> @dataclass
    ... class Question:
    ...     plan: str = field(metadata=FILE)
    ...     hours: tuple[int, int] | None = None
    ...     reach_m: float = 0.0
    >>> asked_text(Question("/home/me/plan.json", hours=(20, 6)))
    {'plan': 'plan.json', 'hours': '20-6'}
    """
    given = {field: getattr(question, field.name) for field in fields(question)}
    return {
        field.name: _text(field, value)
        for field, value in given.items()
        if field.name not in NOT_ASKED and value not in (None, "", (), 0, False)
    }


def asked_of(**options: object) -> dict[str, str]:
    """Return options that no question holds in the same way; none of them may name a file.

    >>> asked_of(areas=("A1", "Orbita"), top=None, seed=0)
    {'areas': 'A1, Orbita', 'seed': '0'}
    """
    return {
        name: ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        for name, value in options.items()
        if value is not None and value is not False and value not in ("", ())
    }


def _text(field: Field[object], value: object) -> str:
    if isinstance(value, tuple):
        return ("-" if field.name == "hours" else ", ").join(_text(field, each) for each in value)
    if "file" in field.metadata:
        return Path(str(value)).name
    return f"{value:g}" if isinstance(value, float) else str(value)
