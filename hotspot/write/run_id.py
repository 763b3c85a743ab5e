"""A short name for a run that stands for what went in and what was decided.

It is made of the first twelve hexadecimal digits of a SHA-256 over a JSON text (keys sorted, no blanks) of

- `inputs`: by role, the SHA-256 of each source and what was found out about it (encoding, layer, columns …);
  the path or address only where there is no hash, as for a database;
- `settings`: those in force, without the folder for results, without the engine that counts (all count
  alike) and without the paths of inputs, whose bytes are named by their hashes already;
- `choices`: what the tool decided by itself; `limits`: class limits that were kept from an earlier run;
- `rows`: the account of the rows; `period`, `seed`, and `versions` of all that computes.

Neither the clock nor the folder nor any output is in it: the same run gives the same id on every machine
that has the same versions. All of it stands in run.json, so that the id can be worked out again from there:
by the formula that it names, or where it names none, by one of those from before there were names.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Protocol

from hotspot.write.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.schema import Choice, Drawing, Period, Rows, Source

DIGITS = 12
FORMULA = 2  # of the id, as run.json names it
FORMULAS = (1, 2)  # 1 has the engine in it
# Settings that say where something lies, not what it is; and who counts, which all do alike.
PLACES = frozenset({"output", "boundary", "areas.join", "incidents.file", "map.limits_from"})
ENGINE = "incidents.engine"
RECIPES = ("square:", "hex:")  # of areas, which are no path


class Decided(Protocol):
    """What went into a run and what was decided: a result, or what its run.json states."""

    @property
    def sources(self) -> Mapping[str, tuple[Source, ...]]:
        """What was read, by role."""

    @property
    def config(self) -> Mapping[str, Any]:
        """The settings in force."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What was decided without being asked."""

    @property
    def drawing(self) -> Drawing:
        """What was asked of the map."""

    @property
    def rows(self) -> Rows:
        """The account of the rows."""

    @property
    def period(self) -> Period | None:
        """The days covered."""

    @property
    def seed(self) -> int:
        """Of every random draw."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Of all that computes."""


def run_id(run: Decided, *, formula: int = FORMULA) -> str:
    """Return the id of the run: twelve hexadecimal digits, equal for equal runs; `formula` is one of
    `FORMULAS`."""
    went_in = {
        "inputs": {role: [_source(source) for source in given] for role, given in run.sources.items()},
        "settings": _settings(run.config, but=() if formula == 1 else (ENGINE,)),
        "choices": [[choice.name, choice.value, choice.unit, choice.why] for choice in run.choices],
        "limits": [run.drawing.limits_of, *run.drawing.limits],
        "rows": [run.rows.read, dict(run.rows.dropped)],
        "period": [str(run.period.first), str(run.period.last)] if run.period else None,
        "seed": run.seed,
        "versions": run.versions,
    }
    text = json.dumps(plain(went_in), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def is_place(name: str, value: Any) -> bool:
    """Tell whether a setting says where something lies, and not what it is."""
    if name == "areas.file":
        return not str(value).startswith(RECIPES)
    return name in PLACES or name.startswith("layers.")


def _source(source: Source) -> list[Any]:
    return [source.sha256 or source.path, dict(source.facts)]


def _settings(config: Mapping[str, Any], *, but: Sequence[str]) -> dict[str, Any]:
    settings = config.get("settings", config)
    return {name: value for name, value in _leaves(settings) if name not in but and not is_place(name, value)}


def _leaves(tree: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    leaves: list[tuple[str, Any]] = []
    for key, value in tree.items():
        name = f"{above}{key}"
        leaves += _leaves(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return leaves
