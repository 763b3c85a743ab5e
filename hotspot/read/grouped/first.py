"""The first cells of files that an engine counts: enough to tell which columns are about persons."""

from __future__ import annotations

import csv
import io
import sys
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from hotspot.read.allowed import Allowed
from hotspot.read.grouped.files import BOM, GZIP, head_of
from hotspot.read.parquet import open_parquet
from hotspot.read.table import FIRST_ROWS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.read.grouped.files import Files

ANY_SIZE = Allowed(rows=sys.maxsize)


def first_cells(files: Files, at: int) -> Mapping[str, Sequence[str]]:
    """Return the first cells of all columns of one of the files, as text; nothing of them is kept."""
    path, name = files.paths[at], files.names[at]
    if files.kind == "parquet":
        table = open_parquet(Path(path), name, allowed=ANY_SIZE)
        return {**dict.fromkeys(table.columns, ()), **table.first()}
    lines = io.StringIO(head_of(path, name), newline="")
    cells: dict[str, list[str]] = {}
    with suppress(csv.Error):  # a row that cannot be read ends them
        for row in islice(csv.reader(lines, delimiter=files.delimiter), FIRST_ROWS + 1):
            cells = cells or {column: [] for column in row}
            for column, cell in zip(cells, row, strict=False):
                cells[column].append(cell)
    return {column: found[1:] for column, found in cells.items()}


def plain_size(path: str) -> int | None:
    """Return the bytes of a text table without its mark; None for one that is packed."""
    with Path(path).open("rb") as file:
        mark = file.read(len(BOM))
    return None if mark.startswith(GZIP) else Path(path).stat().st_size - len(BOM) * (mark == BOM)
