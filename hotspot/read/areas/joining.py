"""Residents, or dwellings, and their groups from a table beside the boundary file, joined by ids or names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.errors import InputError
from hotspot.read.areas.columns import as_text, named_column
from hotspot.read.areas.groups import read_groups
from hotspot.read.areas.population import find_population, population_in
from hotspot.read.columns import listed
from hotspot.read.opening import open_source
from hotspot.schema import Choice, Finding, Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from hotspot.read.areas.question import AreaQuestion


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Residents of each area, (n,), NaN where the table has none, and how they were found; `groups` are those
    of the question that the table has."""

    population: pd.Series[float]
    groups: Mapping[str, pd.Series[float]]
    source: Source
    findings: tuple[Finding, ...]
    choices: tuple[Choice, ...]


def join_population(
    texts: Mapping[str, pd.Series[str]], question: AreaQuestion, groups: Sequence[str] = ()
) -> Joined:
    """Join the table `question.join` to the areas, whose columns of text are `texts`, likeliest keys first.

    `groups` are columns of residents to be read besides those of all.

    Keys are compared as text without case; leading zeros count ("07" is not "7"), a decimal zero does not
    ("7.0" is "7"). Without `join_on` the pair of columns that matches most areas is taken. Raises InputError
    where nothing matches, or where a key of the table names two rows.
    """
    opened, where = open_source(question.join, layer="", query=""), question.join
    table = opened.load(list(dict.fromkeys(opened.columns)))
    frame = table.frame
    column = find_population(frame, question.population, where)
    if not column:
        what = f"no column of residents or dwellings; it has {listed(list(map(str, frame.columns)))}"
        raise InputError(where, what, "name it with areas.population")
    on = named_column("areas.join_on", question.join_on, [str(name) for name in frame.columns], where)
    counts = {column, *groups}
    names = [on] if on else [str(name) for name in frame.columns if name not in counts]
    keys = {name: _keys(as_text(frame[name])) for name in names}
    left, right = _best_pair({name: _keys(text) for name, text in texts.items()}, keys, where)
    numbers, findings = population_in(frame, column)
    of_group, said = read_groups(frame, groups, where)
    matched = _look_up(_keys(texts[left]), keys[right], numbers, where, right)
    return Joined(
        population=matched,
        groups={
            group: _look_up(_keys(texts[left]), keys[right], counts, where, right)
            for group, counts in of_group.items()
        },
        source=table.source,
        findings=(*table.findings, *findings, *said, _matches(_keys(texts[left]), set(keys[right]), texts)),
        choices=_choices(question, left, right, column),
    )


def _keys(texts: pd.Series[str]) -> pd.Series[str]:
    return texts.map(lambda text: re.sub(r"^(-?\d+)\.0+$", r"\1", text.casefold()))


def _best_pair(
    left: Mapping[str, pd.Series[str]], right: Mapping[str, pd.Series[str]], where: str
) -> tuple[str, str]:
    """Return the column of the areas and the column of the table that agree for most areas."""
    best, most = ("", ""), 0
    for one, keys in left.items():
        if not 2 * keys.nunique() > len(keys):
            continue  # the code of a state matches anything
        for other, values in right.items():
            known = set(values) - {""}
            agreeing = int(keys.isin(known).sum())
            if agreeing > most and (len(known) > len(values) / 2 or len(right) == 1):
                best, most = (one, other), agreeing
    if most:
        return best
    raise _no_match(*next(iter(left.items())), *next(iter(right.items())), where)


def _no_match(
    area_column: str, ids: pd.Series[str], column: str, values: pd.Series[str], where: str
) -> InputError:
    what = f"no row belongs to an area: {area_column} has {_some(ids)}, column '{column}' has {_some(values)}"
    to_do = "name the column with the areas' ids with areas.join_on"
    if (set(ids.str.lstrip("0")) & set(values.str.lstrip("0"))) - {""}:
        to_do = "the ids lost their leading zeros; keep that column as text, not as numbers"
    return InputError(where, what, to_do)


def _look_up(
    keys: pd.Series[str], known: pd.Series[str], numbers: pd.Series[float], where: str, column: str
) -> pd.Series[float]:
    used = known[known.isin(set(keys)) & (known != "")]
    twice = used[used.duplicated()]
    if len(twice):
        what = f"'{twice.iloc[0]}' stands in several rows of column '{column}'; such ids: {twice.nunique()}"
        raise InputError(where, what, "keep one row for each area, for instance the latest year")
    by_key = dict(zip(used, numbers[used.index], strict=True))
    return keys.map(lambda one: by_key.get(one, np.nan)).astype(float)


def _matches(keys: pd.Series[str], known: set[str], texts: Mapping[str, pd.Series[str]]) -> Finding:
    """Say how many areas found their row, and name the first that did not."""
    missing = ~keys.isin(known)
    first = list(next(iter(texts.values()))[missing][:3])
    values = {"matched": int((~missing).sum()), "areas": len(keys), "missing": int(missing.sum())}
    if not missing.any():
        return Finding(code="join_complete", level="info", values=values)
    return Finding(code="join_incomplete", level="warning", values={**values, "first": ", ".join(first)})


def _choices(question: AreaQuestion, left: str, right: str, column: str) -> tuple[Choice, ...]:
    made = []
    if not question.join_on:
        flag = "--set areas.join_on=COLUMN"
        made.append(
            Choice(name="areas.join_on", value=right, why="join_on", flag=flag, values={"column": left})
        )
    if not question.population:
        flag = "--set areas.population=COLUMN"
        made.append(Choice(name="areas.population", value=column, why="area_population", flag=flag))
    return tuple(made)


def _some(keys: pd.Series[str]) -> str:
    return ", ".join(f"'{one}'" for one in dict.fromkeys(keys[:3]))
