"""Rings around venues: a planted decay comes out; crime that lies on streets raises no false alarm."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
from made_result import CRS, SOUTH, WEST, made_result
from shapely import LineString, box, points

from hotspot.venues import rings_around
from hotspot.venues.used import Used

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.venue_rings import Rings

SIDE, CELLS = 4_000.0, 4
LEVEL = 300.0  # incidents per km² of the town
EDGE_M, NEAR = 75.0, 5.0  # up to there it is so many times as many


def town(xy: np.ndarray, streets: list[LineString] | None = None) -> Result:
    """Return a result of sixteen areas with these incidents."""
    step = SIDE / CELLS
    corners = [(WEST + step * i, SOUTH + step * j) for i in range(CELLS) for j in range(CELLS)]
    shapes = [box(x, y, x + step, y + step) for x, y in corners]
    ids = [f"A{i:02}" for i in range(len(shapes))]
    result = made_result()
    areas = replace(result.areas, frame=gpd.GeoDataFrame({"area_id": ids}, geometry=shapes, crs=CRS))
    incidents = result.incidents.iloc[np.zeros(len(xy), dtype=int)].assign(site=np.arange(len(xy)))
    sites = replace(result.sites, xy=xy, weight=np.ones(len(xy)), site_of=np.arange(len(xy)))
    layers = {} if streets is None else {"streets": gpd.GeoDataFrame(geometry=streets, crs=CRS)}
    return replace(
        result, areas=areas, incidents=incidents.reset_index(drop=True), sites=sites, layers=layers
    )


def venues_at(xy: np.ndarray, kinds: list[str] | None = None) -> gpd.GeoDataFrame:
    """Return venues, each in the area that it lies in."""
    cell = ((xy - [WEST, SOUTH]) // (SIDE / CELLS)).astype(int)
    ids = [f"A{i * CELLS + j:02}" for i, j in cell.tolist()]
    frame = {"area_id": ids, "kind": kinds or [""] * len(xy)}
    return gpd.GeoDataFrame(frame, geometry=list(points(xy)), crs=CRS)


def all_of(result: Result) -> Used:
    mine = np.ones(len(result.incidents), dtype=bool)
    return Used(mine=mine, other_types=0, other_hours=0, hour_unknown=0)


def corner() -> np.ndarray:
    return np.array([WEST, SOUTH])


def lattice(spacing: float, first: float) -> np.ndarray:
    steps = np.arange(first, SIDE, spacing)
    return corner() + np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)


def planted(draw: np.random.Generator, at: np.ndarray) -> np.ndarray:
    """Return incidents all over the town, and more of them up to `EDGE_M` from the places `at`."""
    town_wide = corner() + draw.uniform(0, SIDE, (draw.poisson(LEVEL * SIDE**2 / 1e6), 2))
    more = draw.poisson((NEAR - 1) * LEVEL * np.pi * EDGE_M**2 / 1e6, len(at))
    radius = EDGE_M * np.sqrt(draw.uniform(0, 1, more.sum()))
    angle = draw.uniform(0, 2 * np.pi, more.sum())
    around = np.repeat(at, more, axis=0) + np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None]
    return np.concatenate([town_wide, around])


def found_around(result: Result, venues: gpd.GeoDataFrame) -> tuple[Rings, ...]:
    return rings_around(result, venues, all_of(result))


def test_a_planted_decay_comes_out_ring_by_ring_with_its_edge() -> None:
    at = lattice(900.0, 450.0)
    result = town(planted(np.random.default_rng(3), at))

    found = found_around(result, venues_at(at))[0]

    ratios = [ring.ratio for ring in found.rings[:-1]]
    true = (NEAR, 1 + (NEAR - 1) * (75**2 - 50**2) / (100**2 - 50**2), 1.0)
    assert all(
        one is not None and one.low <= value <= one.high for one, value in zip(ratios, true, strict=True)
    )
    assert ratios[0] is not None
    assert ratios[0].low > 3
    assert found.edge_m is not None
    assert (found.edge_m.value, found.edge_m.low, found.edge_m.high) == (75, 75, 75)
    assert found.unit == "km2"
    assert sum(ring.ground for ring in found.rings) == pytest.approx(len(at) * np.pi * 0.4**2, rel=0.02)


def test_venues_that_have_nothing_to_do_with_it_are_not_told_from_their_surroundings() -> None:
    draw = np.random.default_rng(8)
    result = town(planted(draw, np.empty((0, 2))))

    found = found_around(result, venues_at(lattice(900.0, 450.0)))[0]

    first = found.rings[0].ratio
    assert first is not None
    assert first.low < 1 < first.high


def test_crime_that_lies_on_streets_is_compared_by_length_of_street() -> None:
    draw = np.random.default_rng(4)
    lines = [
        LineString([corner() + a, corner() + b])
        for t in np.arange(100.0, SIDE, 200.0)
        for a, b in (((t, 0.0), (t, SIDE)), ((0.0, t), (SIDE, t)))
    ]
    which, along = draw.integers(0, len(lines), 12_000), draw.uniform(0, SIDE, 12_000)
    xy = np.array([lines[i].interpolate(s).coords[0] for i, s in zip(which, along, strict=True)])
    venues = venues_at(lattice(800.0, 400.0) + np.array([100.0, 0.0]))

    by_surface = found_around(town(xy), venues)[0].rings[0].ratio
    by_street = found_around(town(xy, lines), venues)[0]

    first = by_street.rings[0].ratio
    assert by_surface is not None
    assert first is not None
    assert by_surface.low > 1  # the street, not the venue
    assert first.low < 1 < first.high
    assert by_street.unit == "km of street"


def test_each_incident_counts_in_one_ring_and_kinds_have_rings_of_their_own() -> None:
    at = lattice(500.0, 250.0)
    kinds = ["bar" if i % 4 == 0 else "cafe" for i in range(len(at))]
    result = town(planted(np.random.default_rng(1), at))

    everywhere, *of_kinds = found_around(result, venues_at(at, kinds))

    far = np.sqrt(((result.sites.xy[:, None] - at[None]) ** 2).sum(axis=2)).min(axis=1)
    assert sum(ring.incidents for ring in everywhere.rings) == int((far < 400).sum())
    assert [(one.kind, one.venues) for one in of_kinds] == [("cafe", 48), ("bar", 16)]


def test_the_order_of_incidents_does_not_change_the_rings() -> None:
    at = lattice(900.0, 450.0)
    xy = planted(np.random.default_rng(3), at)[:3_000]

    assert found_around(town(xy), venues_at(at)) == found_around(town(xy[::-1]), venues_at(at))
