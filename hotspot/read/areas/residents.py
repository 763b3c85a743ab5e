"""How many people live in each area, and how many of each group that the user names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from hotspot.read.areas.columns import as_text
from hotspot.read.areas.groups import read_groups
from hotspot.read.areas.joining import join_population
from hotspot.read.areas.population import find_population, population_in
from hotspot.schema import GROUP, Choice, Finding, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hotspot.read.areas.columns import Labels
    from hotspot.read.areas.question import AreaQuestion
    from hotspot.read.features import Features


@dataclass(frozen=True, kw_only=True)
class Residents:
    """Residents of each area (n,), NaN where unknown, and of each group by the name of its column in the
    areas frame."""

    population: pd.Series[float]
    groups: Mapping[str, pd.Series[float]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    findings: tuple[Finding, ...] = ()
    choices: tuple[Choice, ...] = ()


def residents_of(features: Features, labels: Labels, question: AreaQuestion) -> Residents:
    """Return the residents from the joined table, else from the boundary file, else NaN.

    A group is taken from the boundary file where it has such a column, else from the joined table. Raises
    InputError for a column that neither has.
    """
    frame = features.frame
    here = [group for group in question.groups if not question.join or group in frame.columns]
    counts, said = read_groups(frame, here, features.name)
    if question.join:
        keys = {"area_id": labels.area_id, "name": labels.name}
        keys |= {f"column {name}": as_text(column) for name, column in frame.items()}
        elsewhere = [group for group in question.groups if group not in here]
        joined = join_population(keys, question, elsewhere)
        counts = {**counts, **joined.groups}
        return Residents(
            population=joined.population,
            groups=_named(counts, question),
            sources=(joined.source,),
            findings=(*said, *joined.findings),
            choices=joined.choices,
        )
    groups, column = _named(counts, question), find_population(frame, question.population, features.name)
    if not column:
        return Residents(population=_unknown(frame), groups=groups, findings=said)
    numbers, unreadable = population_in(frame, column)
    flag = "--set areas.population=COLUMN"
    choice = Choice(name="areas.population", value=column, why="area_population", flag=flag)
    return Residents(
        population=numbers,
        groups=groups,
        findings=(*unreadable, *said),
        choices=() if question.population else (choice,),
    )


def _named(counts: Mapping[str, pd.Series[float]], question: AreaQuestion) -> dict[str, pd.Series[float]]:
    """Return the groups in the order of the question, each once, under the name of its column."""
    return {GROUP + group: counts[group] for group in dict.fromkeys(question.groups)}


def _unknown(frame: pd.DataFrame) -> pd.Series[float]:
    import pandas as pd  # noqa: PLC0415 - for the empty column alone

    return pd.Series(np.nan, index=frame.index)
