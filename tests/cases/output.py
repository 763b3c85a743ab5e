"""Where results are written, and what may go wrong meanwhile (103 to 110)."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from cases.case import Case, refused
from cases.made import COUNT, areas, good_csv, write_features
from cases.rasters import finished_run
from hotspot.write.atomic import workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AREAS = ("--areas", "areas.geojson")
# The command, killed by itself when so many files have been moved to their place.
KILLED = """
import os, signal, sys
from pathlib import Path
left = [{moves}]
replace = Path.replace
def counted(path, target):
    if path.parent.name == "new" and not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= path.parent.name == "new"
    return replace(path, target)
Path.replace = counted
from hotspot import cli
sys.argv = ["hotspot", "rank", "--out", "out", "a.csv", "--areas", "areas.geojson", "-q"]
cli.main()
"""


def _data(folder: Path) -> None:
    good_csv(folder)
    write_features(folder / "areas.geojson", areas())


def _with_old_results(folder: Path) -> None:
    _data(folder)
    shutil.copytree(finished_run(), folder / "out")


def _killed(moves: int, *, before: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return a maker of what a run leaves that is killed after it has moved so many of its files."""

    def make(folder: Path) -> None:
        before(folder)
        script = KILLED.format(moves=moves)
        ended = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, check=False)
        assert ended.returncode == -9, ended.stderr

    return make


@contextmanager
def _full_disk(folder: Path) -> Iterator[None]:
    """Let no file grow beyond 20 kB, as on a full disk."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@contextmanager
def _open_elsewhere(folder: Path) -> Iterator[None]:
    """Let the system refuse to replace the workbook, as it does on Windows while Excel has it open."""
    replace = Path.replace

    def busy(path: Path, target: Any) -> Path:
        if path.parent.name == "new" and path.name == "ranking.xlsx":
            raise PermissionError(13, "Permission denied")
        return replace(path, target)

    with mock.patch.object(Path, "replace", busy):
        yield


@contextmanager
def _at_work(folder: Path) -> Iterator[None]:
    """Let another run be writing into the same folder."""
    with workshop(folder / "out") as new:
        (new / "ranking.csv").write_text("half")
        yield


CASES = (
    refused(
        *(103, "output a file of somebody else among old results", "a.csv", *AREAS),
        message=("is there already", "not from an earlier run"),
        make=lambda folder: (_with_old_results(folder), (folder / "out" / "run.json").write_text("{}")),
    ),
    Case(
        number=103,
        name="output results of an earlier run are replaced, other files stay",
        arguments=("rank", "a.csv", *AREAS),
        kept=COUNT,
        written={"notes.txt": ("mine",)},
        make=lambda folder: (_with_old_results(folder), (folder / "out" / "notes.txt").write_text("mine")),
    ),
    refused(
        *(104, "output a full disk, with old results", "a.csv", *AREAS),
        message=("out", "make room"),
        make=_with_old_results,
        during=_full_disk,
    ),
    refused(
        *(104, "output a full disk, with no results yet", "a.csv", *AREAS),
        message=("out", "make room"),
        make=_data,
        during=_full_disk,
    ),
    refused(
        *(104, "output a folder that the system keeps", "a.csv", *AREAS, "--out", "/proc/hotspot"),
        message=("/proc/hotspot", "cannot be written to"),
        make=_data,
    ),
    refused(
        *(105, "output a result that is a link", "a.csv", *AREAS),
        message=("map.html", "not a plain file"),
        make=lambda folder: (
            _with_old_results(folder),
            (folder / "out" / "map.html").rename(folder / "true.html"),
            (folder / "out" / "map.html").symlink_to(folder / "true.html"),
        ),
    ),
    *(
        Case(
            number=106,
            name=f"output a run killed after {moves} files, {what}",
            arguments=("rank", "a.csv", *AREAS),
            kept=COUNT,
            make=_killed(moves, before=before),
        )
        for moves, what, before in (
            (0, "over old results", _with_old_results),
            (5, "over old results", _with_old_results),
            (5, "in a new folder", _data),
            (10, "in a new folder", _data),
        )
    ),
    refused(
        *(107, "output a second run", "a.csv", *AREAS),
        message=("out", "another run is writing its results here"),
        make=_with_old_results,
        during=_at_work,
    ),
    refused(
        *(108, "output the areas are a result", "a.csv", "--areas", "{tmp}/out/ranking.geojson"),
        message=("ranking.geojson", "is an input"),
        make=_with_old_results,
    ),
    refused(
        *(109, "output a workbook that is open in a program", "a.csv", *AREAS),
        message=("ranking.xlsx", "old results are still in place", "close the program that has it open"),
        make=_with_old_results,
        during=_open_elsewhere,
    ),
    *(
        refused(
            *(110, f"output the name {name}", "a.csv", *AREAS, "--out", "{tmp}/" + name),
            message=message,
            make=_data,
        )
        for name, message in (
            ("nul.txt", ("not a name that every system can keep",)),
            ("a:b", ("not a name that every system can keep",)),
            ("ы" * 200, ("longer than 255 bytes",)),
        )
    ),
)
