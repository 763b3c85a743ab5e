"""Days of the Cambridge Crime Harm Index for types of incident that are known by their names.

Sherman, Neyroud and Neyroud (2016), Policing 10, 171: the sentence from which the guidelines of England and
Wales start for a first offence, in days. The edition of 2026 has 1,266 offences; `cambridge_groups.csv` holds
their median and mean for each group of offences of the Home Office, as worked out in the repository that each
row names, and how many of each were recorded in England and Wales from April 2024 to March 2025. The
spreadsheet itself was not read. A type that takes in several groups (`cambridge_types.csv`) has their mean,
weighted by those numbers. Other countries have other laws: there, the days compare kinds of crime, no more.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CambridgeTable: TypeAlias = Literal["cambridge-median", "cambridge-mean"]
CAMBRIDGE_TABLES: tuple[CambridgeTable, ...] = get_args(CambridgeTable)


def days_by_name(kind: str, table: CambridgeTable) -> float | None:
    """Return the days that an incident counts whose type is called so, in English; None where none is known.

    Case and signs make no difference.

    >>> [days_by_name(kind, "cambridge-median") for kind in ("HOMICIDE", "Larceny/Theft", "Jaywalking")]
    [5475.0, 2.0, None]
    >>> round(days_by_name("Burglary", "cambridge-median"), 2)
    244.68
    """
    return _days(table).get(" ".join(re.findall(r"\w+", kind.casefold())))


@cache
def _days(table: CambridgeTable) -> Mapping[str, float]:
    column = table.removeprefix("cambridge-") + "_days"
    groups = {
        row["group"]: (float(row[column]), float(row["recorded_2024_25"]))
        for row in _rows("cambridge_groups.csv")
    }
    return {
        row["type"]: _mean([groups[group] for group in row["groups"].split("|")])
        for row in _rows("cambridge_types.csv")
    }


def _mean(weighted: list[tuple[float, float]]) -> float:
    """Return the mean of values that stand with their weights."""
    return sum(value * weight for value, weight in weighted) / sum(weight for _, weight in weighted)


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(files("hotspot.harm").joinpath(name).read_text("utf-8").splitlines())
