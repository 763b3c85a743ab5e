"""The folder for results: what may be written where, and that nothing is ever left half written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from made_result import made_result

from hotspot.errors import ConfigError, OutputError
from hotspot.render.warp import density_picture
from hotspot.write import check_folder, write_all
from hotspot.write.atomic import WORKSHOP, publish, workshop
from hotspot.write.folder import FILES


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_result_gives_the_same_bytes_in_every_file(tmp_path: Path) -> None:
    first = write_all(made_result(), tmp_path / "a", page=lambda: "<html>")
    second = write_all(made_result(), tmp_path / "b", page=lambda: "<html>")

    assert [path.name for path in first] == list(FILES)
    assert [
        path.name
        for path, other in zip(first, second, strict=True)
        if path.read_bytes() != other.read_bytes()
    ] == []
    assert set(contents(tmp_path / "a")) == set(FILES)


def test_bytes_do_not_depend_on_hash_seed_or_time_zone(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from made_result import made_result; from hotspot.write import write_all;"
        f"write_all(made_result(), Path({str(tmp_path / 'b')!r}), page=lambda: '')"
    )
    write_all(made_result(), tmp_path / "a", page=lambda: "")
    elsewhere = {
        **os.environ,
        "PYTHONHASHSEED": "99",
        "TZ": "Asia/Almaty",
        "PYTHONPATH": str(Path(__file__).parent),
    }

    subprocess.run([sys.executable, "-c", code], check=True, env=elsewhere, capture_output=True)

    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_the_record_vouches_for_every_other_file(tmp_path: Path) -> None:
    write_all(made_result(), tmp_path / "maps", page=lambda: "<html>")

    outputs = json.loads((tmp_path / "maps" / "run.json").read_text(encoding="utf-8"))["outputs"]

    assert set(outputs) == set(FILES) - {"run.json"}


def test_a_warning_that_another_thread_brings_back_is_not_heard(tmp_path: Path) -> None:
    result, filters = made_result(), list(warnings.filters)

    def page() -> str:
        stop = threading.Event()
        with ThreadPoolExecutor(1) as beside:
            beside.submit(_filters_to_and_fro, stop)
            try:
                for _ in range(50):
                    density_picture(result.surface, result.crs)
            finally:
                stop.set()
        return "<!doctype html>"

    write_all(result, tmp_path / "run", page=page)

    assert (tmp_path / "run" / "map.html").read_text(encoding="utf-8") == "<!doctype html>"
    assert warnings.filters == filters


def _filters_to_and_fro(stop: threading.Event) -> None:
    while not stop.is_set():
        with warnings.catch_warnings():
            time.sleep(0)


def test_a_failing_writer_leaves_the_old_files_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_all(made_result(), tmp_path, page=lambda: "old")
    before = contents(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hotspot.write.write_report", fail)
    with pytest.raises(OutputError, match="No space left"):
        write_all(made_result(names=["New"]), tmp_path, page=lambda: "new")

    assert contents(tmp_path) == before


def test_a_failing_writer_leaves_no_new_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotspot.write.write_report", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        write_all(made_result(), tmp_path / "maps", page=lambda: "")

    assert list(tmp_path.iterdir()) == []


def test_a_map_that_cannot_be_drawn_leaves_the_old_files_and_nothing_else(tmp_path: Path) -> None:
    write_all(made_result(), tmp_path, page=lambda: "old")
    before = contents(tmp_path)

    def fail() -> str:
        raise ConfigError("map.tiles", "no address", "give one")

    with pytest.raises(ConfigError, match="no address"):
        write_all(made_result(names=["New"]), tmp_path, page=fail)

    assert contents(tmp_path) == before


@pytest.mark.parametrize("failing", range(len(FILES)))
def test_if_one_file_cannot_be_replaced_all_old_ones_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    for name in FILES[2:]:
        (tmp_path / name).write_text("old")
    before = contents(tmp_path)
    replace_file = Path.replace

    def replace(path: Path, target: Path) -> Path:
        if path.parent.name == "new" and path.name == FILES[failing]:
            raise PermissionError(13, "it is open in another program")
        return replace_file(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    with workshop(tmp_path) as new:
        for name in FILES:
            (new / name).write_text("new")
        with pytest.raises(OutputError, match="open in another program"):
            publish(new, tmp_path, FILES)

    assert contents(tmp_path) == before


def test_what_a_killed_run_left_behind_is_cleaned_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / WORKSHOP / "new"
    left.mkdir(parents=True)
    (left / "ranking.csv").write_text("half")
    (tmp_path / WORKSHOP / "lock").touch()

    write_all(made_result(), tmp_path, page=lambda: "")

    assert set(contents(tmp_path)) == set(FILES)


@pytest.mark.parametrize("moved", range(4))
def test_old_results_come_back_after_a_run_that_was_killed_while_it_moved_new_ones(
    tmp_path: Path, moved: int
) -> None:
    names = ("ranking.csv", "map.html", "run.json")
    for name in names[1:]:
        (tmp_path / name).write_text("old")
    before = contents(tmp_path)
    half_done(tmp_path, names, moved)

    for _ in range(2):
        with workshop(tmp_path):
            pass

    assert contents(tmp_path) == before


def half_done(folder: Path, names: tuple[str, ...], moved: int) -> None:
    """Leave what a run leaves that is killed after it has moved so many of its files."""
    place = folder / WORKSHOP
    for part in ("new", "old"):
        (place / part).mkdir(parents=True)
    for name in names:
        if (folder / name).exists():
            (place / "old" / name).hardlink_to(folder / name)
        (place / "new" / name).write_text("new")
    (place / "moving").write_text("\n".join(names))
    for name in names[:moved]:
        (place / "new" / name).replace(folder / name)


def test_a_second_run_into_the_same_folder_is_refused_and_does_not_disturb_the_first(tmp_path: Path) -> None:
    with workshop(tmp_path) as new:
        (new / "a").write_text("mine")

        for _ in range(2):  # the first refusal must not take the lock away
            with pytest.raises(OutputError, match="another run"), workshop(tmp_path):
                pass
        with pytest.raises(OutputError, match="another run"):
            check_folder(str(tmp_path), inputs=())

        assert (new / "a").read_text() == "mine"


def test_an_earlier_run_may_be_replaced_and_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    write_all(made_result(), tmp_path, page=lambda: "")

    assert check_folder(str(tmp_path), inputs=[]) == tmp_path
    assert (tmp_path / "README.md").read_text() == "mine"


@pytest.mark.parametrize("record", [None, "{}", "[1]", '{"tool": "other"}', "not json", "[" * 100_000])
def test_a_file_of_the_same_name_that_is_not_ours_is_not_touched(tmp_path: Path, record: str | None) -> None:
    (tmp_path / "ranking.csv").write_text("someone's work")
    if record is not None:
        (tmp_path / "run.json").write_text(record)

    with pytest.raises(OutputError, match=r"not from an earlier run.*--out"):
        check_folder(str(tmp_path), inputs=[])


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    source = tmp_path / "ranking.csv"
    source.write_text("x,y")

    with pytest.raises(OutputError, match="is an input"):
        check_folder(str(tmp_path), inputs=[str(tmp_path / "sub" / ".." / "ranking.csv"), "postgresql://h/d"])


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "run.json").symlink_to(tmp_path / "nowhere")

    with pytest.raises(OutputError, match="is a link"):
        check_folder(str(tmp_path / "link"), inputs=[])
    with pytest.raises(OutputError, match="not a plain file"):
        check_folder(str(tmp_path / "real"), inputs=[])


@pytest.mark.parametrize(
    "name", ["CON", "nul.maps", "Lpt1", "a:b", "maps.", "maps ", "what?", "x\ny", "я" * 128]
)
def test_a_name_that_some_system_cannot_keep_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="--out"):
        check_folder(str(tmp_path / name), inputs=[])


@pytest.mark.parametrize("name", ["maps", "карты города", "console", "a/b/c", ".maps"])
def test_a_plain_name_is_taken_and_asking_leaves_no_trace(tmp_path: Path, name: str) -> None:
    assert check_folder(str(tmp_path / name), inputs=[]) == tmp_path / name
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "maps").write_text("")

    with pytest.raises(OutputError, match="is a file"):
        check_folder(str(tmp_path / "maps"), inputs=[])


def test_a_folder_that_cannot_be_written_is_refused_before_any_work() -> None:
    with pytest.raises(OutputError, match="cannot be written to"):
        check_folder("/proc/hotspot-maps", inputs=[])
