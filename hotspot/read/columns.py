"""Which column holds what: found by well-known names in English, Russian and Kazakh, or as the user says."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hotspot.errors import ConfigError, InputError
from hotspot.read.names import DEGREES, NAMES, PLANE
from hotspot.read.one_cell import column_of_places, not_for_engines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.read.table import First

ROLES = (
    *("x", "y", "date", "time", "date_end", "time_end"),
    *("year", "month", "day", "hour", "minute", "type", "id", "source", "harm", "reported", "cleared", "xy"),
)

CLOCK = ROLES[2:11]  # all that tells the time
PLACE = ("x", "y", "xy")


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two columns that hold a place; `by` is "degrees" or "plane", as their names have it, or "cell" where x
    and y are the same column, whose cells hold both."""

    x: str
    y: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """Column of every role but x, y and xy, and the pairs of coordinate columns, likeliest first."""

    roles: Mapping[str, str]
    pairs: tuple[Pair, ...]

    def to_load(self) -> tuple[str, ...]:
        """Return the columns that have to be read, each once."""
        places = [name for pair in self.pairs for name in (pair.x, pair.y)]
        return tuple(dict.fromkeys((*places, *self.roles.values())))


@lru_cache(maxsize=4_096)  # the same few hundred names are asked for again and again
def key(name: str) -> str:
    """Return a column name without case, blanks, underscores and punctuation.

    >>> key("X_Coord CD"), key("Дата  совершения:"), key("Күні")
    ('xcoordcd', 'датасовершения', 'күні')
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def nearest(name: str, names: Sequence[str], say: str) -> str:
    """Return "; `say` 'the nearest of the names'?", or "" where none is near.

    >>> nearest("lattitude", ["latitude", "date"], "did you mean")
    "; did you mean 'latitude'?"
    """
    by_key = {key(other): other for other in names}
    close = difflib.get_close_matches(key(name), by_key, n=1, cutoff=0.6)
    return f"; {say} '{by_key[close[0]]}'?" if close else ""


def listed(columns: Sequence[str], most: int = 20) -> str:
    """Return the column names for a message, on one line and not too many of them."""
    shown = [" ".join(name.split())[:40] or "''" for name in columns[:most]]
    return ", ".join(shown) + (f", … ({len(columns)} columns)" if len(columns) > most else "")


def find_columns(
    name: str,
    columns: Sequence[str],
    *,
    given: Mapping[str, str],
    known: Mapping[str, Sequence[str]],
    never: Sequence[str],
    placed: bool,
    plane: bool = False,
    first: First | None = None,
) -> Found:
    """Give every role its column: as `given` by the user ("" for none), as `known` from a preset, or by
    well-known names.

    `name` is the source, for messages; `never` are keys of columns that must not be read; a `placed` source
    needs no coordinate columns; `plane` says that the coordinates wanted are not degrees; `first` gives the
    first cells, without which no cell can be looked into for both coordinates. Raises InputError where a
    column is missing, double or not to be read, and ConfigError for a role that does not exist.
    """
    for role in given:
        if role not in ROLES:
            what = f"unknown column role '{role}'{nearest(role, ROLES, 'did you mean')}"
            raise ConfigError("incidents.columns", what, f"use one of {', '.join(ROLES)}")
    usable = [column for column in columns if key(column) not in never]
    told = {role: _named(name, columns, role, asked, never) for role, asked in given.items() if asked}
    roles = {
        role: _by_name(name, usable, (*known.get(role, ()), *names))
        for role, names in NAMES.items()
        if role not in given
    }
    roles = _one_clock({role: column for role, column in (roles | told).items() if column}, told)
    if "date" not in roles or roles.get("reported") == roles["date"]:
        roles.pop("reported", None)  # without another day to count from, a delay would always be 0
    pairs = _pairs(name, usable, told, known, placed=placed, first=first)
    flat = tuple(pair for pair in pairs if pair.by == "plane")
    pairs = flat if plane and flat else pairs[:1] if pairs and pairs[0].by == "degrees" else pairs
    found = Found(roles={role: c for role, c in roles.items() if role not in PLACE}, pairs=pairs)
    _refuse_double(name, columns, found.to_load())
    return found


def _named(name: str, columns: Sequence[str], role: str, asked: str, never: Sequence[str]) -> str:
    """Return the column that the user named, spelled as in the file."""
    if key(asked) in never:
        what = f"the column '{asked}' holds personal data and is never read"
        raise InputError(name, what, f"choose another column for incidents.columns.{role}")
    if asked in columns:
        return asked
    alike = [column for column in columns if key(column) == key(asked)]
    if len(alike) != 1:
        meant = nearest(asked, columns, "did you mean")
        what = (
            f"no column '{asked}' for {role}{meant}"
            + (";" if not meant else "")
            + f" it has {listed(columns)}"
        )
        raise InputError(name, what, f"set incidents.columns.{role} in config.yaml to one of these")
    return alike[0]


def _by_name(name: str, columns: Sequence[str], names: Sequence[str]) -> str:
    """Return the first column that has one of the well-known names; "" where none has."""
    keys = [key(column) for column in columns]
    for known in names:
        if keys.count(known) > 1:
            alike = [column for column in columns if key(column) == known]
            raise InputError(
                name,
                f"more than one column is called '{known}' ({listed(alike)})",
                "rename one of them, or name the right one under incidents.columns in config.yaml",
            )
        if known in keys:
            return columns[keys.index(known)]
    return ""


def _one_clock(roles: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """Keep one way of telling the time: a date column, or year and month, or nothing."""
    kept = dict(roles)
    if "date" not in told and told.keys() & {"year", "month", "day"}:
        kept.pop("date", None)
    if "date" not in kept and "month" in kept and "year" not in kept:
        kept["date"] = kept["month"]  # months such as 2018-10 are whole dates of their own
    if "date" in kept:
        unused = {"year", "month", "day"}
    elif {"year", "month"} <= kept.keys():
        unused = {"date_end", "time_end"}
    else:
        unused = set(CLOCK)
    unused |= {"hour", "minute"} if "time" in kept else set()
    unused |= set() if "date_end" in kept else {"time_end"}
    return {role: column for role, column in kept.items() if role not in unused}


def _pairs(
    name: str,
    columns: Sequence[str],
    told: Mapping[str, str],
    known: Mapping[str, Sequence[str]],
    *,
    placed: bool,
    first: First | None,
) -> tuple[Pair, ...]:
    """Return the pairs of coordinate columns, likeliest first."""
    if "xy" in told:
        return (_both_told(name, told, first),)
    if "x" in told or "y" in told:
        if not ("x" in told and "y" in told):
            missing = "y" if "x" in told else "x"
            what = f"incidents.columns names {'x' if missing == 'y' else 'y'} but not {missing}"
            raise ConfigError("incidents.columns", what, f"name incidents.columns.{missing} too")
        if told["x"] == told["y"]:
            what = f"x and y are both '{told['x']}'"
            raise ConfigError("incidents.columns", what, "name the column of each")
        return (Pair(x=told["x"], y=told["y"], by=_kind(told["x"], told["y"])),)
    if placed:
        return ()
    likely = [(x, y) for x in known.get("x", ()) for y in known.get("y", ())]
    pairs: list[Pair] = []
    for x_name, y_name in (*likely, *DEGREES, *PLANE):
        x, y = _by_name(name, columns, (x_name,)), _by_name(name, columns, (y_name,))
        if x and y and (x, y) not in {(pair.x, pair.y) for pair in pairs}:
            pairs.append(Pair(x=x, y=y, by=_kind(x, y)))
    return tuple(pairs) or (_in_one_column(name, columns, first),)


def _both_told(name: str, told: Mapping[str, str], first: First | None) -> Pair:
    """Return the column that the user named for both coordinates."""
    if beside := told.keys() & {"x", "y"}:
        what = f"it names {min(beside)} and xy"
        raise ConfigError("incidents.columns", what, "name x and y, or xy for both in one column")
    if first is None:
        raise not_for_engines(name, told["xy"])
    return Pair(x=told["xy"], y=told["xy"], by="cell")


def _in_one_column(name: str, columns: Sequence[str], first: First | None) -> Pair:
    """Return the column whose cells hold both coordinates; raise where there is none."""
    cells = {column: cells for column, cells in (first() if first else {}).items() if column in columns}
    found = column_of_places(name, cells, {key(column): column for column in reversed(columns)})
    if not found:
        raise _no_coordinates(name, columns)
    return Pair(x=found, y=found, by="cell")


def _kind(x: str, y: str) -> str:
    """Return "degrees" where the names are those of longitude and latitude, else "plane"."""
    return "degrees" if (key(x), key(y)) in DEGREES else "plane"


def _no_coordinates(name: str, columns: Sequence[str]) -> InputError:
    """Return the error for a table without coordinates; it shows the names that come near."""
    keys = {key(column) for column in columns}
    all_x, all_y = ({pair[i] for pair in (*DEGREES, *PLANE)} for i in (0, 1))
    missing = [what for what, names in (("longitude", all_x), ("latitude", all_y)) if not keys & names]
    near = {c: None for c in columns if difflib.get_close_matches(key(c), [*all_x, *all_y], n=1, cutoff=0.6)}
    needed = " and ".join(missing) or "coordinates that belong together"
    what = f"no column for {needed}; it has {listed(columns)}"
    if columns[0] == "column_1":
        what = f"the first line is data, not names, so that the columns are {listed(columns)}"
    what += f"; nearest: {listed(list(near))}" if near else ""
    to_do = "name yours in config.yaml under incidents.columns.x and incidents.columns.y"
    return InputError(name, what, to_do + ", or under incidents.columns.xy where one cell holds both")


def _refuse_double(name: str, columns: Sequence[str], used: Sequence[str]) -> None:
    """Raise where a column in use has a name that another column has too."""
    counts = Counter(columns)
    for column in used:
        if counts[column] > 1:
            what = f"{counts[column]} columns are called '{column}'"
            raise InputError(name, what, "rename all but the right one, then run again")
