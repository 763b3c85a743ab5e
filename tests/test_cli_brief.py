"""`hotspot brief`: which areas, which files, and what is never overwritten."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from finished_run import finished
from hypothesis import given
from hypothesis import strategies as st
from made_result import made_result

from hotspot.cli import main
from hotspot.errors import ConfigError, OutputError
from hotspot.pipeline.briefs import chosen, file_names, write_briefs
from hotspot.render.title import title_facts
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hotspot.schema import Result

RANKING = made_result().ranking.frame


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    return finished(tmp_path_factory.mktemp("city"))


@pytest.fixture
def called(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[object, str, str]]:
    """Run the command in an empty folder; return its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["hotspot", "brief", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return call


def test_briefs_of_a_finished_run_lie_in_its_folder_and_their_names_go_to_stdout(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]]
) -> None:
    result, folder = run_folder
    first = result.ranking.frame.sort_values(["rank", "area_id"])["area_id"].iloc[0]

    code, out, err = called("--from", str(folder), "--top", "1", "--lang", "kk", "-q")

    assert (code, err) == (0, "")
    files = sorted((folder / "briefs").glob("brief-*"))
    assert sorted(out.split()) == [str(file) for file in files]
    assert [file.name for file in files] == [f"brief-{first}.html", f"brief-{first}.pdf"]
    assert '<html lang="kk">' in files[0].read_text(encoding="utf-8")
    assert files[1].read_bytes().startswith(b"%PDF-")


def test_without_a_run_one_line_says_so(called: Callable[..., tuple[object, str, str]]) -> None:
    code, out, err = called("A01")

    assert (code, out) == (1, "")
    assert err.startswith("Error: ")
    assert err.count("\n") == 1


def test_an_unknown_area_is_answered_with_the_nearest_names(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]]
) -> None:
    code, _, err = called("nowhere at all", "--from", str(run_folder[1]))

    assert code == 1
    assert "there is no area 'nowhere at all'" in err
    with pytest.raises(ConfigError, match="near to it: Aksai, Samal"):
        chosen(RANKING, ["Aksay"], top=None)


def test_an_area_is_found_by_id_and_by_its_name_in_any_language_whatever_the_capitals() -> None:
    found = chosen(RANKING, ["A02", "a03", "КӨКТЕМ", "koktem", " жетысу "], top=None)

    assert found == ["A02", "A03", "A05"]


def test_the_first_of_the_ranking_come_after_those_named_and_none_twice() -> None:
    assert chosen(RANKING, ["A02"], top=3) == ["A02", "A01", "A03"]
    assert chosen(RANKING, [], top=99) == RANKING["area_id"].tolist()


def test_a_name_that_several_areas_have_is_refused_with_their_ids() -> None:
    ranking = RANKING.assign(name_en=["Centre", "Centre", *RANKING["name_en"][2:]])

    with pytest.raises(ConfigError, match="'centre' is the name of several areas: A01, A02"):
        chosen(ranking, ["centre"], top=None)


def test_plain_ids_name_their_files_and_others_are_told_apart_by_a_hash() -> None:
    names = file_names(["M37", "a/b", "a:b", "x", "X", "CON", "..", "Қала 1", "9" * 300])

    assert names["M37"] == "brief-M37"
    assert names["CON"] == "brief-CON"
    assert names["a/b"].startswith("brief-a-b-")
    assert names["x"].startswith("brief-x-")
    assert names["Қала 1"].startswith("brief-Қала-1-")
    assert len(names["9" * 300]) < 80


@given(st.lists(st.text(max_size=80), unique=True, max_size=8))
def test_no_two_areas_share_a_file_on_any_system_and_the_order_of_areas_does_not_matter(
    ids: list[str],
) -> None:
    names = file_names(ids)

    assert len({name.casefold() for name in names.values()}) == len(ids)
    assert not set("".join(names.values())) & set('/\\:*?"<>|. \0\n')
    assert file_names(ids[::-1]) == names


def test_a_brief_names_no_sensitive_type_of_which_few_lie_there_and_no_hour_of_any(tmp_path: Path) -> None:
    result = made_result()
    frame = result.incidents
    few = pd.Series(range(len(frame)), index=frame.index).isin(np.flatnonzero(frame["area"] == 0)[:4])
    many = (frame["area"] == 1) & (frame["type"] == "robbery")
    rows = few | many
    types = frame["type"].mask(rows, "sexual assault")
    at_six = frame["start"].dt.normalize() + pd.Timedelta(hours=6)
    told = frame.assign(type=types, start=frame["start"].mask(rows, at_six), hour_known=rows)

    write_briefs(replace(result, incidents=told), str(tmp_path), areas=["A01", "A02"])

    first, second = ((tmp_path / f"brief-{area}.html").read_text("utf-8") for area in ("A01", "A02"))
    assert "sexual assault: " not in first
    assert "not shown one by one: 4 (" in first
    assert "type not given" not in first
    assert "sexual assault: " in second
    assert "06–07" not in first + second


def test_a_brief_counts_the_types_of_the_city_and_not_those_that_it_may_name(tmp_path: Path) -> None:
    result = made_result()
    frame = result.incidents
    kinds = [f"kind {i:02}" for i in range(19)]
    types = np.array(kinds, dtype=object)[np.arange(len(frame)) % len(kinds)]
    types[0] = "sexual assault"  # too few anywhere to be named in an area
    told = replace(result, incidents=frame.assign(type=types))

    write_briefs(told, str(tmp_path), areas=["A01"])

    brief = (tmp_path / "brief-A01.html").read_text("utf-8")
    assert "all types (20)" in " ".join(title_facts(told, Words(language="en")))
    assert "all types (20)" in brief


def test_old_briefs_are_replaced_and_what_is_not_a_brief_never(tmp_path: Path) -> None:
    result = made_result()
    (tmp_path / "plan.txt").write_text("ours", encoding="utf-8")
    old = write_briefs(result, str(tmp_path), areas=["A01"])
    before = [file.read_bytes() for file in old]

    assert write_briefs(result, str(tmp_path), areas=["A01"]) == old
    assert [file.read_bytes() for file in old] == before
    assert (tmp_path / "plan.txt").read_text(encoding="utf-8") == "ours"

    old[0].write_bytes(b"%PDF-1.7 a letter that happens to be called so")
    with pytest.raises(OutputError, match="was not written by hotspot"):
        write_briefs(result, str(tmp_path), areas=["A01"])
    assert old[0].read_bytes().endswith(b"called so")
