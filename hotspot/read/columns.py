"""Names of columns: compared without case and blanks, listed in messages, and the one found that is meant."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from hotspot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence


@lru_cache(maxsize=4_096)  # the same few hundred names are asked for again and again
def key(name: str) -> str:
    """Return a column name without case, blanks, underscores and punctuation.

    >>> key("X_Coord CD"), key("Дата  совершения:"), key("Күні")
    ('xcoordcd', 'датасовершения', 'күні')
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def nearest(name: str, names: Sequence[str], say: str) -> str:
    """Return "; `say` 'the nearest of the names'?", or "" where none is near.

    >>> nearest("lattitude", ["latitude", "date"], "did you mean")
    "; did you mean 'latitude'?"
    """
    by_key = {key(other): other for other in names}
    close = difflib.get_close_matches(key(name), by_key, n=1, cutoff=0.6)
    return f"; {say} '{by_key[close[0]]}'?" if close else ""


def listed(columns: Sequence[str], most: int = 20) -> str:
    """Return the column names for a message, on one line and not too many of them."""
    shown = [" ".join(name.split())[:40] or "''" for name in columns[:most]]
    return ", ".join(shown) + (f", … ({len(columns)} columns)" if len(columns) > most else "")


def column_named(name: str, columns: Sequence[str], role: str, asked: str, never: Sequence[str]) -> str:
    """Return the column that the user named, spelled as in the file."""
    if key(asked) in never:
        what = f"the column '{asked}' holds personal data and is never read"
        raise InputError(name, what, f"choose another column for incidents.columns.{role}")
    if asked in columns:
        return asked
    alike = [column for column in columns if key(column) == key(asked)]
    if len(alike) != 1:
        meant = nearest(asked, columns, "did you mean")
        what = (
            f"no column '{asked}' for {role}{meant}"
            + (";" if not meant else "")
            + f" it has {listed(columns)}"
        )
        raise InputError(name, what, f"set incidents.columns.{role} in config.yaml to one of these")
    return alike[0]


def well_known_column(name: str, columns: Sequence[str], names: Sequence[str]) -> str:
    """Return the first column that has one of the well-known names; "" where none has."""
    keys = [key(column) for column in columns]
    for known in names:
        if keys.count(known) > 1:
            alike = [column for column in columns if key(column) == known]
            raise InputError(
                name,
                f"more than one column is called '{known}' ({listed(alike)})",
                "rename one of them, or name the right one under incidents.columns in config.yaml",
            )
        if known in keys:
            return columns[keys.index(known)]
    return ""


def refuse_double(name: str, columns: Sequence[str], used: Sequence[str]) -> None:
    """Raise where a column in use has a name that another column has too."""
    counts = Counter(columns)
    for column in used:
        if counts[column] > 1:
            what = f"{counts[column]} columns are called '{column}'"
            raise InputError(name, what, "rename all but the right one, then run again")
