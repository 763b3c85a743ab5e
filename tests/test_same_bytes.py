"""The same input, config and seed give the same bytes, whatever the machine is set to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[1]
COMMANDS = (
    ("rank", "--config", "{config}", "--out", "{out}", "-q"),
    ("posts", "-n", "2", "--from", "{out}", "-q"),
    ("when", "--from", "{out}", "-q"),
    ("brief", "--from", "{out}", "--top", "1", "-q"),
)
ONE = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
OTHER = {
    "PYTHONHASHSEED": "4242",
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "kk_KZ.UTF-8",
    "LANG": "ru_RU.cp1251",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "GDAL_NUM_THREADS": "1",
    "COLUMNS": "40",
    "SOURCE_DATE_EPOCH": "1",
}
# The tool counts the processors that it may use; with one there is one thread.
ALL_CPUS = "from hotspot.cli import main; main()"
ONE_CPU = f"import os; os.sched_setaffinity(0, {{min(os.sched_getaffinity(0))}}); {ALL_CPUS}"
UMASKS = (0o022, 0o077)


def ranked(folder: Path, code: str, environment: dict[str, str], umask: int, *, relative: bool) -> Path:
    """Rank a copy of the sample city, answer questions about it, and return the folder of the run."""
    folder.mkdir()
    for name in ("config.yaml", "data"):
        copy = shutil.copytree if (SAMPLE / name).is_dir() else shutil.copy
        copy(SAMPLE / name, folder / name)
    out = folder / "elsewhere" / "maps"
    at = folder if relative else folder / "data"
    places = {"config": folder / "config.yaml", "out": out}
    shown = {name: os.path.relpath(path, at) if relative else str(path) for name, path in places.items()}
    for command in COMMANDS:
        subprocess.run(
            [sys.executable, "-c", code, *(word.format(**shown) for word in command)],
            cwd=at,
            env={**os.environ, "TMPDIR": str(folder), **environment},
            umask=umask,
            check=True,
            capture_output=True,
        )
    return out


def contents(run: Path) -> dict[str, bytes]:
    """Return every file of the run; of run.json all but the clock."""
    files = {path.relative_to(run).as_posix(): path.read_bytes() for path in run.rglob("*") if path.is_file()}
    record = json.loads(files["run.json"])
    for one in (record, *record["commands"]):
        del one["started"]
    return {**files, "run.json": json.dumps(record).encode()}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no way here to use one processor only")
def test_hash_seed_time_zone_locale_threads_umask_and_folders_change_no_byte(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(ranked, tmp_path / "one", ALL_CPUS, ONE, UMASKS[0], relative=True)
        two = pool.submit(ranked, tmp_path / "другая папка", ONE_CPU, OTHER, UMASKS[1], relative=False)
        first, second = contents(one.result()), contents(two.result())

    assert set(first) == set(second)
    assert len(first) > 20
    assert [name for name in first if first[name] != second[name]] == []
