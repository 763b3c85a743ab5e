"""A short name for a run that stands for what went in and what was decided.

It is made of the first twelve hexadecimal digits of a SHA-256 over a JSON text (keys sorted, no blanks) of

- `inputs`: by role, the SHA-256 of each source and what was found out about it (encoding, layer, columns …);
  the path or address only where there is no hash, as for a database;
- `settings`: those in force, without the folder for results and without the paths of inputs, whose bytes
  are named by their hashes already;
- `choices`: what the tool decided by itself; `limits`: class limits that were kept from an earlier run;
- `rows`: the account of the rows; `period`, `seed`, and `versions` of all that computes.

Neither the clock nor the folder nor any output is in it: the same run gives the same id on every machine
that has the same versions.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from hotspot.write.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspot.schema import Result, Source

DIGITS = 12
# Settings that say where something lies, not what it is.
PLACES = frozenset({"output", "boundary", "areas.join", "incidents.file", "map.limits_from"})
RECIPES = ("square:", "hex:")  # of areas, which are no path


def run_id(result: Result) -> str:
    """Return the id of the run: twelve hexadecimal digits, equal for equal runs."""
    went_in = {
        "inputs": {role: [_source(source) for source in given] for role, given in result.sources.items()},
        "settings": _settings(result.config),
        "choices": [[choice.name, choice.value, choice.unit, choice.why] for choice in result.choices],
        "limits": [result.drawing.limits_of, *result.drawing.limits],
        "rows": [result.rows.read, dict(result.rows.dropped)],
        "period": [str(result.period.first), str(result.period.last)] if result.period else None,
        "seed": result.seed,
        "versions": result.versions,
    }
    text = json.dumps(plain(went_in), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _source(source: Source) -> list[Any]:
    return [source.sha256 or source.path, dict(source.facts)]


def _settings(config: Mapping[str, Any]) -> dict[str, Any]:
    settings = config.get("settings", config)
    return {name: value for name, value in _leaves(settings) if not _is_place(name, value)}


def _leaves(tree: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    leaves: list[tuple[str, Any]] = []
    for key, value in tree.items():
        name = f"{above}{key}"
        leaves += _leaves(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return leaves


def _is_place(name: str, value: Any) -> bool:
    if name == "areas.file":
        return not str(value).startswith(RECIPES)
    return name in PLACES or name.startswith("layers.")
