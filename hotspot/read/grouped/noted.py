"""What is said of files that an engine counted, as of those that are read row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.read.account import choices_of, dates_of_report, given_twice
from hotspot.read.cell_places import crs_of_cells
from hotspot.read.delimiter import spoken
from hotspot.read.gate import sha256_of
from hotspot.read.grouped.first import first_cells, plain_size
from hotspot.read.personal import personal_findings
from hotspot.read.reference import find_crs
from hotspot.schema import Finding, Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import pyproj

    from hotspot.read.grouped.meaning import Meant
    from hotspot.read.grouped.plan import GroupQuestion, Plan
    from hotspot.schema import Choice


@dataclass(frozen=True, kw_only=True)
class Noted:
    """What is known of the files beside their groups, as of `Incidents`."""

    dated: bool
    month_only: bool
    columns: Mapping[str, str]
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    choices: tuple[Choice, ...]


def noted(plan: Plan, question: GroupQuestion, read: Meant, crs: Choice | None) -> Noted:
    """Return what was found out about the files, and what was chosen, the CRS among it."""
    left_out = {role for known in read.known for role in known.later.left_out}
    places = {"x": plan.columns.x, "y": plan.columns.y} if read.in_cells is None else {"xy": plan.pair.x}
    used = {**places, **plan.roles}
    used = {role: column for role, column in used.items() if role not in left_out}
    moments = read.times.moments if read.times else None
    sources = sources_of(plan, used)
    return Noted(
        dated=bool(moments and moments.dated),
        month_only=bool(moments and moments.month_only),
        columns=used,
        sources=sources,
        findings=findings_of(plan, read, sources),
        choices=(
            *choices_of(sources, plan.preset, used, told=_told(question), by_cells=plan.by_cells),
            *((crs,) if crs else ()),
            *((read.in_cells.order,) if read.in_cells and read.in_cells.order else ()),
            *(moments.choices if moments else ()),
        ),
    )


def crs_of(
    plan: Plan, question: GroupQuestion, read: Meant, places: pd.DataFrame
) -> tuple[pyproj.CRS, Choice | None]:
    """Return the CRS of the different `places`, and the choice that was made."""
    where, asked = plan.files.where, question.incidents
    x, y = (places[axis].to_numpy(np.float64) for axis in ("x", "y"))
    if read.in_cells:
        return crs_of_cells(where, plan.pair.x, read.in_cells, x, y, told=asked.crs, around=asked.around)
    return find_crs(
        where,
        x,
        y,
        told=asked.crs,
        of_file=None,
        among=plan.preset.crs_by_values,
        degrees=plan.pair.by == "degrees" or "degrees_minutes" in read.written,
        names=f"'{plan.pair.x}' and '{plan.pair.y}'",
        around=asked.around,
    )


def _told(question: GroupQuestion) -> set[str]:
    """Return the names of the settings that the user gave."""
    asked = question.incidents
    return {f"columns.{role}" for role in asked.columns} | ({"preset"} if asked.preset else set())


def findings_of(plan: Plan, read: Meant, sources: Sequence[Source]) -> tuple[Finding, ...]:
    """Return what was noticed, in the order of the plain reader."""
    seen = [first_cells(plan.files, at) for at in range(len(plan.files.paths))]
    columns = dict.fromkeys(column for cells in seen for column in cells)
    where = plan.files.where
    return (
        *given_twice(sources),
        *dates_of_report(plan.roles),
        *personal_findings(where, list(columns), *seen, used=plan.columns.all()),
        *(read.times.moments.findings if read.times else ()),
        *(finding for known in read.known for finding in known.later.findings),
        *(Finding(code=code, level="info", values={"file": where}) for code in read.written),
    )


def sources_of(plan: Plan, used: Mapping[str, str]) -> tuple[Source, ...]:
    """Return the files with their hash, and what was found out about them; `used` are columns by role."""
    columns = ", ".join(f"{role}={column}" for role, column in used.items())
    pairs = zip(plan.files.names, plan.files.paths, strict=True)
    return tuple(
        Source(path=name, sha256=sha256_of(path), facts={**_facts(plan, path), "columns": columns})
        for name, path in pairs
    )


def _facts(plan: Plan, path: str) -> dict[str, str]:
    """Return what the plain reader keeps about such a file; of a packed one the bytes are not known."""
    if plan.files.kind == "parquet":
        return {"format": "parquet"}
    facts = {"format": "text", "encoding": "utf-8", "encoding_guessed": "no"}
    facts["delimiter"] = spoken(plan.files.delimiter)
    size = plain_size(path)
    return facts if size is None else {**facts, "bytes": str(size)}
