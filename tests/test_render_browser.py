"""The map page in a real browser without a network: it shows, it answers, and nothing from the data runs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from conftest import WIDE
from made_result import NAMES, SOUTH, WEST, made_result, unranked
from shapely import box

from hotspot.render import map_page
from hotspot.render.brief.contents import briefs
from hotspot.render.facts import area_sentences
from hotspot.schema import LANGUAGES, Drawing, Period
from hotspot.words import Words
from hotspot.words.phrases import local_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from playwright.sync_api import Page

    from hotspot.schema import Language, Result

pytestmark = pytest.mark.browser
HOSTILE = (
    "{{7*7}}",
    "{% raw %}${7*7}`",
    "</script><script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    "=1+1 'quoted' \"twice\" \\",
    "שלום \u202eabc",
    "👮🏽\u200d♀️ 🚓",
)
PHONE = {"width": 390, "height": 844}
LARGE = {"width": 1920, "height": 1300}
SHEETS = {"a4": (210, 297), "a3": (420, 297)}  # millimetres
POINT_MM = 25.4 / 72


@pytest.fixture
def show(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open a result's page; in the end, no error was said and nothing was asked of any host."""

    def opened(result: Result, viewport: dict[str, int] | None = None, **context: Any) -> Page:
        return open_page(map_page(result), viewport, **context)

    return opened


def names(page: Page) -> list[str]:
    return page.locator("#rows button").all_text_contents()


def test_the_page_shows_title_period_rows_areas_hot_spots_and_legend(show: Callable[..., Page]) -> None:
    page = show(made_result())

    assert page.locator("#title").inner_text().startswith("Test city")
    assert "1 Jan 2025 – 31 Dec 2025 (365 days)" in page.locator("#facts").inner_text()
    assert "600 of 650 incidents used" in page.locator("#facts").inner_text()
    assert page.locator("#synthetic").is_visible()
    assert page.locator(".pane-areas path").count() == 12
    assert page.locator(".pane-hotspots path.leaflet-interactive").count() == 3
    assert page.locator(".pane-points path").count() == 2
    assert page.locator("#layers .classes li").all_text_contents()[-1] == "85 – 150"
    assert page.locator(".spot-label").all_text_contents() == ["H1", "H2", "H3"]


def test_the_name_of_an_area_steps_aside_for_the_labels_of_the_first_hot_spots_unless_these_are_hidden(
    show: Callable[..., Page],
) -> None:
    page = show(made_result())
    middles = "all => all.map(one => one.getBoundingClientRect()).map(box => (box.top + box.bottom) / 2)"

    beside = page.locator(".area-label").evaluate_all(middles)
    page.uncheck("#show-hotspots")
    alone = page.locator(".area-label").evaluate_all(middles)

    assert page.locator(".spot-label").count() == 0
    assert len(beside) == len(alone) == 12
    assert [round(abs(one - other)) for one, other in zip(beside, alone, strict=True) if one != other] == [20]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["desktop", "phone"])
def test_no_two_labels_on_the_map_cover_each_other(
    show: Callable[..., Page], language: Language, viewport: dict[str, int]
) -> None:
    wide = [f"ЖЖЖЖЩЩЩЩ-{i}" for i in range(12)]  # as wide as letters come
    page = show(made_result(names=wide, language=language), viewport)

    boxes = page.locator(".area-label span, .spot-label span").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) > 4
    for one, other in combinations(boxes, 2):
        apart = one["right"] <= other["left"] or other["right"] <= one["left"]
        assert apart or one["bottom"] <= other["top"] + 2 or other["bottom"] <= one["top"] + 2


def test_a_share_that_is_there_is_never_told_as_none_by_the_page(show: Callable[..., Page]) -> None:
    page = show(made_result())

    shares = page.evaluate(
        "[[0, 9], [1, 1000], [5, 1000], [6, 1000], [9, 9]].map((a) => Words.percent(...a))"
    )

    assert [share.replace("\N{NO-BREAK SPACE}", " ") for share in shares] == [
        *("0 %", "<1 %", "<1 %", "1 %", "100 %")
    ]


def test_the_legend_explains_the_outlines_that_there_are(show: Callable[..., Page]) -> None:
    result = made_result()
    page = show(result)

    kinds = ["several addresses, stability 0.8 or more", "single address"]
    assert page.locator("#layers .kinds li").all_text_contents() == kinds

    spots = result.hotspots.frame.assign(kind="area", stability=[0.98, 0.79, np.nan])
    page = show(replace(result, hotspots=replace(result.hotspots, frame=spots)))
    kinds = [kinds[0], "several addresses, less stable or not measured"]
    assert page.locator("#layers .kinds li").all_text_contents() == kinds
    full, thin, unknown = (
        float(outline.get_attribute("stroke-width") or 0)
        for outline in page.locator(".pane-hotspots .leaflet-interactive").all()
    )
    assert full > thin == unknown


def test_an_area_far_down_a_long_list_shows_its_row_and_where_the_rest_is(
    show: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotspot.render.contents.FULL_CARDS", 4)
    page = show(made_result())

    page.click("#rows tr:nth-child(4)")
    assert "Main types" in page.locator("#card").inner_text()

    page.click("#rows tr:nth-child(5)")
    card = page.locator("#card").inner_text()
    assert "Full cards are given for the first 4 areas only" in card
    assert page.locator("#card dt").all_text_contents() == [
        *("#", "Incidents", "Score per km² and year", "Ranks")
    ]
    assert page.locator("#card dd").nth(1).inner_text() == "50"
    assert "ranking.xlsx" in page.locator("#caveats").inner_text()


def test_areas_without_a_rank_stand_below_the_others_under_the_reason(show: Callable[..., Page]) -> None:
    page = show(unranked(made_result()))

    reason = "Not ranked, residents unknown or fewer than 100: 2; incidents there: 10"
    assert page.locator("#rows tr").nth(10).inner_text() == reason
    assert page.locator("#rows tr[data-area]").all_inner_texts()[-1].split() == [
        "–",
        "Dorozhnik",
        "4",
        "–",
        "–",
    ]
    assert page.locator("#layers .classes li").first.inner_text() == (
        "not ranked: residents unknown or fewer than 100"
    )
    fills = [path.get_attribute("fill") for path in page.locator(".pane-areas path").all()]
    assert fills.count("#d9d9d9") == 2

    page.click("#rows tr.apart")
    assert page.locator("#card").is_hidden()
    page.locator("#rows button").nth(9).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    card = page.locator("#card").inner_text()
    assert card.startswith("Shanyrak")
    assert "so there is no rate to compare" in card
    assert "Cannot be told apart" not in card
    assert "Rank 1 of 10." in page.evaluate("City.areas[0].texts.en.sentences[0]")


def test_a_place_that_is_open_stands_in_brackets_as_the_tables_have_it_and_the_page_says_why(
    show: Callable[..., Page],
) -> None:
    result = made_result()
    clear, frame = "the interval of ranks spans half of the list", result.ranking.frame.copy()
    assert clear not in show(result).locator("#order").inner_text()
    fifth = frame["rank"] == 5
    frame.loc[fifth, ["rank_low", "rank_high"]] = [2, 11]

    page = show(replace(result, ranking=replace(result.ranking, frame=frame)))

    ranks = page.locator("#rows td:first-child").all_inner_texts()
    assert ranks[3:6] == ["4", "(5)", "6"]
    assert clear in page.locator("#order").inner_text()


def test_a_row_opens_the_card_of_its_area_and_the_map_marks_it(show: Callable[..., Page]) -> None:
    page = show(made_result())

    page.click("#rows tr:nth-child(2) td:nth-child(3)")

    card = page.locator("#card").inner_text()
    assert card.startswith("Samal")
    assert "it could be anywhere between 1st and 3rd (95 %)" in card
    assert "Cannot be told apart from: Orbita, Koktem." in card
    assert "109 (89–131)" in card
    assert page.locator(".pane-chosen path").count() == 1


def test_an_area_on_the_map_opens_its_card_and_marks_its_row(show: Callable[..., Page]) -> None:
    page = show(made_result())

    page.locator(".pane-areas path").nth(6).click()

    assert page.locator("#card h2").inner_text() == "Aksai"
    assert page.locator("#rows tr.chosen").inner_text().split()[1] == "Aksai"


@pytest.mark.parametrize("significant", [False, None])
def test_a_cluster_that_may_be_chance_or_was_not_tested_is_called_so_in_card_list_and_language(
    show: Callable[..., Page], significant: bool | None
) -> None:
    result = made_result()
    frame = result.hotspots.frame.copy()
    frame.loc[1, "significant"], frame.loc[1, "p_value"] = False, np.nan if significant is None else 0.4

    page = show(replace(result, hotspots=replace(result.hotspots, frame=frame)))

    page.evaluate("State.change({hotspot: 1})")
    assert page.locator("#card h2").inner_text() == "Cluster H2"
    assert page.locator(".spot-label.chance").count() == (1 if significant is False else 0)
    page.locator("#layers summary", has_text="List: 3").click()
    listed = page.locator("#layers button", has_text=re.compile("H[123]")).all_inner_texts()
    assert listed == ["Hot spot H1", "Cluster H2", "Hot spot H3"]
    page.evaluate("State.change({language: 'ru'})")
    assert page.locator("#card h2").inner_text() == "Скопление H2"


def test_a_hot_spot_has_a_card_too(show: Callable[..., Page]) -> None:
    page = show(made_result())

    page.locator(".pane-hotspots path.leaflet-interactive").nth(2).click()

    assert page.locator("#card h2").inner_text() == "Hot spot H3"
    assert "single address" in page.locator("#card").inner_text()
    assert "More than the city’s usual unevenness" in page.locator("#card").inner_text()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def in_focus(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def test_an_area_is_chosen_with_the_keyboard_alone(show: Callable[..., Page]) -> None:
    page = show(made_result())

    page.locator("#rows button").first.focus()
    press(page, "ArrowDown", "ArrowDown", "Enter")

    assert page.locator("#card h2").inner_text() == in_focus(page) == "Koktem"
    press(page, "Escape")
    assert page.locator("#card").is_hidden()
    assert in_focus(page) == "Koktem"
    assert page.locator("#rows button:focus").count() == 1


def test_a_hot_spot_is_opened_from_its_area_and_back_with_the_keyboard_alone(
    show: Callable[..., Page],
) -> None:
    page = show(made_result())
    page.locator("#rows button").nth(1).focus()

    press(page, "Enter", "Tab", "Tab")
    assert in_focus(page) == "H2"
    press(page, "Enter")
    assert page.locator("#card h2").inner_text() == in_focus(page) == "Hot spot H2"
    press(page, "Tab", "Tab")
    assert in_focus(page) == "Samal"
    press(page, "Enter")

    assert page.locator("#card h2").inner_text() == in_focus(page) == "Samal"
    press(page, "Escape")
    assert page.locator("#rows button:focus").inner_text() == "Samal"


def test_posts_and_hot_spots_are_opened_by_name_with_the_keyboard_alone(show: Callable[..., Page]) -> None:
    page = show(made_result())
    spots, posts = page.locator(".items summary").all()
    assert [spots.inner_text(), posts.inner_text()] == ["List: 3", "List: 2"]

    posts.focus()
    press(page, "Enter", "Tab", "Tab", "Enter")
    assert page.locator(".leaflet-popup").inner_text().split("\n")[0] == "Post 2"
    assert page.locator(".leaflet-popup-close-button").get_attribute("aria-label") == "Close"

    spots.focus()
    press(page, "Enter", "Tab", "Enter")
    assert page.locator("#card h2").inner_text() == in_focus(page) == "Hot spot H1"
    press(page, "Escape")
    assert in_focus(page) == "Hot spot H1"
    assert page.locator(".items button:focus").count() == 1


def test_a_list_of_names_ends_after_two_hundred_and_says_so(show: Callable[..., Page]) -> None:
    result = made_result()
    posts = result.layers["posts"].iloc[np.arange(230) % 2].assign(name="").reset_index(drop=True)
    page = show(replace(result, layers={"posts": posts}))

    page.locator(".items summary").last.click()

    items = page.locator(".items").last.locator("li").all_inner_texts()
    assert items[199:] == ["Police posts 200", "Not listed, on the map only: 30."]


def test_a_chosen_hot_spot_is_marked_and_does_not_lie_under_its_card(show: Callable[..., Page]) -> None:
    page = show(made_result())
    page.evaluate("void map_page.setZoom(14, {animate: false})")
    page.evaluate("map_page.panBy([250, 0], {animate: false})")  # the first lies at the left edge

    page.evaluate("State.change({area: null, hotspot: 0})")  # as a click on it does

    mark = page.locator(".pane-chosen g > path")
    assert mark.count() == 1
    assert mark.get_attribute("stroke") == "#000000"
    spot, card, stage = (box_of(page, part) for part in (".pane-chosen g > path", "#card", "#stage"))
    assert spot["x"] > card["x"] + card["width"]
    assert spot["x"] + spot["width"] < stage["x"] + stage["width"]
    press(page, "Escape")
    assert mark.count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_those_that_an_area_cannot_be_told_apart_from_as_python_does(
    language: Language, show: Callable[..., Page]
) -> None:
    result = made_result(language=language)
    frame = result.ranking.frame.assign(group=[1] * 7 + [2] * 4 + [3])
    page = show(replace(result, ranking=replace(result.ranking, frame=frame)))
    words, own = (
        Words(language=language),
        [local_name(row, Words(language=language)) for _, row in frame.iterrows()],
    )

    for i in (0, 6, 8, 11):
        page.locator("#rows button").nth(i).click()
        row = frame.iloc[i]
        group = [name for name, number in zip(own, frame["group"], strict=True) if number == row["group"]]
        said = page.locator("#card > p").all_inner_texts()
        assert said[: 1 + (len(group) > 1)] == area_sentences(row, 12, own[i], group, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_range_stays_on_one_line_with_what_belongs_to_it(
    language: Language, show: Callable[..., Page]
) -> None:
    page = show(made_result(language=language), {"width": 320, "height": 640})
    page.locator("#rows button").nth(1).click()

    ranges = page.locator("#card .unbroken").all()

    texts = [one.inner_text() for one in ranges]
    assert {"en": "18–24:", "ru": "1-го", "kk": "1–3-орындардың"}[language] in texts
    assert [one.evaluate("e => e.getClientRects().length") for one in ranges] == [1] * len(ranges)


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_tablet_the_header_is_low_and_the_card_leaves_half_of_the_map_and_the_scale(
    language: Language, show: Callable[..., Page]
) -> None:
    page = show(made_result(language=language), {"width": 1024, "height": 768}, has_touch=True)
    page.locator("#rows button").first.click()

    header, stage, card, scale = (
        box_of(page, part) for part in ("#title-block", "#stage", "#card", ".leaflet-control-scale")
    )
    assert header["height"] < 125
    assert card["width"] * card["height"] < stage["width"] * stage["height"] / 2
    assert card["y"] + card["height"] < scale["y"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_laptop_the_header_is_low_and_all_buttons_stand_in_one_row(
    language: Language, show: Callable[..., Page]
) -> None:
    page = show(made_result(language=language))

    rows = {button.bounding_box()["y"] for button in page.locator("#tools button").all()}  # type: ignore[index]
    assert len(rows) == 1
    assert box_of(page, "#title-block")["height"] < 110


def test_sources_and_run_stand_at_the_foot_of_the_panel_also_in_a_briefing(show: Callable[..., Page]) -> None:
    page = show(made_result())

    for _ in range(2):
        assert "Run 0123456789ab" in page.locator("#small-print").inner_text()
        assert page.locator("#sources").is_hidden()
        page.click("#briefing")


def test_the_filter_stands_first_and_is_open_while_it_is_in_force(show: Callable[..., Page]) -> None:
    page = show(made_result())
    assert page.locator("#choices").is_hidden()
    assert box_of(page, "#filter")["y"] < box_of(page, "#legend")["y"]

    page.evaluate("State.change({filter: {...State.ALL, type: 0}})")

    assert page.locator("#filter-type option:checked").inner_text() == "theft"
    assert page.locator("#choices").is_visible()


def test_the_language_changes_names_numbers_and_texts_and_keeps_the_choice(show: Callable[..., Page]) -> None:
    page = show(made_result())
    page.click("#rows tr:nth-child(3)")

    page.click("#languages button[lang=kk]")

    assert page.locator("html").get_attribute("lang") == "kk"
    assert page.locator("#card h2").inner_text() == "Көктем"
    assert "88,9 (71–109)" in page.locator("#card").inner_text()
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
    assert not page.is_checked("#show-areas")
    assert page.locator("#layers .classes").count() == 1
    assert page.is_checked("#show-boundaries")
    assert area.get_attribute("stroke") == "#5c6670"

    page.uncheck("#show-density")
    page.uncheck("#show-hotspots")
    assert page.is_checked("#show-areas")
    assert area.get_attribute("fill-opacity") == "1"
    assert page.locator(".pane-hotspots path").count() == 0


def test_ticking_areas_takes_the_density_away_and_their_colours_and_lines_have_a_tick_each(
    show: Callable[..., Page],
) -> None:
    page = show(made_result())
    area = page.locator(".pane-areas path").first
    page.check("#show-density")

    page.check("#show-areas")
    assert not page.is_checked("#show-density")
    assert page.locator(".pane-density img").count() == 0
    assert page.locator("#layers .classes").count() == 1
    assert area.get_attribute("fill-opacity") == "1"

    page.uncheck("#show-boundaries")
    assert area.get_attribute("stroke") == "none"
    page.uncheck("#show-areas")
    assert not page.is_checked("#show-density")
    assert page.locator(".pane-areas path").count() == 0
    page.check("#show-boundaries")
    assert (area.get_attribute("stroke"), area.get_attribute("fill-opacity")) == ("#5c6670", "0")
    page.locator(".pane-areas path").nth(6).click()
    assert page.locator("#card-heading").inner_text() == "Aksai"


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_the_table_break_between_words_and_the_table_needs_no_scrolling_sideways(
    show: Callable[..., Page], language: Language, viewport: dict[str, int]
) -> None:
    page = show(
        made_result(names=["c2618r19166", "Zhandosov Street, square 416"], language=language), viewport
    )

    lines = "button => { const words = document.createRange(); const text = button.firstChild;"
    lines += " return button.textContent.split(' ').map((word, i, all) => {"
    lines += " const start = all.slice(0, i).join(' ').length + (i > 0);"
    lines += " words.setStart(text, start); words.setEnd(text, start + word.length);"
    lines += " return new Set([...words.getClientRects()].map(({top}) => top)).size; }); }"
    assert page.locator("#rows button").nth(0).evaluate(lines) == [1]
    assert page.locator("#rows button").nth(1).evaluate(lines) == [1, 1, 1, 1]
    assert page.evaluate(
        "document.querySelector('#table').scrollWidth <= document.querySelector('#table-frame').clientWidth"
    )


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


def test_on_a_phone_nothing_is_wider_than_the_screen_and_the_panels_stand_above_the_table(
    show: Callable[..., Page],
) -> None:
    page = show(made_result(names=["Ы" * 80]), PHONE, has_touch=True)

    page.locator("#rows button").first.tap()

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    tops = [box_of(page, part)["y"] for part in ("#stage", "#card", "#filter", "#legend", "#ranking")]
    assert tops == sorted(tops)
    assert page.locator("details.panel[open]").count() == 0
    assert box_of(page, "#table-frame")["height"] <= 0.8 * PHONE["height"]


def box_of(page: Page, part: str) -> dict[str, float]:
    found = page.locator(part).bounding_box()
    assert found
    return dict(found)


def test_a_dark_room_gets_a_dark_page_with_the_same_colours_of_areas(show: Callable[..., Page]) -> None:
    light = fills(show(made_result()))

    page = show(made_result(), color_scheme="dark")

    assert fills(page) == light
    for part in ("body", "#map_page", "#card"):
        colour = page.locator(part).evaluate("part => getComputedStyle(part).backgroundColor")
        assert sum(map(int, re.findall(r"\d+", colour)[:3])) < 150, part


def fills(page: Page) -> list[str]:
    """Return the colours of the areas by rank."""
    return [path.get_attribute("fill") or "" for path in page.locator(".pane-areas path").all()]


# ---------------------------------------------------------------- when it happened


def test_the_clock_and_the_months_of_an_area_are_those_of_its_incidents(show: Callable[..., Page]) -> None:
    result = made_result()
    page = show(result)

    page.locator("#rows button").nth(1).click()

    assert_times(page, result.incidents.query("area == 1"))
    assert page.locator("#card .clock rect").count() == 7 * 24
    assert page.locator("#card .bars rect").count() == 12
    unknown = int((~result.incidents.query("area == 1")["hour_known"]).sum())
    assert f"Day known, hour unknown, not in the clock: {unknown}." in page.locator("#card").inner_text()


def test_a_clock_of_unequally_recorded_weekdays_says_so_and_one_of_a_year_does_not(
    show: Callable[..., Page],
) -> None:
    result = made_result()
    period = Period(first=date(2025, 1, 8), last=date(2025, 1, 17))
    moved = np.datetime64("2025-01-08T20:00", "s") + np.arange(len(result.incidents)) % 10 * np.timedelta64(
        1, "D"
    )
    short = replace(result, period=period, incidents=result.incidents.assign(start=moved, hour_known=True))
    said = "Weekdays are recorded unequally often (days: Mon 1, Tue 1, Wed 2, Thu 2, Fri 2, Sat 1, Sun 1)"

    for shown, told in ((short, True), (result, False)):
        page = show(shown)
        page.locator("#rows button").first.click()
        assert (said in page.locator("#card").inner_text()) == told
        brief = next(briefs(shown, [shown.ranking.frame["area_id"].iloc[0]]))
        assert any(said in caveat for caveat in brief.caveats) == told


def test_without_single_incidents_clock_and_months_are_the_same_and_no_filter_is_offered(
    show: Callable[..., Page],
) -> None:
    result = made_result()
    page = show(replace(result, drawing=Drawing(incidents=0)))
    page.click("#filter summary")

    page.locator("#rows button").nth(2).click()

    assert_times(page, result.incidents.query("area == 2"))
    assert page.locator("#filter select").count() == 0
    assert "no single incidents" in page.locator("#no-incidents").inner_text()
    assert page.locator("#show-incidents").count() == 0


def assert_times(page: Page, incidents: pd.DataFrame) -> None:
    """Compare the tables of the open card with what pandas counts."""
    page.locator("#card details").evaluate("details => { details.open = true; }")
    week, months = page.locator("#card .numbers table").all()
    start = incidents["start"]
    known = start[incidents["hour_known"]]
    counted = np.zeros((24, 7), dtype=int)
    np.add.at(counted, (known.dt.hour.to_numpy(), known.dt.day_of_week.to_numpy()), 1)
    cells = np.array([int(text) for text in week.locator("td").all_inner_texts()]).reshape(24, 7)
    assert cells.tolist() == counted.tolist()
    by_month = start.dt.month.value_counts().reindex(range(1, 13), fill_value=0)
    assert [int(text) for text in months.locator("td").all_inner_texts()] == by_month.tolist()


def test_few_incidents_make_no_clock_but_are_counted(show: Callable[..., Page]) -> None:
    page = show(made_result())

    page.locator("#rows button").nth(9).click()

    assert page.locator("#card .clock").count() == 0
    assert "Incidents with a known hour: 9." in page.locator("#card").inner_text()


# ---------------------------------------------------------------- filters

FILTERS: dict[str, tuple[dict[str, str], str]] = {
    "type": ({"type": "robbery"}, "type == 'robbery'"),
    "evening": ({"hours": "18–24\u00a0h"}, "hour_known and hour >= 18"),
    "over midnight": ({"hours": "22–6\u00a0h"}, "hour_known and (hour >= 22 or hour < 6)"),
    "weekend": ({"days": "Sat–Sun"}, "weekday >= 5"),
    "period": ({"from": "Mar 2025", "to": "Apr 2025"}, "3 <= month <= 4"),
    "all together": (
        {"type": "theft", "hours": "6–12\u00a0h", "days": "Mon–Fri", "from": "Feb 2025"},
        "type == 'theft' and hour_known and 6 <= hour < 12 and weekday < 5 and month >= 2",
    ),
}


def passing(result: Result, query: str) -> pd.DataFrame:
    """Return the incidents that a filter leaves, as pandas does it."""
    start = result.incidents["start"].dt
    told = result.incidents.assign(hour=start.hour, weekday=start.day_of_week, month=start.month)
    return told.query(query, engine="python")


def choose(page: Page, choices: dict[str, str]) -> None:
    if page.locator("#filter:not([open])").count():
        page.click("#filter summary")
    for name, label in choices.items():
        page.select_option(f"#filter-{name}", label=label)


@pytest.mark.parametrize("filtered", FILTERS)
def test_a_filter_counts_as_pandas_does(filtered: str, show: Callable[..., Page]) -> None:
    choices, query = FILTERS[filtered]
    result = made_result()
    page = show(result)
    left = passing(result, query)

    choose(page, choices)

    rows = [row.locator("th, td").all_inner_texts() for row in page.locator("#rows tr").all()]
    counts = left["area"].value_counts().reindex(range(12), fill_value=0)
    assert {row[0]: int(row[1]) for row in rows} == {NAMES[area][0]: counts[area] for area in range(12)}
    assert [int(row[1]) for row in rows] == sorted(counts, reverse=True)
    percents = [100 * count / len(left) for count in sorted(counts, reverse=True)]
    shares = [f"{'<1' if 0 < each <= 0.5 else round(each)}\u00a0%" for each in percents]
    assert [row[2] for row in rows] == shares
    notice = page.locator("#notice-text").inner_text()
    assert f": {len(left)} incidents of 600." in notice
    assert "no rank, no interval" in notice


@pytest.mark.parametrize("filtered", FILTERS)
def test_a_filtered_map_shows_incidents_per_km2_and_year_in_the_colours_of_its_legend(
    filtered: str, show: Callable[..., Page]
) -> None:
    choices, query = FILTERS[filtered]
    result = made_result()
    page = show(result)
    left = passing(result, query)

    choose(page, choices)

    days = 61 if filtered == "period" else 334 if "from" in choices else 365
    density = left["area"].value_counts().reindex(range(12), fill_value=0) / (days / 365.25)
    legend = page.locator("#layers .classes li").all_inner_texts()[1:]
    limits = [tuple(float(limit) for limit in text.split(" – ")) for text in legend]
    swatches = page.locator("#layers .classes .swatch").all()
    colours = [one.evaluate("e => e.style.getPropertyValue('--colour')") for one in swatches]
    seen = fills(page)
    for area in range(12):
        if density[area] == 0:
            assert seen[area] == colours[0]
            continue
        low, high = limits[colours[1:].index(seen[area])]
        assert low <= density[area] <= high, (NAMES[area][0], density[area])


def test_card_clock_and_months_follow_the_filter_and_its_own_standing_is_said_to_be_of_all_incidents(
    show: Callable[..., Page],
) -> None:
    result = made_result()
    page = show(result)
    page.locator("#rows button").first.click()

    choose(page, {"type": "theft"})

    left = passing(result, "type == 'theft' and area == 0")
    assert page.locator("#card dd").first.inner_text() == f"{len(left)} of 150"
    assert_times(page, left)
    card = page.locator("#card").inner_text()
    assert card.index("All incidents, without the filter") < card.index("Rank 1 of 12")


def test_a_filter_can_be_cleared_and_leaves_no_trace(show: Callable[..., Page]) -> None:
    page = show(made_result())
    page.locator("#rows button").first.click()
    seen = "['rows', 'columns', 'layers', 'card', 'order'].map(id => document.getElementById(id).innerHTML)"
    before = page.evaluate(seen)

    choose(page, {"type": "robbery", "from": "May 2025"})
    assert page.locator("#columns th").all_inner_texts()[0] == "Area"
    assert page.evaluate(seen) != before
    page.click("#clear")

    assert page.evaluate(seen) == before
    assert page.locator("#notice").is_hidden()


def test_a_period_cannot_end_before_it_begins(show: Callable[..., Page]) -> None:
    page = show(made_result())
    choose(page, {"to": "Apr 2025"})

    choose(page, {"from": "Aug 2025"})

    assert page.locator("#filter-to option:checked").inner_text() == "Aug 2025"


def test_a_filter_of_hours_says_how_many_have_no_known_hour(show: Callable[..., Page]) -> None:
    result = made_result()
    page = show(result)

    choose(page, {"hours": "12–18\u00a0h", "type": "robbery"})

    unknown = len(passing(result, "not hour_known and type == 'robbery'"))
    assert unknown > 0
    assert (
        f"Hour unknown or withheld, not counted here: {unknown}." in page.locator("#notice-text").inner_text()
    )


# ---------------------------------------------------------------- incidents


def test_single_incidents_are_off_and_drawn_from_close_by_only_and_under_the_filter(
    show: Callable[..., Page],
) -> None:
    result = made_result()
    page = show(result, LARGE)
    dots = page.locator(".pane-incidents canvas")
    assert dots.count() == 0

    page.check("#show-incidents")
    page.evaluate("void map_page.setZoom(13, {animate: false})")
    assert dots.get_attribute("data-drawn") == "0"
    assert "Zoom in to see single incidents." in page.locator("#layers").inner_text()

    page.evaluate("void map_page.setZoom(15, {animate: false})")
    assert dots.get_attribute("data-drawn") == "600"
    assert "Zoom in" not in page.locator("#layers").inner_text()
    choose(page, {"type": "robbery"})
    assert dots.get_attribute("data-drawn") == str(len(passing(result, "type == 'robbery'")))
    page.uncheck("#show-incidents")
    assert dots.count() == 0


def test_an_incident_is_drawn_where_it_happened(show: Callable[..., Page]) -> None:
    page = show(made_result(), LARGE)
    page.check("#show-incidents")
    page.evaluate("void map_page.setZoom(15, {animate: false})")

    inked = page.evaluate(
        """() => {
          const {box: [west, south, east, north], n, x, y} = Incidents;
          const canvas = document.querySelector(".pane-incidents canvas");
          const [from, stage] = [canvas, map_page.getContainer()].map(e => e.getBoundingClientRect());
          const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const isInked = (_, k) => {
            const lat = south + (north - south) * y[k] / 65535;
            const p = map_page.latLngToContainerPoint([lat, west + (east - west) * x[k] / 65535]);
            const [left, top] = [p.x + stage.x - from.x, p.y + stage.y - from.y].map(Math.round);
            return data[4 * (top * canvas.width + left) + 3] > 0;
          };
          return [...x].filter(isInked).length;
        }"""
    )

    assert inked == 600


# ---------------------------------------------------------------- long lists


def test_the_name_of_an_area_much_narrower_than_its_name_waits_for_a_closer_view(
    show: Callable[..., Page],
) -> None:
    page = show(made_result(names=["A name as long as this one"]))
    assert page.locator(".area-label", has_text="A name").count() == 1

    page.evaluate("void map_page.setZoom(10, {animate: false})")

    assert page.locator(".area-label").count() == 0


@pytest.fixture
def few_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write out the first cards only, which takes less time."""
    monkeypatch.setattr("hotspot.render.contents.FULL_CARDS", 10)


def many_squares(count: int) -> Result:
    result = made_result()
    many = result.ranking.frame.iloc[np.arange(count) % 12].reset_index(drop=True)
    names = [f"Q{i:04d}" for i in range(count)]
    frame = many.assign(rank=np.arange(1, count + 1), area_id=names, name_en=names, group=1)
    corners = [(WEST + i % 80 * 50, SOUTH + i // 80 * 50) for i in range(count)]
    frame["geometry"] = [box(x, y, x + 50, y + 50) for x, y in corners]
    return replace(result, ranking=replace(result.ranking, frame=frame))


def cards(page: Page, count: int) -> list[str]:
    """Return the cards of the first `count` areas in each language, and the table's rows for them."""
    told = []
    for language in LANGUAGES:
        page.evaluate(f"State.change({{language: '{language}'}})")
        told += page.locator("#rows tr").all_inner_texts()[:count]
        for i in range(count):
            page.evaluate(f"State.change({{area: {i}, hotspot: null}})")
            told.append(page.locator("#card").inner_text())
    return told


@pytest.fixture
def list_of_five(monkeypatch: pytest.MonkeyPatch) -> None:
    """List five areas of twelve one by one."""
    monkeypatch.setattr("hotspot.render.contents.LISTED", 5)


@pytest.mark.parametrize("most", [1_000_000, 0])
def test_a_listed_area_is_told_as_if_all_were_listed(
    most: int, show: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = replace(made_result(), drawing=Drawing(incidents=most))
    whole = cards(show(result), 6)
    monkeypatch.setattr("hotspot.render.contents.LISTED", 6)
    monkeypatch.setattr("hotspot.render.contents.FULL_CARDS", 6)

    told = cards(show(result), 6)

    assert len(whole) == 36
    assert told == whole


@pytest.mark.usefixtures("list_of_five")
def test_those_that_an_area_cannot_be_told_apart_from_are_counted_where_they_are_not_listed(
    show: Callable[..., Page],
) -> None:
    page = show(made_result())

    page.click("#rows tr:nth-child(4)")

    assert "Cannot be told apart from: Zhetisu and 1 other." in page.locator("#card").inner_text()


@pytest.mark.usefixtures("list_of_five")
def test_areas_that_are_not_listed_are_drawn_counted_and_answer_to_a_click(
    show: Callable[..., Page],
) -> None:
    page = show(made_result())
    page.uncheck("#show-hotspots")

    assert page.locator("#rows tr").count() == 5
    assert "the first 5 of 12 by rank. All are in ranking.csv" in page.locator("#order").inner_text()
    assert "Areas beyond the first 5: 7." in page.locator("#legend").inner_text()
    assert "The first 5 of 12 areas" in page.locator("#caveats").inner_text()
    page.locator(".pane-areas path").first.click()
    said = page.locator(".leaflet-popup-content").inner_text()
    assert said.startswith("This area is not among the first 5 of 12 by rank. Score per km² and year: ")
    assert page.locator("#card").is_hidden()


@pytest.mark.usefixtures("list_of_five")
def test_areas_that_are_not_listed_keep_their_colours_but_under_a_filter_and_the_density(
    show: Callable[..., Page],
) -> None:
    page = show(made_result())
    rest = page.locator(".pane-areas path:nth-child(-n+3)")
    assert set(rest.evaluate_all("all => all.map(one => one.getAttribute('fill'))")) == {
        *("#ffffcc", "#a1dab4", "#41b6c4")
    }

    page.evaluate("State.change({filter: {...State.ALL, type: 0}})")
    assert {one.get_attribute("fill") for one in rest.all()} == {"#d9d9d9"}
    assert "beyond the first 5: not counted under a filter" in page.locator("#legend").inner_text()
    page.evaluate("State.change({filter: State.ALL})")
    page.check("#show-density")
    assert {one.get_attribute("fill-opacity") for one in rest.all()} == {"0"}
    assert "beyond the first 5" not in page.locator("#legend").inner_text()


@pytest.mark.usefixtures("list_of_five")
def test_no_veil_lies_over_areas_that_are_not_listed(show: Callable[..., Page]) -> None:
    page = show(made_result())

    veil = "Object.values(map_page._layers).find(one => one._path && one.options.pane === 'veil')"
    holes = page.evaluate(f"{veil}.getLatLngs().length") - 1
    rings = page.evaluate("Areas.layer.getLayers().flatMap(one => one.getLatLngs().flat()).length")
    assert holes == rings > 5


@pytest.mark.usefixtures("few_cards")
def test_rows_of_a_long_list_are_made_as_they_are_needed(show: Callable[..., Page]) -> None:
    page = show(many_squares(2_000))
    rows = page.locator("#rows tr")
    assert rows.count() < 400

    page.evaluate("State.change({area: 1234, hotspot: null})")  # as a click on the map does
    assert page.locator("#rows tr.chosen").inner_text().split()[1] == "Q1234"
    assert page.locator("#rows tr.chosen").evaluate(
        "row => { const [a, b] = [row, row.closest('#table-frame')].map(e => e.getBoundingClientRect());"
        "return a.top > b.top && a.bottom < b.bottom; }"
    )

    page.fill("#search", "q199")
    assert names(page) == [f"Q199{i}" for i in range(10)]


@pytest.mark.usefixtures("few_cards")
def test_the_areas_of_a_long_list_are_drawn_on_a_canvas_and_answer_to_a_click(
    show: Callable[..., Page],
) -> None:
    page = show(many_squares(2_000))
    assert page.locator(".pane-areas canvas").count() == 1
    page.uncheck("#show-hotspots")
    page.evaluate("void map_page.setView(City.areas[1000].at, 17, {animate: false})")
    stage = box_of(page, "#map_page")

    page.mouse.click(stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2)

    assert page.locator("#card h2").inner_text() == "Q1000"


# ---------------------------------------------------------------- sheets and briefings


def printed(page: Page, sheet: str) -> list[tuple[float, float]]:
    """Return the sizes in millimetres of the sheets that the button for `sheet` gives."""
    page.evaluate("window.print = () => undefined")  # the dialog of the system
    page.click(f"#print-{sheet}")
    file = page.pdf(prefer_css_page_size=True)
    count = len(re.findall(rb"/Type\s*/Page\b(?!s)", file))
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", file)
    assert len(boxes) == count
    return [(float(width) * POINT_MM, float(height) * POINT_MM) for width, height in boxes]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_printing_gives_one_sheet_of_the_size_asked_for(
    show: Callable[..., Page], language: Language, viewport: dict[str, int]
) -> None:
    page = show(made_result(language=language), viewport)

    plain = {sheet: printed(page, sheet) for sheet in SHEETS}
    page.locator("#rows button").first.click()
    page.evaluate("State.change({filter: {...State.ALL, type: 0, hours: [22, 6]}})")
    full = {sheet: printed(page, sheet) for sheet in SHEETS}

    for sheet, size in SHEETS.items():
        assert plain[sheet] == full[sheet] == [pytest.approx(size, abs=0.5)]


def test_a_sheet_has_title_notice_map_legend_arrow_scale_sources_and_the_first_rows(
    show: Callable[..., Page],
) -> None:
    page = show(made_result())
    choose(page, {"type": "theft"})

    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")

    for part in (
        *("#synthetic", "#title", "#facts", "#sources", "#notice-text", "#map_page", "#north"),
        *(".leaflet-control-scale", "#legend .classes", "#caveats", "#rows tr:nth-child(12)"),
    ):
        assert page.locator(part).is_visible(), part
    assert "Run 0123456789ab" in page.locator("#sources").inner_text()
    for part in ("#tools", "#filter", "#search", "#clear", ".leaflet-control-zoom"):
        assert page.locator(part).is_hidden(), part
    bottoms = [box_of(page, part) for part in ("#stage", "#ranking", "#margin")]
    assert max(part["y"] + part["height"] for part in bottoms) <= 276 / 25.4 * 96 + 1


def test_the_whole_city_is_on_the_sheet_and_the_view_comes_back_after_printing(
    show: Callable[..., Page],
) -> None:
    page = show(made_result())
    page.evaluate("void map_page.setView(City.areas[0].at, 16, {animate: false})")
    view = """[map_page.getCenter().lat, map_page.getCenter().lng, map_page.getZoom(),
      document.documentElement.className]"""
    before = page.evaluate(view)

    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("map_page.getBounds().contains(City.box)")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")

    assert page.evaluate(view) == [pytest.approx(number, abs=1e-4) for number in before[:3]] + before[3:]


@pytest.mark.parametrize("width", [390, 1150, 1366, 1920])
@pytest.mark.parametrize("height", [700, 1000])
def test_no_area_lies_under_the_buttons_or_the_north_arrow_at_first(
    show: Callable[..., Page], width: int, height: int
) -> None:
    page = show(made_result(), {"width": width, "height": height})

    parts = [box_of(page, part) for part in (".leaflet-control-zoom", "#north")]
    stage = box_of(page, "#map_page")
    corners = page.evaluate(
        """City.areas.flatMap((area) => area.shape.flat().flatMap(Shapes.decode))
          .map((place) => map_page.latLngToContainerPoint(place)).map(({x, y}) => [x, y])"""
    )
    for part in parts:
        left, top = part["x"] - stage["x"], part["y"] - stage["y"]
        assert not [
            (x, y)
            for x, y in corners
            if left <= x <= left + part["width"] and top <= y <= top + part["height"]
        ]
    assert page.evaluate("map_page.getBounds().contains(City.box)")


def test_for_a_briefing_the_map_takes_the_place_of_the_table_and_keeps_its_legend(
    show: Callable[..., Page],
) -> None:
    page = show(made_result())
    width = box_of(page, "#map_page")["width"]

    page.click("#briefing")

    assert page.locator("#ranking").is_hidden()
    assert page.locator("#title").is_visible()
    assert page.locator("#legend .classes").is_visible()
    assert box_of(page, "#map_page")["width"] > width + 300
    page.click("#briefing")
    assert page.locator("#ranking").is_visible()
