"""Names of areas without the city and the country that stand behind each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.schema import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


def without_tail(names: pd.Series[str]) -> pd.Series[str]:
    """Cut what follows the first comma where it is the same for every name: the city, the country.

    >>> import pandas as pd
    >>> without_tail(pd.Series(["Алмалы ауданы, Алматы", "Медеу ауданы, Алматы"])).tolist()
    ['Алмалы ауданы', 'Медеу ауданы']
    """
    return names.str.replace(r",.*", "", regex=True).str.strip() if _tail(names) else names


def shortened(names: Sequence[pd.Series[str]]) -> list[Finding]:
    """Say by what `without_tail` cuts these columns of names, and how many, once for each such tail."""
    counted: dict[str, int] = {}
    for column in names:
        if tail := _tail(column):
            counted[tail] = max(counted.get(tail, 0), int((column != "").sum()))
    return [
        Finding(code="area_names_shortened", level="info", values={"tail": f", {tail}", "count": count})
        for tail, count in counted.items()
    ]


def _tail(names: pd.Series[str]) -> str:
    """Return what follows the first comma of every name, "" where it is not the same or nothing precedes."""
    parts = [name.partition(",") for name in names if name]
    tails = {tail.strip() for _, _, tail in parts}
    is_cut = len(parts) > 1 and len(tails) == 1 and all(own.strip() for own, _, _ in parts)
    return tails.pop() if is_cut else ""
