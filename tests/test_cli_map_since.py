"""`hotspot map` on a run that commands have found something in since: layers, posts, what is left out."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
from full_run import found, full_run
from made_city import SIDE
from made_result import made_result
from made_yards import surveyed
from pdf_text import pdf_text

from hotspot import read
from hotspot.cli import main
from hotspot.pipeline.drawn import with_alerts
from hotspot.pipeline.found_since import drawn_since
from hotspot.render.finds import finds_island
from hotspot.schema import LANGUAGES
from hotspot.schema.yards import ITEMS
from hotspot.words import Words
from hotspot.yards import places_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

VENUES = "Venues with the most incidents to be expected"
CHANCE = "Other flare-ups of the week, which chance may have brought"
NAMES = ("Patrol beats", CHANCE, "Proposed posts", "Proposed cameras")
NAMES += ("Foot patrols", "Yards by the checklist", "Pilot", VENUES)
LAYERS = {"alerts_usual"}
PLANNED = ("posts", "cameras", "patrols", "beats")
START = "2025-10-01"
SHEETS = {".html", ".md", ".json", ".geojson", ".gpx", ".gpkg", ".xlsx", ".pdf"}
INVENTED = re.compile(r'SYNTHETIC DATA|ВЫМЫШЛЕННЫЕ|ОЙДАН ШЫҒАРЫЛҒАН|invented|"synthetic": ?true')


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with all that a map draws: yards of two rounds and a pilot that is over, too."""
    folder = tmp_path_factory.mktemp("city")
    run = full_run(folder)
    places = places_of(read.read_run(str(run)))
    truth = np.random.default_rng(1).uniform(0.5, 2.5, (len(places), len(ITEMS)))
    people = ["citizen-A", "inspector-B"]
    forms = [
        str(form)
        for i in (1, 2)
        for form in surveyed(folder, places, truth, observers=people, noise=0.4, seed=i, round_number=i)
    ]
    found(run, "yards", "import", *forms)
    found(run, "pilot", "plan", "-n", "1", "--months", "3", "--start", START)
    found(run, "pilot", "evaluate", str(run / "pilot"))
    return run


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """A copy of the run that a test may spoil."""
    shutil.copytree(made, tmp_path / "run")
    return tmp_path / "run"


@pytest.fixture
def called(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[object, str]]:
    """Draw the map; return the exit code and what was said on stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["hotspot", "map", *words])
        with pytest.raises(SystemExit) as left:
            main()
        return left.value.code, capsys.readouterr().err

    return call


def city(page: Path) -> dict[str, Any]:
    """Return the data of a page."""
    text = page.read_text(encoding="utf-8")
    island = text.partition('id="city-island"')[2]
    content: dict[str, Any] = json.loads(island.partition(">")[2].partition("</script>")[0])
    return content


def test_what_was_found_is_on_the_map_and_without_it_the_map_is_that_of_the_run(
    run: Path, called: Callable[..., tuple[object, str]]
) -> None:
    before = (run / "map.html").read_bytes()
    record = json.loads((run / "run.json").read_bytes())

    code, err = called(str(run), "-q")

    island = city(run / "map.html")
    assert (code, err) == (0, "")
    assert {layer["key"] for layer in island["layers"]} >= LAYERS
    assert [one["key"] for one in island["finds"]] == [*PLANNED, "venues", "yards", "pilot"]
    assert "own" not in island
    after = json.loads((run / "run.json").read_bytes())
    assert (
        after["outputs"]["map.html"]
        == hashlib.sha256((run / "map.html").read_bytes()).hexdigest()
        != (record["outputs"]["map.html"])
    )
    assert {key for key in record if after[key] != record[key]} == {"outputs", "commands"}
    assert [one for one in after["commands"] if one["kind"] != "map"] == record["commands"]
    first = (run / "map.html").read_bytes()
    assert called(str(run), "-q") == (0, "")
    assert (run / "map.html").read_bytes() == first
    assert called(str(run), "-q", "--plain") == (0, "")
    assert (run / "map.html").read_bytes() == before
    again = json.loads((run / "run.json").read_bytes())
    assert [key for key in record if again[key] != record[key]] == ["commands"]


def test_the_report_ends_with_the_sections_of_what_was_found_and_without_them_it_is_that_of_the_run(
    run: Path, called: Callable[..., tuple[object, str]]
) -> None:
    own = (run / "report.md").read_text(encoding="utf-8")

    called(str(run))
    said = (run / "report.md").read_text(encoding="utf-8")
    called(str(run))
    again = (run / "report.md").read_text(encoding="utf-8")
    outputs = json.loads((run / "run.json").read_bytes())["outputs"]
    called("--plain", str(run))

    assert said.startswith(own)
    assert "<!-- hotspot posts -->" in said.removeprefix(own)
    assert "<!-- hotspot patrols -->" in said.removeprefix(own)
    assert again == said
    assert outputs["report.md"] == hashlib.sha256(again.encode()).hexdigest()
    assert (run / "report.md").read_text(encoding="utf-8") == own


def test_a_report_that_somebody_has_changed_stays_as_it_is(
    run: Path, called: Callable[..., tuple[object, str]]
) -> None:
    changed = (run / "report.md").read_text(encoding="utf-8") + "seen by the chief\n"
    (run / "report.md").write_text(changed, encoding="utf-8")

    called(str(run))

    assert (run / "report.md").read_text(encoding="utf-8") == changed


def test_what_is_planned_is_told_as_on_the_commands_own_pages(
    run: Path, called: Callable[..., tuple[object, str]]
) -> None:
    called(str(run), "-q")

    finds = found_in(run)
    for key in PLANNED:
        own = city(run / key / f"{key}.html")
        assert own["own"] == key
        (theirs,) = own["finds"]
        mine = finds[key]
        assert mine["roles"] == theirs["roles"]
        assert [bool(shape) for shape in mine["grounds"]] == [bool(shape) for shape in theirs["grounds"]]
        assert ("routes" in mine) == ("routes" in theirs) == (key == "patrols")
        apart = 1e-4 if key != "beats" else SIDE  # the place inside a ground moves with its last decimal
        for place, its in zip(mine["at"], theirs["at"], strict=True):
            assert place == pytest.approx(its, abs=apart)
        for language in LANGUAGES:
            my_texts, their_texts = dict(mine["texts"][language]), dict(theirs["texts"][language])
            last = -1 if key == "posts" else None  # coordinates, to the last decimal
            assert [facts[:last] for facts in my_texts.pop("facts")] == [
                facts[:last] for facts in their_texts.pop("facts")
            ]
            assert my_texts == their_texts


def test_a_flare_up_tells_its_count_beside_what_is_usual(
    run: Path, called: Callable[..., tuple[object, str]]
) -> None:
    called(str(run), "-q")

    layers = {layer["key"]: layer for layer in city(run / "map.html")["layers"]}
    assert layers["alerts_usual"]["labels"]["en"][0].startswith("A1: theft, 25 Dec 2025 – 31 Dec 2025.")
    assert "Incidents: " in layers["alerts_usual"]["labels"]["en"][0]


def test_flare_ups_that_pass_the_test_of_their_type_have_a_layer_of_their_own() -> None:
    result = made_result()
    n = 6
    alerts = gpd.GeoDataFrame(
        {
            "type": ["theft"] * 4 + ["robbery"] * 2,
            "p_value": [0.005, 0.02, 0.04, 0.9, 0.04, 0.9],  # 0.04 is 0.053 and 0.08 when adjusted
            **{key: [f"A{i}" for i in range(n)] for key in ("name_en", "name_ru", "name_kk")},
        },
        geometry=gpd.points_from_xy(range(n), range(n)).buffer(1),
        crs=result.crs,
    )

    layers = with_alerts(result, alerts).layers

    assert layers["alerts"]["name"].tolist() == ["A0", "A1"]
    assert layers["alerts_usual"]["name"].tolist() == ["A2", "A3", "A4", "A5"]


def test_every_sheet_of_invented_data_says_so_but_bare_tables(
    run: Path, called: Callable[..., tuple[object, str]]
) -> None:
    called(str(run), "-q")
    found(run, "publish")
    found(run, "brief", gpd.read_file(run / "ranking.geojson")["area_id"].iloc[0])

    silent = [
        file.name
        for file in sorted(run.rglob("*"))
        if file.is_file() and file.suffix in SHEETS and not says_invented(file)
    ]
    assert silent == []


def says_invented(file: Path) -> bool:
    """Return whether a file says in its words or in its record that its data are invented."""
    match file.suffix:
        case ".gpkg":
            with sqlite3.connect(file) as open_file:
                told = dict(open_file.execute("SELECT table_name, description FROM gpkg_contents"))
            own = {"ranking", "hotspots"} if file.stem == "hotspot" else set(told) - {"layer_styles"}
            return all("SYNTHETIC DATA" in told[name] for name in own)
        case ".xlsx":
            with zipfile.ZipFile(file) as book:
                sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
                return all(b"SYNTHETIC DATA" in book.read(name) for name in sheets)
        case ".pdf":
            return "invented" in pdf_text(file.read_bytes())
        case _:
            return bool(INVENTED.search(file.read_text(encoding="utf-8")))


def found_in(run: Path) -> dict[str, dict[str, Any]]:
    """Return the finds of the map by their kind, and that their texts fit them in every language."""
    finds = {one["key"]: one for one in city(run / "map.html")["finds"]}
    for one in finds.values():
        n = len(one["roles"])
        assert len(one["at"]) == len(one["grounds"]) == n > 0
        for texts in one["texts"].values():
            assert len(texts["rows"]) == len(texts["facts"]) == n
            assert {len(row) for row in texts["rows"]} == {len(texts["heads"])}
            assert set(texts["legend"]) >= set(one["roles"])
            assert "{" not in json.dumps(texts["lines"], ensure_ascii=False)
    return finds


def test_venues_have_ranks_counts_and_intervals_and_nothing_else_of_their_file(
    run: Path, called: Callable[..., tuple[object, str]]
) -> None:
    called(str(run), "-q")

    venues = found_in(run)["venues"]
    texts = venues["texts"]["en"]
    record = json.loads((run / "venues" / "venues.json").read_bytes())
    first = record["venues"][0]
    assert [row[0] for row in texts["rows"]] == [str(i) for i in range(1, len(texts["rows"]) + 1)]
    assert texts["rows"][0][1:3] == [first["name"], str(first["incidents"])]
    assert re.fullmatch(r"[\d.]+ \([\d.]+–[\d.]+\)", texts["rows"][0][3])
    assert "within 50 m" in texts["lines"][0]
    assert not any(venues["grounds"])
    assert not any("theft" in much for facts in texts["facts"] for _, much in facts)


def test_yards_have_a_score_with_its_interval_and_what_to_mend(
    run: Path, called: Callable[..., tuple[object, str]]
) -> None:
    called(str(run), "-q")

    yards = found_in(run)["yards"]
    texts = yards["texts"]["ru"]
    scores = [float(row[2].partition(" ")[0].replace(",", ".")) for row in texts["rows"]]
    assert scores == sorted(scores, reverse=True)
    assert all(re.search(r"\(\d,\d+–\d(,\d+)?\)", row[2]) for row in texts["rows"])
    assert all(yards["grounds"])
    told = dict(texts["facts"][0])
    assert "наблюдателей: 2" in told["Осмотр"]
    assert sum("Исправить" in what for what in told) == 5
    assert "Освещение" in json.dumps(texts["facts"], ensure_ascii=False)
    assert "inspector" not in json.dumps(yards, ensure_ascii=False)


def test_a_pilot_tells_its_days_and_the_verdict_with_its_interval(
    run: Path, called: Callable[..., tuple[object, str]]
) -> None:
    called(str(run), "-q")

    pilot = found_in(run)["pilot"]
    record = json.loads((run / "evaluation" / "evaluation.json").read_bytes())
    for language in LANGUAGES:
        texts = pilot["texts"][language]
        said = " ".join(texts["lines"])
        assert all(facts[-1][1] == texts["lines"][1] for facts in texts["facts"])
        low, high = (abs(round(100 * (record["ratio"][end] - 1))) for end in ("low", "high"))
        assert f"{low}" in said
        assert f"{high}" in said
    assert "Pilot 1 Oct 2025 – 31 Dec 2025" in pilot["texts"]["en"]["lines"][0]
    assert set(pilot["roles"]) == {"pilot", "control", "pilot_ring", "control_ring"}
    assert pilot["texts"]["ru"]["count"] == "участков пилота 1, контрольных 1, колец 2"
    before = {row[0]: row[2] for row in pilot["texts"]["en"]["rows"]}
    assert before == {zone["zone_id"]: f"{zone['before']:,}" for zone in record["zones"]}


def test_a_pilot_that_is_not_over_promises_nothing(
    run: Path, called: Callable[..., tuple[object, str]]
) -> None:
    shutil.rmtree(run / "evaluation")

    called(str(run), "-q")

    texts = found_in(run)["pilot"]["texts"]["en"]
    assert texts["lines"][1] == "Planned, not evaluated: there is no verdict yet."
    assert texts["heads"] == ["", "Place", "Before"]


def test_the_evaluation_of_another_plan_says_nothing_about_the_one_in_the_folder(
    run: Path, called: Callable[..., tuple[object, str]]
) -> None:
    found(run, "pilot", "plan", "-n", "1", "--months", "2", "--start", START, "--seed", "7")

    called(str(run), "-q")

    assert "no verdict yet" in found_in(run)["pilot"]["texts"]["en"]["lines"][1]


def spoil_by_run(run: Path) -> None:
    record = json.loads((run / "beats" / "beats.json").read_bytes())
    (run / "beats" / "beats.json").write_text(json.dumps({**record, "run_id": "of another run"}))


def spoil_by_file(run: Path) -> None:
    (run / "beats" / "beats.geojson").write_text("{}", encoding="utf-8")


def spoil_by_absence(run: Path) -> None:
    (run / "beats" / "beats.csv").unlink()


def spoil_by_record(run: Path) -> None:
    (run / "beats" / "beats.json").write_text("[[[", encoding="utf-8")


def spoil_by_forgery(run: Path) -> None:
    """Put shapes that lie nowhere into the file, and its hash into the record."""
    file, record = run / "beats" / "beats.geojson", run / "beats" / "beats.json"
    content = json.loads(file.read_bytes())
    for feature in content["features"]:
        feature["geometry"] = {"type": "Point", "coordinates": [1e9, 1e9]}
    file.write_text(json.dumps(content), encoding="utf-8")
    said = json.loads(record.read_bytes())
    said["outputs"][file.name] = hashlib.sha256(file.read_bytes()).hexdigest()
    record.write_text(json.dumps(said), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_by_run, "The folder beats was made from another run (of another run)"),
        (spoil_by_file, "The folder beats is left out: beats.geojson is not as it was written"),
        (spoil_by_absence, "The folder beats is left out: beats.csv is not as it was written"),
        (spoil_by_record, "The folder beats is left out: this version did not write its record"),
        (spoil_by_forgery, "The folder beats is left out: this version did not write its record"),
    ],
)
def test_what_does_not_belong_to_the_run_is_left_out_and_named(
    run: Path, called: Callable[..., tuple[object, str]], spoil: Callable[[Path], None], said: str
) -> None:
    spoil(run)

    code, err = called(str(run))

    assert code == 0
    assert err.count("!") == 1
    assert said in err
    assert "Make it again: hotspot beats" in err
    keys = {one["key"] for one in city(run / "map.html")["finds"]}
    assert keys >= {*PLANNED} - {"beats"}
    assert "beats" not in keys


def test_a_linked_folder_is_not_followed(run: Path, called: Callable[..., tuple[object, str]]) -> None:
    (run / "beats").rename(run.parent / "elsewhere")
    (run / "beats").symlink_to(run.parent / "elsewhere")

    code, err = called(str(run), "-q")

    assert (code, err) == (0, "")
    assert "beats" not in {one["key"] for one in city(run / "map.html")["finds"]}


def test_posts_come_back_from_their_record_with_all_that_the_page_tells(run: Path) -> None:
    result = read.read_run(str(run))

    finds = drawn_since(run, result, language="en").finds

    placed = finds.posts
    assert placed is not None
    assert len(placed.existing) == 1
    assert placed.draws == 2
    by_language = {language: Words(language=language) for language in LANGUAGES}
    assert finds_island(finds, result, by_language)[0]["texts"]["kk"]["rows"]


@pytest.mark.browser
def test_the_layers_stand_in_the_list_and_are_shown_from_the_start_but_venues_and_chance_flare_ups(
    run: Path, called: Callable[..., tuple[object, str]], open_page: Callable[..., Page]
) -> None:
    called(str(run), "-q")

    page = open_page(run / "map.html")

    shown = {name: page.get_by_role("checkbox", name=name, exact=True).is_checked() for name in NAMES}
    assert [name for name, is_on in shown.items() if not is_on] == [CHANCE, VENUES]
    assert page.locator("details.find").count() == 7
    assert page.locator("details.find[open]").count() == 0
    assert page.locator(".find-mark.post").count() == 2
    page.locator("#find-posts > summary").click()
    page.locator("#find-posts tbody tr button").first.click()
    assert "P1" in page.locator("#card").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "language"), [(1366, "en"), (1024, "ru"), (390, "kk")])
def test_a_find_is_chosen_in_its_table_told_on_its_card_and_left_by_escape(
    run: Path,
    called: Callable[..., tuple[object, str]],
    open_page: Callable[..., Page],
    width: int,
    language: str,
) -> None:
    called(str(run), "-q", "--lang", language)
    page = open_page(run / "map.html")
    page.set_viewport_size({"width": width, "height": 800})

    for key in (*PLANNED, "venues", "yards", "pilot"):
        box = page.locator(f"#find-{key}")
        summary = box.locator("summary").first
        summary.click()
        button = box.locator("tbody button").first
        name = button.inner_text()
        button.click()

        assert page.locator(f"#show-find-{key}").is_checked()
        assert name in page.locator("#card h2").inner_text()
        assert box.locator("tbody tr.chosen").count() == 1
        assert page.locator(".find-mark.chosen").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.keyboard.press("Escape")
        assert page.locator("#card").is_hidden()
        summary.click()
    page.locator("#rows button").first.click()
    assert page.locator("details.find tr.chosen").count() == 0


@pytest.mark.browser
def test_yards_and_pilots_are_outlines_that_leave_the_colours_of_the_classes_as_in_the_legend(
    run: Path, called: Callable[..., tuple[object, str]], open_page: Callable[..., Page]
) -> None:
    called(str(run), "-q")

    page = open_page(run / "map.html")

    for key in ("posts", "cameras", "beats", "patrol"):  # of these only some ground is filled, by design
        if page.locator(f"#show-find-{key}").count():
            page.locator(f"#show-find-{key}").uncheck()
    paths = page.locator(".leaflet-streets-pane path, .pane-streets path")
    fills = paths.evaluate_all(
        "all => all.map(one => [one.getAttribute('stroke'), one.getAttribute('fill')])"
    )
    areas = [fill for stroke, fill in fills if stroke in {"#6a1b9a", "#14508c", "#5d4037"}]
    assert areas
    assert set(areas) == {"none"}
