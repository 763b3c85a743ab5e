"""How fast Hotspot is, each step beside the packages that do the same, in one run: answer, seconds, memory.

    python bench/peers.py [--full] [--repeats 5] [--only WORD …] [--data ../shared/data] [--write]

The city is made (see bench/speed/city.py), the peers are installed into `.venv-peers`, the answers are
compared before anything is timed, and both sides run in turn. Prints Markdown tables; `--write` also puts
them into docs/performance.md and README.md. See bench/README.md.
"""

from __future__ import annotations

import argparse
import compileall
import datetime as dt
import os
import platform
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from speed import clusters, kernel_density, points_in_areas, reading, start_up, whole_job
from speed.city import folder_of
from speed.comparison import Alone
from speed.environment import peers_python, pins
from speed.stopwatch import BENCH, Cities, measured
from speed.table import alone_row, full_table, put, row, short_table

from hotspot.compiled import COMPILED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speed.comparison import Comparison, Measured

ROOT = BENCH.parent
MADE = ROOT / "build" / "bench"
WARM_ROWS = 10_000
SIZES, FULL_SIZES = (10**6,), (10**6, 5 * 10**6)
GROWTH, FULL_GROWTH = (10**5, 10**6), (10**5, 10**6, 10**7)
BUDGET_S, FULL_BUDGET_S = 40.0, 180.0  # for the timed pairs of one comparison; one pair is always run


def main() -> None:
    """Make the environment and the cities, run every comparison, print and perhaps write the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="all sizes, and DBSCAN on rows (11 GB)")
    parser.add_argument("--repeats", type=int, default=5, help="pairs of runs, fewer where one takes long")
    parser.add_argument("--only", nargs="+", default=[], help="comparisons whose row has one of these words")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="real cities")
    parser.add_argument("--write", action="store_true", help="put the tables into the documents")
    asked = parser.parse_args()
    if asked.write and asked.only:
        parser.error("--write needs all comparisons: leave out --only")
    peers, missing = peers_python()
    for pin in missing:
        print(f"could not be installed: {pin}", file=sys.stderr)
    MADE.mkdir(parents=True, exist_ok=True)
    compileall.compile_dir(ROOT / "hotspot", quiet=1)  # as pip leaves every package that it installs
    results = list(run(asked, peers))
    text = f"{circumstances()}\n\n{full_table(results)}"
    print(f"\n{text}")
    if asked.write:
        put(ROOT / "docs" / "performance.md", "speed", text)
        put(ROOT / "README.md", "speed", short_table(results))


def run(asked: argparse.Namespace, peers: Path) -> Iterator[Measured]:
    """Yield every comparison that was asked for as it is measured; say each on stderr."""
    budget_s = FULL_BUDGET_S if asked.full else BUDGET_S
    small = made_city(WARM_ROWS)

    def one(comparison: Comparison, city: Path) -> Measured:
        result = measured(
            comparison, cities=Cities(small, city), peers=peers, repeats=asked.repeats, budget_s=budget_s
        )
        said = alone_row(result) if isinstance(comparison, Alone) else row(result)
        print(said, file=sys.stderr, flush=True)
        return result

    for rows, comparison in side_by_side(asked, peers):
        if is_asked(comparison, asked.only):
            yield one(comparison, made_city(rows))
    before_s, before = 0.0, 1
    for rows in FULL_GROWTH if asked.full else GROWTH:
        city = folder_of(MADE, rows)
        growing = start_up.growth(rows, city, MADE, before_s=before_s, times=rows / before)
        if is_asked(growing, asked.only):
            result = one(growing, made_city(rows))
            before_s = median(run.seconds for run in result.ours) if result.ours else 0.0
            before = rows
            yield result


def side_by_side(asked: argparse.Namespace, peers: Path) -> Iterator[tuple[int, Comparison]]:
    """Yield everything that does not wait for another result, each with the size of its made city."""
    for rows in FULL_SIZES if asked.full else SIZES:
        on_city: tuple[Comparison, ...] = (
            *kernel_density.comparisons(rows),
            *clusters.comparisons(rows, raw=asked.full),
            *points_in_areas.comparisons(rows),
            *reading.comparisons(rows, folder_of(MADE, rows), peers, MADE),
        )
        for step in on_city:
            yield rows, step
    for whole in whole_job.comparisons(asked.data, peers, MADE, raw=asked.full):
        yield WARM_ROWS, whole
    for alone in start_up.comparisons(MADE):
        yield WARM_ROWS, alone


def made_city(rows: int) -> Path:
    """Return the folder of a made city; a process of its own makes it, so that its memory is free again."""
    command = [sys.executable, "-m", "speed.city", str(MADE), str(rows)]
    subprocess.run(command, cwd=BENCH, check=True)
    return folder_of(MADE, rows)


def is_asked(comparison: Comparison, words: list[str]) -> bool:
    """Tell whether a comparison has one of the words in its name, its peer's or its aim's."""
    peer = getattr(comparison, "peer_name", "")
    said = f"{comparison.what} {peer} {comparison.goal.name} {comparison.rows}".lower()
    return not words or any(word.lower() in said for word in words)


def circumstances() -> str:
    """Return in one sentence what it was measured on, without a name of the machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    versions = ", ".join(pin.replace("==", " ") for pin in pins())
    return (
        f"Measured on {dt.date.today():%d %B %Y}: {cores} cores, {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}{load}. Inner loops {'' if COMPILED else 'not '}compiled. "
        f"Peers: {versions}."
    )


if __name__ == "__main__":
    main()
