"""The line on the terminal while a command works, and the account of its stages."""

from __future__ import annotations

import time

import pytest

from hotspot.cli.stages import Stage, Stages, peak_memory_mb, progress_text
from hotspot.words import Words

EN = Words(language="en")
NAMES = ("read", "clean", "write")


def stages(*, shown: bool) -> Stages:
    return Stages(NAMES, words=EN, shown=shown, began_s=time.perf_counter())


def test_a_stage_says_its_rows_and_after_a_second_how_long_it_has_taken() -> None:
    stage = Stage(name="clean", began_s=100.0, told_s=100.0, rows=12_148)

    assert progress_text(stage, NAMES, EN, now_s=100.2) == "█▒░ cleaning · 12,148 incidents"
    assert progress_text(stage, NAMES, EN, now_s=103.9) == "█▒░ cleaning · 12,148 incidents · 3 s"


@pytest.mark.parametrize(("now_s", "left"), [(4.0, 12), (5.0, 11), (60.0, 1)])
def test_the_time_left_is_that_of_the_things_not_done_and_never_nothing(now_s: float, left: int) -> None:
    stage = Stage(name="read", began_s=0.0, told_s=4.0, done=2, of=8)

    assert progress_text(stage, NAMES, EN, now_s=now_s).endswith(f"2 of 8 · about {left} s left")


def test_no_time_left_is_told_before_anything_is_done() -> None:
    stage = Stage(name="read", began_s=0.0, told_s=0.0, of=8)

    assert progress_text(stage, NAMES, EN, now_s=9.0) == "▒░░ reading · 0 of 8 · 9 s"


def test_each_stage_is_accounted_for_once_in_the_order_of_work(capsys: pytest.CaptureFixture[str]) -> None:
    at_work = stages(shown=False)
    at_work.begin("read")
    at_work.begin("read", done=1, of=2)
    at_work.begin("write")
    at_work.close()
    at_work.close()

    account = list(at_work.account())

    assert [line.partition(":")[0] for line in account] == ["starting", "reading", "writing"]
    assert capsys.readouterr().err == ""


def test_the_line_is_drawn_again_while_a_stage_lasts_and_is_empty_in_the_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotspot.cli.stages.TICK_S", 0.01)
    at_work = stages(shown=True)
    at_work.begin("read")
    time.sleep(0.3)
    at_work.close()

    drawn = capsys.readouterr().err.split("\r")

    assert len(drawn) > 3
    assert drawn[1].startswith("▒░░ reading")  # with the seconds behind it on a slow machine
    assert drawn[-1] == ""


def test_memory_is_left_out_where_the_system_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotspot.cli.stages.peak_memory_mb", lambda: None)
    at_work = stages(shown=False)
    at_work.close()

    (line,) = at_work.account()

    assert "MB" not in line


def test_the_memory_of_a_python_process_is_some_megabytes() -> None:
    peak = peak_memory_mb()

    assert peak is None or 5 < peak < 100_000
