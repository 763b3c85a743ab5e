"""What a hot spot holds: its incidents and places, all that lies within its outline, months and types."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from hotspot.measure.distinct import occurring
from hotspot.schema import weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.cluster.outline import Geometries
    from hotspot.schema import Floats, HotSpots, InHotSpots, Ints, Sites

_TYPES = 3  # types named for each hot spot


@dataclass(frozen=True, kw_only=True)
class Members:
    """For each hot spot: `incidents` and `places` of its members, and incidents at the `heaviest` place."""

    incidents: Floats
    places: Ints
    heaviest: Floats


def members(sites: Sites, label: Ints) -> Members:
    """Count the members of each hot spot; `label` (n,) is the hot spot of each site, -1 for none."""
    of, weight = label[label >= 0], sites.weight[label >= 0]
    incidents, heaviest = np.zeros((2, int(of.max(initial=-1)) + 1))
    np.add.at(incidents, of, weight)
    np.maximum.at(heaviest, of, weight)
    return Members(incidents=incidents, places=np.bincount(of), heaviest=heaviest)


def inside(sites: Sites, shapes: Geometries) -> Floats:
    """Return the incidents within each shape, its border included, whether they are members or not."""
    easting, northing = sites.xy.T  # sorted by easting
    found = np.zeros(len(shapes))
    for row, shape in enumerate(shapes):
        west, south, east, north = shape.bounds
        strip = slice(*np.searchsorted(easting, [west, np.nextafter(east, np.inf)]).tolist())
        near = np.flatnonzero((northing[strip] >= south) & (northing[strip] <= north)) + strip.start
        shapely.prepare(shape)
        found[row] = sites.weight[near[shapely.intersects_xy(shape, easting[near], northing[near])]].sum()
    return found


def with_contents(hotspots: HotSpots, held: InHotSpots, *, month_index: Ints | None) -> HotSpots:
    """Return the hot spots with their months and main types; `month_index` (m,) is that of `held.months`, -1
    where it is unknown, None without time."""
    n, types = len(hotspots.frame), held.types
    active = months_active(held.months["spot"].to_numpy(), month_index, hot_spots=n)
    main = main_types(types["spot"].to_numpy(), types["type"], weights(types), hot_spots=n)
    return replace(hotspots, frame=hotspots.frame.assign(months_active=active, main_types=main))


def months_active(label: Ints, month_index: Ints | None, *, hot_spots: int) -> Ints:
    """Count the months with at least one incident; `label` (m,) is the hot spot of each incident."""
    if month_index is None:
        return np.zeros(hot_spots, dtype=np.int64)
    known = (label >= 0) & (month_index >= 0)
    month = month_index[known]
    if not len(month):
        return np.zeros(hot_spots, dtype=np.int64)
    seen = np.zeros((hot_spots, np.ptp(month) + 1), dtype=np.bool_)
    seen[label[known], month - month.min()] = True
    return np.asarray(seen.sum(axis=1), dtype=np.int64)


def main_types(
    label: Ints, types: Sequence[str] | pd.Series[str], weight: Ints | None = None, *, hot_spots: int
) -> list[str]:
    """Return the three commonest types of each hot spot with their share, "theft 60 %; robbery 12 %".

    Each incident counts once, or `weight` (m,) times. Equally common types come in the order of the alphabet;
    incidents without a type count in the whole only.
    """
    known = np.flatnonzero(label >= 0)
    code, names = _coded(types, known)
    typed = code >= 0
    those = weight[known][typed] if weight is not None else None
    pair, count = occurring(label[known][typed] * len(names) + code[typed], those)
    of, code = np.divmod(pair, max(len(names), 1))
    share = 100 * count / np.bincount(of, weights=count)[of]
    said: list[list[str]] = [[] for _ in range(hot_spots)]
    for row in np.lexsort((code, -count, of)).tolist():
        name, texts = names[code[row]], said[of[row]]
        if name and share[row] >= 0.5 and len(texts) < _TYPES:
            texts.append(f"{name} {share[row]:.0f} %")
    return ["; ".join(texts) for texts in said]


def _coded(types: Sequence[str] | pd.Series[str], rows: Ints) -> tuple[Ints, list[str]]:
    """Return the type of each of these rows, as its place in the alphabet, -1 for none, and the names."""
    if isinstance(types, pd.Series) and isinstance(types.dtype, pd.CategoricalDtype):
        kinds = types.cat.categories
        order = np.argsort(np.asarray(kinds, dtype=object), kind="stable")
        number = np.full(len(kinds) + 1, -1, dtype=np.int64)  # the last is for none
        number[order] = np.arange(len(kinds))
        return number[types.cat.codes.to_numpy()[rows]], kinds[order].tolist()
    code, found = pd.factorize(pd.Series(types, dtype="str").iloc[rows], sort=True)
    return code, found.tolist()
