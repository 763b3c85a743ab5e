"""Which column of a boundary file holds the ids, and which the names in three languages."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot.errors import InputError
from hotspot.read.areas.known import IDS, LANGUAGE_NAMES, NAMES, OTHER_NAMES, TECHNICAL_IDS
from hotspot.read.areas.persons import impersonal
from hotspot.read.areas.tails import shortened, without_tail
from hotspot.read.columns import key, listed, nearest
from hotspot.read.personal import name_findings
from hotspot.schema import Choice, Finding, Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from hotspot.read.areas.question import AreaQuestion

_KAZAKH = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
_CYRILLIC = re.compile("[а-яёА-ЯЁ]")


@dataclass(frozen=True, kw_only=True)
class Labels:
    """What an area is called: each a column of text (n,), "" where unknown; `said` is what was decided."""

    area_id: pd.Series[str]
    name: pd.Series[str]
    by_language: dict[Language, pd.Series[str]]
    columns: dict[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    findings: tuple[Finding, ...] = ()


def find_labels(frame: pd.DataFrame, question: AreaQuestion, where: str) -> Labels:
    """Find the ids and names of the areas among the columns of `frame`, or take those the user names.

    Raises InputError, with the nearest names, for a column that is not there, and for a missing id in a
    column that the user named.
    """
    texts = {str(column): as_text(frame[column]) for column in frame.columns}
    texts, personal = impersonal(texts, _asked("id", question.id, list(texts), where), where)
    name_column = _asked("name", question.name, list(texts), where) or _first(texts, NAMES, _telling)
    languages = _languages(texts, question, name_column, where)
    name_column = name_column or next(iter(languages.values()), "")
    id_column, why = _id_column(texts, question, name_column, where)
    columns = {"id": id_column, "name": name_column} | {f"name_{lang}": c for lang, c in languages.items()}
    labels = _labels(frame, texts, columns, why)
    emptied = {column: personal[column] for column in dict.fromkeys(columns.values()) if column in personal}
    return replace(labels, findings=(*labels.findings, *name_findings(where, emptied)))


def _labels(
    frame: pd.DataFrame, texts: dict[str, pd.Series[str]], columns: dict[str, str], why: str
) -> Labels:
    """Put the found columns together; an area without a name is called by its id."""
    import pandas as pd  # noqa: PLC0415 - for the row numbers alone

    named = [column for column in dict.fromkeys(_named(columns)) if column]
    findings = shortened([texts[column] for column in named])
    area_texts, texts = texts, texts | {column: without_tail(texts[column]) for column in named}
    rows = pd.Series([str(number + 1) for number in range(len(frame))], index=frame.index, dtype=str)
    area_id = area_texts[columns["id"]] if columns["id"] else rows
    name = texts[columns["name"]] if columns["name"] else area_id
    unnamed = int((name == "").sum())
    if unnamed:
        findings.append(Finding(code="area_without_name", level="info", values={"count": unnamed}))
    nothing = pd.Series("", index=frame.index, dtype=str)
    return Labels(
        area_id=area_id,
        name=name.where(name != "", area_id),
        by_language={lang: texts.get(columns.get(f"name_{lang}", ""), nothing) for lang in LANGUAGE_NAMES},
        columns={role: column for role, column in columns.items() if column},
        choices=tuple(_choices(columns, why)),
        findings=tuple(findings),
    )


def _named(columns: dict[str, str]) -> list[str]:
    return [column for role, column in columns.items() if role.startswith("name")]


def _choices(columns: dict[str, str], why: str) -> Iterable[Choice]:
    if why:
        value = columns["id"] or "1, 2, 3 …"
        yield Choice(name="areas.id", value=value, why=why, flag="--set areas.id=COLUMN")
    for role in ("name", "name_en", "name_ru", "name_kk"):
        if columns.get(role):
            flag = f"--set areas.{role}=COLUMN"
            yield Choice(name=f"areas.{role}", value=columns[role], why="area_name", flag=flag)


def _id_column(
    texts: dict[str, pd.Series[str]], question: AreaQuestion, name_column: str, where: str
) -> tuple[str, str]:
    """Return the column of ids ("" for row numbers) and the reason, "" where the user named it."""
    asked = _asked("id", question.id, list(texts), where)
    if asked:
        empty = np.flatnonzero(texts[asked] == "")
        if len(empty):
            what = f"feature {empty[0] + 1} has no id in column '{asked}'; such features: {len(empty)}"
            raise InputError(where, what, "fill them in, or set areas.id to another column")
        return asked, ""
    known = _first(texts, IDS, _unique) or _first(texts, IDS, _mostly_unique)
    if known:
        return known, "area_id_known"
    if name_column and _unique(texts[name_column]):
        return name_column, "area_id_name"
    technical = _first(texts, TECHNICAL_IDS, _unique)
    return (technical, "area_id_known") if technical else ("", "area_id_row")


def _languages(
    texts: dict[str, pd.Series[str]], question: AreaQuestion, name_column: str, where: str
) -> dict[Language, str]:
    """Return the column of names for each language that has one.

    A column whose name tells no language is judged by its letters: Kazakh ones make it Kazakh.
    """
    asked = {"en": question.name_en, "ru": question.name_ru, "kk": question.name_kk}
    found: dict[Language, str] = {}
    for language, known in LANGUAGE_NAMES.items():
        wanted = _asked(f"name_{language}", asked[language], list(texts), where)
        column = wanted or _first(texts, known, _any_text)
        if column:
            found[language] = column
    others = [_first(texts, (other,), _telling) for other in (*NAMES, *OTHER_NAMES)]
    for column in dict.fromkeys((name_column, *others)):
        if column and column not in found.values():
            spoken = language_of(texts[column])
            if spoken and spoken not in found and (spoken != "en" or column == name_column):
                found[spoken] = column
    return {language: found[language] for language in LANGUAGE_NAMES if language in found}


def language_of(names: pd.Series[str]) -> Language | None:
    """Return kk or ru for names in Cyrillic (kk if some hold Kazakh letters), en for Latin, None for numbers.

    >>> import pandas as pd
    >>> language_of(pd.Series(["Алмалы", "Жетісу"])), language_of(pd.Series(["Самал", "Орбита"]))
    ('kk', 'ru')
    """
    filled = [name for name in names if name]
    lettered = [name for name in filled if any(sign.isalpha() for sign in name)]
    if not lettered or 2 * len(lettered) < len(filled):
        return None
    if 2 * sum(bool(_CYRILLIC.search(name)) for name in lettered) < len(lettered):
        return "en"
    return "kk" if any(_KAZAKH & set(name) for name in lettered) else "ru"


def as_text(column: pd.Series) -> pd.Series[str]:
    """Return a column as stripped text: "" where empty, whole numbers without a point ("7", not "7.0")."""
    import pandas as pd  # noqa: PLC0415 - for the result alone

    def text(value: object) -> str:
        if value is None or value is pd.NA or value is pd.NaT:
            return ""
        if isinstance(value, float) and not math.isfinite(value):
            return "" if math.isnan(value) else str(value)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return " ".join(str(value).split())

    return pd.Series([text(value) for value in column], index=column.index, dtype=str)


def named_column(setting: str, asked: str, names: Sequence[str], where: str) -> str:
    """Return the column that the user asked for under `setting`, as the file spells it; "" if none."""
    if not asked or asked in names:
        return asked
    alike = [name for name in names if key(name) == key(asked)]
    if len(alike) == 1:
        return alike[0]
    what = f"no column '{asked}'{nearest(asked, names, 'did you mean') or ';'} it has {listed(names)}"
    raise InputError(where, what, f"set {setting} to one of these")


def first_named(texts: dict[str, pd.Series[str]], known: Sequence[str]) -> str:
    """Return the first column, in the order of the `known` names, that is not empty; "" if none."""
    return _first(texts, known, _any_text)


def _asked(role: str, asked: str, names: Sequence[str], where: str) -> str:
    return named_column(f"areas.{role}", asked, names, where)


def _first(
    texts: dict[str, pd.Series[str]], known: Sequence[str], fits: Callable[[pd.Series[str]], bool]
) -> str:
    """Return the first column, in the order of the `known` names, whose content `fits`; "" if none."""
    for pattern in known:
        for column, content in texts.items():
            if re.fullmatch(pattern, key(column)) and fits(content):
                return column
    return ""


def _any_text(column: pd.Series[str]) -> bool:
    return bool((column != "").any())


def _telling(column: pd.Series[str]) -> bool:
    """Tell whether these look like names of areas, and not of the few districts that they belong to."""
    filled = column[column != ""]
    return bool(len(filled) and 2 * filled.nunique() > len(filled))


def _unique(column: pd.Series[str]) -> bool:
    return bool((column != "").all() and column.is_unique)


def _mostly_unique(column: pd.Series[str]) -> bool:
    """Tell whether these look like ids of areas that come in several parts, or once too often."""
    return bool((column != "").all() and 2 * column.nunique() >= len(column))
