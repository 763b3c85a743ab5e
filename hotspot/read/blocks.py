"""The rows of a text table, read block by block in whole records, so that memory does not grow with the file.

A block is parsed by one thread and several blocks at once; each column leaves its block as numbers, as
dates by their digits, as few distinct texts, or as text. What a block cannot settle by itself - a quote that
is open where the block ends - is left to a reading in one piece.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from hotspot.read.alike import Digits, piece_by_digits
from hotspot.read.cells import NOTHING, trimmed
from hotspot.read.coordinates import plain_numbers
from hotspot.read.date_forms import DAYS_BY_DIGITS
from hotspot.read.threads import threads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

BLOCK = 2 << 20  # bytes; larger ones are hardly faster and take more memory
MOST_AT_ONCE = 1 << 30  # bytes that Arrow parses as one block
FEW = 0.25  # distinct texts among the first cells, up to which a column is kept by its kinds
EMPTY = [*NOTHING, *(text.upper() for text in NOTHING), "NaN", "Null", "None"]


class As(Enum):
    """How the cells of a column leave their block: as text, as text that repeats, as numbers (NaN for
    nothing, infinite for text that is no number), or as dates by their digits."""

    TEXT = pa.string()
    KINDS = pa.dictionary(pa.int32(), pa.string())
    NUMBERS = pa.float64()
    DATES = "digits"


Cells: TypeAlias = pa.Array | Digits


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a table is written: its delimiter and its number of columns."""

    delimiter: str
    width: int


@dataclass(frozen=True, kw_only=True)
class Ragged:
    """A row of another length than the header: its number from 1, and how many columns it has."""

    number: int
    columns: int


@dataclass(frozen=True, kw_only=True)
class Signs:
    """How often the signs for a line end and for a quote occur."""

    lines: int
    quotes: int


@dataclass(frozen=True, kw_only=True)
class Block:
    """Rows of a table: the cells of each column wanted, by its position; `ragged` rows are not among them."""

    rows: int
    columns: Mapping[int, Cells]
    ragged: tuple[Ragged, ...]
    signs: Signs

    @property
    def read(self) -> int:
        """Rows read, ragged ones among them."""
        return self.rows + len(self.ragged)


class TangledError(Exception):
    """Where a record ends cannot be told from one block."""


class OtherwiseError(Exception):
    """Numbers or dates of the column at this position are written in other ways than a block can settle."""

    def __init__(self, column: int) -> None:
        """Say which column it is."""
        self.column = column


def read_blocks(file: BinaryIO, form: Form, wanted: Mapping[int, As]) -> Iterator[Block]:
    """Give the rows of the open `file` block by block and in their order, with the columns `wanted`.

    Columns are known by their position. Text and dates that repeat in the first block come as KINDS. Raises
    TangledError, OtherwiseError, and ArrowInvalid for what cannot be parsed.
    """
    records = whole_records(file, BLOCK)
    first = next(records, b"")
    wanted = _repeating(first, form, wanted)
    count = 0
    for block in _several_at_once(first, records, form, wanted):
        moved = (replace(row, number=row.number + count) for row in block.ragged)
        yield replace(block, ragged=tuple(moved))
        count += block.read


def _several_at_once(
    first: bytes | memoryview, records: Iterable[memoryview], form: Form, wanted: Mapping[int, As]
) -> Iterator[Block]:
    """Give the blocks in their order, while the next ones are being parsed."""
    with ThreadPoolExecutor(threads()) as pool:
        waiting = deque([pool.submit(_block, first, form, wanted)])
        for record in records:
            waiting.append(pool.submit(_block, record, form, wanted))
            if len(waiting) > threads():
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def whole_records(file: BinaryIO, size: int) -> Iterator[memoryview]:
    """Cut the rest of an open file into blocks of about `size` bytes, each of them whole records."""
    rest = b""
    while chunk := file.read(size):
        data = rest + chunk
        cut = _last_end(data)
        if not cut and len(data) > 2 * size:
            raise TangledError
        rest = data[cut:]
        if cut:
            yield memoryview(data)[:cut]
    if rest:
        yield memoryview(rest)


def _last_end(data: bytes) -> int:
    """Return where the last record of the data ends: at the last line end outside quotes; 0 where none is."""
    sign = b"\n" if b"\n" in data else b"\r"
    cut = data.rfind(sign) + 1
    odd = _count(memoryview(data)[:cut], '"') % 2
    while odd and cut:
        before = data.rfind(sign, 0, data.rfind(b'"', 0, cut)) + 1
        odd ^= data.count(b'"', before, cut) % 2
        cut = before
    return cut


def _repeating(first: bytes | memoryview, form: Form, wanted: Mapping[int, As]) -> Mapping[int, As]:
    """Return the columns wanted, with KINDS for those whose cells repeat in the first block."""
    texts = {at: As.TEXT for at, kind in wanted.items() if kind in (As.TEXT, As.DATES)}
    if not texts or not first:
        return wanted
    head = parse(first, form, texts)
    few = max(FEW * head.rows, 1)
    repeating = [at for at, cells in head.columns.items() if pc.count_distinct(cells).as_py() <= few]
    return {**wanted, **dict.fromkeys(repeating, As.KINDS)}


def _block(data: bytes | memoryview, form: Form, wanted: Mapping[int, As]) -> Block:
    """Parse one block, its numbers by the fast way where all of them are plain."""
    numbers = [at for at, kind in wanted.items() if kind is As.NUMBERS]
    try:
        block = parse(data, form, wanted)
        doubtful = [at for at in numbers if pc.all(pc.is_finite(block.columns[at])).as_py() is False]
    except pa.ArrowInvalid:
        if not numbers:
            raise
        doubtful = numbers
    if doubtful:
        block = parse(data, form, {**wanted, **dict.fromkeys(doubtful, As.TEXT)})
    columns = dict(block.columns)
    for at in doubtful:
        columns[at] = _numbers(columns[at], at)
    for at in (at for at, kind in wanted.items() if kind is As.DATES):
        columns[at] = _dates(columns[at], at)
    return replace(block, columns=columns)


def _signs(data: bytes | memoryview) -> Signs:
    line_feeds, returns, quotes = (_count(data, sign) for sign in '\n\r"')
    return Signs(lines=max(line_feeds, returns), quotes=quotes)


def _count(data: bytes | memoryview, sign: str) -> int:
    """Return how often a sign occurs; five times as fast as `bytes.count` where it occurs often."""
    return int(np.count_nonzero(np.frombuffer(data, dtype=np.uint8) == ord(sign)))


def _numbers(texts: pa.Array, at: int) -> pa.Array:
    """Return text as numbers, NaN for nothing and infinite for text that is no number."""
    found = plain_numbers(trimmed(texts))
    if found is None:
        raise OtherwiseError(at)
    return pa.array(found)


def _dates(texts: pa.Array, at: int) -> Digits:
    """Return text as dates by their digits."""
    found = piece_by_digits(trimmed(texts), DAYS_BY_DIGITS)
    if found is None:
        raise OtherwiseError(at)
    return found


def parse(data: bytes | memoryview, form: Form, wanted: Mapping[int, As]) -> Block:
    """Parse records in one piece, in one thread, which alone knows the numbers of the rows.

    Dates come as text. Raises ArrowInvalid for numbers that are none, and for what is no table.
    """
    ragged: list[Ragged] = []

    def keep(row: csv.InvalidRow) -> str:
        ragged.append(Ragged(number=row.number, columns=row.actual_columns))
        return "skip"

    types = {str(at): (As.TEXT if kind is As.DATES else kind).value for at, kind in wanted.items()}
    table = csv.read_csv(
        pa.BufferReader(pa.py_buffer(data)),
        read_options=csv.ReadOptions(
            column_names=[str(at) for at in range(form.width)],
            block_size=min(len(data) + 1, MOST_AT_ONCE),
            use_threads=False,
        ),
        parse_options=csv.ParseOptions(
            delimiter=form.delimiter, newlines_in_values=True, invalid_row_handler=keep
        ),
        convert_options=csv.ConvertOptions(
            include_columns=list(types),
            column_types=types,
            null_values=EMPTY,
            strings_can_be_null=False,
            check_utf8=False,  # checked when the file was looked through
        ),
    )
    columns = {at: _one(table[str(at)]) for at in wanted}
    return Block(rows=table.num_rows, columns=columns, ragged=tuple(ragged), signs=_signs(data))


def _one(column: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
