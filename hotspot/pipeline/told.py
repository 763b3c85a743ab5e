"""Incidents that fit into memory, as the stages ask for them: their frame answers every question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspot.schema import InHotSpots, Tallies, rows_of, with_columns

if TYPE_CHECKING:
    import pandas as pd

    from hotspot.schema import Ints

TOLD = ("start", "hour_known", "type", "weight")  # of an incident in a hot spot, where they are known


@dataclass(frozen=True, kw_only=True)
class InMemory:
    """The cleaned incidents with the `area` and `site` of each."""

    incidents: pd.DataFrame

    def at_places(self, incidents: pd.DataFrame, site: Ints) -> InMemory:  # noqa: ARG002 - they have theirs
        """Return the same of those `incidents` that may be told of places finer than an area."""
        return InMemory(incidents=incidents)

    def tallies(self) -> Tallies:
        """Return what is asked of areas."""
        return Tallies.of(self.incidents)

    def in_hot_spots(self, label: Ints) -> InHotSpots:
        """Return what is asked of hot spots; `label` (n,) is the row of each site's, -1 for none."""
        site = self.incidents["site"].to_numpy()
        rows = np.flatnonzero((label >= 0)[site])
        told = [name for name in TOLD if name in self.incidents]
        held = with_columns(rows_of(self.incidents[told], rows), spot=label[site[rows]])
        return InHotSpots(types=held, months=held)
