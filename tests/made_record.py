"""A small town whose incidents keep to a few places, for tests of back-tests: known truth, seeded."""

from __future__ import annotations

from datetime import date

import numpy as np
import shapely

from hotspot import judge

FIRST = date(2021, 1, 1)
DAYS = 1096 + 365
SIDE_M = 2_000.0


def made_places(*, seed: int = 7, per_day: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    """Return places (m, 2) in metres and days (m,): four fifths of the incidents near ten corners."""
    random = np.random.default_rng(seed)
    count = int(per_day * DAYS)
    corners = random.uniform(200, SIDE_M - 200, (10, 2))
    near = corners[random.choice(10, count, p=np.arange(1, 11) / 55)] + random.normal(0, 30, (count, 2))
    anywhere = random.uniform(0, SIDE_M, (count, 2))
    xy = np.where((random.random(count) < 0.8)[:, None], near, anywhere).clip(1, SIDE_M - 1)
    return xy, np.sort(random.integers(0, DAYS, count))


def made_units(xy: np.ndarray) -> tuple[judge.Places, list[judge.Units]]:
    """Return the ground of the town, and squares of 100 and 200 m and sixteen micro-areas on it."""
    study = shapely.box(0, 0, SIDE_M, SIDE_M)
    squares, wider = judge.ground_of(study, xy), judge.ground_of(study, xy, cell_m=200.0)
    quarter = SIDE_M / 4
    shapes = [
        shapely.box(column * quarter, row * quarter, (column + 1) * quarter, (row + 1) * quarter)
        for row in range(4)
        for column in range(4)
    ]
    area = (xy[:, 1] // quarter * 4 + xy[:, 0] // quarter).astype(np.int64)
    units = [
        judge.square_units(squares, squares, xy),
        judge.square_units(wider, squares, xy),
        judge.area_units(shapes, area, squares),
    ]
    return squares, units
