"""Columns about persons: they are not needed here, and it is said which a file has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hotspot.read.columns import key
from hotspot.schema import Finding
from hotspot.words.personal import is_personal, is_resident

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

# Names of columns, as `columns.key` writes them.
NAMED = re.compile(
    r"iin|ssn|passport|.*(first|last|middle|sur|maiden|full)name|patronymic|.*(victim|suspect|offender|witness)"
    r"(name)?|complainant|applicant|declarant|officer(name)?|badge(no|num|number)?|owner(name)?"
    r"|.*phone(no|num|number)?|mobile|tel|e?mail|.*email(address)?|dob|.*birth.*"
    r"|case(id|no|num|number)|crime(no|num|number)|dockets?|narrative|fabula"
    r"|house(no|num|number)?|apartment|flat|unitnumber|plate(no|number)?"
    r"|иин|фио|фамилия|имяотчество|отчество|потерпевш.*|подозреваем.*|обвиняем.*|заявитель|свидетел.*"
    r"|следователь|сотрудник|владелец|собственник|телефон.*|тел|моб.*телефон|почта|эл.*почта|паспорт"
    r"|дата?рожд.*|годрожд.*|др|ердр|номердела|дело|куи|кусп|фабула|дом|номердома|квартира"
    r"|жсн|тегі|атыжөні|әкесініңаты|жәбірленуші.*|күдікті.*|арызданушы|тергеуші|иесі|туғанкүні|істіңнөмірі"
    r"|сипаттама|мазмұны|үй|пәтер"
)
SHARE = 0.3  # of the cells of a column, from which on they are about persons
LEAST = 3  # such cells
LONGEST = 300  # letters of the names of columns that are told
LONG = 60  # letters of free text, on average


def personal_findings(
    file: str, columns: Sequence[str], *first: Mapping[str, Sequence[str]], used: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Say which columns of a file, or of files that are read together, are about persons by their name or
    their first cells, and stay where they are; those in use are not among them.

    `first` are the first cells of each file by column: in any of them a column can be about persons.
    """
    rest = [column for column in columns if column not in used]
    found = [
        column
        for column in rest
        if NAMED.fullmatch(key(column)) or any(_about_persons(cells.get(column, ())) for cells in first)
    ]
    if not found:
        return ()
    told = ", ".join(found)[:LONGEST]
    return (Finding(code="personal_columns", level="info", values={"file": file, "columns": told}),)


def without_persons(texts: Sequence[str]) -> tuple[list[str], int]:
    """Return the cells of a column of names, those that belong to a person emptied, and how many were.

    Where all cells are plain numbers they are codes of areas, unless most are numbers of residents.
    """
    filled = [text for text in texts if text]
    personal = {text for text in set(filled) if is_personal(text)}
    if filled and all(text.isdigit() for text in filled) and not _mostly_residents(filled):
        return list(texts), 0
    return [text if text not in personal else "" for text in texts], sum(text in personal for text in texts)


def name_findings(file: str, emptied: Mapping[str, int]) -> tuple[Finding, ...]:
    """Say how many names of each column were emptied, since they belong to persons."""
    return tuple(
        Finding(
            code="personal_names", level="warning", values={"file": file, "column": column, "count": count}
        )
        for column, count in emptied.items()
        if count
    )


def _about_persons(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < LEAST:
        return False
    if all(cell.isdigit() for cell in filled):
        return _mostly_residents(filled)
    about = sum(map(is_personal, filled))
    is_text = sum(map(len, filled)) > LONG * len(filled) and 2 * len(set(filled)) > len(filled)
    return about >= max(LEAST, SHARE * len(filled)) or is_text


def _mostly_residents(numbers: Sequence[str]) -> bool:
    return 2 * sum(len(number) == 12 and is_resident(number) for number in numbers) > len(numbers)
