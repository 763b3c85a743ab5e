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

_PRECISION = r"(source|population|official)*precision|точность|точностьчисленности|дәлдігі"
_BOUNDS = frozenset(
    {
        "lowerbound",
        "lower",
        "atleast",
        "morethan",
        "minimum",
        "min",
        "upperbound",
        "upper",
        "atmost",
        "lessthan",
    }
    | {"неменее", "более", "минимум", "неболее", "менее", "кемінде", "астам", "аспайды"}
)  # of a number that is not known exactly
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


def population_in(frame: pd.DataFrame, column: str) -> tuple[pd.Series[float], tuple[Finding, ...]]:
    """Return the residents of each row as `population_of` does, NaN where a column of precision beside them
    calls the number a bound: "more than 358,000" is no denominator."""
    numbers, findings = population_of(frame[column])
    bound = _is_bound(frame) & numbers.notna()
    if not bound.any():
        return numbers, findings
    said = Finding(code="population_bound", level="warning", values={"count": int(bound.sum())})
    return numbers.where(~bound), (*findings, said)


def _is_bound(frame: pd.DataFrame) -> pd.Series[bool]:
    """Tell in which rows a column of precision says that a number is only a bound."""
    import pandas as pd  # noqa: PLC0415 - for the result alone

    bound = pd.Series(False, index=frame.index)
    for column in frame.columns:
        if re.fullmatch(_PRECISION, key(str(column))):
            bound |= as_text(frame[column]).map(key).isin(_BOUNDS)
    return bound


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
