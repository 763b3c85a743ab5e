"""More incidents than memory holds: writes seeded files of any size, counts them, and says what it took.

python bench/scale.py write /tmp/scale --rows 200_000_000
python bench/scale.py count /tmp/scale --engine duckdb --by type,month --memory 2GB --limit-gb 4
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import os
import resource
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import dataset, parquet

from hotspot.read.grouped import GroupQuestion, read_grouped, write_grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = date(2026, 11, 22)
PORT = 7177  # of the Spark master
LARGE_STAGE, COUNTING = 5, 3  # tasks; types and times are listed before, each in a large stage of its own

ROWS_OF_A_FILE = 10_000_000
PLACES = 2_000_000
KINDS = tuple(f"type {number:02d}" for number in range(30))
FIRST, DAYS = np.datetime64("2021-01-01T00:00", "s"), 1826
WEST, SOUTH, WIDTH, HEIGHT = 76.7, 43.1, 0.6, 0.4  # degrees: a box of some 50 by 45 km
NO_PLACE, AT_ZERO, NO_DATE, FULL_HOUR, TWICE = 0.02, 0.003, 0.01, 0.3, 0.002


def write(folder: Path, rows: int) -> None:
    """Write `rows` incidents in files of ten million: few places hold many, as in real cities."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(1)
    xy = np.round(
        np.column_stack([random.random(PLACES) * WIDTH + WEST, random.random(PLACES) * HEIGHT + SOUTH]), 6
    )
    share = np.cumsum(1.0 / (np.arange(PLACES) + 500.0) ** 0.9)
    for number, first in enumerate(range(0, rows, ROWS_OF_A_FILE)):
        count = min(ROWS_OF_A_FILE, rows - first)
        table = _incidents(np.random.default_rng([1, number]), count, first, xy, share / share[-1])
        parquet.write_table(
            table, folder / f"part-{number:03d}.parquet", compression="zstd", row_group_size=1_000_000
        )


def _incidents(
    random: np.random.Generator, count: int, first: int, xy: np.ndarray, share: np.ndarray
) -> pa.Table:
    """Return `count` incidents; each place has a type and an hour that most of its incidents have."""
    place = np.searchsorted(share, random.random(count, dtype=np.float32)).clip(0, PLACES - 1)
    lon, lat = xy[place, 0], xy[place, 1]
    fate = random.random(count, dtype=np.float32)
    lon[fate < NO_PLACE], lat[fate < NO_PLACE] = np.nan, np.nan
    at_zero = (fate >= NO_PLACE) & (fate < NO_PLACE + AT_ZERO)
    lon[at_zero], lat[at_zero] = 0.0, 0.0
    usual = random.random(count, dtype=np.float32) < 0.6
    kind = np.where(usual, place % len(KINDS), random.integers(0, len(KINDS), count)).astype(np.int8)
    hour = np.where(random.random(count, dtype=np.float32) < 0.5, place % 24, random.integers(0, 24, count))
    minute = np.where(random.random(count, dtype=np.float32) < FULL_HOUR, 0, random.integers(0, 60, count))
    seconds = random.integers(0, DAYS, count) * 86_400 + hour * 3600 + minute * 60
    undated = random.random(count, dtype=np.float32) < NO_DATE
    ids = np.arange(first, first + count)
    again = np.flatnonzero(random.random(count, dtype=np.float32) < TWICE)
    again = again[again > 0]
    ids[again] = ids[again - 1]
    for column in (lon, lat, seconds, kind):
        column[again] = column[again - 1]
    return pa.table(
        {
            "id": ids,
            "longitude": pa.array(lon, from_pandas=True),
            "latitude": pa.array(lat, from_pandas=True),
            "date": pa.array(FIRST + seconds.astype("timedelta64[s]"), pa.timestamp("s"), mask=undated),
            "type": pa.DictionaryArray.from_arrays(kind, list(KINDS)),
        }
    )


def count(question: GroupQuestion, asked: argparse.Namespace, *, engine: str) -> str:
    """Count the incidents once, print what was found and what it took, and return a mark of the groups."""
    began, mark = (time.monotonic(), time.process_time()), ""
    how = {"engine": engine, "memory": asked.memory, "spill": asked.spill}
    if asked.into:
        write_grouped([str(asked.folder)], question, asked.into, **how)
        found = f"{dataset.dataset(asked.into).count_rows():,} groups in {asked.into}"
    else:
        counted = read_grouped([str(asked.folder)], question, **how)
        frame, rows = counted.frame, counted.rows
        if rows.kept != frame["weight"].sum():
            raise SystemExit("the account does not add up")
        mark = f"{int(pd.util.hash_pandas_object(frame, index=False).sum()):x}"
        found = (
            f"{len(frame):,} groups ({mark}); {rows.read:,} read = {rows.kept:,} kept + {dict(rows.dropped)}"
        )
    took = f"{time.monotonic() - began[0]:.0f} s, CPU {time.process_time() - began[1]:.0f} s"
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    told = ",".join((*question.labels, *question.by)) or "place"
    print(f"{engine} by {told}: {found}; {took}, peak so far {peak_gb:.2f} GB", flush=True)
    return mark


def two_passes(asked: argparse.Namespace, by: list[tuple[str, ...]]) -> None:
    """Count places, lay squares over them, and count by these: what an analysis of areas needs."""
    how = {"engine": asked.engine, "memory": asked.memory, "spill": asked.spill}
    began = time.monotonic()
    places = read_grouped([str(asked.folder)], GroupQuestion(today=TODAY, by=()), **how).frame
    print(f"first pass: {len(places):,} places, {time.monotonic() - began:.0f} s", flush=True)
    side = math.isqrt(asked.areas)
    column, row = (
        ((places[axis] - low) / width * side).astype(int).clip(0, side - 1)
        for axis, low, width in (("x", WEST, WIDTH), ("y", SOUTH, HEIGHT))
    )
    of = places[["x", "y"]].assign(area=(row * side + column).astype("int32"))
    for told in by:
        count(GroupQuestion(today=TODAY, by=told, of=of), asked, engine=asked.engine)


def cluster(asked: argparse.Namespace, by: tuple[str, ...]) -> None:
    """Count on a Spark cluster of two workers, kill one of them half-way, and compare with DuckDB."""
    question = GroupQuestion(today=TODAY, by=by)
    with _spark_cluster(asked.spill) as workers:
        threading.Thread(target=_kill_half_way, args=(workers[0],), daemon=True).start()
        spark = count(question, asked, engine=f"spark://127.0.0.1:{PORT}")
    here = count(question, asked, engine="duckdb")
    print("equal" if spark == here else "NOT EQUAL")


@contextmanager
def _spark_cluster(folder: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start a master and two workers, each a process of its own with one core and 2 GB, and end them."""
    home = Path(str(importlib.util.find_spec("pyspark").origin)).parent  # type: ignore[union-attr]
    start = [str(home / "bin" / "spark-class"), "org.apache.spark.deploy"]
    env = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(folder / "work"),
    }
    master = [
        start[0],
        f"{start[1]}.master.Master",
        "--host",
        "127.0.0.1",
        "--port",
        str(PORT),
        "--webui-port",
        "0",
    ]
    worker = [
        start[0],
        f"{start[1]}.worker.Worker",
        f"spark://127.0.0.1:{PORT}",
        "-c",
        "1",
        "-m",
        "2G",
        "--webui-port",
        "0",
    ]
    with (folder / "spark.log").open("wb") as log:
        started = [subprocess.Popen(master, env=env, stdout=log, stderr=log)]
        time.sleep(15)
        started += [subprocess.Popen(worker, env=env, stdout=log, stderr=log) for _ in range(2)]
        time.sleep(20)
        try:
            yield started[1:]
        finally:
            for process in started:
                process.kill()


def _kill_half_way(worker: subprocess.Popen[bytes]) -> None:
    """Kill the worker and its executor once half of the third large stage, the count, is done."""
    from pyspark import SparkContext  # noqa: PLC0415 - an extra, for this proof alone

    large: list[int] = []
    while True:
        time.sleep(0.2)
        context = SparkContext._active_spark_context
        if getattr(context, "_jsc", None) is None:  # not yet, or still starting
            continue
        for stage in context.statusTracker().getActiveStageIds():
            told = context.statusTracker().getStageInfo(stage)
            if told is None or told.numTasks < LARGE_STAGE:
                continue
            if stage not in large:
                large.append(stage)
            if len(large) >= COUNTING and 2 * told.numCompletedTasks >= told.numTasks:
                children = subprocess.run(
                    ["pgrep", "-P", str(worker.pid)], capture_output=True, text=True
                ).stdout.split()
                for process in (worker.pid, *map(int, children)):
                    os.kill(process, signal.SIGKILL)
                done = f"{told.numCompletedTasks} of {told.numTasks} tasks of stage {stage}"
                print(
                    f"killed worker {worker.pid} and its {len(children)} executor(s) after {done}", flush=True
                )
                return


def main() -> None:
    """Write, count, or count on a cluster that loses a worker."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("write", "count", "cluster"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--engine", default="duckdb")
    parser.add_argument("--by", nargs="*", default=[""], help="such as type,day,hour; nothing: places alone")
    parser.add_argument("--areas", type=int, default=0, help="count by so many squares, in a second pass")
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--spill", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument(
        "--into", type=Path, default=None, help="write the groups here instead of holding them"
    )
    asked = parser.parse_args()
    by = [tuple(name for name in one.split(",") if name) for one in asked.by]
    if asked.what == "write":
        write(asked.folder, asked.rows)
    elif asked.what == "cluster":
        cluster(asked, by[0])
    elif asked.areas:
        two_passes(asked, by)
    else:
        for told in by:
            count(GroupQuestion(today=TODAY, by=told), asked, engine=asked.engine)


if __name__ == "__main__":
    main()
