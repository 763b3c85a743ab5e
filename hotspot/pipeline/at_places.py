"""The prepared city as it may be told of places finer than an area: without what is counted by area only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspot import density, rank
from hotspot.config import as_tree
from hotspot.errors import ConfigError
from hotspot.pipeline.discreet import sensitive_in
from hotspot.schema import Sites, rows_of, weights

if TYPE_CHECKING:
    from hotspot.pipeline.prepared import Prepared
    from hotspot.schema import Floats, HotSpots, Ints, Surface


@dataclass(frozen=True, kw_only=True)
class AtPlaces:
    """The prepared city without incidents of sensitive types: `ready` has the others and their sites, which
    are the rows `site` (k,) of all; `by_area` (areas + 1,) counts what is left out, the last in no area."""

    ready: Prepared
    site: Ints
    by_area: Floats


def at_places(ready: Prepared) -> AtPlaces:
    """Part the incidents that are told where they happened from those that are counted by area only.

    Raises ConfigError where none of the first kind are left: density and hot spots would be of nothing.
    """
    frame, n = ready.incidents.frame, len(ready.areas.frame)
    apart = sensitive_in(frame, as_tree(ready.settings))
    if not apart.any():
        return AtPlaces(ready=ready, site=np.arange(len(ready.sites.xy)), by_area=np.zeros(n + 1))
    if apart.all():
        what = "all incidents are of sensitive types, which are counted by area only"
        to_do = "pass --set privacy.sensitive=show for pages that stay with the analyst"
        raise ConfigError("privacy.sensitive", what, to_do)
    told, others = rows_of(frame, ~apart), rows_of(frame, apart)
    place = told["site"].to_numpy()
    weight = np.bincount(place, weights(told), minlength=len(ready.sites.xy)).astype(np.float64)
    site = np.flatnonzero(weight)
    number = np.cumsum(weight > 0) - 1
    sites = Sites(xy=ready.sites.xy[site], weight=weight[site], site_of=number[place])
    incidents = replace(ready.incidents, frame=told.assign(site=sites.site_of))
    area = np.where(others["area"] < 0, n, others["area"])
    source = ready.told.at_places(incidents.frame, site)
    return AtPlaces(
        ready=replace(ready, incidents=incidents, sites=sites, told=source),
        site=site,
        by_area=np.bincount(area, weights(others), minlength=n + 1).astype(np.float64),
    )


def with_others(surface: Surface, held: AtPlaces, *, years: float | None) -> Surface:
    """Return the surface of the incidents `held` with the others, each area's spread evenly over it."""
    if not held.by_area.any():
        return surface
    areas = held.ready.areas.frame
    cells = rank.area_of_cells(areas, surface)
    return density.spread_over_areas(surface, areas.geometry, cells, held.by_area, years=years)


def among_all(hotspots: HotSpots, held: AtPlaces, sites: Sites) -> HotSpots:
    """Return the hot spots of the incidents `held` with their labels among all `sites`."""
    label = np.full(len(sites.xy), -1, dtype=np.int64)
    label[held.site] = hotspots.label
    return replace(hotspots, label=label)
