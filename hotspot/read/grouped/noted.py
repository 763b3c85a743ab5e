"""What is said of files that an engine counted, as of those that are read row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.read.account import given_twice
from hotspot.read.delimiter import spoken
from hotspot.read.gate import sha256_of
from hotspot.read.grouped.first import first_cells, plain_size
from hotspot.read.personal import personal_findings
from hotspot.schema import Finding, Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.read.grouped.meaning import Meant
    from hotspot.read.grouped.plan import Plan


def findings_of(plan: Plan, read: Meant, sources: Sequence[Source]) -> tuple[Finding, ...]:
    """Return what was noticed, in the order of the plain reader."""
    seen = [first_cells(plan.files, at) for at in range(len(plan.files.paths))]
    columns = dict.fromkeys(column for cells in seen for column in cells)
    where = plan.files.where
    return (
        *given_twice(sources),
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
