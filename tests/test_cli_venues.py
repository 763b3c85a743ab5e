"""`hotspot venues` on a finished run: the account adds up, chance is told, nothing about persons leaves."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from finished_run import finished
from made_city import SIDE, SOUTH, WEST

from hotspot import pipeline, write
from hotspot.config import load
from hotspot.errors import ConfigError
from hotspot.pipeline.venues import VenueQuestion, venued
from hotspot.read.venues import read_venues
from hotspot.schema import LANGUAGES
from hotspot.schema.venued import RANKED_COLUMNS
from hotspot.words import Words
from hotspot.words.venue_cards import card_texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from hotspot.schema import Result

NAMES = {"venues.md", "venues.csv", "jcurve.csv", "venues.geojson", "venues.html", "venues.json"}
NAMES |= {"concentration.csv", "kinds.csv", "reaches.csv", "rings.csv"}
OWNER, PHONE = "Zhumabekov", "77011234567"
HOSTILE = "<script>alert(1)</script> | `Moon`"
CAFES, CALLS = 200, 400


def cafe_file(folder: Path) -> Path:
    """Write 200 cafés on a lattice of the made town, about 200 m apart, every tenth of them large."""
    path = folder / "cafes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "name", "type", "seats", "owner", "phone", "lon", "lat"])
        for i in range(CAFES):
            lon, lat = WEST + SIDE * (0.1 + 2.8 * (i % 20) / 19), SOUTH + SIDE * (0.1 + 2.8 * (i // 20) / 9)
            name = HOSTILE if i == 0 else f"Cafe {i}"
            kind, seats = ("bar", 200) if i % 10 == 0 else ("cafe", 40)
            out.writerow([f"C{i}", name, kind, seats, OWNER, PHONE, f"{lon:.6f}", f"{lat:.6f}"])
    return path


def calls_at(result: Result, chances: np.ndarray, seed: int) -> Result:
    """Return the result with 400 calls of three years at the cafés, drawn with these chances."""
    draw = np.random.default_rng(seed)
    cafes, _, _, _ = read_venues(str(cafe_file_of(result)), language="en")
    at = cafes.to_crs(result.crs).geometry
    which = draw.choice(CAFES, CALLS, p=chances / chances.sum())
    xy = np.stack([at.x.to_numpy()[which], at.y.to_numpy()[which]], axis=1) + draw.normal(0, 5, (CALLS, 2))
    order = np.lexsort((xy[:, 1], xy[:, 0]))
    start = np.datetime64("2023-01-01", "s") + draw.integers(0, 1_096 * 86_400, CALLS).astype("m8[s]")
    frame = result.incidents.iloc[np.zeros(CALLS, dtype=int)].assign(
        start=start, hour_known=True, easting=xy[order, 0], northing=xy[order, 1], site=np.arange(CALLS)
    )
    sites = replace(result.sites, xy=xy[order], weight=np.ones(CALLS), site_of=np.arange(CALLS))
    return replace(result, incidents=frame.reset_index(drop=True), sites=sites)


def cafe_file_of(result: Result) -> str:
    return str(result.config["cafes"])


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path, Path]:
    """A finished run, its folder, and the file of cafés."""
    folder = tmp_path_factory.mktemp("city")
    result, out = finished(folder)
    cafes = cafe_file(folder)
    return replace(result, config={**result.config, "cafes": str(cafes)}), out, cafes


def asked_of(result: Result, cafes: Path, **more: object) -> object:
    question = VenueQuestion(**more)  # type: ignore[arg-type]
    frame, rows, findings, _ = read_venues(str(cafes), language="en", size=question.size)
    return venued(result, question, frame.to_crs(result.crs), rows=rows, findings=findings)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_files_lie_in_the_runs_folder_and_the_record_vouches_for_them(
    run: tuple[Result, Path, Path], called: Callable[..., tuple[object, str, str]], language: str
) -> None:
    code, out, err = called(
        "venues", str(run[2]), "--from", str(run[1]), "--size", "seats", "--lang", language, "-q"
    )

    folder = run[1] / "venues"
    record = json.loads((folder / "venues.json").read_text(encoding="utf-8"))
    assert (code, err) == (0, "")
    assert {file.name for file in folder.iterdir()} == NAMES
    for name, digest in record["outputs"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert record["run_id"] == run[0].run_id
    assert record["asked"] == {"venues": "cafes.csv", "reach": "50m", "size": "seats", "top": "10"}
    assert "{" not in out


def test_the_account_the_table_and_the_curve_add_up(
    run: tuple[Result, Path, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    called(
        *("venues", str(run[2]), "--from", str(run[1]), "--hours", "18-4", "--type", "theft"),
        *("--reach", "100m", "--out", "v", "-q"),
    )

    account = json.loads((tmp_path / "v" / "venues.json").read_text())["joining"]["account"]
    with (tmp_path / "v" / "venues.csv").open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    with (tmp_path / "v" / "jcurve.csv").open(encoding="utf-8") as file:
        curve = list(csv.DictReader(file))
    features = json.loads((tmp_path / "v" / "venues.geojson").read_text())["features"]
    assert account.pop("incidents") == len(run[0].incidents) == sum(account.values())
    assert account["other_types"] > account["joined"] > 0 < account["other_hours"]
    assert sum(int(row["incidents"]) for row in table) == account["joined"] == int(curve[-1]["incidents"])
    assert float(curve[-1]["share_of_incidents"]) == float(curve[-1]["by_chance"]) == 1
    assert [row["rank"] for row in table] == [str(i) for i in range(1, CAFES + 1)]
    assert float(table[-1]["cumulative_share"]) == pytest.approx(1)
    assert tuple(table[0]) == RANKED_COLUMNS[:-1]
    assert {one["geometry"]["type"] for one in features} == {"Point"}
    assert len(features) == CAFES


def test_twice_the_same_question_gives_the_same_bytes(
    run: tuple[Result, Path, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    for name in ("a", "b"):
        called("venues", str(run[2]), "--from", str(run[1]), "--out", name, "-q")

    first, second = (
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("a", "b")
    )
    assert first == second


def test_neither_owners_nor_telephones_leave_and_no_name_runs_as_code(
    run: tuple[Result, Path, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    _, out, err = called(
        "venues", str(run[2]), "--from", str(run[1]), "--out", "v", "--top", "200", "--reach", "200m"
    )

    texts = {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "v").iterdir()}
    for text in (*texts.values(), out, err):
        assert OWNER not in text
        assert PHONE not in text
        assert str(run[2].parent) not in text.replace(str(tmp_path), "")
    page = texts["venues.html"]
    assert "Kinds of venues: as the column of the file says: type." in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_cards_are_printed_on_a_sheet(
    run: tuple[Result, Path, Path],
    called: Callable[..., tuple[object, str, str]],
    open_page: Callable[..., Page],
    tmp_path: Path,
    language: str,
) -> None:
    called("venues", str(run[2]), "--from", str(run[1]), "--out", "v", "--top", "12", "--lang", language)
    page = open_page(tmp_path / "v" / "venues.html", ready=None)

    with_cards = page.pdf(prefer_css_page_size=True)
    cards = page.locator("article")
    assert cards.count() == 12
    cards.evaluate_all("(all) => all.forEach((card) => card.remove())")
    without = page.pdf(prefer_css_page_size=True)

    sheets, others = (len(re.findall(rb"/Type\s*/Page\b", pdf)) for pdf in (with_cards, without))
    assert sheets - others == 6


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--reach", "far"), "'far' is no distance up to 1000 m"),
        (("--reach", "5km"), "'5km' is no distance up to 1000 m"),
        (("--hours", "25-4"), "is no span of hours"),
        (("--type", "witchcraft"), "there is no type 'witchcraft'"),
        (("--size", "chairs"), "no column 'chairs'"),
        (("--reach", "0.001m"), "no incident that counts lies within 0.001 m"),
    ],
)
def test_what_cannot_be_meant_is_told_in_one_line(
    run: tuple[Result, Path, Path],
    called: Callable[..., tuple[object, str, str]],
    words: tuple[str, ...],
    what: str,
) -> None:
    code, out, err = called("venues", str(run[2]), "--from", str(run[1]), *words)

    assert (code, out) == (1, "")
    assert what in err
    assert err.splitlines()[-1].startswith("Error: ")


def test_a_file_that_the_run_knows_as_something_else_is_no_file_of_venues(
    run: tuple[Result, Path, Path], called: Callable[..., tuple[object, str, str]]
) -> None:
    incidents = str(run[1].parent / run[0].sources["incidents"][0].path)

    code, out, err = called("venues", incidents, "--from", str(run[1]))

    assert (code, out) == (1, "")
    assert "is what the run has read as incidents" in err


def test_without_a_file_the_runs_layer_is_taken_and_where_there_is_none_it_is_said(
    run: tuple[Result, Path, Path], called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    settings = load(str(run[2].parent / "config.yaml"), sets=(f"layers.venues={run[2]}",))
    out = write.check_folder(str(tmp_path / "maps"), inputs=())
    pipeline.save(pipeline.rank_city(settings), out, started="2026-01-02T03:04:05+00:00")

    without = called("venues", "--from", str(run[1]))
    code, said, _ = called("venues", "--from", str(out), "-q")

    assert without[0] == 1
    assert "the run has no layer of venues" in without[2]
    assert code == 0
    assert "Cafe" in said


def test_incidents_of_sensitive_types_are_joined_to_no_venue_and_none_can_be_asked_for(
    run: tuple[Result, Path, Path],
) -> None:
    result = calls_at(run[0], np.ones(CAFES), seed=4)
    theirs = np.arange(len(result.incidents)) % 3 == 0
    kinds = result.incidents["type"].astype(str).mask(theirs, "sexual assault").astype("category")
    apart = replace(result, incidents=result.incidents.assign(type=kinds))
    without = replace(result, incidents=result.incidents[~theirs])

    told, expected = asked_of(apart, run[2]), asked_of(without, run[2])

    assert told.frame.equals(expected.frame)  # type: ignore[attr-defined]
    texts = [
        card_texts(found, one, Words(language="en")) for found, one in ((told, apart), (expected, without))
    ]
    assert texts[0] == texts[1]
    assert "venues_sensitive" in {finding.code for finding in told.findings}  # type: ignore[attr-defined]
    with pytest.raises(ConfigError, match="'sexual assault' is a sensitive type"):
        asked_of(apart, run[2], types=("sexual assault",))


def test_dates_that_are_whole_months_make_no_clock_on_a_card(run: tuple[Result, Path, Path]) -> None:
    result, _, cafes = run
    months = result.incidents["start"].dt.to_period("M").dt.to_timestamp()
    only_months = replace(result, incidents=result.incidents.assign(start=months, hour_known=False))

    with_days, without = (
        card_texts(asked_of(one, cafes), one, Words(language="en")) for one in (result, only_months)
    )

    assert all(card.clock for card in with_days)
    assert not any(card.clock for card in without)


def test_calls_at_equal_cafes_are_called_noise(run: tuple[Result, Path, Path]) -> None:
    found = asked_of(calls_at(run[0], np.ones(CAFES), seed=4), run[2], calls=True)

    seen = found.concentration  # type: ignore[attr-defined]
    assert found.joining.account.joined == CALLS  # type: ignore[attr-defined]
    assert seen.share > 0.38
    assert seen.judged.p_value > 0.05
    assert seen.true_share.value < 0.32
    assert found.frame["p_worst"].max() < 0.9  # type: ignore[attr-defined]
    assert found.frame["rank_high"].iloc[0] > 40  # type: ignore[attr-defined]


def test_a_few_cafes_with_most_calls_beat_chance_and_keep_wide_intervals(
    run: tuple[Result, Path, Path],
) -> None:
    own = np.random.default_rng(3).gamma(5.0, 0.2, CAFES)
    chances = np.where(np.arange(CAFES) % 20 == 7, 12.0, own)
    truth = float(np.sort(chances)[-40:].sum() / chances.sum())

    found = asked_of(calls_at(run[0], chances, seed=4), run[2])

    frame, seen = found.frame, found.concentration  # type: ignore[attr-defined]
    first = frame.head(10)
    assert seen.judged.p_value < 0.01
    assert seen.true_share.low < truth < seen.true_share.high < seen.share
    assert seen.held.share.low > seen.held.even
    assert sum(int(name[1:]) % 20 == 7 for name in first["venue_id"]) >= 8
    assert (first["expected_high"] > 1.7 * first["expected_low"]).all()
    assert (first["rank_high"] - first["rank_low"]).median() >= 5


def test_size_explains_what_only_looks_like_bad_venues(run: tuple[Result, Path, Path]) -> None:
    chances = np.where(np.arange(CAFES) % 10 == 0, 5.0, 1.0)

    found = asked_of(calls_at(run[0], chances, seed=9), run[2], size="seats")

    by = {one.against: one for one in found.concentration.chances}  # type: ignore[attr-defined]
    bar = next(one for one in found.kinds if one.kind == "bar")  # type: ignore[attr-defined]
    assert by["equal"].p_value < 0.01
    assert by["size"].p_value > 0.05
    assert found.size.exponent.low < 1 < found.size.exponent.high  # type: ignore[attr-defined]
    assert bar.wide.low < 1 < bar.wide.high
