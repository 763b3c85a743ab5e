"""What is said aloud after reading: what the tool chose by itself, and what it noticed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hotspot.read.columns import key
from hotspot.read.names import NAMES
from hotspot.read.starts import STARTS
from hotspot.schema import Choice, Finding, incidents_in

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

    from hotspot.read.presets import Preset
    from hotspot.read.table import PointTable
    from hotspot.schema import Source

MOST_TWICE = 3  # files that are named when given twice; more are the same mistake
BY_CELLS = {"date": "date_of_timestamps", "time": "time_of_timestamps", "xy": "xy_by_cells"}
INVISIBLE = "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"


def choices_of(
    sources: Sequence[Source],
    preset: Preset,
    used: Mapping[str, str],
    *,
    told: Collection[str],
    by_cells: Collection[str] = (),
) -> list[Choice]:
    """Say which preset, encoding, delimiter and columns were found.

    `used` maps roles to columns; `told` are the settings that the user gave: "preset", "columns.x" and so on;
    `by_cells` are the roles whose columns were found by what they hold.
    """
    made = []
    if preset.signs and "preset" not in told:
        flag = "--set incidents.preset=generic"
        made.append(Choice(name="incidents.preset", value=preset.name, why="preset_recognised", flag=flag))
    for fact in ("encoding", "delimiter"):
        found = dict.fromkeys(source.facts[fact] for source in sources if fact in source.facts)
        guessed = any(source.facts.get("encoding_guessed") == "yes" for source in sources)
        why = "encoding_by_letters" if fact == "encoding" and guessed else f"{fact}_by_file"
        if found:
            made.append(Choice(name=f"incidents.{fact}", value=", ".join(found), why=why))
    for role, column in used.items():
        if f"columns.{role}" not in told and column != "geometry":
            by = "column_of_preset" if key(column) in preset.roles.get(role, ()) else "column_by_name"
            by = "column_by_start" if role == "date" and key(column) in STARTS else by
            by = BY_CELLS[role] if role in by_cells else by
            flag = f"--set incidents.columns.{role}=COLUMN"
            made.append(Choice(name=f"incidents.columns.{role}", value=column, why=by, flag=flag))
    return made


def findings_of(tables: Sequence[PointTable]) -> list[Finding]:
    """Return what was noticed while the files were read, and files that were given twice."""
    seen = [finding for table in tables for finding in table.findings]
    return [*seen, *given_twice([table.source for table in tables])]


def dates_of_report(used: Mapping[str, str]) -> list[Finding]:
    """Return a warning where the only date is the one on which incidents were reported or registered."""
    column = used.get("date", "")
    if key(column) not in NAMES["reported"]:
        return []
    return [Finding(code="dates_of_report", level="warning", values={"column": column})]


def given_twice(sources: Sequence[Source]) -> list[Finding]:
    """Return a warning for each of the first files that hold the same bytes as one before them."""
    first: dict[str, str] = {}
    twice: list[Finding] = []
    for source in sources:
        if source.sha256 and source.sha256 in first:
            values = {"file": source.path, "first": first[source.sha256]}
            twice.append(Finding(code="same_file_twice", level="warning", values=values))
        first.setdefault(source.sha256, source.path)
    return twice[:MOST_TWICE]


def invisible_signs(where: str, incidents: pd.DataFrame) -> list[Finding]:
    """Return a warning where types hold signs that cannot be seen: types that look alike count apart."""
    types = incidents["type"]
    kinds = [kind for kind in types.unique() if re.search(INVISIBLE, kind)]
    if not kinds:
        return []
    rows = incidents_in(incidents, types.isin(kinds).to_numpy(bool))
    return [Finding(code="invisible_signs", level="warning", values={"file": where, "rows": rows})]
