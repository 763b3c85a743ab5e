"""One kind of venue against all others: incidents per venue, and whether more than venues differ anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.exact_intervals import poisson_interval
from hotspot.measure.two_periods import rate_ratio
from hotspot.schema.numbers import Estimate
from hotspot.schema.venued import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hotspot.schema import Bools, Floats

MOST_KINDS = 12  # the most numerous; the others are among "all others" of each


def kinds_compared(
    kinds: Sequence[str], counts: Floats, exposure: Floats, *, dispersion: float
) -> tuple[Kind, ...]:
    """Return each kind against all other venues, the most incidents per venue first; none with one kind only.

    `counts` and `exposure` are (n,). The exact interval is that of a ratio of Poisson counts; the wide one
    divides them by how much venues of one kind vary among themselves (Pearson's chi-squared over its degrees
    of freedom), at least by `dispersion`.
    """
    named = np.asarray(kinds, dtype=object)
    names, times = np.unique(named, return_counts=True)
    if len(names) < 2:
        return ()
    unlike = max(dispersion, _unlike(named, counts, exposure))
    most = np.lexsort((names, -times))[:MOST_KINDS]
    found = [
        _kind(str(names[i]), np.asarray(named == names[i], dtype=np.bool_), counts, exposure, unlike)
        for i in most
    ]
    return tuple(sorted(found, key=lambda one: (-one.per_venue.value, one.kind)))


def _kind(name: str, mine: Bools, counts: Floats, exposure: Floats, unlike: float) -> Kind:
    own, other = float(counts[mine].sum()), float(counts[~mine].sum())
    many = int(mine.sum())
    low, high = map(float, poisson_interval(own))
    exact, wide = (
        Estimate(value=float(value[0]), low=float(least[0]), high=float(most[0]))
        for value, least, most in (
            rate_ratio(
                np.array([own]),
                np.array([other]),
                length_now=float(exposure[mine].sum()),
                length_past=float(exposure[~mine].sum()),
                dispersion=by,
            )
            for by in (1.0, unlike)
        )
    )
    per_venue = Estimate(value=own / many, low=low / many, high=high / many)
    return Kind(kind=name, venues=many, incidents=int(own), per_venue=per_venue, ratio=exact, wide=wide)


def _unlike(named: NDArray[np.object_], counts: Floats, exposure: Floats) -> float:
    """Return how many times as much as Poisson counts venues of one kind vary among themselves."""
    chi2, freedom = 0.0, 0
    for name in np.unique(named):
        mine = named == name
        usual = counts[mine].sum() * exposure[mine] / exposure[mine].sum()
        if usual.sum() > 0:
            chi2 += float(np.sum((counts[mine] - usual) ** 2 / usual))
            freedom += int(mine.sum()) - 1
    return chi2 / freedom if freedom > 0 else 1.0
