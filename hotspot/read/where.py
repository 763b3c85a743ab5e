"""The row filter of `--where`: a condition in SQL over the columns of the file, and nothing more."""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.errors import ConfigError
from hotspot.read.columns import listed, nearest
from hotspot.read.like import like

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hotspot.schema import Bools

TABLE = "incidents"
FUNCTIONS = frozenset(
    {"abs", "coalesce", "glob", "ifnull", "iif", "instr", "length", "like", "lower", "ltrim", "max", "min"}
    | {"nullif", "replace", "round", "rtrim", "substr", "substring", "trim", "typeof", "upper"}
)
NAMED = re.compile(r"'(?:[^']|'')*'|\"((?:[^\"]|\"\")*)\"")
LEADING_ZERO = re.compile(r"[+-]?0\d")
STEPS_A_ROW, STEPS_AT_LEAST = 10_000, 10_000_000  # of SQLite's machine, so that no condition runs forever
LONGEST_TEXT = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A condition that was checked against the columns; `columns` are those that it reads, `roles` those
    of `type`, `date`, `hour` and `weekday` that it means, no column having that name."""

    condition: str
    columns: tuple[str, ...]
    roles: tuple[str, ...]


def prepare(condition: str, columns: Sequence[str], roles: Sequence[str]) -> Filter:
    """Check the condition against the names of the columns, and find out which of them it reads.

    `roles` are friendly names ("type", "date", "hour", "weekday") that may be used where no column has that
    name. Raises ConfigError for a wrong condition, an unknown column (with the nearest name), and for all
    that is more than a condition.
    """
    by_lower: dict[str, str] = {}
    for column in columns:
        by_lower.setdefault(column.lower(), column)
    friendly = [role for role in roles if role not in by_lower]
    names = [*by_lower.values(), *friendly]
    _refuse_unknown_quoted(condition, names)
    read: dict[str, None] = {}
    with _sqlite() as engine, _translated(condition, names):
        _create(engine, dict.fromkeys(names, "NUMERIC"))
        engine.set_authorizer(_judge(read.setdefault))
        list(engine.execute(_query(condition)))
    used = [name for name in names if name in read]
    double = [name for name in used if sum(name.lower() == column.lower() for column in columns) > 1]
    if double:
        what = f"more than one column is called '{double[0]}'"
        raise ConfigError("--where", what, "rename all but one of them in the file")
    return Filter(
        condition=condition,
        columns=tuple(name for name in used if name not in friendly),
        roles=tuple(name for name in used if name in friendly),
    )


def matching(condition: str, frame: pd.DataFrame) -> Bools:
    """Return (n,) which rows of the frame fulfil the condition; the frame has the columns that it reads.

    Text that is a number compares as a number, unless the column has codes with leading zeros ("0110").
    Dates are text, "YYYY-MM-DD HH:MM". Raises ConfigError where the condition cannot be worked out.
    """
    if frame.columns.empty:
        frame = pd.DataFrame({"-": 0}, index=frame.index)  # a condition such as 1 = 1 reads no column
    group = frame.groupby(list(frame.columns), dropna=False, sort=False, observed=True).ngroup().to_numpy()
    first = ~pd.Series(group).duplicated().to_numpy()  # rows that are alike are judged once
    columns = [_cells(frame.loc[first, name]) for name in frame.columns]
    rows = list(zip(*(column.cells() for column in columns), strict=True))
    kinds = {name: column.affinity() for name, column in zip(frame.columns, columns, strict=True)}
    with _sqlite(rows=len(rows)) as engine, _translated(condition, list(frame.columns)):
        _create(engine, kinds)
        gaps = ", ".join("?" * len(kinds))
        engine.executemany(f"INSERT INTO {TABLE} VALUES ({gaps})", rows)  # noqa: S608 - only question marks
        engine.set_authorizer(_judge(lambda _: None))
        chosen = [row for (row,) in engine.execute(_query(condition))]
    fulfilled = np.zeros(len(rows), dtype=bool)
    fulfilled[np.asarray(chosen, dtype=np.int64) - 1] = True
    return fulfilled[group]


def _query(condition: str) -> str:
    """Return the one statement that is ever run; a line end guards it from a comment in the condition."""
    return f"SELECT rowid FROM {TABLE} WHERE ({condition}\n)"  # noqa: S608 - the authorizer allows reading only


def _create(engine: sqlite3.Connection, kinds: Mapping[str, str]) -> None:
    """Create the one table, with columns of these affinities."""
    columns = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}" {kind}' for name, kind in kinds.items())
    engine.execute(f"CREATE TABLE {TABLE} ({columns})")


def _judge(
    saw: Callable[[str], object],
) -> Callable[[int, str | None, str | None, str | None, str | None], int]:
    """Return SQLite's guard: it allows reading the one table and pure functions, and reports columns read."""

    def judge(action: int, one: str | None, two: str | None, _three: str | None, _four: str | None) -> int:
        if action == sqlite3.SQLITE_SELECT:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ and one == TABLE:
            saw(two or "")
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and two in FUNCTIONS:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    return judge


@contextmanager
def _sqlite(rows: int = 1) -> Iterator[sqlite3.Connection]:
    """Give an empty database in memory that knows Cyrillic letters and gives up after too many steps."""
    engine = sqlite3.connect(":memory:")
    try:
        engine.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_TEXT)
        engine.create_function("lower", 1, _each(str.lower), deterministic=True)
        engine.create_function("upper", 1, _each(str.upper), deterministic=True)
        engine.create_function("like", 2, like, deterministic=True)
        engine.create_function("like", 3, like, deterministic=True)
        budget = iter(range(max(STEPS_AT_LEAST, STEPS_A_ROW * rows) // 1000))
        engine.set_progress_handler(lambda: int(next(budget, None) is None), 1000)
        yield engine
    finally:
        engine.close()


def _each(change: Callable[[str], str]) -> Callable[[object], str | None]:
    """Return the change for a cell that may also be a number or nothing."""
    return lambda cell: None if cell is None else change(str(cell))


@contextmanager
def _translated(condition: str, names: Sequence[str]) -> Iterator[None]:
    """Turn SQLite's complaints into an error that names the condition and what to do."""
    to_do = f"write a condition such as type = 'THEFT'; the columns are {listed(names)}"
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning) as error:
        said = " ".join(str(error).split())
        unknown = re.match(r"no such column: (.*)", said)
        if unknown:
            raise _no_column(unknown[1].split(" - ")[0], names) from error
        if "interrupted" in said:
            said = "it takes too long to work out"
        if "not authorized" in said or "prohibited" in said or "one statement" in said:
            said = "only a condition over the columns is allowed here"
            to_do = f"use comparisons, AND, OR, LIKE, IN, BETWEEN and {', '.join(sorted(FUNCTIONS))}"
        raise ConfigError("--where", f"{said} (in: {condition[:200]})", to_do) from error
    except (UnicodeError, ValueError, OverflowError) as error:
        raise ConfigError("--where", f"{error} (in: {condition[:200]!r})", to_do) from error


def _no_column(name: str, names: Sequence[str]) -> ConfigError:
    """Return the error for a column that is not there."""
    what = f"no column '{name}'{nearest(name, names, 'did you mean')}"
    return ConfigError(
        "--where", what, f"use one of {listed(names)}; put a name with blanks in double quotes"
    )


def _refuse_unknown_quoted(condition: str, names: Sequence[str]) -> None:
    """Raise where a name in double quotes is no column: SQLite would silently take it for a text."""
    known = {name.lower() for name in names}
    for found in NAMED.finditer(condition):
        if found[1] is not None and found[1].replace('""', '"').lower() not in known:
            raise _no_column(found[1], names)


@dataclass(frozen=True, kw_only=True)
class _Column:
    """A column as SQLite takes it: its distinct `values`, the last one nothing, and each cell's index."""

    values: Sequence[object]
    codes: Sequence[int]

    def cells(self) -> Iterator[object]:
        """Give the cells one after the other; the code -1 of an empty cell is the last value."""
        return (self.values[code] for code in self.codes)

    def affinity(self) -> str:
        """Return TEXT for codes with leading zeros, which must not become numbers, else NUMERIC."""
        codes = any(isinstance(value, str) and LEADING_ZERO.match(value) for value in self.values)
        return "TEXT" if codes else "NUMERIC"


def _cells(column: pd.Series) -> _Column:
    """Return a column as text, numbers or nothing; dates are text, truth is 1 or 0."""
    codes, distinct = pd.factorize(column)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        minutes = np.datetime_as_string(pd.DatetimeIndex(distinct).to_numpy(), unit="m")
        values = np.char.replace(minutes, "T", " ").tolist()
    elif pd.api.types.is_bool_dtype(column.dtype):
        values = [int(value) for value in distinct]
    elif pd.api.types.is_numeric_dtype(column.dtype):
        values = pd.Series(distinct).astype(object).tolist()
    else:
        values = [str(value) for value in distinct]
    return _Column(values=[*values, None], codes=codes.tolist())
