"""What stands in the place of a number: the number itself, or that it is small, rounded or withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.publish.hide import tallies
from hotspot.publish.table import CITY, keys_of, values_of
from hotspot.schema.published import WITHHELD, Key, Tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.schema.published import Counts, Hidden, Terms


def masked(number: int, least: int) -> str:
    """Return a number that stands by itself as it may be shown.

    >>> masked(0, 5), masked(4, 5), masked(5, 5)
    ('0', '<5', '5')
    """
    return f"<{least}" if 0 < number < least else str(number)


def about(number: int, least: int) -> str:
    """Return a number rounded so that no other one can be worked out with it.

    >>> about(3, 5), about(9, 5), about(376, 5)
    ('<5', '~10', '~380')
    """
    step = 2 * least
    return f"<{least}" if 0 < number < least else f"~{step * max(round(number / step), 1)}"


def apart_text(
    apart: Sequence[tuple[str, int]], *, before: Sequence[Mapping[str, str]], least: int
) -> tuple[tuple[str, str], ...]:
    """Return what is shown of the types that are counted for the whole city only.

    Withheld is a number that would tell, beside that of an edition `before`, that 1 to `least` - 1 have come
    or gone.

    >>> apart_text([("rape", 14), ("incest", 2)], before=[{"rape": "12"}], least=5)
    (('rape', 'x'), ('incest', '<5'))
    """
    return tuple(
        (
            kind,
            WITHHELD
            if any(_near(number, one.get(kind, ""), least) for one in before)
            else masked(number, least),
        )
        for kind, number in apart
    )


def tables_of(counts: Counts, hidden: Hidden, terms: Terms) -> Tables:
    """Return the tables as they are shown."""
    return Tables(
        types=counts.types,
        years=counts.years,
        spans=counts.spans,
        text=_text(counts, hidden, least=terms.least),
        tallies=tallies(counts, hidden),
    )


def _text(counts: Counts, hidden: Hidden, *, least: int) -> dict[Key, str]:
    """Return what is shown for each number of the tables, and for the city."""
    values, small, withheld = values_of(counts), hidden.small.tolist(), hidden.withheld.tolist()
    shown = {
        key: WITHHELD if withheld[i] else f"<{least}" if small[i] else str(values[i])
        for i, key in enumerate(keys_of(counts))
    }
    return {CITY: str(int(counts.by_type.sum())), **shown}


def _near(number: int, was: str, least: int) -> bool:
    """Tell whether a number differs by 1 to `least` - 1 from what was shown, or may where it was hidden."""
    if number < least or not was:
        return False
    return 0 < abs(number - int(was)) < least if was.isdigit() else True
