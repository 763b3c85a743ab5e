"""Proposed posts on the map page, in a real browser: shown, told apart, reachable by keyboard, printable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from made_result import SIDE, SOUTH, WEST, made_result
from shapely import LineString, Point
from test_page_accessibility import RUN_AXE, TAGS

from hotspot.render import map_page
from hotspot.render.contents import city_island
from hotspot.schema import LANGUAGES
from hotspot.schema.placed import EXISTING_COLUMNS, LOCAL_COLUMNS, POST_COLUMNS, Gain, HoldOut, Placed
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from hotspot.schema import Language, Result

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
CRS = made_result().crs


def made_posts(count: int = 3, *, street: str = "Abay") -> Placed:
    """Return posts on a diagonal of the made city, each with as much as the next but one."""
    rows = [
        {
            "post_id": f"P{i}",
            "order": i,
            "area_id": f"A{i:02d}",
            "area": f"Area {i}",
            **{f"name_{each}": f"Post {i} (Area {i} {each})" for each in LANGUAGES},
            "within_reach": 60.0,
            "share": 0.1,
            "gain": 50.0 - i,
            "gain_share": 0.08,
            "incidents": 44.0,
            "incidents_low": 31.9,
            "incidents_high": 59.1,
            "reach_m": 400.0,
            "street": street,
            "street_m": 2.0,
            "nearest_post": "Post 1",
            "nearest_post_m": 700.0,
            "stability": 0.9,
            **{f"area_{each}": f"Area {i} {each}" for each in LANGUAGES},
            **{f"street_{each}": f"{street} {each}" for each in LANGUAGES},
            **{f"nearest_post_{each}": f"Post 1 {each}" for each in LANGUAGES},
        }
        for i in range(1, count + 1)
    ]
    at = [
        Point(WEST + SIDE * (0.5 + 3 * i / count), SOUTH + SIDE * (0.5 + 2 * i / count)) for i in range(count)
    ]
    posts = gpd.GeoDataFrame(rows, geometry=at, crs=CRS)[[*POST_COLUMNS, *LOCAL_COLUMNS]]
    catchments = gpd.GeoDataFrame(
        {"post_id": posts["post_id"], "reach_m": 400.0}, geometry=posts.geometry.buffer(350), crs=CRS
    )
    return Placed(
        model="cover",
        unit="expected",
        posts=posts,
        existing=gpd.GeoDataFrame(columns=list(EXISTING_COLUMNS), geometry="geometry", crs=CRS),
        catchments=catchments,
        total=600.0,
        before=30.0,
        covered=180.0,
        value=180.0,
        bound=180.0,
        candidates=40,
        reach_m=400.0,
        on_streets=True,
        draws=50,
        incidents=600,
        gains=(Gain(posts=1, greedy=79, value=79, bound=79), Gain(posts=2, greedy=127, value=127, bound=128)),
        knee=1,
        hold_out=HoldOut(cutoff="2025-10-01", incidents=150, covered=40, naive=30),
    )


@pytest.fixture
def show(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open the page of the made city with posts; in the end, no error was said and no host asked."""

    def opened(
        result: Result | None = None, placed: Placed | None = None, viewport: dict[str, int] | None = None
    ) -> Page:
        return open_page(map_page(result or made_result(), placed or made_posts()), viewport)

    return opened


def test_a_page_without_posts_holds_nothing_of_them() -> None:
    assert "posts" not in city_island(made_result())


def test_posts_and_the_ground_within_reach_are_shown_from_the_start(show: Callable[..., Page]) -> None:
    page = show()

    assert page.locator(".post-mark").all_text_contents() == ["P1", "P2", "P3"]
    assert page.locator(".pane-streets path").count() == 3
    assert page.locator("#show-planned").is_checked()
    page.uncheck("#show-planned")
    assert page.locator(".post-mark").count() == page.locator(".pane-streets path").count() == 0


def test_proposed_posts_are_told_from_those_that_stand_without_colour(show: Callable[..., Page]) -> None:
    page = show()

    standing = page.locator(".pane-points path").first
    assert "a" in (standing.get_attribute("d") or "")  # an arc: a round dot
    assert page.locator(".post-mark").first.inner_text() == "P1"
    assert page.locator(".post-mark").first.evaluate("e => getComputedStyle(e).borderRadius") == "4px"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_a_post_says_all_of_it_in_the_language_chosen(
    show: Callable[..., Page], language: Language
) -> None:
    page = show()
    words = Words(language=language)
    page.click(f"#languages button[lang={language}]")

    page.locator("#posts tbody button").nth(1).click()

    card = page.locator("#card").inner_text()
    assert card.startswith(f"P2 · Area 2 {language}")
    for part in ("44 (31–60)", f"Abay {language}", f"Post 1 {language}, 700", "90", "43."):
        assert part in card
    assert words("posts.fact.stability", draws=50) in card
    assert page.locator("#posts tr.chosen").count() == page.locator(".post-mark.chosen").count() == 1


def test_the_language_changes_table_and_open_card(show: Callable[..., Page]) -> None:
    page = show()
    page.locator(".post-mark").first.click()

    page.click("#languages button[lang=kk]")

    assert page.locator("#posts h2").inner_text() == "Ұсынылған бекеттер"
    assert page.locator("#card h2").inner_text() == "P1 · Area 1 kk"
    assert page.locator("#posts tr.chosen button").inner_text() == "Area 1 kk"


def test_a_post_is_opened_and_left_with_the_keyboard_alone(show: Callable[..., Page]) -> None:
    page = show()
    page.locator("#posts tbody button").first.focus()

    for key in ("Tab", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.textContent") == "P2 · Area 2 en"

    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Area 2 en"


def test_a_mark_on_the_map_is_opened_with_the_keyboard(show: Callable[..., Page]) -> None:
    page = show()

    page.locator(".post-mark").nth(2).focus()
    page.keyboard.press("Enter")

    assert page.locator("#card h2").inner_text() == "P3 · Area 3 en"


def test_one_card_at_a_time(show: Callable[..., Page]) -> None:
    page = show()
    page.locator("#posts tbody button").first.click()

    page.locator("#rows button").first.click()

    assert page.locator("#card h2").inner_text() == "Orbita"
    assert page.locator("#posts tr.chosen").count() == page.locator(".post-mark.chosen").count() == 0


def test_a_hidden_layer_comes_back_when_one_of_its_posts_is_chosen(show: Callable[..., Page]) -> None:
    page = show()
    page.uncheck("#show-planned")

    page.locator("#posts tbody button").first.click()

    assert page.locator("#show-planned").is_checked()
    assert page.locator(".post-mark.chosen").inner_text() == "P1"


def test_how_sure_it_is_stands_below_with_the_curve(show: Callable[..., Page]) -> None:
    page = show()

    page.click("#posts summary")

    told = page.locator("#posts details").inner_text()
    assert "proved, gap 0" in told
    assert "before 1 Oct 2025 reach 40 of 150" in told
    assert page.locator("#posts details tbody tr").count() == 2


def test_the_sheet_is_one_page_with_the_table_and_without_the_ranking(show: Callable[..., Page]) -> None:
    page = show(placed=made_posts(25))

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    shown = [row.is_visible() for row in page.locator("#posts tbody tr").all()]
    assert shown[:20] == [True] * 20
    assert not any(shown[20:25])
    assert "5" in page.locator("#posts .paper").inner_text()
    assert page.locator("#rows").is_hidden()
    stage = page.locator("#stage").bounding_box()
    assert stage
    assert stage["height"] > 200


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["wide", "phone"])
def test_nothing_bars_anybody(show: Callable[..., Page], axe: str, viewport: dict[str, int] | None) -> None:
    page = show(viewport=viewport)
    page.locator("#posts tbody button").first.click()
    page.click("#posts summary")

    page.evaluate(axe)
    found = page.evaluate(RUN_AXE, TAGS)

    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


def test_hostile_names_are_shown_as_they_are(show: Callable[..., Page]) -> None:
    name = "</script><img src=x onerror=window.ran=1>"

    page = show(placed=made_posts(street=name))

    assert name in (page.locator("#posts tbody small").first.text_content() or "")
    assert page.evaluate("window.ran") is None


def test_patrols_have_a_colour_each_and_proposed_cameras_white_dots(show: Callable[..., Page]) -> None:
    lines = [LineString([(WEST, SOUTH + 500 * i), (WEST + 2_000, SOUTH + 500 * i)]) for i in (1, 2)]
    starts = [Point(line.coords[0]) for line in lines]
    names = {"name": ["Patrol 1", "Patrol 2"]}
    patrols = pd.concat(
        [
            gpd.GeoDataFrame(names, geometry=starts, crs=CRS),
            gpd.GeoDataFrame({"name": ["", ""]}, geometry=lines, crs=CRS),
        ]
    )
    cameras = gpd.GeoDataFrame({"name": ["Camera 1"]}, geometry=[Point(WEST + 900, SOUTH + 900)], crs=CRS)
    result = made_result()
    layers = {**result.layers, "patrols": patrols, "planned_cameras": cameras}

    page = show(replace(result, layers=layers))

    drawn = page.locator(".pane-hotspots path[stroke-width='3.5']").all()
    assert len({line.get_attribute("stroke") for line in drawn}) == len(drawn) == 2
    assert len({line.get_attribute("stroke-dasharray") for line in drawn}) == 2
    assert page.locator(".pane-points path[fill='#ffffff']").count() == 3
    assert page.locator(".swatch.ring").count() == 2
