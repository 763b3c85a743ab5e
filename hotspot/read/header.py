"""Where the names of a table's columns stand: in the first line, in none, or below a title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hotspot.errors import InputError
from hotspot.read.columns import key
from hotspot.read.delimiter import USUAL
from hotspot.read.names import DEGREES, PLANE
from hotspot.read.one_cell import any_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LINES = 20  # from the top in which the names are looked for
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([ T].*)?")


def looks_like_data(cells: Sequence[str]) -> bool:
    """Tell whether the first line holds numbers, dates or places where names should be.

    >>> looks_like_data(["76.9", "43.2", "theft"]), looks_like_data(["lon", "lat", "2025"])
    (True, False)
    """
    numbers = sum(bool(_NUMBER.fullmatch(cell.strip())) for cell in cells)
    return numbers >= 2 or any_place(cells)


def names_places(cells: Iterable[str]) -> bool:
    """Tell whether these are names of columns, two of which are well known for coordinates."""
    keys = {key(cell) for cell in cells}
    return any(x in keys and y in keys for x, y in (*DEGREES, *PLANE))


def line_of_names(lines: Iterable[Sequence[str]]) -> int | None:
    """Return which of the first lines, from 0, names coordinates; None where none does."""
    return next((at for at, cells in zip(range(LINES), lines, strict=False) if names_places(cells)), None)


def refuse_title(name: str, data: bytes, first: Sequence[str]) -> None:
    """Raise InputError where the names of the columns stand below the `first` line, under a title.

    `data` are the bytes of the table from its beginning, `name` is the file as the user gave it.
    """
    if names_places(first):
        return
    lines = data[:65536].decode(errors="ignore").splitlines()[:LINES]
    for sign in USUAL:
        at = line_of_names(line.split(sign) for line in lines)
        if at:
            what = f"the names of the columns stand in line {at + 1}, below {first[0][:60]!r}"
            raise InputError(name, what, "remove the lines above them, then run again")
