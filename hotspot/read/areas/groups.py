"""Residents by group, from the columns that the user names: whom the audit asks about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.read.areas.columns import named_column
from hotspot.read.areas.population import population_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from hotspot.schema import Finding


def read_groups(
    frame: pd.DataFrame, groups: Sequence[str], where: str
) -> tuple[Mapping[str, pd.Series[float]], tuple[Finding, ...]]:
    """Return the residents (n,) of each group, NaN where the text is no possible number, and what was odd.

    Raises InputError, with the nearest names, for a column that is not there.
    """
    names = [str(column) for column in frame.columns]
    counts: dict[str, pd.Series[float]] = {}
    findings: list[Finding] = []
    for group in groups:
        column = named_column("areas.groups", group, names, where)
        counts[group], said = population_of(frame[column])
        findings += said
    return counts, tuple(findings)
