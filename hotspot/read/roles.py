"""Which column holds what: found by well-known names in English, Russian and Kazakh, or as the user says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspot.errors import ConfigError
from hotspot.read.columns import column_named, key, nearest, refuse_double, well_known_column
from hotspot.read.names import NAMES
from hotspot.read.pairs import Pair, find_pairs
from hotspot.read.starts import start_and_end

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
class Found:
    """Column of every role but x, y and xy, and the pairs of coordinate columns, likeliest first."""

    roles: Mapping[str, str]
    pairs: tuple[Pair, ...]

    def to_load(self) -> tuple[str, ...]:
        """Return the columns that have to be read, each once."""
        places = [name for pair in self.pairs for name in (pair.x, pair.y)]
        return tuple(dict.fromkeys((*places, *self.roles.values())))


def find_columns(
    name: str,
    columns: Sequence[str],
    *,
    given: Mapping[str, str],
    known: Mapping[str, Sequence[str]],
    never: Sequence[str],
    placed: bool,
    plane: bool = False,
    first: First = dict,
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
    told = {role: column_named(name, columns, role, asked, never) for role, asked in given.items() if asked}
    roles = {
        role: well_known_column(name, usable, (*known.get(role, ()), *names))
        for role, names in NAMES.items()
        if role not in given
    }
    if _undated(roles, given):
        begun = start_and_end(usable, first)
        roles = {role: column for role, column in roles.items() if column not in begun.values()} | begun
    roles = _one_clock({role: column for role, column in (roles | told).items() if column}, told)
    if "date" not in roles or roles.get("reported") == roles["date"]:
        roles.pop("reported", None)  # without another day to count from, a delay would always be 0
    placed = placed and not told.keys() & {*PLACE}
    pairs = () if placed else find_pairs(name, usable, told=told, known=known, first=first)
    pairs = _wanted(pairs, plane=plane)
    found = Found(roles={role: c for role, c in roles.items() if role not in PLACE}, pairs=pairs)
    refuse_double(name, columns, found.to_load())
    return found


def _undated(roles: Mapping[str, str], given: Mapping[str, str]) -> bool:
    """Tell whether neither the user nor a well-known name says when incidents happened: a day of report is
    another day."""
    if given.keys() & {"date", "date_end", "year", "month", "time"}:
        return False
    date = roles.get("date", "")
    dated = bool(date) and key(date) not in NAMES["reported"]
    return not (dated or (roles.get("year") and roles.get("month")))


def _wanted(pairs: tuple[Pair, ...], *, plane: bool) -> tuple[Pair, ...]:
    """Return the pairs to look into: those of a `plane` where these are wanted, else the first alone if it is
    in degrees."""
    flat = tuple(pair for pair in pairs if pair.by == "plane")
    if plane and flat:
        return flat
    return pairs[:1] if pairs and pairs[0].by == "degrees" else pairs


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
