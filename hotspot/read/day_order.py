"""Whether 01/02/2025 is the first of February or the second of January: the whole column decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspot.errors import InputError
from hotspot.read.cells import chosen, examples
from hotspot.read.dated import Others, mixed

if TYPE_CHECKING:
    import pyarrow as pa

    from hotspot.read.dated import Met
    from hotspot.schema import Floats


@dataclass(frozen=True, kw_only=True)
class Order:
    """How dates are written, with DD and MM where they stand, how that is known ("", "told", "by_values",
    "assumed"), and what is told of the few rows in which day and month must have changed places."""

    style: str
    basis: str = ""
    others: Others | None = None

    @property
    def day_first(self) -> bool:
        """Whether the day stands before the month."""
        return self.style.startswith("DD")


def order_of(
    where: str, texts: pa.Array, numbers: tuple[Floats, Floats], *, form: str, told: bool | None, met: Met
) -> Order:
    """Return the order of the distinct texts (m,), whose first and second `numbers` are day and month or the
    other way round: as `told`, else that of nearly all rows that allow one only, else the day first.

    Raises InputError where the rows that speak against it are too many to be slips.
    """
    first, second = numbers
    only = {True: (first > 12) & (second <= 12), False: (second > 12) & (first <= 12)}
    rows = {each: float(met.rows[mask].sum()) for each, mask in only.items()}
    day_first = told if told is not None else rows[True] >= rows[False]
    others = met.others(texts, only[not day_first]) if only[not day_first].any() else None
    if others is not None and not others.are_slips(of=sum(rows.values())):
        if told is not None and not only[day_first].any():
            shown = chosen(texts, only[not day_first])
            what = f"incidents.day_first is {str(told).lower()}, but no month is above 12: {examples(shown)}"
            raise InputError(where, what, "leave incidents.day_first out of config.yaml")
        shown = [chosen(texts, some)[0] for some in only.values()]
        raise mixed(where, "the day stands first in some rows and the month in others", shown, others)
    written = {"A": "DD", "B": "MM"} if day_first else {"A": "MM", "B": "DD"}
    basis = "told" if told is not None else "by_values" if any(rows.values()) else "assumed"
    return Order(style=form.replace("A", written["A"]).replace("B", written["B"]), basis=basis, others=others)
