"""The verdict of the last back-test, where its file lies in the folder and was made of the same incidents."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotspot.schema.judged import Headline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspot.schema import Source

FILE, KIND, LAYOUT = "backtest.json", "backtest", 1
ROLES = ("incidents", "areas", "boundary", "streets")  # what a back-test depends on
LARGEST_BYTES = 200_000_000
VERDICTS = ("better", "no_difference", "worse", "inconclusive")


def read_headline(folder: Path, sources: Mapping[str, tuple[Source, ...]], *, where: str) -> Headline | None:
    """Return the headline of backtest.json in `folder` if it was made of these inputs, else None.

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
    return _headline(content.get("headline")) if of_these_inputs(content, sources, where=where) else None


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


def _headline(given: Any) -> Headline | None:
    """Return the headline if every field is there and of its kind."""
    kinds: dict[str, type] = {"str": str, "int": int, "float": float, "Verdict": str}
    if not isinstance(given, dict) or set(given) != {field.name for field in fields(Headline)}:
        return None
    values: dict[str, Any] = {}
    for field in fields(Headline):
        kind, value = kinds[str(field.type)], given[field.name]
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind or (isinstance(value, float) and not math.isfinite(value)):
            return None
        values[field.name] = value
    return Headline(**values) if values["verdict"] in VERDICTS else None
