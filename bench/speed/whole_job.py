"""The whole job on a real city: Chicago, 1.7 million rows, beside the script an analyst would write.

Both get the same rows: what police find by looking stays in. The script leaves out most of what `hotspot
rank` does (see its first lines); counts per area are compared before anything is timed.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speed.comparison import Commands, Goal, require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCRIPT = Path(__file__).parent / "scripts" / "crimepy_style.py"
ROWS = 1_718_685
GOAL = Goal("S5", faster=10, seconds=4)
APART = 0.002  # of an area's incidents: records of one incident that `hotspot` takes together


def comparisons(data: Path, peers: Path, out: Path, *, raw: bool) -> Iterator[Commands]:
    """Yield the comparisons where the city's files are at hand; `raw` adds DBSCAN on rows: over 8 GB."""
    incidents = data / "chicago" / "crimes_2012_2017.parquet"
    areas = data / "chicago" / "community_areas.geojson"
    if not (incidents.exists() and areas.exists()):
        return
    ours, peer = out / "chicago", out / "chicago-script"
    rank = [sys.executable, "-m", "hotspot", "rank", str(incidents), "--areas", str(areas), "-q"]
    rank += ["--out", str(ours), "--set", "incidents.discovered=none"]
    script = [str(peers), str(SCRIPT), str(incidents), str(areas), str(peer)]
    what = "Chicago 2012–2017, Parquet → all outputs"
    check = same_counts(ours, peer)
    yield Commands(what, ROWS, rank, "crimepy-style script, DBSCAN on weighted places", script, check, GOAL)
    if raw:
        by_rows = [*script, "--rows"]
        yield Commands(what, ROWS, rank, "crimepy-style script, DBSCAN on rows", by_rows, check, GOAL)


def same_counts(ours: Path, peer: Path) -> Callable[[], str]:
    """Return the check that both count the same incidents in each area."""

    def check() -> str:
        our = _counts(ours / "ranking.csv", "name")
        their = _counts(peer / "ranking.csv", "community")
        require(our.keys() == their.keys(), "the areas are not the same")
        apart = max(abs(our[name] - their[name]) / their[name] for name in their)
        require(apart <= APART, f"the counts of an area differ by {apart:.2%}")
        return f"counts of {len(our)} areas equal to {apart:.2%}"

    return check


def _counts(file: Path, name: str) -> dict[str, int]:
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return {row[name]: int(row["incidents"]) for row in csv.DictReader(rows)}
