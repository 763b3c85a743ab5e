"""Runs killed at random moments, and a disk that fills up: is a half-written result ever left behind?

    python bench/kills.py [--kills 200] [--seed 1] [--only WORDS] [--full FOLDER]

A child writes results over and over, one result and another in turn, until it is killed (SIGKILL); then the
folder is looked at as the next run does it. A quarter of the kills hits the writer of a ranking, a quarter
that of a command's papers, a quarter the same on a disk that takes 20 ms to move a file, and a quarter a
whole `hotspot rank` of a made town. After the next run has looked at the folder, all files have to be of
the same result, and nothing else may be left.

`--full` takes an empty folder on a small disk of its own (mount -t tmpfs -o size=4m tmpfs FOLDER): the disk
is filled up to ever more room before each run. POSIX only; prints Markdown tables.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from made_city import made_city
from made_result import made_result

from hotspot.errors import OutputError
from hotspot.words.said import Said
from hotspot.write import check_folder, write_all
from hotspot.write.papers import Papers, write_papers

if TYPE_CHECKING:
    from collections.abc import Callable

    Files = dict[str, bytes]
    Write = Callable[[Path, int], object]

ROOM_KB = (0, 4, *range(8, 400, 16), 500, 1000)
HOTSPOT = (sys.executable, "-m", "hotspot")
LONGEST_S = {"ranking": 1.2, "papers": 0.2, "papers, slow moves": 0.6, "whole run": 4.0}
SLOW_MOVE_S = 0.02
RESULTS = (made_result(names=["One"]), made_result(names=["Two"]))


def main() -> None:
    """Kill, look, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=LONGEST_S)
    parser.add_argument("--full", type=Path)
    asked = parser.parse_args()
    if asked.full:
        for free, told in full_disk(asked.full):
            print(f"| {free} | {told} |")
        return
    draw = np.random.default_rng(asked.seed)
    kinds = [asked.only] if asked.only else list(LONGEST_S)
    print("| killed | kills | old or new at once | put back by the next run | half |")
    print("|---|--:|--:|--:|--:|")
    for what in kinds:
        count = asked.kills // len(kinds)
        with tempfile.TemporaryDirectory() as folder:
            found = killed(what, Path(folder), count, draw)
        print(f"| {what} | {count} | {found['whole']} | {found['put back']} | {found['half']} |")
        if found["half"]:
            sys.exit(1)


def killed(what: str, folder: Path, count: int, draw: np.random.Generator) -> Counter[str]:
    """Kill so many writers of `what`; return how often the results were whole, put back, or half."""
    results, begin = whole_runs(folder) if what == "whole run" else writers(what, folder)
    out = folder / "out"
    found: Counter[str] = Counter()
    for _ in range(count):
        pid = begin(out)
        time.sleep(draw.uniform(0.0, LONGEST_S[what]))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        found[state(out, results)] += 1
    return found


def state(out: Path, results: tuple[Files, Files]) -> str:
    """Tell what a kill has left in the folder, before and after the next run looks at it."""
    if not out.exists():
        return "whole"
    before = contents(out)
    check_folder(str(out), inputs=())
    after = contents(out)
    if after not in (*results, {}) or any(path.is_dir() for path in out.iterdir()):
        return "half"
    return "whole" if before in (*results, {}) else "put back"


def contents(folder: Path) -> Files:
    """Return the files of the folder but for the clock of a record."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    return {
        name: without_clock(content) if name == "run.json" else content for name, content in files.items()
    }


def without_clock(record: bytes) -> bytes:
    """Return run.json without the one line that holds the clock."""
    return b"\n".join(line for line in record.split(b"\n") if b'"started"' not in line)


def writers(what: str, folder: Path) -> tuple[tuple[Files, Files], Callable[[Path], int]]:
    """Return the two results of a writer, and what begins a child that writes one and the other in turn."""
    write: Write = ranking if what == "ranking" else papers
    for number in (0, 1):
        write(folder / f"model{number}", number)

    def begin(out: Path) -> int:
        if pid := os.fork():
            return pid
        if what == "papers, slow moves":
            Path.replace = slowly(Path.replace)  # type: ignore[method-assign]
        for number in range(1_000_000):
            write(out, number % 2)
        os._exit(0)

    return (contents(folder / "model0"), contents(folder / "model1")), begin


def slowly(move: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
    """Return a move that takes as long as on a slow disk."""

    def moved(path: Path, target: Path) -> Path:
        time.sleep(SLOW_MOVE_S)
        return move(path, target)

    return moved


def whole_runs(folder: Path) -> tuple[tuple[Files, Files], Callable[[Path], int]]:
    """Return the two results of whole runs, and what begins a run; the seeds take turns."""
    config = made_city(folder / "town")
    turns = iter(range(1_000_000))

    def words(out: Path, number: int) -> list[str]:
        return [*HOTSPOT, "rank", "--config", str(config), "-q", "--seed", str(number % 2), "--out", str(out)]

    for number in (0, 1):  # into a folder of the same name, which the record holds
        subprocess.run(words(folder / f"model{number}" / "out", number), check=True, capture_output=True)

    def begin(out: Path) -> int:
        return subprocess.Popen(
            words(out, next(turns)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ).pid

    return (contents(folder / "model0" / "out"), contents(folder / "model1" / "out")), begin


def ranking(folder: Path, number: int) -> None:
    """Write a made ranking."""
    write_all(RESULTS[number], folder, page=lambda: str(number))


def papers(folder: Path, number: int) -> None:
    """Write made papers of a command."""
    said = Said(title="Title", lines=(str(number),), tables=(), short=(), notes=())
    frames = {f"table{i}.csv": pd.DataFrame({"place": [number] * 1_000}) for i in range(5)}
    found = Papers(
        kind="when", said=lambda _words: said, frames=frames, texts={}, content={}, findings=(), choices=()
    )
    write_papers(found, RESULTS[number], folder, asked={})


def full_disk(folder: Path) -> list[tuple[str, str]]:
    """Write on a disk with ever more room; return what was said, and whether the old results stayed."""
    out, ballast = folder / "out", folder / "ballast"
    ranking(out, 1)
    new = contents(out)
    ranking(out, 0)
    old, told = contents(out), []
    for free_kb in ROOM_KB:
        with ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(shutil.disk_usage(folder).free - free_kb * 1024, 1))
        try:
            ranking(out, 1)
            said = "done"
        except OutputError as error:
            said = error.what
        ballast.unlink()
        after = contents(out)
        kept = "old" if after == old else "new" if after == new else "HALF"
        told.append((f"{free_kb} kB free", f"{said} | {kept}"))
        ranking(out, 0)
    return told


if __name__ == "__main__":
    main()
