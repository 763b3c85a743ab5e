"""The verdict of the last back-test, where its file lies in the folder and was made of the same incidents."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hotspot.schema.judged import Coverage, Headline, LastBacktest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspot.schema import Source

FILE, KIND, LAYOUT = "backtest.json", "backtest", 1
ROLES = ("incidents", "areas", "boundary", "streets")  # what a back-test depends on
Row = TypeVar("Row", Headline, Coverage)
LARGEST_BYTES = 200_000_000
KINDS: dict[str, type] = {"int": int, "float": float}  # all others are texts
VERDICTS = ("better", "no_difference", "worse", "inconclusive")


def read_judgement(
    folder: Path, sources: Mapping[str, tuple[Source, ...]], *, where: str
) -> LastBacktest | None:
    """Return what backtest.json in `folder` says if it was made of these inputs, else None.

    The SHA-256 of incidents, areas and boundary, and the filter `where`, have to be those of this run. A file
    that is missing, damaged or of another layout is as good as none: a verdict is printed or left away.
    """
    path = Path(folder) / FILE
    try:
        if not path.is_file() or path.is_symlink() or path.stat().st_size > LARGEST_BYTES:
            return None
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or (content.get("kind"), content.get("layout")) != (KIND, LAYOUT):
        return None
    return _said(content) if of_these_inputs(content, sources, where=where) else None


def of_these_inputs(
    content: Mapping[str, Any], sources: Mapping[str, tuple[Source, ...]], *, where: str
) -> bool:
    """Tell whether the record of a back-test is of these inputs and this filter."""
    ours = {role: [source.sha256 or source.path for source in sources.get(role, ())] for role in ROLES}
    return content.get("where") == where and _inputs(content.get("inputs")) == ours


def _inputs(given: Any) -> dict[str, list[str]] | None:
    try:
        return {role: [one["sha256"] or one["path"] for one in given.get(role, [])] for role in ROLES}
    except (AttributeError, KeyError, TypeError):
        return None


def _said(content: Mapping[str, Any]) -> LastBacktest | None:
    headline, coverage = _row(Headline, content.get("headline")), _coverage(content.get("coverage"))
    if headline is None or headline.verdict not in VERDICTS or coverage is None:
        return None
    return LastBacktest(headline=headline, coverage=coverage)


def _coverage(given: Any) -> tuple[Coverage, ...] | None:
    """Return the rows that tell how many counts the intervals held; None where one cannot be read. A row
    without any count has no bounds, and tells nothing."""
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        return None
    known = [row for row in given if row.get("counts") != 0]
    rows = [_row(Coverage, {key: row[key] for key in row if key != "share"}) for row in known]
    found = tuple(row for row in rows if row is not None)
    return found if len(found) == len(known) else None


def _row(kind: type[Row], given: Any) -> Row | None:
    """Return a row of this kind if every field is there and of its own kind."""
    if not isinstance(given, dict) or set(given) != {field.name for field in fields(kind)}:
        return None
    values: dict[str, Any] = {}
    for field in fields(kind):
        wanted, value = KINDS.get(str(field.type), str), given[field.name]
        if wanted is float and type(value) is int:
            value = float(value)
        if type(value) is not wanted or (isinstance(value, float) and not math.isfinite(value)):
            return None
        values[field.name] = value
    return kind(**values)
