"""The settings of a finished run once more: what it did not leave at its default, its inputs found again."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from finished_run import finished
from made_city import made_city

from hotspot.cli import main
from hotspot.config import load
from hotspot.errors import ConfigError, InputError
from hotspot.pipeline.report import ReportQuestion, report_run
from hotspot.pipeline.rerun import settings_of_run
from hotspot.pipeline.take_up import take_up
from hotspot.pipeline.verdict import last_backtest
from hotspot.schema.judged import Coverage
from hotspot.words import Words
from hotspot.words.judged import held

if TYPE_CHECKING:
    from collections.abc import Callable

EN = Words(language="en")
SETS = ("density.bandwidth_m=150", "ranking.top=3", "incidents.columns.type=type")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the made town, with its run in maps."""
    folder = tmp_path_factory.mktemp("town")
    finished(folder, *SETS)
    return folder


@pytest.fixture
def called(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[object, str]]:
    def call(*words: str) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["hotspot", "backtest", *words])
        with pytest.raises(SystemExit) as left:
            main()
        return left.value.code, capsys.readouterr().err

    return call


def test_the_settings_are_those_of_the_run_and_its_inputs_lie_beside_it(town: Path) -> None:
    was = load(str(made_city(town)), sets=SETS).settings

    again = load(None, run=settings_of_run(str(town / "maps")))

    assert again.settings.incidents == was.incidents
    assert again.settings.areas == was.areas
    assert (again.settings.density, again.settings.ranking) == (was.density, was.ranking)
    assert set(again.origin.values()) == {"run.json"}


def test_an_input_that_has_changed_is_looked_for_elsewhere_and_never_taken(
    town: Path, tmp_path: Path
) -> None:
    shutil.copytree(town, tmp_path / "moved")
    name = Path(str(settings_of_run(str(town / "maps"))["incidents.file"])).name
    changed = tmp_path / "moved" / name
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    run = str(tmp_path / "moved" / "maps")

    with pytest.raises(InputError, match="no file of this name here or beside the run") as error:
        settings_of_run(run)

    assert error.value.where == name
    assert settings_of_run(run, inputs=str(town))["incidents.file"] == str(town / name)
    assert "incidents.file" not in settings_of_run(run, given={"incidents.file"})
    with pytest.raises(ConfigError, match="there is no folder 'nowhere'"):
        settings_of_run(run, inputs="nowhere")


def test_a_backtest_takes_up_the_run_where_no_config_lies(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: Callable[..., tuple[object, str]]
) -> None:
    monkeypatch.chdir(tmp_path)
    options = ("--horizon", "30d", "--cutoffs", "1", "-q")

    shutil.copytree(town / "maps", tmp_path / "maps")
    code, err = called("--inputs", str(town), *options)

    assert (code, err) == (0, "")
    assert (tmp_path / "maps" / "backtest.json").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["maps"]


def test_the_folder_of_a_run_may_stand_for_the_incidents_and_what_it_said_is_told_from_then_on(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: Callable[..., tuple[object, str]]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(town / "maps", tmp_path / "other")
    options = ("--horizon", "30d", "--cutoffs", "1", "-q")

    code, err = called("other", "--inputs", str(town), *options)

    assert (code, err) == (0, "")
    record = json.loads((tmp_path / "other" / "backtest.json").read_bytes())
    sentence = held([Coverage(**{k: row[k] for k in row if k != "share"}) for row in record["coverage"]], EN)
    assert sentence in (tmp_path / "other" / "backtest.md").read_text(encoding="utf-8")
    result = take_up("other", None)
    said = last_backtest(result, tmp_path / "other").split(". ")
    assert said[-1] == f"{sentence}."
    document = report_run("other", ReportQuestion())[0]
    (section,) = [one for one in document.sections if one.key == "backtest"]
    assert [one.text for one in section.told] == [". ".join(said[:-1]) + ".", f"{sentence}."]


def test_the_folder_of_a_run_among_files_or_twice_is_wrong_usage(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: Callable[..., tuple[object, str]]
) -> None:
    monkeypatch.chdir(tmp_path)
    maps = str(town / "maps")

    code, err = called(maps, "areas.geojson")
    twice = called(maps, "--from", maps)

    assert code == twice[0] == 2
    assert f"'{maps}' is the folder of a run; give it as --from {maps}" in err
    assert "The folder of the run is named twice" in twice[1]
    assert called(maps, "--config", "a.yaml")[0] == 2


def test_without_a_config_and_a_run_it_is_said_what_to_give(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: Callable[..., tuple[object, str]]
) -> None:
    monkeypatch.chdir(tmp_path)

    code, err = called()

    assert code == 1
    assert "name a finished run with --from, or give INCIDENTS and --areas" in err
    assert called("--from", str(town / "maps"), "--config", "a.yaml")[0] == 2
