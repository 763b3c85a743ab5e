"""The page of a back-test opened in a browser: offline, on a phone, on paper, for everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from test_page_accessibility import barriers

from hotspot.config import load
from hotspot.pipeline import backtest as testing
from hotspot.render.curves import curves_page
from hotspot.render.curves.picture import DRAWN
from hotspot.schema import LANGUAGES
from hotspot.words import Words
from hotspot.write.judgement import backtest_markdown, backtest_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from hotspot.schema import Language
    from hotspot.schema.judged import Backtest, Headline

pytestmark = pytest.mark.browser
HORIZONS = (30, 90)
UNITS = 3  # squares of 100 m, of 200 m, micro-areas
PAPER = {"width": 703, "height": 1000}  # A4 between its margins
# The curves of each picture: what they are, and whether all of their line lies within it.
LINES = """() => [...document.querySelectorAll("figure svg")].map(svg => {
  const box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("polyline")].map(line => {
    const own = line.getBoundingClientRect();
    const inside = own.left >= box.left && own.right <= box.right
      && own.top >= box.top && own.bottom <= box.bottom;
    const seen = own.height > 0 && own.width > box.width / 2;
    return [line.getAttribute("class").split("line-")[1], inside && seen];
  });
})"""
COLOURS = """() => [...document.querySelectorAll(".keys polyline")].map(line => {
  const look = getComputedStyle(line);
  return look.stroke + " " + look.strokeDasharray;
})"""
CUT_OFF = """() => [...document.querySelectorAll(".rows")]
  .filter(box => box.scrollWidth > box.clientWidth + 1)
  .map(box => box.getAttribute("aria-label"))"""


@pytest.fixture(scope="module")
def found() -> tuple[Backtest, Headline]:
    """What the back-test of the sample city finds at one cut-off for each horizon."""
    asked = testing.question(horizons=HORIZONS, shares=(0.02, 0.05), cutoffs=1, seed=1)
    return testing.backtest_city(load(str(ROOT / "config.yaml")), asked, by_type=True)


def page_in(language: Language, found: tuple[Backtest, Headline]) -> str:
    whole, chosen = found
    return curves_page(replace(whole, language=language), chosen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_opens_from_a_file_offline_and_shows_every_curve_in_each_language(
    language: Language, found: tuple[Backtest, Headline], open_page: Callable[..., Page]
) -> None:
    page = open_page(page_in(language, found), ready="figure svg")

    words, pictures = Words(language=language), page.evaluate(LINES)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h2").first.inner_text() == words("judge.table.curves")
    assert page.locator(".keys li").all_inner_texts() == [words(f"judge.method.{one}") for one in DRAWN]
    assert len(pictures) == UNITS * len(HORIZONS)
    assert all(dict(lines) == dict.fromkeys(DRAWN, True) for lines in pictures)
    assert len(set(page.evaluate(COLOURS))) == len(DRAWN)
    assert page.locator("table").count() >= 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_says_that_the_data_are_invented_where_they_are(
    found: tuple[Backtest, Headline], language: Language
) -> None:
    words, whole, chosen = Words(language=language), replace(found[0], language=language), found[1]

    assert words("report.synthetic") in curves_page(whole, chosen)
    for text in (backtest_text(whole, chosen), backtest_markdown(whole, chosen)):
        assert f"{whole.title} · {words('table.synthetic')} · " in text
    real = replace(whole, synthetic=False)
    assert words("report.synthetic") not in curves_page(real, chosen)
    assert words("table.synthetic") not in backtest_text(real, chosen) + backtest_markdown(real, chosen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_serious_barrier_on_a_screen_or_a_phone(
    language: Language, found: tuple[Backtest, Headline], axe: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(page_in(language, found), ready=None, bypass_csp=True)

    assert barriers(page, axe) == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert barriers(page, axe) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_the_narrowest_screen_and_rows_keep_their_names_in_sight(
    language: Language, found: tuple[Backtest, Headline], open_page: Callable[..., Page]
) -> None:
    page = open_page(page_in(language, found), {"width": 320, "height": 640}, ready=None)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    box = page.locator(".rows").first
    box.evaluate("box => box.scrollTo({left: box.scrollWidth})")
    name = box.locator("tbody th").first.bounding_box()
    assert name is not None
    assert 0 <= name["x"] < 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_laptop_and_paper_show_every_column_of_every_table(
    language: Language, found: tuple[Backtest, Headline], open_page: Callable[..., Page]
) -> None:
    page = open_page(page_in(language, found), {"width": 1280, "height": 800}, ready=None)

    assert page.evaluate(CUT_OFF) == []
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]


def test_it_prints_with_its_curves(
    found: tuple[Backtest, Headline], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page(page_in("en", found), ready=None)

    printed = page.pdf(path=tmp_path / "page.pdf", format="A4", prefer_css_page_size=True)

    assert printed.startswith(b"%PDF")
    assert 1 < printed.count(b"/Type /Page\n") <= 6
