"""Days in custody for each part of an article: least, middle and most that the law allows, and its class.

The Criminal Code of the Republic of Kazakhstan of 3 July 2014, no. 226-V, as published on adilet.zan.kz
(K1400000226; the text in force from 16 September 2025) and on zan.gov.kz (dated editions). Both were read on
22 and 23 November 2026 in public copies: github.com/kittamirlan5555-blip/adilet @6830af9, in
data/chunks/ugolovniy.jsonl, and github.com/kazakhstan-law/codes. `also_in` names an earlier edition with the
same limits. Listed are those articles that were read there: 99-128 (person), 132-149 (minors, rights, home),
187-196 and 200-204 (property), 205-214 and 231-232-1 (computers, false money), 269-1 to 274, 286-302, 307-316
(weapons, disorder, drugs, brothels, gambling), 339-340 (animals, trees), 345-347 (road), 378-389 (police and
documents), without those that know no custody and those of economic, military and official crime. A
year is 365 days, as in the Cambridge Crime Harm Index (Sherman, Neyroud and Neyroud 2016, Policing 10), where
homicide is 15 years and 5,475 days.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypeAlias, cast, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CodeTable: TypeAlias = Literal["kz-severity", "kz-min", "kz-mid", "kz-max"]
CODE_TABLES: tuple[CodeTable, ...] = get_args(CodeTable)
YEAR_DAYS = 365.0
LEAST_ARREST_DAYS = 10.0  # article 45, part 2
LEAST_PRISON_DAYS = YEAR_DAYS / 2  # article 46, part 3: six months, where an article names no lower limit
LIFE_DAYS = (20 * YEAR_DAYS, 25 * YEAR_DAYS)  # article 46, part 4-1: what stands for life where it cannot be


@dataclass(frozen=True, kw_only=True)
class Custody:
    """What the law threatens for one part of an article: days at least and at most, and whether the deed is
    one of negligence. Life beside a term of years does not lengthen the term; it has no number of its own."""

    low_days: float
    high_days: float
    kind: Literal["arrest", "prison", "life"]
    negligent: bool

    @property
    def severity(self) -> str:
        """Return the class as the register codes it, "0" (misdemeanour) to "4": articles 10 and 11."""
        years = self.high_days / YEAR_DAYS
        if self.kind == "arrest":
            return "0"
        if self.negligent:
            return "1" if years <= 5 else "2"
        return "1" if years <= 2 else "2" if years <= 5 else "3" if years <= 12 else "4"


@cache
def custody() -> Mapping[tuple[str, str], Custody]:
    """Return the table of the Code by article and part ("" where an article has no parts)."""
    return {(row["article"], row["part"]): _custody(row) for row in _rows("kz_custody.csv")}


@cache
def most_days_of_class() -> Mapping[str, float]:
    """Return the most days in custody that the Code allows for each class, by the code of the class."""
    return {row["hard_code"]: float(row["most_days"]) for row in _rows("kz_severity.csv")}


def days_by_table(threat: Custody, table: CodeTable) -> float:
    """Return the days that an incident counts by one of the tables.

    >>> theft = Custody(low_days=182.5, high_days=1095, kind="prison", negligent=False)
    >>> [days_by_table(theft, table) for table in CODE_TABLES]
    [1825.0, 182.5, 638.75, 1095]
    """
    match table:
        case "kz-severity":
            return most_days_of_class()[threat.severity]
        case "kz-min":
            return threat.low_days
        case "kz-mid":
            return (threat.low_days + threat.high_days) / 2
        case "kz-max":
            return threat.high_days


def _custody(row: Mapping[str, str]) -> Custody:
    kind = cast('Literal["arrest", "prison", "life"]', row["custody"])
    unit, least = (1.0, LEAST_ARREST_DAYS) if kind == "arrest" else (YEAR_DAYS, LEAST_PRISON_DAYS)
    low, high = LIFE_DAYS
    if kind != "life":
        low, high = float(row["low"]) * unit if row["low"] else least, float(row["high"]) * unit
    return Custody(low_days=low, high_days=high, kind=kind, negligent=row["negligent"] == "yes")


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(files("hotspot.harm").joinpath(name).read_text("utf-8").splitlines())
