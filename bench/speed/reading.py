"""From a CSV to all outputs of `hotspot rank`, beside the bare parse of the four columns that it uses.

No tool does the same job, so the bound is what has to be done in any case: parsing. The parser is polars, the
fastest of those that are kept well, told the format of the date. Each run is a process of its own.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from speed.comparison import Commands, Goal, require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCRIPTS = Path(__file__).parent / "scripts"
GOAL_ROWS, GOAL = 5 * 10**6, Goal("S4", long=2.5, mb=700)


def comparisons(rows: int, city: Path, peers: Path, out: Path) -> Iterator[Commands]:
    """Yield the comparisons on the CSV of one city."""
    file, goal = str(city / "incidents.csv"), GOAL if rows == GOAL_ROWS else Goal()
    parsed = out / f"parsed-{rows}.json"
    parse = [str(peers), str(SCRIPTS / "polars_parse.py"), file, str(parsed)]
    ranked = out / f"ranked-{rows}"
    rank = [sys.executable, "-m", "hotspot", "rank", file, "--areas", str(city / "districts.gpkg"), "-q"]
    rank += ["--out", str(ranked)]
    name = "polars, bare parse of four columns"
    counted = out / f"read-{rows}.json"
    read = [sys.executable, str(SCRIPTS / "hotspot_read.py"), file, str(counted)]
    yield Commands("CSV → incidents read", rows, read, name, parse, same_rows(counted, parsed))
    yield Commands(
        "CSV → all outputs of `hotspot rank`", rows, rank, name, parse, ranked_rows(ranked, parsed), goal
    )


def same_rows(ours: Path, peer: Path) -> Callable[[], str]:
    """Return the check that both saw the same rows, the same first and last moment, the same types."""

    def check() -> str:
        our, their = (json.loads(each.read_text(encoding="utf-8")) for each in (ours, peer))
        require(our == their, f"{our} is not {their}")
        return f"{our['rows']:,} rows, {our['types']} types, first and last date equal"

    return check


def ranked_rows(ranked: Path, peer: Path) -> Callable[[], str]:
    """Return the check that every row that the parser saw was read, and kept or counted under a reason."""

    def check() -> str:
        rows = json.loads((ranked / "run.json").read_text(encoding="utf-8"))["rows"]
        parsed = json.loads(peer.read_text(encoding="utf-8"))["rows"]
        require(rows["read"] == parsed, f"{rows['read']:,} rows read, {parsed:,} parsed")
        require(rows["kept"] + sum(rows["dropped"].values()) == parsed, "rows do not add up")
        return f"{parsed:,} rows read, {rows['kept']:,} kept"

    return check
