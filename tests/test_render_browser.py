"""The map page in a real browser without a network: it shows, it answers, and nothing from the data runs."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from made_result import made_result

from hotspot.render import map_page
from hotspot.schema import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from hotspot.schema import Language, Result

pytestmark = pytest.mark.browser
CHROMIUM = next(
    (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None
)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
HOSTILE = (
    "{{7*7}}",
    "{% raw %}${7*7}`",
    "</script><script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    "=1+1 'quoted' \"twice\" \\",
    "שלום \u202eabc",
    "👮🏽\u200d♀️ 🚓",
)
WIDE = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium in /usr/bin")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*QUIET, "--disable-sync", "--no-first-run"]
        )
        yield opened
        opened.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a result's page; in the end, no error was said and nothing was asked of any host."""
    troubles: list[str] = []
    contexts = []

    def open_page(result: Result, viewport: dict[str, int] = WIDE) -> Page:
        file = tmp_path / "map.html"
        file.write_text(map_page(result), encoding="utf-8")
        context = browser.new_context(offline=True, viewport=viewport)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request", lambda asked: asked.url.startswith(("file:", "data:")) or troubles.append(asked.url)
        )
        page.goto(file.as_uri())
        page.wait_for_selector("html.ready", timeout=5_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def names(page: Page) -> list[str]:
    return page.locator("#rows button").all_text_contents()


def test_the_page_shows_title_period_rows_areas_hot_spots_and_legend(show: Callable[..., Page]) -> None:
    page = show(made_result())

    assert page.locator("#title").inner_text().startswith("Test city")
    assert "2025-01-01 to 2025-12-31 (days: 365)" in page.locator("#facts").inner_text()
    assert "incidents used: 600 of 650" in page.locator("#facts").inner_text()
    assert page.locator("#synthetic").is_visible()
    assert page.locator(".pane-areas path").count() == 12
    assert page.locator(".pane-hotspots path.leaflet-interactive").count() == 3
    assert page.locator(".pane-points path").count() == 2
    assert page.locator("#layers .classes li").all_text_contents()[-1] == "85 – 150"
    assert page.locator(".spot-label").all_text_contents() == ["H1", "H2", "H3"]


def test_labels_of_the_first_hot_spots_come_before_names_of_areas_unless_hot_spots_are_hidden(
    show: Callable[..., Page],
) -> None:
    page = show(made_result())

    assert page.locator(".area-label").count() == 11
    page.uncheck("#show-hotspots")
    assert page.locator(".spot-label").count() == 0
    assert page.locator(".area-label").count() == 12


def test_the_legend_explains_the_dashed_outline_where_there_is_one(show: Callable[..., Page]) -> None:
    result = made_result()
    page = show(result)

    assert page.locator("#layers .kinds li").all_text_contents() == ["several addresses", "single address"]

    spots = result.hotspots.frame.assign(kind="area")
    page = show(replace(result, hotspots=replace(result.hotspots, frame=spots)))
    assert page.locator("#layers .kinds").count() == 0


def test_an_area_far_down_a_long_list_shows_its_row_and_where_the_rest_is(
    show: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotspot.render.contents.FULL_CARDS", 4)
    page = show(made_result())

    page.click("#rows tr:nth-child(4)")
    assert "Main types" in page.locator("#card").inner_text()

    page.click("#rows tr:nth-child(5)")
    card = page.locator("#card").inner_text()
    assert "Full cards are given for the first areas only (4)" in card
    assert page.locator("#card dt").all_text_contents() == [
        *("#", "Incidents", "Score per km² and year", "Ranks")
    ]
    assert page.locator("#card dd").nth(1).inner_text() == "50"
    assert "ranking.xlsx" in page.locator("#caveats").inner_text()


def test_a_row_opens_the_card_of_its_area_and_the_map_marks_it(show: Callable[..., Page]) -> None:
    page = show(made_result())

    page.click("#rows tr:nth-child(2) td:nth-child(3)")

    card = page.locator("#card").inner_text()
    assert card.startswith("Samal")
    assert "it could be anywhere from 1 to 3 (95 %)" in card
    assert "Cannot be told apart from: Orbita, Koktem." in card
    assert "109 (95 %: 89 to 131)" in card
    assert page.locator(".pane-chosen path").count() == 1


def test_an_area_on_the_map_opens_its_card_and_marks_its_row(show: Callable[..., Page]) -> None:
    page = show(made_result())

    page.locator(".pane-areas path").nth(6).click()

    assert page.locator("#card h2").inner_text() == "Aksai"
    assert page.locator("#rows tr.chosen").inner_text().split()[1] == "Aksai"


def test_a_hot_spot_has_a_card_too(show: Callable[..., Page]) -> None:
    page = show(made_result())

    page.locator(".pane-hotspots path.leaflet-interactive").nth(2).click()

    assert page.locator("#card h2").inner_text() == "Hot spot H3"
    assert "single address" in page.locator("#card").inner_text()
    assert "not tested against the city’s usual unevenness" in page.locator("#card").inner_text()


def test_everything_can_be_done_with_the_keyboard(show: Callable[..., Page]) -> None:
    page = show(made_result())

    page.locator("#rows button").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    assert page.locator("#card h2").inner_text() == "Koktem"
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Koktem"


def test_the_language_changes_names_numbers_and_texts_and_keeps_the_choice(show: Callable[..., Page]) -> None:
    page = show(made_result())
    page.click("#rows tr:nth-child(3)")

    page.click("#languages button[lang=kk]")

    assert page.locator("html").get_attribute("lang") == "kk"
    assert page.locator("#card h2").inner_text() == "Көктем"
    assert "88,9 (95 %: 71 – 109)" in page.locator("#card").inner_text()
    assert page.locator("#legend-heading").inner_text() == "Қабаттар"
    page.click("#languages button[lang=ru]")
    assert page.locator("#legend-heading").inner_text() == "Слои"


def test_layers_come_and_go_and_two_colour_scales_never_lie_over_each_other(
    show: Callable[..., Page],
) -> None:
    page = show(made_result())
    area = page.locator(".pane-areas path").first

    page.check("#show-density")
    assert page.locator(".pane-density img").count() == 1
    assert area.get_attribute("fill-opacity") == "0"
    assert page.locator("#layers .classes").count() == 1

    page.uncheck("#show-density")
    page.uncheck("#show-hotspots")
    assert area.get_attribute("fill-opacity") == "1"
    assert page.locator(".pane-hotspots path").count() == 0


def test_search_finds_an_area_by_its_name_in_any_language(show: Callable[..., Page]) -> None:
    page = show(made_result())

    page.fill("#search", "көк")

    assert page.locator("#rows tr:visible").count() == 1


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_hostile_text_is_shown_as_it_is_and_nothing_runs(
    show: Callable[..., Page], viewport: dict[str, int]
) -> None:
    dialogs: list[str] = []
    page = show(made_result(names=HOSTILE, kind=HOSTILE[3], title=HOSTILE[2]), viewport)
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))

    for i in range(len(HOSTILE)):
        page.locator("#rows button").nth(i).click()
        assert page.locator("#card h2").text_content() == HOSTILE[i]
    page.click("#languages button[lang=ru]")

    assert tuple(names(page)[: len(HOSTILE)]) == HOSTILE
    assert page.locator("#title span").text_content() == HOSTILE[2]
    assert HOSTILE[3] in (page.locator("#card").text_content() or "")
    assert page.locator("img:not(.leaflet-image-layer)").count() == 0
    assert page.evaluate("window.ran") is None
    assert dialogs == []


def test_on_a_phone_nothing_is_wider_than_the_screen_and_targets_are_large(show: Callable[..., Page]) -> None:
    page = show(made_result(names=["Ы" * 80]), PHONE)

    page.click("#rows tr:nth-child(1)")

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    heights = page.evaluate(
        "[...document.querySelectorAll('button:not([hidden])')].map(b => b.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


@pytest.mark.parametrize("language", LANGUAGES)
def test_printing_gives_one_sheet(show: Callable[..., Page], language: Language) -> None:
    page = show(made_result(language=language))

    sheets = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheets)) == 1
