"""Which areas and hot spots are new, last, grow, fade, or come and go, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.emerging import FEWEST_MONTHS, emerging, mann_kendall, standing_out
from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.measure.two_periods import place_dispersion
from hotspot.schema.timed import Emerged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.times.months import Months
    from hotspot.times.places import Place


def emerged_places(city: Place, places: Sequence[Place], months: Months) -> tuple[Emerged, ...]:
    """Return the class of each place; none where there are fewer than twelve whole months.

    Areas and hot spots are tested apart, each with the false alarms of its own kind.
    """
    if len(months.first) < FEWEST_MONTHS:
        return ()
    total = months.counts(city.mine)
    kinds = [[place for place in places if place.kind == kind] for kind in ("area", "hotspot")]
    return tuple(one for some in kinds if some for one in _of_kind(city, some, total, months))


def _of_kind(city: Place, places: list[Place], total: np.ndarray, months: Months) -> list[Emerged]:
    counts = np.array([months.counts(place.mine) for place in places])
    km2 = np.array([place.km2 for place in places])
    noise = place_dispersion(counts)
    hot = standing_out(counts, km2, dispersion=noise, city=total, km2=city.km2)
    tau, p = mann_kendall(counts / np.maximum(total, 1.0))
    p = benjamini_hochberg(p)
    return [
        Emerged(
            place_id=place.place_id,
            kind=place.kind,
            name=place.name,
            found=found,
            incidents=int(row.sum()),
            months=len(months.first),
            months_out=int(out.sum()),
            last_out=months.first[np.flatnonzero(out)[-1]].item() if out.any() else None,
            tau=float(t),
            tau_p=float(q),
        )
        for place, found, row, out, t, q in zip(
            places, emerging(hot, tau, p), counts, hot, tau, p, strict=True
        )
    ]
