"""`hotspot publish` on a finished run: files, languages, refusals, nothing of a person or of one incident."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from finished_run import finished
from pyproj import Transformer

from hotspot.measure.siting import OutOfTime
from hotspot.publish import edition as room
from hotspot.publish.attack import attack
from hotspot.publish.table import values_of
from hotspot.schema.published import Hidden

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from hotspot.schema import Result
    from hotspot.schema.published import Counts

FILES = {
    *("areas.csv", "types.csv", "years.csv", "city.csv", "areas.geojson", "hotspot_cells.geojson"),
    *(f"{name}_{language}.html" for name in ("page", "method") for language in ("en", "ru", "kk")),
    "publish.json",
}


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    return finished(tmp_path_factory.mktemp("city"))


@pytest.fixture
def called(called: Callable[..., tuple[object, str, str]]) -> Callable[..., tuple[object, str, str]]:
    """Run `hotspot publish` in an empty folder; return its exit code, stdout and stderr."""
    return partial(called, "publish")


def with_notes(out: Path) -> None:
    out.mkdir()
    (out / "notes.txt").write_text("mine", encoding="utf-8")


def texts(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.iterdir())}


def test_the_edition_is_written_whole_and_withstands_the_attack(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]]
) -> None:
    code, out, err = called("--from", str(run_folder[1]), "-q")

    found = texts(run_folder[1] / "public")
    record = json.loads(found.pop("publish.json"))
    assert (code, err) == (0, "")
    assert set(found) | {"publish.json"} == FILES
    assert record["run_id"] == run_folder[0].run_id
    assert record["outputs"] == {
        name: hashlib.sha256(text.encode()).hexdigest() for name, text in found.items()
    }
    assert sum(one["small"] + one["withheld"] for one in record["numbers"].values()) > 0
    assert attack(found, least=5).weaknesses == ()
    assert "{" not in out


def test_no_file_holds_the_place_or_the_time_of_an_incident(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    called("--from", str(run_folder[1]), "--out", "p", "-q")

    result = run_folder[0]
    xy = result.incidents[["easting", "northing"]].to_numpy()
    degrees = np.column_stack(Transformer.from_crs(result.crs, 4326, always_xy=True).transform(*xy.T))
    everything = "\n".join(texts(tmp_path / "p").values())
    pairs = {tuple(pair) for pair in re.findall(r"(\d+\.\d{3,}),\s*(\d+\.\d{3,})", everything)}
    shown = {(round(float(a), 4), round(float(b), 4)) for a, b in pairs}
    assert pairs
    assert not shown & {(round(a, 4), round(b, 4)) for a, b in degrees.tolist()}
    assert not re.search(r"\d\d:\d\d", everything)
    assert not any(str(start) in everything for start in result.incidents["start"].dropna())


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_each_page_speaks_its_language_and_asks_nobody_for_anything(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    tmp_path: Path,
    language: str,
) -> None:
    called("--from", str(run_folder[1]), "--out", "p", "-q")

    for name in ("page", "method"):
        page = (tmp_path / "p" / f"{name}_{language}.html").read_text(encoding="utf-8")
        links = re.findall(r'(?:href|src)="([^"]*)"', page)
        assert f'<html lang="{language}">' in page
        assert set(links) <= FILES
        assert "<script" not in page
        assert "default-src 'none'" in page
        assert not re.search(r"https?://", page)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1100, 390])
def test_the_page_is_as_wide_as_the_screen_and_names_areas_that_have_room_for_it(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    open_page: Callable[..., Page],
    tmp_path: Path,
    width: int,
) -> None:
    called("--from", str(run_folder[1]), "--out", "p", "-q")

    page = open_page(tmp_path / "p" / "page_ru.html", {"width": width, "height": 800}, ready=None)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("[...document.querySelectorAll('.rows')].every(e => e.scrollWidth <= e.clientWidth)")
    shown = [text for text in page.locator("svg g text").all() if text.is_visible()]
    assert len(shown) == page.locator(f"svg .names{'-large' if width < 640 else ''} text").count() > 0
    boxes = [text.bounding_box() for text in shown]
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a
            assert b
            apart = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
            assert apart or a["y"] + a["height"] * 0.8 <= b["y"] or b["y"] + b["height"] * 0.8 <= a["y"]


def test_a_year_that_is_not_whole_says_its_days_and_that_it_cannot_be_compared(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    called("--from", str(run_folder[1]), "--out", "p", "-q")

    with (tmp_path / "p" / "years.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if not row["area_id"]]
    first, last = (date.fromisoformat(rows[-1][end]) for end in ("first_day", "last_day"))
    page = (tmp_path / "p" / "page_en.html").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert last < date(last.year, 12, 31)
    days = f"{first.day} {first:%b} – {last.day} {last:%b}, {(last - first).days + 1} days"
    assert f"{last.year} ({days})" in page
    assert ("their numbers cannot be compared" in page) == (len(rows) > 1)


def test_twice_the_same_question_gives_the_same_bytes(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    for name in ("a", "b"):
        called("--from", str(run_folder[1]), "--out", name, "-q")

    assert texts(tmp_path / "a") == texts(tmp_path / "b")


def test_an_edition_that_can_be_broken_is_not_written(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def bare(counts: Counts, **asked: object) -> tuple[Counts, Hidden]:
        values = values_of(counts)
        small = (values > 0) & (values < 5)
        return counts, Hidden(small=small, withheld=np.zeros_like(small))

    monkeypatch.setattr(room, "hide", bare)

    code, out, err = called("--from", str(run_folder[1]), "--out", "p")

    assert (code, out) == (1, "")
    assert "can be broken (count, types.csv)" in err
    assert "nothing was written" in err
    assert not (tmp_path / "p").exists()


def test_an_attack_without_an_end_is_told_in_one_line_and_nothing_is_written(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def endless(*_: object, **__: object) -> None:
        raise OutOfTime(by_clock=True)

    monkeypatch.setattr("hotspot.pipeline.publish.attack", endless)

    code, out, err = called("--from", str(run_folder[1]), "--out", str(tmp_path / "public"), "-q")

    assert (code, out) == (1, "")
    assert err.startswith("Error: publish: the attack on these files came to no end")
    assert not (tmp_path / "public").exists()


def test_a_second_edition_is_held_beside_the_first(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    called("--from", str(run_folder[1]), "--out", "first", "--delay", "90d", "-q")

    code, _, _ = called("--from", str(run_folder[1]), "--out", "second", "--earlier", "first", "-q")

    record = json.loads((tmp_path / "second" / "publish.json").read_text(encoding="utf-8"))
    assert code == 0
    assert record["earlier_editions"] == 1
    both = [texts(tmp_path / name) for name in ("second", "first")]
    for one in both:
        del one["publish.json"]
    assert attack(both[0], least=5, earlier=both[1:]).weaknesses == ()


def test_words_of_ones_own_keep_a_type_for_the_whole_city(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]]
) -> None:
    called("--from", str(run_folder[1]), "--out", "p", "--sensitive", "fraud", "-q")

    with Path("p/city.csv").open(encoding="utf-8") as file:
        city = {row["type"]: row["what"] for row in csv.DictReader(file)}
    assert city["fraud"] == "counted for the city only"
    assert "fraud" not in Path("p/types.csv").read_text(encoding="utf-8")


def test_a_word_that_protects_nothing_is_told(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]]
) -> None:
    _, _, told = called("--from", str(run_folder[1]), "--out", "p", "--sensitive", "witchcraft")
    _, _, quiet = called("--from", str(run_folder[1]), "--out", "p", "--sensitive", "robbery")

    assert "No type has in its name: 'witchcraft'" in told
    assert "No type has in its name" not in quiet


def test_without_the_tools_own_list_the_method_does_not_claim_it(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    _, _, err = called("--from", str(run_folder[1]), "--out", "p", "--sensitive", "none")

    method = (tmp_path / "p" / "method_en.html").read_text(encoding="utf-8")
    assert "turns the tool’s own list off" in err
    assert "Types that the publisher chose" in method
    assert "are counted by area like all others" in method


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--delay", "soon"), "'soon' is no number of days"),
        (("--delay", "9999d"), "are all of the record"),
        (("--earlier", "nowhere"), "there is no such file"),
        (("--delay", "100000"), "100000 days are all of the record"),
        (("--least", "1000000"), "lower --delay or --least"),
        (
            ("--sensitive", "theft", "--sensitive", "robbery", "--sensitive", "fraud"),
            "only 0 of its incidents",
        ),
    ],
)
def test_what_cannot_be_meant_is_told_in_one_line(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    words: tuple[str, ...],
    what: str,
) -> None:
    code, out, err = called("--from", str(run_folder[1]), *words)

    assert (code, out) == (1, "")
    assert what in err
    assert err.splitlines()[-1].startswith("Error: ")


def test_an_edition_that_was_changed_is_no_evidence(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    called("--from", str(run_folder[1]), "--out", "first", "-q")
    with (tmp_path / "first" / "areas.csv").open("a", encoding="utf-8") as file:
        file.write("\n")

    code, _, err = called("--from", str(run_folder[1]), "--out", "second", "--earlier", "first")

    assert code == 1
    assert "not as it was published" in err


def test_the_public_edition_never_lies_among_the_incidents_of_the_run(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]]
) -> None:
    code, out, err = called("--from", str(run_folder[1]), "--out", str(run_folder[1]))

    assert (code, out) == (1, "")
    assert "a public edition lies apart" in err
    assert not (run_folder[1] / "publish.json").exists()


def test_files_of_others_are_never_overwritten(
    run_folder: tuple[Result, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "areas.csv").write_text("my own\n", encoding="utf-8")

    code, _, err = called("--from", str(run_folder[1]), "--out", "mine")

    assert code == 1
    assert "was not written by hotspot" in err
    assert (tmp_path / "mine" / "areas.csv").read_text(encoding="utf-8") == "my own\n"


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (with_notes, "other files (notes.txt)"),
        (lambda out: out.write_text("mine", encoding="utf-8"), "is a file, not a folder"),
        (lambda out: out.symlink_to(out.parent), "is a link"),
    ],
)
def test_an_edition_goes_into_a_folder_of_its_own_only(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    tmp_path: Path,
    make: Callable[[Path], object],
    what: str,
) -> None:
    make(tmp_path / "p")
    before = sorted(tmp_path.rglob("*"))

    code, out, err = called("--from", str(run_folder[1]), "--out", "p")

    assert (code, out) == (1, "")
    assert what in err
    assert len(err.splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_tables_that_cannot_be_checked_are_refused_before_any_is_hidden(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(room, "MOST_NUMBERS", 10)

    code, _, err = called("--from", str(run_folder[1]), "--out", "p")

    assert code == 1
    assert "more than the 10 that can be checked" in err
    assert "rank larger areas" in err
    assert not (tmp_path / "p").exists()


def test_fewer_numbers_can_be_held_beside_earlier_editions(
    run_folder: tuple[Result, Path],
    called: Callable[..., tuple[object, str, str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    called("--from", str(run_folder[1]), "--out", "first", "--delay", "90d", "-q")
    monkeypatch.setattr(room, "MOST_JOINED", 40)
    monkeypatch.setattr(room, "ALWAYS_JOINED", 5)

    code, _, err = called("--from", str(run_folder[1]), "--out", "p", "--earlier", "first")

    assert code == 1
    assert "more than the 10 that can be held beside earlier editions (1)" in err
    assert "begin a series of larger areas" in err
    assert not (tmp_path / "p").exists()
