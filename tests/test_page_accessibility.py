"""The map page is for everybody: keyboard, touch, screen reader, darkness, and eyes that see no red."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

from hotspot import pipeline
from hotspot.config import load
from hotspot.pipeline.when import WhenQuestion, timed
from hotspot.render import map_page
from hotspot.render.brief import brief_html, briefs
from hotspot.schema import LANGUAGES
from hotspot.schema.drawn import DrawnFinds, DrawnWhen

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from hotspot.schema import Language, Result

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"

# What the Tab key has to reach: what is shown and not switched off; of radio buttons, the chosen one.
FOCUSABLE = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const seen = e => e.checkVisibility({visibilityProperty: true});
  const shown = all.filter(e => e.tabIndex >= 0 && !e.disabled && seen(e));
  window.toReach = shown.filter(e => e.type !== "radio" || e.checked);
  return window.toReach.length;
}"""
# The element in focus: its place in that list, its ring, and the colour of the paper around it.
IN_FOCUS = """() => {
  const e = document.activeElement;
  const look = getComputedStyle(e);
  const colour = of => getComputedStyle(of).backgroundColor;
  let paper = e.parentElement;
  while (paper && /, 0\\)$|transparent/.test(colour(paper))) paper = paper.parentElement;
  return {
    at: window.toReach.indexOf(e), name: e.outerHTML.slice(0, 120), ringed: look.outlineStyle !== "none",
    width: parseFloat(look.outlineWidth),
    colour: look.outlineColor, paper: paper ? colour(paper) : "rgb(255, 255, 255)",
  };
}"""
SMALL_TARGETS = """least => [...document.querySelectorAll("button, input, select, summary, a")]
  .filter(e => e.checkVisibility({visibilityProperty: true}))
  .map(e => [e.outerHTML.slice(0, 90), (e.closest("label") || e).getBoundingClientRect()])
  .filter(([, {width, height}]) => Math.min(width, height) < least - 0.5)
  .map(([name, {width, height}]) => `${name} ${width} x ${height}`)
"""


@pytest.fixture(scope="module")
def result() -> Result:
    """What ranking the sample city finds."""
    return pipeline.rank_city(load(str(ROOT / "config.yaml")))


@pytest.fixture(scope="module")
def sample_city(result: Result) -> str:
    """The page of the sample city."""
    return map_page(result)


def as_opened(page: Page) -> None:
    """Leave the page as it is."""


def with_a_card(page: Page) -> None:
    page.locator("#rows button").first.click()


def with_the_details_open(page: Page) -> None:
    while page.locator("details:not([open]) > summary:visible").count():
        page.locator("details:not([open]) > summary:visible").first.click()


def with_everything_drawn(page: Page) -> None:
    with_the_details_open(page)
    for box in page.locator("#layers input[type=checkbox]").all():
        box.check()


def with_a_filter(page: Page) -> None:
    with_the_details_open(page)
    page.locator("#filter-type").select_option(index=1)
    page.locator("#filter-hours").select_option(index=3)
    with_a_card(page)


DARK: dict[str, Any] = {"color_scheme": "dark"}
TOUCH: dict[str, Any] = {"viewport": PHONE, "has_touch": True}
STATES: dict[str, tuple[Callable[[Page], None], str, dict[str, Any]]] = {
    "start": (as_opened, "en", {}),
    "card": (with_a_card, "kk", {}),
    "all layers": (with_everything_drawn, "ru", {}),
    "filter": (with_a_filter, "en", {}),
    "all layers, dark": (with_everything_drawn, "en", DARK),
    "filter, dark": (with_a_filter, "kk", DARK),
    "card, phone": (with_a_card, "en", TOUCH),
    "filter, phone": (with_a_filter, "ru", TOUCH),
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_serious_barrier(
    state: str, sample_city: str, axe: str, open_page: Callable[..., Page]
) -> None:
    bring_about, language, context = STATES[state]
    page = open_page(sample_city, bypass_csp=True, **context)  # the page's policy would not let axe in
    page.locator(f"#languages button[lang={language}]").click()
    bring_about(page)

    assert barriers(page, axe) == []


@pytest.mark.parametrize("context", [{}, DARK, TOUCH], ids=["light", "dark", "phone"])
def test_axe_finds_no_serious_barrier_with_the_classes_of_areas_drawn(
    context: dict[str, Any], result: Result, axe: str, open_page: Callable[..., Page]
) -> None:
    found = timed(result, WhenQuestion(places=("city",)))
    finds = DrawnFinds(when=DrawnWhen(months=found.months, emerged=found.emerged))
    page = open_page(map_page(result, finds), bypass_csp=True, **context)
    with_the_details_open(page)

    page.check("#show-view-when")
    with_a_card(page)

    assert page.locator(".classes.told li").count() > 2
    assert barriers(page, axe) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_serious_barrier_in_the_brief_of_an_area(
    language: Language, result: Result, axe: str, open_page: Callable[..., Page]
) -> None:
    first = str(result.ranking.frame["area_id"].iloc[0])
    (brief,) = briefs(replace(result, language=language), [first])

    page = open_page(brief_html(brief), ready=None, bypass_csp=True)

    assert barriers(page, axe) == []


def barriers(page: Page, axe: str) -> list[str]:
    """Return what axe-core calls serious or critical, each with the elements it stands in."""
    page.evaluate(axe)
    violations = page.evaluate(RUN_AXE, TAGS)["violations"]
    return [told(found) for found in violations if found["impact"] in {"serious", "critical"}]


def told(found: dict[str, Any]) -> str:
    where = "; ".join(node["html"][:160] for node in found["nodes"][:4])
    return f"{found['impact']} {found['id']} ({len(found['nodes'])}): {where}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tab_key_reaches_everything_and_always_shows_where_it_is(
    scheme: str, sample_city: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(sample_city, color_scheme=scheme)
    with_a_filter(page)
    count = page.evaluate(FOCUSABLE)
    page.evaluate("document.activeElement.blur()")

    stops = []
    for _ in range(count + 3):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(IN_FOCUS))

    assert set(range(count)) <= {stop["at"] for stop in stops}
    stops = [stop for stop in stops if stop["at"] >= 0]
    assert [stop["name"] for stop in stops if not stop["ringed"] or stop["width"] < 2] == []
    assert [stop["name"] for stop in stops if contrast(stop["colour"], stop["paper"]) < 3] == []


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2, from two colours such as "rgb(0, 0, 0)"."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_target_on_a_phone_is_as_large_as_a_finger(
    sample_city: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(sample_city, PHONE, has_touch=True)

    for bring_about in (as_opened, with_everything_drawn, with_a_filter):
        bring_about(page)
        assert page.evaluate(SMALL_TARGETS, 44) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_the_narrowest_screen(
    language: str, sample_city: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(sample_city, {"width": 320, "height": 640})  # also: a laptop at 400 %

    page.locator(f"#languages button[lang={language}]").click()
    with_a_card(page)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_no_fact_is_told_by_hovering_alone(sample_city: str, open_page: Callable[..., Page]) -> None:
    page = open_page(sample_city)
    with_everything_drawn(page)

    told_by_title = page.evaluate(
        """() => [...document.querySelectorAll("[title]")]
          .filter(e => e.title && ![e.getAttribute("aria-label"), e.textContent.trim()].includes(e.title))
          .map(e => e.outerHTML.slice(0, 120))"""
    )

    assert told_by_title == []


def test_hot_spots_are_told_apart_by_dashes_and_width_never_by_colour_alone(
    sample_city: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(sample_city)

    outlines = page.evaluate(
        """() => [...document.querySelectorAll(".pane-hotspots path.leaflet-interactive")]
          .map(e => [e.getAttribute("stroke"), e.getAttribute("stroke-dasharray") !== null,
                     e.getAttribute("stroke-width")])"""
    )

    looks: dict[tuple[bool, str], set[str]] = {}
    for colour, dashed, width in outlines:
        looks.setdefault((dashed, width), set()).add(colour)
    assert {dashed for dashed, _ in looks} == {True, False}
    assert all(len(colours) == 1 for colours in looks.values())
    assert page.locator(".swatch.dashed").is_visible()
