"""Where incidents are expected in the invented city: a background of people and shops, and hot spots.

The numbers made here are the truth: how many incidents are expected at each address in the two years.
Whatever a method finds in the incidents drawn from them can be compared with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sample.addresses import Addresses, placed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sample.ground import Area
    from sample.hotspots import HotSpot
    from sample.plan import Kind

Floats: TypeAlias = NDArray[np.float64]

EXPECTED_INCIDENTS = 12_000.0
MALL_AREA, MALL_EXPECTED = "Samal-1", 170.0
BACKGROUND = -1

# Residents per km², and shops relative to the centre
RESIDENTS: Mapping[Kind, float] = {
    "central": 9_500,
    "panel": 14_500,
    "new": 8_000,
    "private": 5_500,
    "park": 0,
    "bazaar": 0,
}
COMMERCE: Mapping[Kind, float] = {
    "central": 1.0,
    "panel": 0.28,
    "new": 0.3,
    "private": 0.2,
    "park": 0.2,
    "bazaar": 2.4,
}
PER_RESIDENT, PER_KM2_OF_COMMERCE = 0.007, 190.0  # relative to each other; scaled to EXPECTED_INCIDENTS
AREA_SPREAD = 0.3  # standard deviation of the logarithm of what else makes areas differ
MAIN_STREET = 1.6  # an address on a main street against others
PARETO_SHAPE, MOST_OVER_LEAST = 1.2, 12.0  # how unequal addresses are


@dataclass(frozen=True, kw_only=True)
class Risk:
    """Expected incidents in the two years: `expected` (n,) at each of the addresses for one `cause` (n,).

    A cause is `BACKGROUND`, the place of a hot spot in `hotspots`, or `mall`, the one address of a shopping
    mall.
    """

    addresses: Addresses
    expected: Floats
    cause: NDArray[np.int64]
    hotspots: tuple[HotSpot, ...]

    @property
    def mall(self) -> int:
        """The cause after all hot spots."""
        return len(self.hotspots)

    def planted(self, cause: int) -> float:
        """Incidents expected for one cause."""
        return float(self.expected[self.cause == cause].sum())


def residents(areas: Sequence[Area], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return the residents of each area, in tens; parks and the bazaar have none."""
    varied = rng.uniform(0.75, 1.3, len(areas))
    return 10 * np.rint([RESIDENTS[a.kind] * a.km2 / 10 for a in areas] * varied).astype(np.int64)


def expected_risk(
    areas: Sequence[Area],
    addresses: Addresses,
    population: NDArray[np.int64],
    hotspots: tuple[HotSpot, ...],
    rng: np.random.Generator,
) -> Risk:
    """Return what is expected where; hot spots and the mall have addresses of their own."""
    shops = np.array([COMMERCE[area.kind] * area.km2 for area in areas])
    background = PER_RESIDENT * population + PER_KM2_OF_COMMERCE * shops
    background = background * np.exp(AREA_SPREAD * rng.standard_normal(len(areas)))
    # Hot spots are multiples of the background around them, so one factor brings both to the total.
    times = np.array([(spot.plan.relative_risk - 1) * spot.share_of_area for spot in hotspots])
    at = np.array([spot.area for spot in hotspots])
    background *= (EXPECTED_INCIDENTS - MALL_EXPECTED) / (background.sum() + (times * background[at]).sum())
    grounds = [(addresses, _over_addresses(background, addresses, rng))]
    for spot, planted in zip(hotspots, times * background[at], strict=True):
        own = placed(spot.places(rng), np.zeros(spot.plan.addresses, dtype=bool), areas)
        weight = rng.uniform(0.6, 1.4, len(own.area))
        grounds.append((own, planted * weight / weight.sum()))
    grounds.append((_mall(areas), np.array([MALL_EXPECTED])))
    causes = [np.full(len(expected), cause) for cause, (_, expected) in enumerate(grounds, start=BACKGROUND)]
    return Risk(
        addresses=_together([places for places, _ in grounds]),
        expected=np.concatenate([expected for _, expected in grounds]),
        cause=np.concatenate(causes),
        hotspots=hotspots,
    )


def _over_addresses(background: Floats, addresses: Addresses, rng: np.random.Generator) -> Floats:
    """Return each area's background spread over its addresses, few of which get much of it."""
    weight = np.minimum((1 - rng.random(len(addresses.area))) ** (-1 / PARETO_SHAPE), MOST_OVER_LEAST)
    weight *= np.where(addresses.main, MAIN_STREET, 1.0)
    of_area = np.bincount(addresses.area, weights=weight, minlength=len(background))
    return background[addresses.area] * weight / of_area[addresses.area]


def _mall(areas: Sequence[Area]) -> Addresses:
    """Return the one address of the shopping mall."""
    (mall,) = (area for area in areas if area.name.en == MALL_AREA)
    return placed(np.array(mall.polygon.centroid.coords), np.array([True]), areas)


def _together(parts: Sequence[Addresses]) -> Addresses:
    """Return all addresses in one."""
    return Addresses(
        lonlat=np.concatenate([part.lonlat for part in parts]),
        xy=np.concatenate([part.xy for part in parts]),
        area=np.concatenate([part.area for part in parts]),
        main=np.concatenate([part.main for part in parts]),
    )
