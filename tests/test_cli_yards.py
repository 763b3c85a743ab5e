"""`hotspot yards form` and `import` on a finished run: files, errors in one line, nobody's name."""

from __future__ import annotations

import hashlib
import json
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from finished_run import finished
from made_yards import by_day, saved, surveyed, visit

from hotspot.schema import LANGUAGES
from hotspot.schema.yards import ITEMS
from hotspot.words import Words
from hotspot.words.dates import day_or_days
from hotspot.yards import places_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotspot.schema import Language, Result

FILES = {"yards.md", "yards.csv", "todo.csv", "observers.csv", "related.csv", "yards.geojson", "yards.json"}


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    return finished(tmp_path_factory.mktemp("city"))


@pytest.fixture
def called(called: Callable[..., tuple[object, str, str]]) -> Callable[..., tuple[object, str, str]]:
    """Run `hotspot yards` in an empty folder; return its exit code, stdout and stderr."""
    return partial(called, "yards")


@pytest.fixture
def forms(run_folder: tuple[Result, Path], tmp_path: Path) -> list[str]:
    """Two rounds by two observers; the files' names tell of a person, as people name files."""
    places = places_of(run_folder[0])
    truth = np.random.default_rng(1).uniform(0.5, 2.5, (len(places), len(ITEMS)))
    files = []
    for number in (1, 2):
        folder = tmp_path / f"Zhumabekov-{number}"
        folder.mkdir()
        files += surveyed(
            folder,
            places,
            truth,
            observers=["citizen-A", "inspector-B"],
            noise=0.4,
            seed=number,
            round_number=number,
        )
    return [str(file) for file in files]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_files_lie_in_the_runs_folder_and_the_record_vouches_for_them(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    forms: list[str],
    language: str,
) -> None:
    code, out, err = called("import", *forms, "--from", str(run_folder[1]), "--lang", language, "-q")

    folder = run_folder[1] / "yards"
    record = json.loads((folder / "yards.json").read_text(encoding="utf-8"))
    assert (code, err) == (0, "")
    assert {file.name for file in folder.iterdir()} == FILES
    for name, digest in record["outputs"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert out.splitlines()[0] == record["lines"][0]
    assert record["visits"]["kept"] == 2 * 2 * 9
    assert "{" not in out
    everything = "".join(file.read_text(encoding="utf-8") for file in folder.iterdir())
    assert "Zhumabekov" not in everything + out
    assert "inspector-B" not in everything + out


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sentence_says_how_many_yards_which_is_worst_and_what_to_mend_first(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    forms: list[str],
    language: Language,
) -> None:
    called("import", *forms, "--from", str(run_folder[1]), "--lang", language, "-q")

    folder, words = run_folder[1] / "yards", Words(language=language)
    told = json.loads((folder / "yards.json").read_text(encoding="utf-8"))["lines"][1]
    yards, todo = pd.read_csv(folder / "yards.csv"), pd.read_csv(folder / "todo.csv")
    last = yards[yards["round"] == 2].sort_values("score", ascending=False).iloc[0]
    numbers = [words.number(last[name], 2) for name in ("score", "score_low", "score_high")]
    assert all(number in told for number in numbers)
    assert f"{last['name']}, " in told
    assert day_or_days("2025-10-01", "2025-10-01", words) in told
    assert all(str(count) in told for count in (9, 36, len(todo)))
    assert words(f"yards.item.{todo['item'][0]}") in told
    assert words(f"yards.fix.{todo['item'][0]}") in told


def test_twice_the_same_files_in_any_order_give_the_same_bytes(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    forms: list[str],
    tmp_path: Path,
) -> None:
    for name, given in {"a": forms, "b": forms[::-1]}.items():
        called("import", *given, "--from", str(run_folder[1]), "--out", name, "-q")

    first, second = (
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("a", "b")
    )
    assert first == second


def test_the_form_is_one_file_that_is_told_on_stdout_and_the_same_each_time(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    code, out, _ = called("form", "A1", "Area 2", "--top", "1", "--from", str(run_folder[1]), "--out", "f")
    page = (tmp_path / "f" / "yards-1.html").read_bytes()
    called("form", "A1", "Area 2", "--top", "1", "--from", str(run_folder[1]), "--out", "f")

    assert code == 0
    assert out.strip().endswith("yards-1.html")
    assert page == (tmp_path / "f" / "yards-1.html").read_bytes()
    assert len(page) < 60_000


def test_the_form_has_a_record_of_its_run_areas_and_bytes_and_stands_in_the_crate(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    result, folder = run_folder
    shutil.copytree(folder, tmp_path / "run")

    called("form", "A1", "Area 2", "--round", "2", "--from", "run")

    record = json.loads((tmp_path / "run" / "yards-form" / "yards-2.json").read_bytes())
    page = (tmp_path / "run" / "yards-form" / "yards-2.html").read_bytes()
    assert (record["kind"], record["run_id"], record["round"]) == ("yards-2", result.run_id, 2)
    assert record["areas"] == ["A1", "A2"]
    assert record["outputs"] == {"yards-2.html": hashlib.sha256(page).hexdigest()}
    assert record["form_id"].encode() in page
    assert "yards-form/yards-2.html" in (tmp_path / "run" / "ro-crate-metadata.json").read_text("utf-8")


def test_a_record_of_somebody_else_is_never_overwritten(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "yards-1.json").write_text("{}", encoding="utf-8")

    code, _, err = called("form", "--from", str(run_folder[1]), "--out", "mine")

    assert code == 1
    assert "was not written by hotspot" in err
    assert not (tmp_path / "mine" / "yards-1.html").exists()


def test_what_cannot_count_is_said_with_its_number_and_the_rest_goes_on(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    forms: list[str],
    tmp_path: Path,
) -> None:
    bad = saved(tmp_path / "bad.json", [visit("B7", "0,0", {"litter": 1})], observer="coop-Q")
    edited = tmp_path / "edited.json"
    edited.write_text(bad.read_text(encoding="utf-8").replace('"litter": 1', '"litter": 2'), encoding="utf-8")

    code, out, err = called("import", *forms, str(bad), str(edited), "--from", str(run_folder[1]))

    assert code == 0
    assert "an area that the run does not have: 1" in out
    assert "the file was changed after it was saved: 1" in out
    assert "in the order given: 6" in err


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("form", "nowhere", "--from", "RUN"), "there is no area 'nowhere'"),
        (("import", "none.json", "--from", "RUN"), "no such file"),
        (("import", "FOREIGN", "--from", "RUN"), "none of 1 visits counts (an area that the run does not"),
        (("import", "FOREIGN", "--from", "nowhere"), "nowhere"),
        (("import", "GOOD", "--by", "harm", "--from", "RUN"), "knows no harm"),
    ],
)
def test_what_cannot_be_meant_is_told_in_one_line(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    words: tuple[str, ...],
    what: str,
    forms: list[str],
) -> None:
    foreign = saved(Path("foreign.json"), [visit("B7", "0,0", {"litter": 1})])
    given = {"RUN": str(run_folder[1]), "FOREIGN": str(foreign), "GOOD": forms[0]}

    code, out, err = called(*(given.get(word, word) for word in words))

    assert (code, out) == (1, "")
    assert what in err
    assert err.splitlines()[-1].startswith("Error: ")


def test_a_form_of_somebody_else_is_never_overwritten(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "yards-1.html").write_text("my own\n", encoding="utf-8")

    code, _, err = called("form", "--from", str(run_folder[1]), "--out", "mine")

    assert code == 1
    assert "was not written by hotspot" in err


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_round_of_one_day_by_day_alone_is_told_as_it_was(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    tmp_path: Path,
    language: Language,
) -> None:
    words = Words(language=language)
    grades = by_day(dict.fromkeys(ITEMS, 2))
    places = list(places_of(run_folder[0]).items())[:4]
    files = [
        str(saved(tmp_path / f"{letter}.json", visits, observer=f"citizen-{letter}"))
        for letter in "AB"
        for visits in [[visit(area, place, grades, light="day") for area, place in places]]
    ]

    _, all_of_them, _ = called("import", *files, "--from", str(run_folder[1]), "--lang", language, "-q")
    _, alone, _ = called("import", files[0], "--from", str(run_folder[1]), "--lang", language, "-q")

    days = day_or_days("2025-10-01", "2025-10-01", words)
    assert days in all_of_them
    assert f"{days} –" not in all_of_them
    assert words("yards.noise.no", count=0, least=3) in alone
    assert words("yards.noise.no", count=4, least=3) not in all_of_them
