"""Whatever fails while results are written: the old ones or the new ones are there whole, and one error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from failing_disk import ERRORS, FailingDisk
from made_city import made_city
from made_result import made_result

from hotspot.cli import main
from hotspot.errors import OutputError
from hotspot.words.said import Said
from hotspot.write import write_all
from hotspot.write.atomic import WORKSHOP, publish, told, workshop
from hotspot.write.papers import Papers, write_papers

if TYPE_CHECKING:
    from collections.abc import Callable

Files = dict[str, bytes]
GONE = "gone.bin"  # of an earlier run, and not of the new one
OLD: Files = {"a.csv": b"old", "c.json": b"old", GONE: b"old", "theirs.txt": b"of others"}
NEW: Files = {"a.csv": b"new", "b.md": b"new", "c.json": b"new"}
RESULT = made_result()


def contents(folder: Path) -> Files:
    """Return the files of the folder, but for what a run works with."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def write_new(folder: Path) -> None:
    with workshop(folder) as new:
        with told(folder):
            for name, content in NEW.items():
                (new / name).write_bytes(content)
        publish(new, folder, list(NEW), gone=[GONE])


def after(old: Files) -> Files:
    """Return what the folder then holds."""
    return {name: content for name, content in {**old, **NEW}.items() if name != GONE}


def write_paper(folder: Path, text: str = "new") -> None:
    said = Said(title="Title", lines=(text,), tables=(), short=(), notes=())
    papers = Papers(
        kind="when",
        said=lambda _words: said,
        frames={"when.csv": pd.DataFrame({"place": [text]})},
        texts={"when.txt": text},
        content={},
        findings=(),
        choices=(),
    )
    write_papers(papers, RESULT, folder, asked={})


def tried(write: Callable[[Path], None], folder: Path, disk: FailingDisk) -> bool:
    """Write on the failing disk; return whether it said so in an error of ours. Another one is raised."""
    try:
        with disk.at_work():
            write(folder)
    except OutputError:
        return True
    return False


def failures(write: Callable[[Path], None], prepared: Callable[[], Path], **how: object) -> list[str]:
    """Return what `write` does to the disk, one call after the other."""
    calls: list[str] = []
    while True:
        disk = FailingDisk(fail_at=len(calls), **how)  # type: ignore[arg-type]
        tried(write, prepared(), disk)
        if not disk.failed:
            return calls
        calls.append(disk.failed)


@pytest.mark.parametrize("code", ERRORS)
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("old", [OLD, {}], ids=["old results", "none"])
def test_each_call_of_the_writer_may_fail_and_results_are_old_or_new(
    tmp_path: Path, code: str, for_good: bool, old: Files
) -> None:
    for number in range(1_000):
        folder = tmp_path / f"run{number}"
        if old:
            folder.mkdir()
        for name, content in old.items():
            (folder / name).write_bytes(content)
        disk = FailingDisk(fail_at=number, code=ERRORS[code], for_good=for_good)

        said = tried(write_new, folder, disk)

        if not disk.failed:
            break
        if for_good and folder.exists():  # what could not be put back then comes back with the next run
            with workshop(folder):
                pass
        found = contents(folder) if folder.exists() else {}
        assert found in ([old] if said else [after(old)]), (number, disk.failed)
        write_new(folder)
        assert contents(folder) == after(old)
        assert not (folder / WORKSHOP).exists(), (number, disk.failed)
    assert not said
    assert number > 20


def test_every_kind_of_call_is_among_those_that_were_made_to_fail(tmp_path: Path) -> None:
    folders = iter(range(1_000))

    def prepared() -> Path:
        folder = tmp_path / str(next(folders))
        folder.mkdir()
        (folder / "a.csv").write_bytes(b"old")
        return folder

    calls = failures(write_new, prepared)

    assert set(calls) == {"open", "write", "fsync", "mkdir", "link", "replace", "unlink", "rmdir"}


@pytest.mark.parametrize("code", ERRORS)
def test_each_call_of_a_command_may_fail_and_its_papers_are_old_or_new(tmp_path: Path, code: str) -> None:
    write_paper(tmp_path / "model")
    new = contents(tmp_path / "model")
    for number in range(1_000):
        folder = tmp_path / f"when{number}"
        write_paper(folder, "old")
        old = contents(folder)
        disk = FailingDisk(fail_at=number, code=ERRORS[code])

        said = tried(write_paper, folder, disk)

        if not disk.failed:
            break
        assert contents(folder) == (old if said else new), (number, disk.failed)
        write_paper(folder)
        assert contents(folder) == new
        assert not (folder / WORKSHOP).exists()
    assert number > 30


@pytest.mark.parametrize("number", range(3, 110, 10))
def test_a_ranking_is_old_or_new_where_the_disk_fails(
    tmp_path: Path, number: int, rankings: tuple[Files, Files]
) -> None:
    old, new = rankings
    for name, content in old.items():
        (tmp_path / name).write_bytes(content)
    disk = FailingDisk(fail_at=number)

    said = tried(lambda folder: write_all(RESULT, folder, page=lambda: "new"), tmp_path, disk)  # type: ignore[arg-type, return-value]

    assert disk.failed
    assert contents(tmp_path) == (old if said else new), disk.failed


@pytest.fixture(scope="module")
def rankings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, Files]:
    """The files of an old run and of a new one."""
    old, new = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("new")
    write_all(made_result(names=["Old"]), old, page=lambda: "old")
    write_all(RESULT, new, page=lambda: "new")
    return contents(old), contents(new)


FULL = """
import json, resource, sys
from pathlib import Path
from made_result import made_result
from hotspot.errors import OutputError
from hotspot.write import write_all

folder, hard = Path(sys.argv[1]), resource.getrlimit(resource.RLIMIT_FSIZE)[1]
contents = lambda: {path.name: path.read_bytes() for path in folder.iterdir()}
write_all(made_result(names=["Old"]), folder, page=lambda: "old")
old, told = contents(), []
for limit in map(int, sys.argv[2:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        write_all(made_result(), folder, page=lambda: "new")
        said = ""
    except OutputError as error:
        said = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    told.append([limit, said, contents() == old])
write_all(made_result(), folder, page=lambda: "new")
print(json.dumps([told, contents() != old]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size")
def test_no_library_may_write_half_a_file_where_files_cannot_grow(tmp_path: Path) -> None:
    """GDAL, Arrow and SQLite write by themselves; a limit reaches them, too."""
    limits = ["0", "100", "1000", "4000", "9000", "20000", "60000", "150000"]

    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "maps"), *limits],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )

    told, works_again = json.loads(done.stdout)
    assert works_again
    assert [(limit, said, same) for limit, said, same in told if not (said and same)] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_runs_that_are_killed_leave_old_or_new_results_to_the_next_one() -> None:
    kills = Path(__file__).parents[1] / "bench" / "kills.py"

    done = subprocess.run(
        [sys.executable, str(kills), "--kills", "10", "--seed", "3", "--only", "papers, slow moves"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    *_, killed, whole, put_back, half, _ = done.stdout.splitlines()[-1].split("|")
    assert (int(killed), int(half)) == (10, 0)
    assert int(whole) + int(put_back) == 10


def test_a_whole_run_that_cannot_move_a_file_says_so_in_one_line_and_the_next_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made_city(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["hotspot", "rank", "-q", "--out", "maps"])

    def run() -> int:
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0)

    assert run() == 0
    before = contents(tmp_path / "maps")
    capsys.readouterr()
    real, moved = Path.replace, iter(range(1_000))

    def replace(path: Path, target: Path) -> Path:
        if next(moved) == 5:
            raise OSError(5, "Input/output error")
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        code = run()
    said = capsys.readouterr()

    assert (code, said.out, said.err.count("\n")) == (1, "", 1)
    assert "Input/output error" in said.err
    assert "the old results are still in place" in said.err
    assert contents(tmp_path / "maps") == before
    assert run() == 0
    assert not (tmp_path / "maps" / WORKSHOP).exists()
