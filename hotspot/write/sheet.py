"""Tables as text: in columns of even width for the terminal, and as Markdown."""

from __future__ import annotations

import re
import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING

from hotspot.words.phrases import UNKNOWN, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.words.judged import Table

NUMBER = re.compile(r"[<>≤≥~+−-]?\d")  # what a cell of numbers begins with
BETWEEN = "  "
WIDEST = 110  # letters that fit into a line of most terminals
NARROWEST = 24  # letters that a column of text keeps


def aligned(table: Table) -> list[str]:
    """Return a table as lines in columns of even width: text to the left, numbers to the right.

    Where it would be wider than a terminal, headings, then texts stand on several lines. Signs that steer a
    terminal are replaced.

    >>> from hotspot.words.judged import Table
    >>> table = Table(title="", heads=("id", "area", "n"), rows=(("P1", "Алмалы", "7"), ("P2", "–", "12")))
    >>> print(*aligned(table), sep="\\n")
    id  area     n
    P1  Алмалы   7
    P2  –       12
    """
    rows = [[visible(cell) for cell in row] for row in (table.heads, *table.rows)]
    columns = list(zip(*rows, strict=True))
    left = [not _numbers(column[1:]) for column in columns]
    widths = _widths(columns, left)
    lines = []
    for row in rows:
        cells = [folded(cell, width) for cell, width in zip(row, widths, strict=True)]
        for line in zip_longest(*cells, fillvalue=""):
            placed = (
                cell + " " * (width - wide(cell)) if text else " " * (width - wide(cell)) + cell
                for cell, width, text in zip(line, widths, left, strict=True)
            )
            lines.append(BETWEEN.join(placed).rstrip())
    return lines


def markdown_table(table: Table) -> str:
    """Return a table in Markdown, whose cells mean nothing but themselves."""
    rows = [table.heads, ["---"] * len(table.heads), *table.rows]
    return "\n".join(f"| {' | '.join(map(escaped, row))} |" for row in rows)


def escaped(cell: str) -> str:
    """Return text whose signs mean nothing in Markdown, and hide nothing."""
    cell = visible(cell)
    for sign in "\\|<`*_[":
        cell = cell.replace(sign, f"\\{sign}")
    return cell


def folded(text: str, width: int) -> list[str]:
    """Return text as lines of at most so many columns, broken between words where that is possible.

    >>> folded("Rank, 95 %, of the whole city", 12), folded("aaaaa", 2)
    (['Rank, 95 %,', 'of the whole', 'city'], ['aa', 'aa', 'a'])
    """
    if wide(text) <= width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if wide(longer) <= width:
            lines[-1] = longer
            continue
        lines += [""] if lines[-1] else []
        for letter in word:
            if lines[-1] and wide(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines


def wide(text: str) -> int:
    """Return the columns that a terminal gives to `text`: two for wide letters, none for accents."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _widths(columns: Sequence[Sequence[str]], left: Sequence[bool]) -> list[int]:
    """Return the width of each column: what its widest cell needs, less where a terminal has no room."""
    widths = [max(map(wide, column)) for column in columns]

    def over() -> int:
        return sum(widths) + len(BETWEEN) * (len(widths) - 1) - WIDEST

    if over() > 0:
        widths = [max(*map(wide, cells), *map(wide, head.split(" "))) for head, *cells in columns]
    while over() > 0 and (texts := [i for i, text in enumerate(left) if text and widths[i] > NARROWEST]):
        widths[max(texts, key=widths.__getitem__)] -= 1
    return widths


def _numbers(cells: Sequence[str]) -> bool:
    """Return whether all that is known in a column are numbers, with whatever stands behind them."""
    known = [cell for cell in cells if cell not in {"", UNKNOWN}]
    return bool(known) and all(NUMBER.match(cell) for cell in known)
