"""Cells of a boundary file that belong to a person: they name no area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.errors import InputError
from hotspot.read.personal import without_persons

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def impersonal(
    texts: Mapping[str, pd.Series[str]], asked_id: str, where: str
) -> tuple[dict[str, pd.Series[str]], dict[str, int]]:
    """Return the columns without the cells that belong to persons, and how many cells of which were emptied.

    Raises InputError where the user named such a column for the ids.
    """
    import pandas as pd  # noqa: PLC0415 - for the result alone

    kept, emptied = dict(texts), {}
    for column, cells in texts.items():
        cleared, count = without_persons(cells.tolist())
        if count:
            kept[column], emptied[column] = pd.Series(cleared, index=cells.index, dtype=str), count
    if asked_id in emptied:
        what = f"column '{asked_id}' holds names or numbers of persons, in {emptied[asked_id]} features"
        raise InputError(where, what, "set areas.id to another column")
    return kept, emptied
