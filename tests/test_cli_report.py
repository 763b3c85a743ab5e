"""`hotspot report`: one document from a run and what was found in it since, each number with its file."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest
from finished_run import finished
from full_run import PARTS, found, full_run
from made_city import SIDE, SOUTH, WEST, made_city
from made_yards import surveyed
from pdf_text import links, pages_text

from hotspot.pipeline.verify import VerifyQuestion, verify
from hotspot.pipeline.when import WhenQuestion, when_run
from hotspot.read import read_run
from hotspot.read.run.parts import parts_in, read_part, read_section
from hotspot.schema import LANGUAGES
from hotspot.schema.reported import COMMANDS
from hotspot.schema.yards import ITEMS
from hotspot.yards import places_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotspot.schema import Language

SAID = {  # in the sentence of each part that says most
    "What has changed": "beyond noise",
    "Venues": "by chance alone",
    "Posts": "New posts: ",
    "Cameras": "New cameras: ",
    "Foot patrols": "each counted once",
    "Pilot": "verdict",
}
FILES = ["report.html", "report.json", "report.pdf"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with six parts, all in English but for the beats in Kazakh."""
    run = full_run(tmp_path_factory.mktemp("city"))
    found(run, *PARTS["beats"], "--lang", "kk")
    return run


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """A copy of the run that a test may spoil."""
    shutil.copytree(made, tmp_path / "run")
    return tmp_path / "run"


@pytest.fixture
def called(called: Callable[..., tuple[object, str, str]]) -> Callable[..., tuple[object, str, str]]:
    """Write the document; return the exit code, stdout and stderr."""
    return partial(called, "report")


def record_of(run: Path, folder: str = "report") -> dict[str, Any]:
    content: dict[str, Any] = json.loads((run / folder / "report.json").read_bytes())
    return content


def plain(page: Path) -> str:
    """Return the text of a page without its tags, in one line."""
    body = page.read_text(encoding="utf-8").partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_the_document_holds_what_the_run_and_its_folders_hold(
    run: Path, called: Callable[..., tuple[object, str, str]]
) -> None:
    code, out, err = called("--from", str(run), "-q")

    record = record_of(run)
    keys = [section["key"] for section in record["sections"]]
    assert (code, err) == (0, "")
    assert sorted(file.name for file in (run / "report").iterdir()) == FILES
    assert keys == [
        *("ranking", "repeats", "venues", "posts", "cameras", "patrols", "beats"),
        *("quality", "not_for", "method", "absent"),
    ]
    assert record["missing"] == ["trend", "when", "yards", "plan", "evaluation", "backtest"]
    assert "hotspot pilot plan" in out
    text = plain(run / "report" / "report.html")
    for kind in record["parts"]:
        said = json.loads((run / kind / f"{kind}.json").read_bytes())
        told = said if said["language"] == "en" else said["translated"]["en"]
        for line in told["lines"]:
            assert " ".join(line.split()) in text
    for name, digest in record["outputs"].items():
        assert hashlib.sha256((run / "report" / name).read_bytes()).hexdigest() == digest


def test_the_gist_names_the_first_areas_and_what_each_part_found(
    run: Path, called: Callable[..., tuple[object, str, str]]
) -> None:
    for words in (["trend"], ["when"], ["pilot", "plan", "-n", "1", "--months", "3", "--buffer", "0"]):
        found(run, *words)

    called("--from", str(run), "-q")

    gist = {line.partition(":")[0]: line for line in record_of(run)["gist"]}
    ranking = pd.read_csv(run / "ranking.csv")
    assert str(ranking["name"][0]) in next(iter(gist.values()))
    assert {head: word for head, word in SAID.items() if word not in gist[head]} == {}


def test_every_number_of_the_document_stands_beside_a_file_that_is_there(
    run: Path, called: Callable[..., tuple[object, str, str]]
) -> None:
    called("--from", str(run), "-q")

    folder = run / "report"
    page = (folder / "report.html").read_text(encoding="utf-8")
    hrefs = [unescape(href) for href in re.findall(r'href="([^"#]+)"', page)]
    assert all((folder / unquote(href)).is_file() for href in hrefs)
    assert sorted(hrefs) == sorted(links((folder / "report.pdf").read_bytes()))
    assert page.count('<div class="rows"') == len(
        re.findall(r'<div class="head"><h3>[^<]*</h3><a href="[^"]+">', page)
    )
    sections = re.findall(r'<section id="(\w+)".*?</section>', page, re.DOTALL)
    told = {
        key: re.findall(r"<li>([^<]*)(<a )?", part)
        for key, part in zip(sections, re.findall(r"<section.*?</section>", page, re.DOTALL), strict=True)
    }
    unlinked = [
        text
        for key, items in told.items()
        if key not in {"ranking", "not_for", "absent"}
        for text, link in items
        if not link and "--lang" not in text
    ]
    assert unlinked == []
    facts = re.findall(r"<tr><th scope=.row.>[^<]*</th><td>[^<]*<a href=.([^'\"]*).>", page)
    assert set(facts) == {"../run.json", "../ranking.csv", "../hotspots.geojson"}
    assert page.partition("</table>")[0].count("<tr>") == len(facts)


def test_what_was_noticed_of_the_areas_is_linked_to_their_table(
    run: Path, called: Callable[..., tuple[object, str, str]]
) -> None:
    called("--from", str(run), "-q")

    page = (run / "report" / "report.html").read_text(encoding="utf-8")

    quality = page.partition('<section id="quality"')[2].partition("</section>")[0]
    of_areas = re.findall(r'<li>(Areas ranked|Share of all)[^<]*<a href="([^"]*)">', quality)
    assert {href for _, href in of_areas} == {"../ranking.csv"}
    assert 'href="../run.json"' in quality


def test_a_sentence_that_a_table_holds_is_linked_to_it_and_any_other_to_the_record(
    run: Path, called: Callable[..., tuple[object, str, str]]
) -> None:
    record = json.loads((run / "venues" / "venues.json").read_bytes())
    called("--from", str(run), "-q")

    page = (run / "report" / "report.html").read_text(encoding="utf-8")

    venues = page.partition('<section id="venues"')[2].partition("</section>")[0]
    told = dict(re.findall(r'<li>([^<]*) <a href="\.\./venues/([^"]*)">', venues.partition("<h3")[0]))
    files = {unescape(text).rstrip("."): file for text, file in told.items()}
    assert len(record["line_files"]) == len(record["lines"])
    assert set(record["line_files"]) == {"", "concentration.csv", "venues.csv", "rings.csv"}
    for line, file in zip(record["lines"], record["line_files"], strict=True):
        assert files[" ".join(line.split(" ")).rstrip(".")] == (file or "venues.json")


def test_hours_months_posts_and_rings_are_linked_to_their_tables(run: Path) -> None:
    when_run(str(run), WhenQuestion())
    run_id = json.loads((run / "run.json").read_bytes())["run_id"]

    parts, _ = parts_in(run, run_id, ("when", "posts", "venues"))

    lines = {part.kind: read_part(part, "en").lines for part in parts}
    files = {kind: [file for _, file in told] for kind, told in lines.items()}
    assert (files["when"][0], set(files["when"][1:])) == ("when.json", {"when.csv", "months.csv"})
    assert files["posts"][1] == "posts.csv"
    rings = [file for text, file in lines["venues"] if text.startswith("Around")]
    assert set(rings) == {"rings.csv"}


def test_a_record_that_names_no_file_for_its_sentences_vouches_for_them_itself(made: Path) -> None:
    run_id = json.loads((made / "run.json").read_bytes())["run_id"]
    parts, _ = parts_in(made, run_id, ("venues",))
    said = {key: value for key, value in parts[0].said.value.items() if key != "line_files"}
    old = replace(parts[0], record=replace(parts[0].record, said=said))

    assert {file for _, file in read_part(old, "en").lines} == {"venues.json"}


def test_every_table_of_a_part_names_a_file_of_that_part(made: Path) -> None:
    run_id = json.loads((made / "run.json").read_bytes())["run_id"]

    parts, findings = parts_in(made, run_id, COMMANDS)

    assert findings == ()
    said = [read_part(part, "en") for part in parts]
    assert all(table.file in part.files for part in said for table in part.tables)
    linked = {part.kind: {table.file for table in part.tables} for part in said}
    assert linked["repeats"] >= {"near.csv", "alerts.geojson"}
    assert linked["beats"] == {"beats.geojson"}
    assert linked["posts"] >= {"posts.csv"}
    assert linked["venues"] == {"concentration.csv", "venues.csv", "reaches.csv", "rings.csv"}


@pytest.mark.parametrize(
    ("language", "title", "head"),
    [
        ("ru", "К еженедельному совещанию", "Зоны патрулирования"),
        ("kk", "Апталық кеңеске", "Патрульдеу аймақтары"),
        ("en", "For the weekly meeting", "Beats"),
    ],
)
def test_every_section_is_in_the_language_asked_for_whatever_its_command_spoke(
    run: Path, called: Callable[..., tuple[object, str, str]], language: str, title: str, head: str
) -> None:
    code, out, err = called("--from", str(run), "--lang", language, "-q")

    page = (run / "report" / "report.html").read_text(encoding="utf-8")
    pages = " ".join(" ".join(pages_text((run / "report" / "report.pdf").read_bytes())).split())
    assert (code, err) == (0, "")
    assert out.startswith(title)
    assert title in pages
    assert head in pages
    assert set(re.findall(r'<section id="\w+" lang="(\w+)">', page)) == {language}
    assert "--lang" not in plain(run / "report" / "report.html")


def named(folder: Path) -> Path:
    """Rank the made town with areas, a street and posts that have a name of their own in each language."""
    made_city(folder)
    for file, thing in (("areas", "Area"), ("streets", "Street")):
        content = json.loads((folder / f"{file}.geojson").read_text(encoding="utf-8"))
        for i, one in enumerate(content["features"]):
            one["properties"] |= {f"name_{each}": f"{thing} {i} {each}" for each in LANGUAGES}
        (folder / f"named_{file}.geojson").write_text(json.dumps(content), encoding="utf-8")
    names = {f"name_{each}": f"Post {each}" for each in LANGUAGES}
    pd.DataFrame([{**names, "lon": WEST + SIDE, "lat": SOUTH + SIDE}]).to_csv(folder / "named.csv")
    files = {"areas.file": "named_areas.geojson", "layers.streets": "named_streets.geojson"}
    sets = {**files, "layers.posts": "named.csv"}
    return finished(folder, *(f"{name}={folder / file}" for name, file in sets.items()))[1]


@pytest.fixture(scope="module")
def in_english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same town with three names for everything, and what all commands found in English."""
    return asked_all(named(tmp_path_factory.mktemp("named")), "en")


def asked_all(run: Path, language: str) -> Path:
    """Let all commands find something in a run, in a language; return the run."""
    plan = ("pilot", "plan", "-n", "1", "--months", "3", "--buffer", "0")
    for words in (("trend",), ("when", "city", "A4"), plan, *PARTS.values()):
        venues = str(run.parent / "venues.csv")
        if "VENUES" in words:
            cafes = pd.DataFrame({f"name_{each}": [f"Cafe {each}"] * 12 for each in LANGUAGES})
            lon = WEST + 0.35 * SIDE + 0.0004 * np.arange(12)
            cafes.assign(lon=lon, lat=SOUTH + 0.35 * SIDE).to_csv(venues)
        found(run, *(venues if word == "VENUES" else word for word in words), "--lang", language)
    places = places_of(read_run(str(run)))
    truth = np.random.default_rng(1).uniform(0.5, 2.5, (len(places), len(ITEMS)))
    forms = surveyed(run.parent, places, truth, observers=["citizen-A", "inspector-B"], noise=0.4, seed=1)
    found(run, "yards", "import", *map(str, forms), "--lang", language)
    return run


@pytest.mark.parametrize("asked", ["ru", "kk"])
def test_a_record_says_in_each_language_what_its_command_would_have_said_in_it(
    in_english: Path, tmp_path: Path, asked: Language
) -> None:
    run_id = json.loads((in_english / "run.json").read_bytes())["run_id"]
    other = asked_all(Path(shutil.copytree(in_english.parent, tmp_path / "other")) / "maps", asked)

    english, _ = parts_in(in_english, run_id, COMMANDS)
    spoken, _ = parts_in(other, run_id, COMMANDS)

    for one, two in zip(english, spoken, strict=True):
        for language in LANGUAGES:
            same = replace(read_part(two, language), folder=one.folder)
            assert read_part(one, language) == same
            assert read_section(one, language) == read_section(two, language)
    assert len(english) == len(PARTS) + 4
    told = json.dumps([one.record.said["translated"][asked] for one in english], ensure_ascii=False)
    assert f"Area 4 {asked}" in told
    assert not re.findall(r"(?:Area|Street|Post|Cafe) (?:\d )?en", told)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", "Этот раздел приведён так, как получен, — на английском языке."),
        ("kk", "Бұл бөлім алынған күйінде, ағылшын тілінде берілген."),
    ],
)
def test_a_section_of_an_old_record_stands_in_the_one_language_it_has_and_says_so(
    run: Path, called: Callable[..., tuple[object, str, str]], language: str, said: str
) -> None:
    record = json.loads((run / "repeats" / "repeats.json").read_bytes())
    old = {key: value for key, value in record.items() if key != "translated"}
    (run / "repeats" / "repeats.json").write_text(json.dumps(old), encoding="utf-8")

    code, _, err = called("--from", str(run), "--lang", language, "-q")

    text = plain(run / "report" / "report.html")
    page = (run / "report" / "report.html").read_text(encoding="utf-8")
    assert (code, err) == (0, "")
    assert said in text
    assert f"hotspot repeats --lang {language}" in text
    assert "hotspot venues --lang" not in text
    assert '<section id="repeats" lang="en">' in page
    assert f'<section id="venues" lang="{language}">' in page


def test_twice_the_same_run_gives_the_same_bytes(
    run: Path, called: Callable[..., tuple[object, str, str]]
) -> None:
    called("--from", str(run), "-q")
    first = {name: (run / "report" / name).read_bytes() for name in FILES}

    called("--from", str(run), "-q")

    assert {name: (run / "report" / name).read_bytes() for name in FILES} == first


def spoil_by_run(run: Path) -> None:
    record = json.loads((run / "repeats" / "repeats.json").read_bytes())
    (run / "repeats" / "repeats.json").write_text(
        json.dumps({**record, "run_id": "0" * 12}), encoding="utf-8"
    )


def spoil_by_file(run: Path) -> None:
    (run / "repeats" / "near.csv").write_text("mine", encoding="utf-8")


def spoil_by_table(run: Path) -> None:
    record = json.loads((run / "repeats" / "repeats.json").read_bytes())
    record["tables"][0]["rows"][0].pop()
    (run / "repeats" / "repeats.json").write_text(json.dumps(record), encoding="utf-8")


def spoil_by_link(run: Path) -> None:
    record = json.loads((run / "repeats" / "repeats.json").read_bytes())
    record["tables"][0]["file"] = "../../../etc/passwd"
    (run / "repeats" / "repeats.json").write_text(json.dumps(record), encoding="utf-8")


def spoil_by_age(run: Path) -> None:
    """Leave what earlier versions wrote: no tables and no language in the record."""
    record = json.loads((run / "repeats" / "repeats.json").read_bytes())
    del record["tables"], record["language"]
    (run / "repeats" / "repeats.json").write_text(json.dumps(record), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_by_run, f"The folder repeats was made from another run ({'0' * 12})"),
        (spoil_by_file, "The folder repeats is left out: near.csv is not as it was written"),
        (spoil_by_table, "The folder repeats is left out: this version did not write its record"),
        (spoil_by_link, "The folder repeats is left out: this version did not write its record"),
        (spoil_by_age, "The folder repeats is left out: this version did not write its record"),
    ],
)
def test_what_does_not_belong_to_the_run_is_left_out_and_named(
    run: Path, called: Callable[..., tuple[object, str, str]], spoil: Callable[[Path], None], said: str
) -> None:
    spoil(run)

    code, _, err = called("--from", str(run))

    record = record_of(run)
    text = plain(run / "report" / "report.html")
    assert code == 0
    assert said in err
    assert said in text
    assert "repeats" not in [section["key"] for section in record["sections"]]
    assert [finding["values"]["folder"] for finding in record["findings"]] == ["repeats"]
    assert text.count("hotspot repeats") == 1


def test_what_a_record_says_is_text_and_never_markup(
    run: Path, called: Callable[..., tuple[object, str, str]]
) -> None:
    record = json.loads((run / "repeats" / "repeats.json").read_bytes())
    record["lines"][1] = "<script>alert(1)</script> \u202e <!--title-->"
    (run / "repeats" / "repeats.json").write_text(json.dumps(record), encoding="utf-8")

    code, _, _ = called("--from", str(run), "-q")

    page = (run / "report" / "report.html").read_text(encoding="utf-8")
    assert code == 0
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \ufffd &lt;!--title--&gt;" in page


def test_a_document_elsewhere_links_back_to_the_run(
    run: Path, called: Callable[..., tuple[object, str, str]], tmp_path: Path
) -> None:
    called("--from", str(run), "--out", "for the meeting", "-q")

    folder = tmp_path / "for the meeting"
    page = (folder / "report.html").read_text(encoding="utf-8")
    hrefs = re.findall(r'href="([^"#]+)"', page)
    assert "../run/repeats/near.csv" in hrefs
    assert all((folder / unquote(href)).is_file() for href in hrefs)
    assert not (run / "report").exists()


def test_the_record_vouches_for_the_document(
    run: Path, called: Callable[..., tuple[object, str, str]]
) -> None:
    called("--from", str(run), "-q")
    before = verify(str(run), VerifyQuestion())

    (run / "report" / "report.html").write_text("mine", encoding="utf-8")

    assert not [one for one in before.differences if "report" in one.file]
    changed = [one.file for one in verify(str(run), VerifyQuestion()).differences if one.code == "changed"]
    assert changed == ["report/report.html"]


def test_a_folder_with_files_of_others_is_left_alone(
    run: Path, called: Callable[..., tuple[object, str, str]]
) -> None:
    (run / "report").mkdir()
    (run / "report" / "report.pdf").write_bytes(b"%PDF of somebody else")

    code, out, err = called("--from", str(run), "-q")

    assert (code, out) == (1, "")
    assert "report.pdf: is there already and was not written by hotspot" in err
    assert (run / "report" / "report.pdf").read_bytes() == b"%PDF of somebody else"


def test_a_run_alone_gives_a_document_too_that_names_every_command(
    run: Path, called: Callable[..., tuple[object, str, str]]
) -> None:
    for folder in (each for each in run.iterdir() if each.is_dir()):
        shutil.rmtree(folder)

    code, out, _ = called("--from", str(run), "-q", "--json")

    record = json.loads(out)
    assert code == 0
    assert record["parts"] == []
    assert tuple(record["missing"]) == tuple(COMMANDS)
    text = plain(run / "report" / "report.html")
    assert all(command in text for command in COMMANDS.values())


def test_a_pilot_that_is_judged_lacks_no_plan_which_lies_in_the_run_it_was_made_from(
    run: Path, called: Callable[..., tuple[object, str, str]]
) -> None:
    asked = ("-n", "1", "--months", "3", "--buffer", "0", "--start", "2025-10-01")
    found(run, "pilot", "plan", *asked, "--out", str(run.parent / "plan"))
    found(run, "pilot", "evaluate", str(run.parent / "plan"))

    code, _, _ = called("--from", str(run), "-q")

    record = record_of(run)
    assert code == 0
    assert "evaluation" in record["parts"]
    assert "plan" not in {*record["parts"], *record["missing"]}


def test_the_rows_add_up_in_the_document(run: Path, called: Callable[..., tuple[object, str, str]]) -> None:
    called("--from", str(run), "-q")

    rows = json.loads((run / "run.json").read_bytes())["rows"]
    text = plain(run / "report" / "report.html")
    assert rows["read"] == rows["kept"] + sum(rows["dropped"].values())
    assert f"Rows read: {rows['read']}" in text
    assert f"Used: {rows['kept']}" in text


def test_what_sets_the_pdf_is_loaded_when_it_is_set_and_not_before() -> None:
    script = (
        "import sys; from hotspot.pipeline import report\n"
        "assert not {'reportlab', 'matplotlib'} & set(sys.modules)\n"
        "from hotspot.render.report import report_pdf\n"
        "assert {'reportlab', 'matplotlib'} <= set(sys.modules)\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
