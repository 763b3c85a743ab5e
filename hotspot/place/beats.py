"""Which areas are next to each other, and what is said of the beats that they are joined to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import connected_components

from hotspot.measure.exact_intervals import poisson_interval
from hotspot.measure.siting.table import entries
from hotspot.schema import KM2, LANGUAGES
from hotspot.schema.beats import BEAT_COLUMNS, MEMBER_COLUMNS
from hotspot.words import Words

if TYPE_CHECKING:
    from hotspot.measure.siting.districting import Districts
    from hotspot.measure.siting.table import Table
    from hotspot.place.network import Shapes
    from hotspot.schema import Areas, Floats, Ints

GAP_M = 30.0  # a street between two areas: they still are neighbours
SHARED_M = 1.0  # of border; a corner is no border
FACING_M = 75.0  # of border across a gap: more than the 60 m that corners have in common


def neighbours(shapes: Shapes) -> tuple[Table, int]:
    """Return which areas (n, n) share a border, or face each other across a street, and how many had none.

    Parts that hang together with no other are joined to it where they are nearest; the second value is how
    many such joints were needed.
    """
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=GAP_M)
    apart = one < other
    one, other = one[apart], other[apart]
    rims = shapely.boundary(shapes)
    shared = shapely.length(shapely.intersection(rims[one], rims[other])) > SHARED_M
    facing = shapely.length(shapely.intersection(rims[one], shapely.buffer(shapes[other], GAP_M))) > FACING_M
    one, other = one[shared | facing], other[shared | facing]
    joints = _joints(shapes, one, other)
    one, other = np.append(one, joints[:, 0]), np.append(other, joints[:, 1])
    both = np.concatenate([one, other]), np.concatenate([other, one])
    count = len(shapes)
    return entries(*both, np.ones(2 * len(one)), shape=(count, count)), len(joints)


def _joints(shapes: Shapes, one: Ints, other: Ints) -> Ints:
    """Return pairs of areas (j, 2) that join all parts, each time the two nearest areas of two parts."""
    found: list[tuple[int, int]] = []
    count = len(shapes)
    graph = entries(one, other, np.ones(len(one)), shape=(count, count))
    part: Ints = np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
    while part.max(initial=0) > 0:
        least = np.flatnonzero(part == np.bincount(part).argmin())
        rest = np.flatnonzero(part != part[least[0]])
        tree = shapely.STRtree(shapes[rest])
        (inside, outside), metres = tree.query_nearest(shapes[least], return_distance=True, all_matches=False)
        nearest = int(np.argmin(metres))
        pair = int(least[inside[nearest]]), int(rest[outside[nearest]])
        found.append(pair)
        part[part == part[pair[0]]] = part[pair[1]]
        part = np.unique(part, return_inverse=True)[1].astype(np.int64)
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def centres(shapes: Shapes) -> Floats:
    """Return the middle of each area (n, 2), in metres; a place inside where the middle is not."""
    middle = shapely.centroid(shapes)
    inside = np.where(shapely.intersects(shapes, middle), middle, shapely.point_on_surface(shapes))
    return np.column_stack([shapely.get_x(inside), shapely.get_y(inside)])


def described_beats(
    beat: Ints, districts: Districts, areas: Areas, incidents: Floats
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the beats with `BEAT_COLUMNS` and the areas in them with `MEMBER_COLUMNS`.

    `beat` (n,) is that of each area, `incidents` (n,) those of the period.
    """
    frame, load = areas.frame, districts.load
    shapes = np.asarray(frame.geometry.array, dtype=object)
    centre = districts.centres(beat)
    loads = np.bincount(beat, load, minlength=districts.count)
    counts = np.bincount(beat, incidents, minlength=districts.count).astype(np.float64)
    low, high = poisson_interval(counts)
    metres = load * districts.metres[np.arange(len(beat)), centre[beat]]
    ground = np.array([shapely.union_all(shapes[beat == one]) for one in range(districts.count)])
    ids = [f"B{one}" for one in range(1, districts.count + 1)]
    columns = {
        "beat_id": ids,
        **{f"name_{each}": _names(areas, centre, Words(language=each)) for each in LANGUAGES},
        "centre": frame["area_id"].astype(str).to_numpy()[centre],
        "areas": np.bincount(beat, minlength=districts.count),
        "workload": loads,
        "share": loads / load.sum(),
        "off_even": loads / districts.mean - 1,
        "incidents": counts,
        "incidents_low": low,
        "incidents_high": high,
        "area_km2": shapely.area(ground) / KM2,
        "compactness": 4 * np.pi * shapely.area(ground) / shapely.length(ground) ** 2,
        "mean_m": np.bincount(beat, metres, minlength=districts.count) / np.maximum(loads, 1e-12),
    }
    beats = gpd.GeoDataFrame(columns, geometry=ground, crs=frame.crs)[list(BEAT_COLUMNS)]
    members = pd.DataFrame(
        {
            "area_id": frame["area_id"].astype(str).to_numpy(),
            "name": frame["name"].astype(str).to_numpy(),
            "beat_id": np.array(ids)[beat],
            "workload": load,
            "incidents": incidents,
        }
    )
    return beats, members[list(MEMBER_COLUMNS)]


def _names(areas: Areas, centre: Ints, words: Words) -> list[str]:
    """Return "Beat 1 (Zhuldyz-1)" for each, after the area in its middle."""
    rows = areas.frame.iloc[centre].drop(columns="geometry").to_dict("records")
    return [
        words(
            "beats.named",
            number=str(i),
            area=str(row[f"name_{words.language}"] or row["name"] or row["area_id"]),
        )
        for i, row in enumerate(rows, start=1)
    ]
