"""What a user waits for when the file is small, and how the time grows with the file: ours alone, no peer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from speed.comparison import Alone, Goal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOTSPOT = [sys.executable, "-m", "hotspot"]
SAMPLE_ROWS = 12_148


def comparisons(out: Path) -> Iterator[Alone]:
    """Yield the small commands."""
    yield Alone("`hotspot --help`", 0, [*HOTSPOT, "--help"], Goal("S6", seconds=0.15))
    sample = [*HOTSPOT, "rank", "-q", "--out", str(out / "sample")]
    yield Alone("`hotspot rank`, sample city, all outputs", SAMPLE_ROWS, sample, Goal("S6", seconds=2))


def growth(rows: int, city: Path, out: Path, *, before_s: float, times: float) -> Alone:
    """Return `hotspot rank` on one size; it may take `times` the smaller size's `before_s` seconds."""
    files = [str(city / "incidents.csv"), "--areas", str(city / "districts.gpkg")]
    rank = [*HOTSPOT, "rank", *files, "-q", "--out", str(out / f"ranked-{rows}")]
    goal = Goal("S6", seconds=round(times * before_s, 1)) if before_s else Goal()
    return Alone("`hotspot rank`, made city, all outputs", rows, rank, goal)
