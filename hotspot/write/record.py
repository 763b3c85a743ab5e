"""The record of the run: what went in, what was decided, what came out; enough to check and repeat it."""

from __future__ import annotations

import hashlib
import json
import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from hotspot.words import Words
from hotspot.write.folder import TOOL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hotspot.schema import Choice, Finding, Result, Source

_PASSWORD = re.compile(r"(?<=://)([^/@\s:]*):[^@\s]*@")


def write_record(result: Result, path: Path, *, outputs: Sequence[Path], started: str) -> None:
    """Write run.json with the hash of every file in `outputs`; the clock is in `started` and nowhere else.

    `started` is an ISO time, left out where it is "".
    """
    words = Words(language=result.language)
    period = result.period
    content = {
        "tool": TOOL,
        "title": result.title,
        "city": result.city,
        "synthetic": result.synthetic,
        "language": result.language,
        "period": {"first": str(period.first), "last": str(period.last), "days": period.days}
        if period
        else None,
        "rows": {"read": result.rows.read, "kept": result.rows.kept, "dropped": dict(result.rows.dropped)},
        "areas": {"count": len(result.ranking.frame), "made_by": result.areas.made_by},
        "by": result.ranking.by,
        "score_unit": result.ranking.score_unit,
        "top": result.ranking.top,
        "choices": [_choice(choice, words) for choice in result.choices],
        "findings": [_finding(finding, words) for finding in result.findings],
        "inputs": {role: [_source(source) for source in sources] for role, sources in result.sources.items()},
        "seed": result.seed,
        "crs": result.crs.to_string(),
        "config": result.config,
        "versions": dict(result.versions),
        "outputs": {output.name: hashlib.sha256(output.read_bytes()).hexdigest() for output in outputs},
    }
    if started:
        content["started"] = started
    text = json.dumps(_plain(content), ensure_ascii=False, allow_nan=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _choice(choice: Choice, words: Words) -> dict[str, Any]:
    return {
        "name": choice.name,
        "value": choice.value,
        "unit": choice.unit,
        "why": choice.why,
        "text": words.choice(choice),
        "flag": choice.flag,
        "values": dict(choice.values),
        "alternatives": dict(choice.alternatives),
    }


def _finding(finding: Finding, words: Words) -> dict[str, Any]:
    text, advice = words.finding(finding)
    return {
        "code": finding.code,
        "level": finding.level,
        "values": dict(finding.values),
        "text": text,
        "advice": advice,
    }


def _source(source: Source) -> dict[str, Any]:
    return {"path": source.path, "sha256": source.sha256, "facts": dict(source.facts)}


def _plain(value: Any) -> Any:
    """Return what JSON can hold: no NaN, no numpy scalars, and no password inside an address."""
    if isinstance(value, str):
        return _PASSWORD.sub(r"\1:***@", value)
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)
