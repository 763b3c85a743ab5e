"""Of which kind a venue is, and which columns of a file say so; notes on the editing of the file do not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspot.read.areas.columns import named_column
from hotspot.read.columns import key

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

KINDS = (
    *("kind", "type", "venuetype", "facilitytype", "category", "venuecategory", "class", "fclass"),
    *("amenity", "shop", "leisure", "licen[cs]etype", "licen[cs]eclass"),
    *("вид", "тип", "категория", "видобъекта", "типобъекта", "түрі", "түр", "санаты", "санат"),
)
# What whoever keeps a file notes of a row: whether it is new, checked or still true.
NOTES = frozenset(
    (
        *("new", "old", "existing", "confirmed", "unconfirmed", "verified", "unverified", "checked"),
        *("unchecked", "edited", "updated", "changed", "moved", "added", "removed", "deleted"),
        *("duplicate", "pending", "done", "todo", "ok", "open", "opened", "closed", "active", "inactive"),
        *("yes", "no", "true", "false"),
        *("новый", "новая", "новое", "новые", "подтвержден", "подтверждено", "проверен", "проверено"),
        *("непроверено", "изменен", "изменено", "обновлено", "добавлен", "добавлено", "удален"),
        *("удалено", "закрыт", "закрыто", "открыт", "открыто", "действует", "недействует", "да", "нет"),
        *("дубль", "жаңа", "ескі", "расталған", "тексерілген", "тексерілмеген", "өзгертілген"),
        *("жаңартылған", "қосылған", "жойылған", "жабық", "ашық", "жұмысістейді", "иә", "жоқ"),
    )
)


@dataclass(frozen=True, kw_only=True)
class Kinds:
    """The kind of each venue, "" where it is unknown; the `columns` they were taken from, and those of such a
    name that were `left_out` since they hold notes on the editing of the file."""

    kind: list[str]
    columns: tuple[str, ...]
    left_out: tuple[str, ...]


def kinds_of(path: str, texts: Mapping[str, pd.Series[str]], *, asked: str, count: int) -> Kinds:
    """Return the kind of each of `count` venues: of the column `asked` for, else of each the first column, in
    the order of the known names, that has one. Raises InputError where there is no such column.

    In OpenStreetMap shops are of another column than bars.
    """
    known = re.compile("|".join(f"(?:{pattern})" for pattern in KINDS))
    if asked:
        columns = [named_column("--kind", asked, list(texts), path)]
    else:
        columns = sorted(
            (column for column in texts if known.fullmatch(key(column)) and (texts[column] != "").any()),
            key=_place,
        )
    notes = [] if asked else [column for column in columns if _is_notes(texts[column])]
    found, used = [""] * count, []
    for column in columns:
        if column in notes:
            continue
        content = texts[column].tolist()
        if any(new and not old for old, new in zip(found, content, strict=True)):
            used.append(column)
        found = [old or new for old, new in zip(found, content, strict=True)]
    return Kinds(kind=found, columns=tuple(used), left_out=tuple(notes))


def _place(column: str) -> int:
    """Return where the name of a column stands among the known ones."""
    return next(i for i, pattern in enumerate(KINDS) if re.fullmatch(pattern, key(column)))


def _is_notes(content: pd.Series[str]) -> bool:
    """Tell whether all that a column says are notes on the editing of the file."""
    return {key(text.replace("ё", "е")) for text in content.unique() if text} <= NOTES
