"""What is asked of incidents once it is known where they lie: a few tables that tell no more apart than that.

Their size depends on areas, days and types, and not on how many incidents there are. Where incidents fit into
memory, each table is the frame of the incidents itself.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from hotspot.schema.numbers import Ints


@dataclass(frozen=True, kw_only=True)
class Tallies:
    """The incidents four times, each as an incidents frame with `area`: what a frame does not tell apart is
    unknown in it (NaT, False, "", -1).

    `places` tells apart site and area; `types` area and type, with stands_for; `days` area and day; `hours`
    area, weekday and hour. All but `types` name sensitive types, too, which count by area only.
    """

    places: pd.DataFrame
    types: pd.DataFrame
    days: pd.DataFrame
    hours: pd.DataFrame

    @classmethod
    def of(cls, incidents: pd.DataFrame) -> Tallies:
        """Return the tables of incidents that are in memory: their frame, four times."""
        return cls(places=incidents, types=incidents, days=incidents, hours=incidents)

    def each(self, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Tallies:
        """Return the tables with a change made to each; one that is there four times is changed once."""
        changed: dict[int, pd.DataFrame] = {}
        for frame in self._frames().values():
            if id(frame) not in changed:
                changed[id(frame)] = change(frame)
        return Tallies(**{name: changed[id(frame)] for name, frame in self._frames().items()})

    def with_types(self, types: pd.DataFrame) -> Tallies:
        """Return the tables with other `types`; they take the place of every table that is the same frame."""
        return Tallies(
            **{name: types if frame is self.types else frame for name, frame in self._frames().items()}
        )

    def _frames(self) -> dict[str, pd.DataFrame]:
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, kw_only=True)
class InHotSpots:
    """The incidents of hot spots twice, each an incidents frame with `spot`, the row of the hot spot that
    holds each (-1: none): `types` tells apart spot and type, `months` spot and month."""

    types: pd.DataFrame
    months: pd.DataFrame


class Told(Protocol):
    """Where these tables come from: incidents in memory, or an engine that counts them."""

    def at_places(self, incidents: pd.DataFrame, site: Ints) -> Told:
        """Return the same of fewer: of the `incidents` that may be told of places finer than an area, whose
        sites are the rows `site` (k,) of all."""

    def tallies(self) -> Tallies:
        """Return what is asked of areas."""

    def in_hot_spots(self, label: Ints) -> InHotSpots:
        """Return what is asked of hot spots; `label` (n,) is the row of each site's, -1 for none."""
