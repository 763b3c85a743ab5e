"""What became known of an incident later: the day it was reported, and whether and when it was cleared.

Of these columns only days and yes or no are kept, never a text; a cell that says neither is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from hotspot.errors import InputError
from hotspot.read.cells import distinct_cells, says_nothing
from hotspot.read.columns import key
from hotspot.read.dates import read_dates
from hotspot.schema import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

    from hotspot.schema import Bools, Ints

UNKNOWN = -1
# What cells say, in the form of `columns.key`.
YES = frozenset(
    {"1", "true", "yes", "y", "t", "cleared", "solved", "arrest", "arrested", "clearedbyarrest"}
    | {"clearedexceptionally", "exceptionallycleared", "clearedbyexception", "adultarrest", "juvenilearrest"}
    | {"да", "раскрыто", "раскрыт", "раскрыта", "раскрытое", "иә", "ия", "ашылды", "ашылған"}
)
NO = frozenset(
    {"0", "false", "no", "n", "f", "notcleared", "uncleared", "unsolved", "notsolved", "open", "noarrest"}
    | {"underinvestigation", "pending", "suspended", "впроизводстве", "приостановлено", "тергеуде"}
    | {"нет", "нераскрыто", "нераскрыт", "нераскрыта", "нераскрытое", "жоқ", "ашылмады", "ашылмаған"}
)
WORDS = "yes or no, cleared or not cleared, раскрыто or не раскрыто, ашылды or ашылмады, or a date"


@dataclass(frozen=True, kw_only=True)
class Later:
    """The columns by name, each (n,): `reported` and `cleared_on` are days (NaT where unknown), `cleared` is
    1 for yes, 0 for no, -1 where unknown. `left_out` are the roles whose column says nothing of the kind."""

    columns: Mapping[str, NDArray[Any]]
    left_out: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_later(
    where: str,
    frame: pd.DataFrame,
    roles: Mapping[str, str],
    *,
    told: Collection[str],
    day_first: bool | None,
    times: Ints | None = None,
) -> Later:
    """Read the columns of the roles `reported` and `cleared`, where there are any.

    `times` (n,) says how often each row was there, once by default: most rows decide what a column is.
    A column that cannot be read is left out, and a finding says so; raises InputError instead where the user
    named it (its role is in `told`).
    """
    columns: dict[str, NDArray[Any]] = {}
    left_out, findings = [], []
    for role, read in (("reported", _reported), ("cleared", _cleared)):
        if role not in roles:
            continue
        try:
            columns |= read(where, frame[roles[role]], day_first, times)
        except InputError:
            if role in told:
                raise
            left_out.append(role)
            values = {"file": where, "column": roles[role]}
            findings.append(Finding(code=f"{role}_left_out", level="info", values=values))
    return Later(columns=columns, left_out=tuple(left_out), findings=tuple(findings))


def _reported(
    where: str, column: pd.Series, day_first: bool | None, _: Ints | None
) -> dict[str, NDArray[Any]]:
    return {"reported": _days(where, column, day_first)}


def _days(where: str, column: pd.Series, day_first: bool | None) -> NDArray[np.datetime64]:
    """Return the day (n,) that each cell names. Raises InputError for a column that holds none."""
    name = f"{where}, column '{column.name}'"
    read = read_dates(name, column, day_first=day_first)
    if np.isnat(read.start).all() or read.month_only:
        raise InputError(name, "it holds no day", "name another column, or leave it out")
    return read.start.astype("datetime64[D]").astype("datetime64[s]")


def _cleared(
    where: str, column: pd.Series, day_first: bool | None, times: Ints | None
) -> dict[str, NDArray[Any]]:
    """Read yes and no, words for either, or days; where no cell says no, an empty one does.

    Raises InputError for a column of which less than half the filled cells can be told; it quotes none.
    """
    texts, at = distinct_cells(column)
    folded = [key(text) for text in texts.to_pylist()]
    state = np.array([1 if text in YES else 0 if text in NO else UNKNOWN for text in folded], dtype=np.int8)
    empty = _empty(texts)
    filled = ~empty[at]
    untold, told = (
        np.sum(rows if times is None else times[rows]) for rows in (filled & (state[at] == UNKNOWN), filled)
    )
    if 2 * untold > told or not filled.any():
        return _by_day(where, column, filled, day_first)
    if not (state == 0).any():
        state[empty] = 0
    return {"cleared": state[at]}


def _by_day(where: str, column: pd.Series, filled: Bools, day_first: bool | None) -> dict[str, NDArray[Any]]:
    """Read a column of days: cleared on that day, not cleared where there is none."""
    try:
        days = _days(where, column, day_first)
    except InputError:
        what = "it says of too few incidents whether they were cleared"
        raise InputError(f"{where}, column '{column.name}'", what, f"write {WORDS}") from None
    known = ~np.isnat(days)
    state = np.where(known, 1, np.where(filled, UNKNOWN, 0)).astype(np.int8)
    return {"cleared": state, "cleared_on": days}


def _empty(texts: pa.Array) -> Bools:
    blank: Bools = pc.equal(texts, "").to_numpy(zero_copy_only=False)
    return blank | says_nothing(texts)
