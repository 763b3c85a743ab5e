"""Which sign separates the columns of a text table: found from the header and the rows that follow it."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL, UNUSUAL = (",", ";", "\t", "|"), ("^", "~", ":", " ")
SPOKEN = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "blank"}


def find_delimiter(header: str, body: bytes) -> str:
    """Return the sign that cuts the header into most columns while the rows agree with it."""
    lines = body.decode(errors="ignore").splitlines()[:100]
    lines = lines[:-1] if len(lines) > 1 else lines  # the last one may be cut
    scores = {sign: _agreement(header, lines, sign) for sign in USUAL}
    best = max(USUAL, key=lambda sign: scores[sign])
    if scores[best][1] > 1:
        return best
    for sign in UNUSUAL:
        share, columns = _agreement(header, lines, sign)
        if share == 1.0 and columns > 1:
            return sign
    return ","


def _agreement(header: str, lines: Sequence[str], sign: str) -> tuple[float, int]:
    """Return the share of lines with as many columns as the header (in tenths), and how many those are."""
    try:
        columns = len(next(csv.reader([header], delimiter=sign)))
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if row)
    except csv.Error:  # a line break or a cell without end: it is another sign, or no table
        return -1.0, 1
    agreeing = counts[columns] / max(counts.total(), 1)
    return (round(agreeing, 1) if columns > 1 else -1.0), columns


def spoken(delimiter: str) -> str:
    """Return the name of a delimiter for a message."""
    return SPOKEN.get(delimiter, repr(delimiter))
