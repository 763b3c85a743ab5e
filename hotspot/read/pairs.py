"""Which two columns hold the place of an incident, or which one holds both: by names or by cells."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspot.errors import ConfigError, InputError
from hotspot.read.columns import key, listed, well_known_column
from hotspot.read.names import DEGREES, PLANE
from hotspot.read.one_cell import column_of_places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.read.table import First


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two columns that hold a place; `by` is "degrees" or "plane", as their names have it, or "cell" where x
    and y are the same column, whose cells hold both."""

    x: str
    y: str
    by: str


def find_pairs(
    name: str,
    columns: Sequence[str],
    *,
    told: Mapping[str, str],
    known: Mapping[str, Sequence[str]],
    first: First,
) -> tuple[Pair, ...]:
    """Return the pairs of coordinate columns, likeliest first: as the user `told` for x, y or xy, as `known`
    from a preset, by well-known names, or the column whose `first` cells hold both.

    `name` is the source, for messages. Raises InputError where there is none, and ConfigError where what the
    user told cannot be right.
    """
    if "xy" in told:
        return (_both_told(told),)
    if "x" in told or "y" in told:
        return (_pair_told(told),)
    likely = [(x, y) for x in known.get("x", ()) for y in known.get("y", ())]
    pairs: list[Pair] = []
    for x_name, y_name in (*likely, *DEGREES, *PLANE):
        x, y = well_known_column(name, columns, (x_name,)), well_known_column(name, columns, (y_name,))
        if x and y and (x, y) not in {(pair.x, pair.y) for pair in pairs}:
            pairs.append(Pair(x=x, y=y, by=_kind(x, y)))
    return tuple(pairs) or (_in_one_column(name, columns, first),)


def _pair_told(told: Mapping[str, str]) -> Pair:
    """Return the two columns that the user named."""
    if not ("x" in told and "y" in told):
        missing = "y" if "x" in told else "x"
        what = f"incidents.columns names {'x' if missing == 'y' else 'y'} but not {missing}"
        raise ConfigError("incidents.columns", what, f"name incidents.columns.{missing} too")
    if told["x"] == told["y"]:
        what = f"x and y are both '{told['x']}'"
        raise ConfigError("incidents.columns", what, "name the column of each")
    return Pair(x=told["x"], y=told["y"], by=_kind(told["x"], told["y"]))


def _both_told(told: Mapping[str, str]) -> Pair:
    """Return the column that the user named for both coordinates."""
    if beside := told.keys() & {"x", "y"}:
        what = f"it names {min(beside)} and xy"
        raise ConfigError("incidents.columns", what, "name x and y, or xy for both in one column")
    return Pair(x=told["xy"], y=told["xy"], by="cell")


def _in_one_column(name: str, columns: Sequence[str], first: First) -> Pair:
    """Return the column whose cells hold both coordinates; raise where there is none."""
    cells = {column: cells for column, cells in first().items() if column in columns}
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
