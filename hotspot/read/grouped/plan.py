"""What is asked of an engine, and which columns of the files answer it: decided from the header alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from hotspot.errors import ConfigError, InputError
from hotspot.read.columns import key
from hotspot.read.grouped.files import find_files, is_text
from hotspot.read.grouped.first import first_cells
from hotspot.read.incidents import IncidentQuestion
from hotspot.read.presets import preset_for
from hotspot.read.reference import read_crs
from hotspot.read.roles import find_columns
from hotspot.read.timestamps import of_timestamps

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

    import pandas as pd

    from hotspot.read.grouped.files import Files
    from hotspot.read.pairs import Pair
    from hotspot.read.presets import Preset
    from hotspot.read.roles import Found

DATES = ("day", "month", "weekday", "moment")
BY = ("type", "source", *DATES, "hour", "record", "later")
SINGLE = {"date_end": "moment", "time_end": "moment", "reported": "later", "cleared": "later"}  # asked for by
NO_TIME = ("type", "id", "source", "harm", "reported", "cleared")  # roles; all others tell the time


def _unknown(_: str) -> None:
    """Tell nothing of a type or a source."""


def never(_: str) -> bool:
    """Tell that no type is emptied."""
    return False


@dataclass(frozen=True, kw_only=True)
class GroupQuestion:
    """What is told apart: `by` names type, source, one of day, month, weekday and moment, hour, record and
    later, as many as are wanted.

    `moment` is the start to the second, with the end of a window; `record` keeps apart the rows whose number
    comes more than once; `later` is what became known: the day of the report, and the clearance.
    Dates after `today` (and a day for other time zones) are in the future. Rows that are `apart`, by their
    type, or by their source where `source_apart` knows it, can repeat only one another: what police find by
    looking leaves before repeats do; of these the first by type stays, where types that will be `emptied`
    come first. `of` says what places belong to: columns x, y and whole numbers, such as the row of an area;
    rows are then counted by these numbers, -1 for other places, instead of by place.
    """

    today: date
    by: tuple[str, ...] = ("type", "day", "hour")
    apart: Callable[[str], bool | None] = _unknown
    source_apart: Callable[[str], bool | None] = _unknown
    emptied: Callable[[str], bool] = never
    of: pd.DataFrame | None = None
    incidents: IncidentQuestion = field(default_factory=IncidentQuestion)

    @property
    def labels(self) -> tuple[str, ...]:
        """The columns of `of` that are no coordinates."""
        columns = () if self.of is None else self.of.columns
        return tuple(str(name) for name in columns if name not in ("x", "y"))


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The columns in use: of x, y, type, source, id, state, reported and cleared ("" for none), and those
    that tell the `time`; `exact` says that it is wanted to the second."""

    x: str
    y: str
    kind: str
    source: str
    id: str
    state: str
    reported: str
    cleared: str
    time: tuple[str, ...]
    exact: bool

    def all(self) -> tuple[str, ...]:
        """Return each column once."""
        later = (self.reported, self.cleared)
        named = (self.x, self.y, self.kind, self.source, self.id, self.state, *later, *self.time)
        return tuple(dict.fromkeys(name for name in named if name))


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the header decided: the files, the preset, the column of each role and the pair of coordinates;
    `by_cells` are the roles that the first cells settled, `names` all columns of the first file."""

    files: Files
    preset: Preset
    names: tuple[str, ...]
    roles: Mapping[str, str]
    by_cells: frozenset[str]
    pair: Pair
    columns: Columns

    @property
    def time(self) -> Mapping[str, str]:
        """The roles that tell the time."""
        return {role: column for role, column in self.roles.items() if role not in NO_TIME}


def plan_of(paths: Sequence[str], question: GroupQuestion) -> Plan:
    """Decide from the header and the first cells of the first file which columns are needed; all files must
    have them."""
    _check(question)
    files, asked = find_files(paths), question.incidents
    preset = preset_for(files.schema.names, asked.preset)
    found, by_cells = _found(files, preset, asked)
    pair = _only_pair(files, found, question.by)
    roles = {
        role: column for role, column in found.roles.items() if SINGLE.get(role, "") in ("", *question.by)
    }
    columns = _columns(files, preset, roles, pair=pair, question=question)
    used = files.of_columns(columns.all())
    return Plan(
        files=files if files.kind == "csv" else replace(files, schema=used),
        preset=preset,
        names=tuple(files.schema.names),
        roles=roles,
        by_cells=by_cells & {*roles, *(("xy",) if pair.by == "cell" else ())},
        pair=pair,
        columns=columns,
    )


def _found(files: Files, preset: Preset, asked: IncidentQuestion) -> tuple[Found, frozenset[str]]:
    """Return the columns of the roles, and which of these the first cells settled and not the names."""
    first = cache(partial(first_cells, files, 0))
    names = files.schema.names
    found = find_columns(
        files.where,
        names,
        given=asked.columns,
        known=preset.roles,
        never=preset.never,
        placed=False,
        plane=bool(asked.crs) and read_crs(asked.crs).is_projected,
        first=first,
    )
    moments = of_timestamps(found.roles, names, first, given=asked.columns.keys(), never=preset.never)
    return replace(found, roles={**found.roles, **moments}), frozenset({*moments, "xy"})


def _columns(
    files: Files, preset: Preset, roles: Mapping[str, str], *, pair: Pair, question: GroupQuestion
) -> Columns:
    """Return the columns in use."""
    swap, names = question.incidents.swap_xy, files.schema.names
    return Columns(
        x=pair.y if swap else pair.x,
        y=pair.x if swap else pair.y,
        kind=roles.get("type", ""),
        source=roles.get("source", ""),
        id=roles.get("id", ""),
        state=next((name for name in names if preset.ended and key(name) == preset.ended), ""),
        reported=roles.get("reported", ""),
        cleared=roles.get("cleared", ""),
        time=tuple(dict.fromkeys(column for role, column in roles.items() if role not in NO_TIME)),
        exact="moment" in question.by,
    )


def _check(question: GroupQuestion) -> None:
    """Raise ConfigError for what an engine cannot do."""
    unknown = [name for name in question.by if name not in BY]
    if unknown or sum(name in DATES for name in question.by) > 1:
        what = f"'{','.join(question.by)}' is no way to tell incidents apart"
        to_do = "name type, source, one of day, month, weekday and moment, hour, record, later"
        raise ConfigError("by", what, to_do)
    for name in ("where", "query", "layer"):
        if getattr(question.incidents, name):
            to_do = f"leave incidents.{name} out, or read without an engine"
            raise ConfigError("--engine", f"incidents.{name} is not known to an engine", to_do)


def _only_pair(files: Files, found: Found, by: Collection[str]) -> Pair:
    """Return the columns of the place; refuse what an engine would have to look into the rows for."""
    if len(found.pairs) > 1:
        named = "; ".join(f"{pair.x}, {pair.y}" for pair in found.pairs)
        what = f"more than one pair of coordinates: {named}"
        raise InputError(files.where, what, "name incidents.columns.x and incidents.columns.y")
    pair = found.pairs[0]
    if pair.by == "cell" and not is_text(files.schema.field(pair.x).type):
        what = f"the column '{pair.x}' holds both coordinates, but not as text, which an engine does not read"
        to_do = "save longitude and latitude as columns, or read without an engine"
        raise InputError(files.where, what, to_do)
    for role in ("source", "harm"):
        if role in found.roles and role not in by:
            what = f"the column {found.roles[role]} ({role}) tells of single rows"
            raise ConfigError("--engine", what, f"read without an engine, or set incidents.columns.{role}=")
    return pair
