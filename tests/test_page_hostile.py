"""Whatever stands in the files is shown as it stands there, and nothing of it runs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from hotspot import pipeline
from hotspot.config import Configuration, Settings
from hotspot.render import map_page
from hotspot.schema import LANGUAGES, Drawing

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from hotspot.schema import Language, Result

PHONE = {"width": 390, "height": 844}
HOSTILE = (
    "{{7*7}}",
    "{% raw %}{# no #}",
    "${7*7}`${window.ran=1}`",
    "</script><script>window.ran=1</script>",
    "</style><svg onload=window.ran=1>",
    "<img src=x onerror=window.ran=1>",
    "'single' \"double\" \\u0022 \\",
    "');window.ran=1;//",
    "-->]]><!--city-->",
    "&lt;b&gt; &amp; &#60;",
    "{count} {name} {0} %s $& $1",
    "__proto__",
    "constructor",
    "שלום \u202eabc\u202c",
    "zero\u200bwidth\u200d.",
    "line\u2028and\u2029paragraph",
    "👮🏽\u200d♀️ 🚓 Ә́",
    "javascript:window.ran=1",
    "=1+1 @SUM(A1)",
    "Ы" * 90,
)
SECRETS = ("880101300123", "Ivanov", "KUI-2025-000123")  # a personal number, a name, a case number
COLUMNS = (HOSTILE[0], HOSTILE[3], HOSTILE[5], HOSTILE[2], HOSTILE[11])  # of x, y, date, type, id
WEST, SOUTH, STEP = 76.90, 43.22, 0.006


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A city of 25 squares whose files, columns, areas, types, layers and titles all have hostile names."""
    folder = tmp_path_factory.mktemp("`${7*7}`{{7*7}}") / "<"
    folder.mkdir()
    prefix = f"{folder}/script>{{{{7*7}}}} {{% raw %}} ${{7*7}}` '\" \u202e<img src=x onerror=window.ran=1>"
    kinds = ("incidents.csv", "areas.geojson", "posts.geojson", "cameras.csv", "streets.geojson")
    files = {name: prefix + name for name in kinds}
    _incidents().to_csv(files["incidents.csv"], index=False)
    _write_features(files["areas.geojson"], _areas())
    points = [({"type": "Point", "coordinates": [x, y]}, names) for x, y, names in _points()]
    _write_features(files["posts.geojson"], points)
    _write_features(files["streets.geojson"], _streets())
    cameras = [
        {"lon": x + 0.001, "lat": y, "name": names["name"], "owner": SECRETS[1]} for x, y, names in _points()
    ]
    pd.DataFrame(cameras).to_csv(files["cameras.csv"], index=False)
    return Settings.model_validate({
        "title": " ".join(HOSTILE[:7]), "city": HOSTILE[3], "language": "ru",
        "incidents": {
            "file": files["incidents.csv"],
            "columns": dict(zip(("x", "y", "date", "type", "id"), COLUMNS, strict=True)),
        },
        "areas": {"file": files["areas.geojson"]},
        "density": {"bandwidth_m": 300.0, "cell_m": 100.0},
        "layers": {name: files[file] for name, file in (
            ("posts", "posts.geojson"), ("cameras", "cameras.csv"), ("streets", "streets.geojson"))},
    })  # fmt: skip


@pytest.fixture(scope="module")
def result(settings: Settings) -> Result:
    """What ranking that city finds."""
    return pipeline.rank_city(Configuration(settings=settings, origin={}))


@pytest.fixture(scope="module")
def hostile_city(result: Result) -> str:
    """The page of that city."""
    return map_page(result)


def _incidents() -> pd.DataFrame:
    """Return 800 incidents, half of them close to one corner; each hostile text is a type in turn."""
    draw = np.random.default_rng(1)
    place = np.where(
        draw.random((800, 1)) < 0.5, draw.uniform(0, 5, (800, 2)), draw.normal(1.5, 0.1, (800, 2))
    )
    minutes = draw.integers(0, 365 * 1440, 800).astype("timedelta64[m]")
    return pd.DataFrame(
        {
            COLUMNS[0]: (WEST + place[:, 0] * STEP).round(5),
            COLUMNS[1]: (SOUTH + place[:, 1] * STEP).round(5),
            COLUMNS[2]: np.datetime_as_string(np.datetime64("2025-01-01T00:00") + minutes, unit="m"),
            COLUMNS[3]: [HOSTILE[i % len(HOSTILE)] for i in range(800)],
            COLUMNS[4]: [f"{SECRETS[2]}{i}" for i in range(800)],
            "victim": SECRETS[1],
            "ИИН": SECRETS[0],
        }
    )


def _named(i: int) -> dict[str, str]:
    """Return names of the i-th thing, another hostile text in each language."""
    names = {f"name_{language}": HOSTILE[(i + 3 * k) % len(HOSTILE)] for k, language in enumerate(LANGUAGES)}
    return {"name": names["name_en"], **names}


def _areas() -> list[tuple[dict[str, object], dict[str, str]]]:
    squares = []
    for i in range(25):
        x, y = WEST + i % 5 * STEP, SOUTH + i // 5 * STEP
        ring = [[x, y], [x + STEP, y], [x + STEP, y + STEP], [x, y + STEP], [x, y]]
        more = {"id": f"A{i}", "officer": SECRETS[1], "iin": SECRETS[0]}
        squares.append(({"type": "Polygon", "coordinates": [ring]}, {**_named(i), **more}))
    return squares


def _points() -> list[tuple[float, float, dict[str, str]]]:
    return [(WEST + (i % 5 + 0.5) * STEP, SOUTH + (i // 5 + 0.2) * STEP, _named(i)) for i in range(20)]


def _streets() -> list[tuple[dict[str, object], dict[str, str]]]:
    ends = [[[WEST, SOUTH + i * STEP], [WEST + 5 * STEP, SOUTH + i * STEP]] for i in range(5)]
    return [({"type": "LineString", "coordinates": ends[i]}, _named(i)) for i in range(5)]


def _write_features(path: str, features: list[tuple[dict[str, object], dict[str, str]]]) -> None:
    drawn = [{"type": "Feature", "geometry": shape, "properties": names} for shape, names in features]
    collection = {"type": "FeatureCollection", "features": drawn}
    Path(path).write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


def as_read(text: str) -> str:
    """Return the text as the reader keeps it: in one line."""
    return " ".join(text.split())


def shown(page: Page) -> str:
    return page.evaluate("document.body.textContent")


def use_everything(page: Page) -> None:
    """Draw every layer, open everything that opens, choose every choice."""
    while page.locator("details:not([open]) > summary:visible").count():
        page.locator("details:not([open]) > summary:visible").first.click()
    for box in page.locator("input[type=checkbox]:visible").all():
        box.check()
    for name in ("type", "hours", "days", "to", "from"):
        choice = page.locator(f"#filter-{name}")
        for option in range(choice.locator("option").count()):
            choice.select_option(index=option)


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_are_shown_as_they_are_in_every_language(
    language: Language, hostile_city: str, settings: Settings, open_page: Callable[..., Page]
) -> None:
    page = open_page(hostile_city)
    page.locator(f"#languages button[lang={language}]").click()

    use_everything(page)
    rows = page.locator("#rows button")
    names = rows.all_text_contents()
    for i in range(rows.count()):
        rows.nth(i).click()
        assert page.locator("#card h2").text_content() == names[i]

    assert set(names) == {as_read(_named(i)[f"name_{language}"]) for i in range(25)}
    assert page.title() == settings.title
    assert page.locator("#title span").first.text_content() == settings.title
    text = shown(page)
    files = [Path(path).name for path in (settings.incidents.file, settings.areas.file)]
    assert [name for name in files if as_read(name) not in text] == []
    assert_nothing_ran(page)


@pytest.mark.browser
def test_hostile_texts_are_harmless_on_a_phone_in_the_dark_and_on_paper(
    hostile_city: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(hostile_city, PHONE, color_scheme="dark", has_touch=True)

    use_everything(page)
    page.locator("#rows button").first.click()
    sheets = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheets)) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_nothing_ran(page)


@pytest.mark.browser
def test_the_name_of_every_post_opens_as_it_is_written(
    hostile_city: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(hostile_city, {"width": 1500, "height": 1100})
    seen = set()

    dots = page.locator(".pane-points path")
    for i in range(dots.count()):
        dots.nth(i).dispatch_event("click")
        seen |= set(page.locator(".leaflet-popup-content").all_text_contents())

    assert {name for name in map(as_read, HOSTILE) if not any(name in text for text in seen)} == set()
    assert_nothing_ran(page)


@pytest.mark.browser
def test_whose_tiles_these_are_is_shown_as_it_is_written(
    result: Result, open_page: Callable[..., Page]
) -> None:
    tiles, credit = "https://tiles.intra", " ".join(HOSTILE)
    drawing = Drawing(tiles=tiles + "/{z}/{x}/{y}.png", tiles_credit=credit)

    page = open_page(map_page(replace(result, drawing=drawing)), tiles=tiles)

    assert page.locator("#credit").text_content() == credit
    assert_nothing_ran(page)


def assert_nothing_ran(page: Page) -> None:
    assert page.evaluate("window.ran") is None
    assert page.evaluate("Object.prototype.hasOwnProperty.call(Object.prototype, 'texts')") is False
    assert page.locator("img:not(.leaflet-image-layer):not(.leaflet-tile)").count() == 0
    assert page.locator("script").count() == SCRIPTS
    assert page.locator("svg[onload], [onerror], [style*=expression]").count() == 0


SCRIPTS = len(re.findall("<script", (ROOT / "hotspot/render/page.html").read_text(encoding="utf-8")))


def test_personal_numbers_names_and_case_numbers_of_the_input_are_not_in_the_page(hostile_city: str) -> None:
    assert [secret for secret in SECRETS if secret in hostile_city] == []


def test_no_script_of_the_page_reads_text_as_markup_or_code() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc"
        r"|setHTML|\beval\(|new Function|cssText|toLocaleString"
    )

    scripts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "hotspot/render").rglob("*.js")}

    assert scripts
    assert {
        path.name: forbidden.findall(text) for path, text in scripts.items() if forbidden.search(text)
    } == {}
