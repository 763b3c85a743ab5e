"""`hotspot backtest` end to end on a small made town: files, tables, JSON, what it refuses."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from made_record import DAYS, FIRST, made_places

from hotspot.cli.backtest import backtest
from hotspot.cli.rank import rank
from hotspot.errors import ConfigError, InputError, OutputError
from hotspot.read.judgement import read_judgement
from hotspot.schema import Source
from hotspot.schema.judged import METHODS
from hotspot.words import Words
from hotspot.words.judged import held, line

if TYPE_CHECKING:
    from pathlib import Path

FILES = ["backtest.csv", "backtest.html", "backtest.md", "backtest.json"]
ORIGIN = (655_000.0, 4_790_000.0)  # in UTM zone 43N: Almaty


def made_file(path: Path, *, days: int = DAYS) -> Path:
    """Write the town's incidents of its first days, in metres of EPSG:32643."""
    xy, day = made_places()
    kept = day < days
    dates = np.datetime64(FIRST) + day[kept]
    frame = pd.DataFrame(xy[kept] + ORIGIN, columns=["x", "y"]).assign(date=dates.astype(str), type="theft")
    frame.loc[frame.index % 3 == 0, "type"] = "robbery"
    frame.to_csv(path, index=False)
    return path


def run(file: Path, folder: Path, *options: str) -> Result:
    crs = ("--set", "incidents.crs=EPSG:32643", "--areas", "square:250")
    return CliRunner().invoke(
        backtest, [str(file), *crs, "--out", str(folder), "--cutoffs", "3", *options], catch_exceptions=False
    )


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where no config.yaml lies."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("town")
    result = run(
        made_file(folder / "town.csv"), folder / "maps", "--by-type", "--horizon", "30", "--horizon", "90"
    )
    return folder / "maps", result


def test_it_writes_its_four_files_and_prints_a_verdict_with_n_of_n(done: tuple[Path, Result]) -> None:
    folder, result = done

    assert result.exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    first = result.stdout.splitlines()[2]
    assert re.match(
        r"Back-test \(\w{3} 2024 to \w{3} 2024, cut-offs: 3, squares of 200 m, 90 days\): finds", first
    )
    assert re.search(r"n/N [\d,]+/[\d,]+ over all cut-offs, whose days overlap", first)


def test_json_vouches_for_the_other_files_and_holds_every_row(done: tuple[Path, Result]) -> None:
    folder, _ = done

    content = json.loads((folder / "backtest.json").read_text(encoding="utf-8"))
    with (folder / "backtest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert content["outputs"] == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES[:-1]
    }
    assert len(rows) == len(content["judged"]) == 3 * 3 * 2 * 4 * len(METHODS)
    assert {row["series"] for row in rows} == {"", "theft", "robbery"}
    assert [float(row["pai"]) for row in rows] == [row["pai"] for row in content["judged"]]
    assert content["period"]["days"] == DAYS


def test_every_pai_in_a_table_stands_beside_its_n_of_n(done: tuple[Path, Result]) -> None:
    folder, _ = done

    lines = (folder / "backtest.md").read_text(encoding="utf-8").splitlines()

    heads = [line for line in lines if "PAI" in line and line.startswith("|")]
    assert len(heads) == 3  # ours, all methods, by type
    assert all("| n/N |" in head for head in heads)


def test_the_page_has_a_curve_for_each_unit_and_horizon_and_runs_nothing(done: tuple[Path, Result]) -> None:
    folder, _ = done

    page = (folder / "backtest.html").read_text(encoding="utf-8")

    assert page.count("<figure>") == 3 * 2
    assert page.count('class="line line-hotspot"') == 3 * 2 + 1  # and its key
    assert "<script" not in page
    assert not re.search(r"(src=|href=|url\()", page)
    assert "default-src 'none'; style-src 'sha256-" in page


def test_the_same_question_writes_the_same_bytes(done: tuple[Path, Result], tmp_path: Path) -> None:
    folder, result = done

    again = run(folder.parent / "town.csv", tmp_path, "--by-type", "--horizon", "30", "--horizon", "90")

    assert again.stdout == result.stdout
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


@pytest.mark.parametrize(("language", "word"), [("ru", "Проверка на прошлом"), ("kk", "Өткенмен тексеру")])
def test_it_speaks_three_languages_and_prints_json(
    done: tuple[Path, Result], tmp_path: Path, language: str, word: str
) -> None:
    folder, _ = done

    result = run(folder.parent / "town.csv", tmp_path, "--lang", language, "--horizon", "30", "--json", "-q")

    assert json.loads(result.stdout)["line"].startswith(word)
    assert result.stderr == ""
    assert word in (tmp_path / "backtest.html").read_text(encoding="utf-8")


def test_a_horizon_that_does_not_fit_is_left_out_and_said(tmp_path: Path) -> None:
    file = made_file(tmp_path / "short.csv", days=200)

    result = run(file, tmp_path / "maps", "--json")

    content = json.loads(result.stdout)
    assert [one["days"] for one in content["horizons"]] == [30, 90]
    assert content["left_out"] == [365]
    assert "too few to test a horizon of so many days: 365" in result.stderr


def test_too_few_dates_for_any_horizon_are_one_clear_error(tmp_path: Path) -> None:
    file = made_file(tmp_path / "short.csv", days=80)

    with pytest.raises(
        InputError, match=r"short.csv: 80 days are too few to test on. To do: give incidents of 121 days\.$"
    ):
        run(file, tmp_path / "maps")

    assert not (tmp_path / "maps").exists()


def test_without_dates_nothing_can_be_tested(tmp_path: Path) -> None:
    file = made_file(tmp_path / "undated.csv")
    pd.read_csv(file).drop(columns="date").to_csv(file, index=False)

    with pytest.raises(InputError, match="without them nothing can be tested"):
        run(file, tmp_path / "maps")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [("--horizon", "0", "0 days"), ("--share", "0.9", "0.9 is no share"), ("--cutoffs", "0", "0 is none")],
)
def test_a_question_that_cannot_be_meant_is_refused_before_reading(
    tmp_path: Path, option: str, value: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        run(tmp_path / "nowhere.csv", tmp_path, option, value)


def test_a_ranking_beside_it_stays_and_strangers_are_not_replaced(tmp_path: Path) -> None:
    file = made_file(tmp_path / "town.csv", days=200)
    maps = tmp_path / "maps"
    maps.mkdir()
    (maps / "run.json").write_text('{"tool": "hotspot"}', encoding="utf-8")
    (maps / "ranking.csv").write_text("rank\n", encoding="utf-8")
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "backtest.md").write_text("mine", encoding="utf-8")

    assert run(file, maps, "--horizon", "30").exit_code == 0
    assert run(file, maps, "--horizon", "30").exit_code == 0  # its own files of an earlier time
    with pytest.raises(OutputError, match=r"backtest.md: is there already"):
        run(file, strange)

    assert (maps / "ranking.csv").read_text(encoding="utf-8") == "rank\n"
    assert (strange / "backtest.md").read_text(encoding="utf-8") == "mine"


def test_the_run_beside_it_lists_a_backtest_of_its_own_inputs_and_no_other(tmp_path: Path) -> None:
    file, maps = made_file(tmp_path / "town.csv", days=200), tmp_path / "maps"
    crs = ("--set", "incidents.crs=EPSG:32643", "--areas", "square:250")
    ranked = CliRunner().invoke(rank, [str(file), *crs, "--out", str(maps), "-q"], catch_exceptions=False)

    run(file, maps, "--horizon", "30", "--seed", "0")
    (listed,) = json.loads((maps / "run.json").read_bytes())["commands"]
    run(made_file(tmp_path / "other.csv", days=190), maps, "--horizon", "30")

    assert ranked.exit_code == 0
    assert (listed["command"], listed["folder"]) == ("hotspot backtest", "")
    assert listed["asked"] == {"horizons": "30", "cutoffs": "3", "seed": "0"}
    assert listed["outputs"].keys() == {f"backtest.{ending}" for ending in ("csv", "html", "md", "json")}
    assert json.loads((maps / "run.json").read_bytes())["commands"] == []


def test_the_verdict_is_read_again_for_the_same_inputs_only(
    done: tuple[Path, Result], tmp_path: Path
) -> None:
    folder, result = done
    content = json.loads((folder / "backtest.json").read_text(encoding="utf-8"))
    sources = {role: tuple(Source(**one) for one in given) for role, given in content["inputs"].items()}
    moved = {
        role: tuple(replace(one, path="elsewhere.csv") for one in given) for role, given in sources.items()
    }
    other = {**sources, "incidents": (Source(path="town.csv", sha256="0" * 64),)}

    found = read_judgement(folder, sources, where="")

    assert found is not None
    told = line(found.headline, Words(language="en")), held(found.coverage, Words(language="en"))
    assert [f"{one}." for one in told] == result.stdout.splitlines()[2:4]
    assert len(found.coverage) == len(content["coverage"])
    assert read_judgement(folder, moved, where="") == found
    assert read_judgement(folder, other, where="") is None
    assert read_judgement(folder, sources, where="hour > 18") is None
    assert read_judgement(tmp_path, sources, where="") is None


@pytest.mark.parametrize(
    "spoil",
    [
        {"headline": None},
        {"coverage": None},
        {"coverage": [1]},
        {"coverage": [{"counts": 5}]},
        {"headline": {"verdict": "best"}},
        {"headline": {"ratio": "1"}},
    ],
    ids=str,
)
def test_a_backtest_of_which_a_part_cannot_be_read_is_as_good_as_none(
    done: tuple[Path, Result], tmp_path: Path, spoil: dict[str, Any]
) -> None:
    content = json.loads((done[0] / "backtest.json").read_text(encoding="utf-8"))
    sources = {role: tuple(Source(**one) for one in given) for role, given in content["inputs"].items()}
    for key, value in spoil.items():
        content[key] = {**content[key], **value} if isinstance(value, dict) else value
    (tmp_path / "backtest.json").write_text(json.dumps(content), encoding="utf-8")

    assert read_judgement(tmp_path, sources, where="") is None


def test_intervals_that_held_no_count_tell_nothing_and_spoil_nothing(
    done: tuple[Path, Result], tmp_path: Path
) -> None:
    content = json.loads((done[0] / "backtest.json").read_text(encoding="utf-8"))
    sources = {role: tuple(Source(**one) for one in given) for role, given in content["inputs"].items()}
    content["coverage"][0] |= {"covered": 0, "counts": 0, "low": None, "high": None, "share": None}
    (tmp_path / "backtest.json").write_text(json.dumps(content), encoding="utf-8")

    found = read_judgement(tmp_path, sources, where="")

    assert found is not None
    assert len(found.coverage) == len(content["coverage"]) - 1


@pytest.mark.parametrize("text", ["", "[]", "{", '{"kind": "backtest", "layout": 1}', "[" * 100_000])
def test_a_damaged_backtest_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "backtest.json").write_text(text, encoding="utf-8")

    assert read_judgement(tmp_path, {}, where="") is None
