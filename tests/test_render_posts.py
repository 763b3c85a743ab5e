"""What commands propose on the map page, in a real browser: shown, reached by keyboard, printed."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from made_result import SIDE, SOUTH, WEST, made_result
from shapely import LineString, Point, box
from test_page_accessibility import RUN_AXE, TAGS

from hotspot.render import map_page
from hotspot.render.contents import city_island
from hotspot.schema import LANGUAGES
from hotspot.schema.beats import Beats
from hotspot.schema.cameras import UNSEEN_COLUMNS, Watched
from hotspot.schema.drawn import DrawnFinds, DrawnKind
from hotspot.schema.patrolled import LEG_COLUMNS, Patrolled
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
        return open_page(
            map_page(result or made_result(), DrawnFinds(posts=placed or made_posts()), of="posts"), viewport
        )

    return opened


def test_a_page_without_posts_holds_nothing_of_them() -> None:
    assert "finds" not in city_island(made_result())


def test_posts_and_the_ground_within_reach_are_shown_from_the_start(show: Callable[..., Page]) -> None:
    page = show()

    assert page.locator(".find-mark").all_text_contents() == ["P1", "P2", "P3"]
    assert page.locator(".pane-streets path").count() == 3
    assert page.locator("#show-find-posts").is_checked()
    page.uncheck("#show-find-posts")
    assert page.locator(".find-mark").count() == page.locator(".pane-streets path").count() == 0


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["wide", "phone"])
def test_no_mark_of_a_post_covers_the_name_of_an_area_which_steps_aside(
    show: Callable[..., Page], viewport: dict[str, int] | None
) -> None:
    page = show(viewport=viewport)
    where = "all => all.map(one => one.getBoundingClientRect().toJSON())"

    names = page.locator(".area-label span, .spot-label span").evaluate_all(where)
    marks = page.locator(".find-mark").evaluate_all(where)

    assert len(marks) == 3
    for mark, name in product(marks, names):
        apart = mark["right"] <= name["left"] or name["right"] <= mark["left"]
        assert apart or mark["bottom"] <= name["top"] + 2 or name["bottom"] <= mark["top"] + 2
    assert page.locator(".area-label").count() == 11  # one has a post, a hot spot and no room beside them


def test_proposed_posts_are_told_from_those_that_stand_without_colour(show: Callable[..., Page]) -> None:
    page = show()

    standing = page.locator(".pane-points path").first
    assert "a" in (standing.get_attribute("d") or "")  # an arc: a round dot
    assert page.locator(".find-mark").first.inner_text() == "P1"
    assert page.locator(".find-mark span").first.evaluate("e => getComputedStyle(e).borderRadius") == "4px"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_a_post_says_all_of_it_in_the_language_chosen(
    show: Callable[..., Page], language: Language
) -> None:
    page = show()
    words = Words(language=language)
    page.click(f"#languages button[lang={language}]")

    page.locator("#find-posts .find-rows tbody button").nth(1).click()

    card = page.locator("#card").inner_text()
    assert card.startswith(f"P2 · Area 2 {language}")
    for part in ("44 (31–60)", f"Abay {language}", f"Post 1 {language}, 700", "90", "43."):
        assert part in card
    assert words("posts.fact.stability", draws=50) in card
    assert page.locator("#find-posts tr.chosen").count() == page.locator(".find-mark.chosen").count() == 1


def test_the_language_changes_table_and_open_card(show: Callable[..., Page]) -> None:
    page = show()
    page.locator(".find-mark").first.click()

    page.click("#languages button[lang=kk]")

    assert page.locator("#find-posts h2").inner_text() == "Ұсынылған бекеттер"
    assert page.locator("#card h2").inner_text() == "P1 · Area 1 kk"
    assert page.locator("#find-posts tr.chosen button").inner_text() == "Area 1 kk"


def test_a_post_is_opened_and_left_with_the_keyboard_alone(show: Callable[..., Page]) -> None:
    page = show()
    page.locator("#find-posts .find-rows tbody button").first.focus()

    for key in ("Tab", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.textContent") == "P2 · Area 2 en"

    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Area 2 en"


def test_a_mark_on_the_map_is_opened_with_the_keyboard(show: Callable[..., Page]) -> None:
    page = show()

    page.locator(".find-mark").nth(2).focus()
    page.keyboard.press("Enter")

    assert page.locator("#card h2").inner_text() == "P3 · Area 3 en"


def test_one_card_at_a_time(show: Callable[..., Page]) -> None:
    page = show()
    page.locator("#find-posts .find-rows tbody button").first.click()

    page.locator("#rows button").first.click()

    assert page.locator("#card h2").inner_text() == "Orbita"
    assert page.locator("#find-posts tr.chosen").count() == page.locator(".find-mark.chosen").count() == 0


def test_a_hidden_layer_comes_back_when_one_of_its_posts_is_chosen(show: Callable[..., Page]) -> None:
    page = show()
    page.uncheck("#show-find-posts")

    page.locator("#find-posts .find-rows tbody button").first.click()

    assert page.locator("#show-find-posts").is_checked()
    assert page.locator(".find-mark.chosen").inner_text() == "P1"


def test_how_sure_it_is_stands_below_with_the_curve(show: Callable[..., Page]) -> None:
    page = show()

    page.click("#find-posts details summary")

    told = page.locator("#find-posts details").inner_text()
    assert "proved, gap 0" in told
    assert "before 1 Oct 2025 reach 40 of 150" in told
    assert page.locator("#find-posts details tbody tr").count() == 2


def test_the_sheet_is_one_page_with_the_table_and_without_the_ranking(show: Callable[..., Page]) -> None:
    page = show(placed=made_posts(25))

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    shown = [row.is_visible() for row in page.locator("#find-posts .find-rows tbody tr").all()]
    assert shown[:20] == [True] * 20
    assert not any(shown[20:25])
    assert "5" in page.locator("#find-posts .paper").inner_text()
    assert page.locator("#rows").is_hidden()
    stage = page.locator("#stage").bounding_box()
    assert stage
    assert stage["height"] > 200


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["wide", "phone"])
def test_nothing_bars_anybody(show: Callable[..., Page], axe: str, viewport: dict[str, int] | None) -> None:
    page = show(viewport=viewport)
    page.locator("#find-posts .find-rows tbody button").first.click()
    page.click("#find-posts details summary")

    page.evaluate(axe)
    found = page.evaluate(RUN_AXE, TAGS)

    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


def test_hostile_names_are_shown_as_they_are(show: Callable[..., Page]) -> None:
    name = "</script><img src=x onerror=window.ran=1>"

    page = show(placed=made_posts(street=name))

    assert name in (page.locator("#find-posts .find-rows tbody small").first.text_content() or "")
    assert page.evaluate("window.ran") is None


def made_patrols() -> Patrolled:
    """Return two routes that begin at one post."""
    lines = [LineString([(WEST, SOUTH), (WEST + 2_000, SOUTH + 500 * i), (WEST, SOUTH)]) for i in (1, 2)]
    rows = [
        {
            "patrol_id": f"W{i}",
            **{f"name_{each}": f"Patrol {i} {each}" for each in LANGUAGES},
            **dict.fromkeys(("post", *(f"post_{each}" for each in LANGUAGES)), "Post 7"),
            "length_m": 4_000.0,
            "minutes": 90.0,
            "stops": 1,
            "hotspots": "H1",
            **dict.fromkeys(("streets", *(f"streets_{each}" for each in LANGUAGES)), "Abay; Dostyk"),
            "passed": 30.0,
            "share": 0.05,
            "incidents": 44.0,
            "incidents_low": 31.9,
            "incidents_high": 59.1,
        }
        for i in (1, 2)
    ]
    return Patrolled(
        unit="expected",
        patrols=gpd.GeoDataFrame(rows, geometry=lines, crs=CRS),
        legs=pd.DataFrame(columns=list(LEG_COLUMNS)),
        total=600.0,
        value=60.0,
        bound=66.0,
        budget=120.0,
        budget_unit="min",
        dwell_min=12.0,
        posts=1,
    )


def made_beats() -> Beats:
    """Return the west and the east of the made city as beats."""
    halves = [
        box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE),
        box(WEST + SIDE, SOUTH, WEST + 2 * SIDE, SOUTH + SIDE),
    ]
    rows = [
        {
            "beat_id": f"B{i}",
            **{f"name_{each}": f"Beat {i} {each}" for each in LANGUAGES},
            "centre": f"A{i:02d}",
            "areas": 6,
            "workload": 300.0,
            "share": 0.5,
            "off_even": 0.01 * i,
            "incidents": 1234.0,
            "incidents_low": 1166.0,
            "incidents_high": 1305.0,
            "area_km2": 4.0,
            "compactness": 0.6,
            "mean_m": 800.0,
        }
        for i in (1, 2)
    ]
    return Beats(
        unit="expected",
        beats=gpd.GeoDataFrame(rows, geometry=halves, crs=CRS),
        members=pd.DataFrame({"area_id": [f"A{i:02d}" for i in range(12)]}),
        total=600.0,
        value=800.0,
        bound=800.0,
        band=0.1,
        along_streets=False,
    )


def made_cameras() -> Watched:
    """Return one new camera with its view."""
    at = Point(WEST + 900, SOUTH + 900)
    row = {
        "camera_id": "V1",
        "order": 1,
        "direction_deg": float("nan"),
        "angle_deg": 360.0,
        "range_m": 60.0,
        "area_id": "A01",
        "area": "Area 1",
        **{f"name_{each}": f"Camera 1 (Area 1 {each})" for each in LANGUAGES},
        "seen": 9.0,
        "share": 0.015,
        "gain": 9.0,
        "gain_share": 0.015,
        "incidents": 44.0,
        "incidents_low": 31.9,
        "incidents_high": 59.1,
        **dict.fromkeys(("street", *(f"street_{each}" for each in LANGUAGES)), "Abay"),
        "street_m": 2.0,
        **dict.fromkeys(("nearest_camera", *(f"nearest_camera_{each}" for each in LANGUAGES)), ""),
        "nearest_camera_m": float("nan"),
        "stability": 0.9,
    }
    return Watched(
        unit="expected",
        cameras=gpd.GeoDataFrame([row], geometry=[at], crs=CRS),
        views=gpd.GeoDataFrame({"view_id": ["V1"], "state": ["new"]}, geometry=[at.buffer(60)], crs=CRS),
        unseen=pd.DataFrame(columns=list(UNSEEN_COLUMNS)),
        total=600.0,
        before=0.0,
        value=9.0,
        bound=9.0,
        incidents=600,
        incidents_seen=0,
        incidents_seen_interval=(0.0, 0.01),
        existing=0,
        poles=9,
        candidates=9,
        range_m=60.0,
        angle_deg=360.0,
        same_m=30.0,
        buildings=0,
        draws=5,
    )


OWN: dict[DrawnKind, tuple[DrawnFinds, list[str]]] = {
    "posts": (DrawnFinds(posts=made_posts()), ["P1", "P2", "P3"]),
    "cameras": (DrawnFinds(cameras=made_cameras()), ["V1"]),
    "patrols": (DrawnFinds(patrols=made_patrols()), ["W1", "W2"]),
    "beats": (DrawnFinds(beats=made_beats()), ["B1", "B2"]),
}


@pytest.mark.parametrize(("width", "language"), [(1400, "ru"), (1150, "kk"), (1150, "ru"), (390, "en")])
@pytest.mark.parametrize("kind", OWN)
def test_the_page_of_a_command_is_named_after_what_it_found_and_shows_it_in_table_and_map(
    open_page: Callable[..., Page], kind: DrawnKind, language: Language, width: int
) -> None:
    finds, marks = OWN[kind]
    result = replace(made_result(), language=language)

    page = open_page(map_page(result, finds, of=kind), {"width": width, "height": 900})

    (island,) = city_island(result, finds, of=kind)["finds"]
    head = island["texts"][language]["head"]
    assert page.locator("#title small").inner_text() == head
    assert page.title() == f"Test city · {head}"
    assert page.locator(".find[open] > summary h2").inner_text() == head
    assert page.locator(".find-mark").all_text_contents() == marks
    rows = page.locator(".find-rows tbody tr td:first-child")
    assert rows.all_text_contents() == marks
    frame = page.locator(".find-rows")
    assert frame.evaluate("e => e.scrollWidth - e.clientWidth") == 0
    page.locator(".find-rows tbody button").last.click()
    assert (page.locator("#card h2").text_content() or "").startswith(f"{marks[-1]} · ")
    assert page.locator("#card dd").count() >= 5


def test_the_legend_of_routes_shows_each_as_it_is_drawn_and_marks_at_one_post_stand_side_by_side(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(map_page(made_result(), OWN["patrols"][0], of="patrols"))

    drawn = [
        [line.get_attribute(name) for name in ("stroke", "stroke-dasharray")]
        for line in page.locator(".pane-hotspots path[stroke-width='3.5']").all()
    ]
    signs = [
        [line.get_attribute(name) for name in ("stroke", "stroke-dasharray")]
        for line in page.locator("#layers svg.route line").all()
    ]
    assert signs == drawn
    assert len({colour for colour, _ in drawn}) == len({dashes for _, dashes in drawn}) == 2
    first, second = (mark.bounding_box() for mark in page.locator(".find-mark").all())
    assert first
    assert second
    assert first["x"] + first["width"] <= second["x"]


def test_the_legend_of_beats_shows_an_outline_as_they_are_drawn(open_page: Callable[..., Page]) -> None:
    page = open_page(map_page(made_result(), OWN["beats"][0], of="beats"))

    rim = page.locator(".pane-streets path").first
    sign = page.locator("#layers .kinds .swatch.outline").last
    assert rim.get_attribute("fill") == "none"
    assert rim.get_attribute("stroke") == sign.evaluate("e => e.style.getPropertyValue('--colour')")
    assert sign.evaluate("e => getComputedStyle(e).borderTopWidth") == "3px"


def test_cameras_that_are_only_reviewed_are_told_without_a_table(open_page: Callable[..., Page]) -> None:
    watched = replace(made_cameras(), cameras=made_cameras().cameras.head(0), value=0.0, bound=0.0)

    page = open_page(map_page(made_result(), DrawnFinds(cameras=watched), of="cameras"))

    assert page.locator("#title small").inner_text() == "Cameras"
    assert "in nobody’s view" in page.locator("#find-cameras").inner_text()
    assert page.locator(".find-rows").count() == page.locator("#show-find-cameras").count() == 0
