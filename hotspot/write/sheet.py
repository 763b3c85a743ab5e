"""Tables as text: in columns of even width for the terminal, and as Markdown."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from hotspot.words.phrases import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.words.judged import Table

NUMBER = re.compile(r"[<>≤≥~+−-]?\d")  # what a cell of numbers begins with


def aligned(table: Table) -> list[str]:
    """Return a table as lines in columns of even width: text to the left, numbers to the right.

    >>> from hotspot.words.judged import Table
    >>> table = Table(title="", heads=("id", "area", "n"), rows=(("P1", "Алмалы", "7"), ("P2", "–", "12")))
    >>> print(*aligned(table), sep="\\n")
    id  area     n
    P1  Алмалы   7
    P2  –       12
    """
    columns = list(zip(table.heads, *table.rows, strict=True))
    left = [not _numbers(column[1:]) for column in columns]
    widths = [max(map(wide, column)) for column in columns]
    return [
        "  ".join(
            cell + " " * (width - wide(cell)) if text else " " * (width - wide(cell)) + cell
            for cell, width, text in zip(row, widths, left, strict=True)
        ).rstrip()
        for row in [table.heads, *table.rows]
    ]


def markdown_table(table: Table) -> str:
    """Return a table in Markdown, whose cells mean nothing but themselves."""
    rows = [table.heads, ["---"] * len(table.heads), *table.rows]
    return "\n".join(f"| {' | '.join(map(escaped, row))} |" for row in rows)


def escaped(cell: str) -> str:
    """Return text whose signs mean nothing in Markdown."""
    for sign in "\\|<`*_[":
        cell = cell.replace(sign, f"\\{sign}")
    return cell


def wide(text: str) -> int:
    """Return the columns that a terminal gives to `text`: two for wide letters, none for accents."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _numbers(cells: Sequence[str]) -> bool:
    """Return whether all that is known in a column are numbers, with whatever stands behind them."""
    known = [cell for cell in cells if cell not in {"", UNKNOWN}]
    return bool(known) and all(NUMBER.match(cell) for cell in known)
