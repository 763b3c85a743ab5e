"""Which column of a boundary file holds the residents, and the numbers in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hotspot.read.areas.columns import as_text, named_column
from hotspot.read.areas.known import POPULATION
from hotspot.read.columns import key
from hotspot.schema import Finding

if TYPE_CHECKING:
    import pandas as pd

_RESIDENTS = (0.01, 1e8)  # a share of a household, and more than any city; beyond it is another quantity
_THOUSANDS = re.compile(r"\d{1,3}([,  ]\d{3})+(\.0+)?")


def find_population(frame: pd.DataFrame, asked: str, where: str) -> str:
    """Return the column of residents or dwellings, of the latest year if there are several; "" if none."""
    names = [str(column) for column in frame.columns]
    wanted = named_column("areas.population", asked, names, where)
    if wanted:
        return wanted
    for pattern in POPULATION:
        alike = [column for column in names if re.fullmatch(pattern, key(column))]
        if alike:
            return max(alike, key=_year)
    return ""


def population_of(column: pd.Series[str]) -> tuple[pd.Series[float], tuple[Finding, ...]]:
    """Return numbers of residents, NaN where the text is no possible number, and how many of these."""
    import pandas as pd  # noqa: PLC0415 - for the conversion alone

    texts = as_text(column)
    plain = texts.map(lambda text: re.sub(r"[,  ]", "", text) if _THOUSANDS.fullmatch(text) else text)
    numbers = pd.to_numeric(plain, errors="coerce").astype(float)
    numbers = numbers.where((numbers == 0) | numbers.between(*_RESIDENTS))
    bad = int((numbers.isna() & (texts != "")).sum())
    findings = [Finding(code="population_unreadable", level="warning", values={"count": bad})] if bad else []
    return numbers, tuple(findings)


def _year(column: str) -> int:
    """Return the year in a column's name, two digits being of this century; 0 where there is none."""
    digits = re.search(r"(?<!\d)(\d{4}|\d\d)(?!\d)", column)
    return 0 if digits is None else int(digits[0]) + (2000 if len(digits[0]) == 2 else 0)
