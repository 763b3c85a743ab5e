"""Emerging classes and changes between periods on the map page: colours, signs, legends, cards, sheets."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from made_result import NAMES, made_result

from hotspot.render import contents, map_page
from hotspot.render.contents import city_island
from hotspot.render.views import TREND_COLOURS, WHEN_COLOURS
from hotspot.schema import LANGUAGES, Period
from hotspot.schema.drawn import DrawnFinds, DrawnTrend, DrawnWhen
from hotspot.schema.timed import CLASSES, Emerged
from hotspot.schema.trended import Changed
from hotspot.words import Words
from hotspot.words.views import trend_facts, trend_lines, when_facts, when_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from hotspot.schema.timed import EmergingClass
    from hotspot.schema.trended import ChangeVerdict

AREAS = tuple(made_result().ranking.frame.sort_values("rank")["area_id"])
NOW = Period(first=date(2025, 7, 1), last=date(2025, 12, 31))
PAST = Period(first=date(2024, 7, 1), last=date(2024, 12, 31))
UP, DOWN, NOISE, FEW = TREND_COLOURS
# Linear light of those who see no green, no red, no blue: Machado, Oliveira & Fernandes (2009), severity 1.
SIGHTS = {
    "all": np.eye(3),
    "no green": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "no red": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no blue": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}


def emerged(place: str, found: EmergingClass, *, kind: Any = "area", out: int = 3) -> Emerged:
    is_out = found != "none"
    return Emerged(
        place_id=place,
        kind=kind,
        name=place,
        found=found,
        incidents=70,
        months=24,
        months_out=out if is_out else 0,
        last_out=date(2025, 11, 1) if is_out else None,
        tau=0.42,
        tau_p=0.003,
    )


def changed(unit: str, verdict: ChangeVerdict, *, kind: Any = "area", **values: Any) -> Changed:
    row = Changed(
        kind=kind,
        unit_id=unit,
        name="Whole city" if kind == "city" else unit,
        now=34,
        past=41,
        usual=41.0,
        now_per_day=0.2,
        past_per_day=0.2,
        change=-0.17,
        change_low=-0.45,
        change_high=0.2,
        root_difference=-1.1,
        root_noise=2.2,
        p_value=0.2,
        p_adjusted=0.31,
        verdict=verdict,
        contribution=-0.01,
    )
    return replace(row, **values)


def made_when() -> DrawnWhen:
    """Return one area of each class, all others without, and a hot spot."""
    areas = [emerged(area, CLASSES[i] if i < len(CLASSES) else "none") for i, area in enumerate(AREAS)]
    return DrawnWhen(months=24, emerged=(*areas, emerged("H1", "diminishing", kind="hotspot")))


def made_trend() -> DrawnTrend:
    verdicts: list[ChangeVerdict] = ["up", "down", "too few"]
    told = [*verdicts, *["no change beyond noise"] * (len(AREAS) - 4)]
    return DrawnTrend(
        now=NOW,
        past=PAST,
        city=changed("", "no change beyond noise", kind="city"),
        areas=tuple(
            changed(area, verdict) for area, verdict in zip(AREAS, told, strict=False)
        ),  # not the last
        press=("lag",),
    )


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """The page of the made city with both views; in the end, no error was said and no host asked."""
    return open_page(map_page(made_result(), DrawnFinds(when=made_when(), trend=made_trend())))


def fills(page: Page) -> list[str]:
    """Return the colours of the areas in the order of their ranks."""
    found: list[str] = page.evaluate("City.areas.map((_, i) => Areas.layer.getLayers()[i].options.fillColor)")
    return found


def lab(colour: str, sight: np.ndarray) -> np.ndarray:
    """Return CIE L*, a*, b* (1976) of a colour as it is seen."""
    part = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    light = np.clip(sight @ np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4), 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ light
    x, y, z = np.cbrt(xyz / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(
    ("colours", "least"), [(WHEN_COLOURS, 18), (TREND_COLOURS, 18)], ids=["when", "trend"]
)
def test_no_two_colours_are_alike_for_those_who_see_fewer(
    colours: dict[str, str], least: float, sight: str
) -> None:
    seen = [lab(colour, SIGHTS[sight]) for colour in colours.values()]

    assert min(np.linalg.norm(one - other) for one, other in combinations(seen, 2)) >= least


@pytest.mark.parametrize("colours", [WHEN_COLOURS, TREND_COLOURS], ids=["when", "trend"])
def test_colours_are_told_apart_in_grey_print(colours: dict[str, str]) -> None:
    lightness = sorted(lab(colour, SIGHTS["all"])[0] for colour in colours.values())

    assert np.diff(lightness).min() >= 7.5


def test_a_page_without_these_finds_holds_nothing_of_them() -> None:
    assert "views" not in city_island(made_result())
    assert "views" not in city_island(made_result(), DrawnFinds())


@pytest.mark.parametrize("language", LANGUAGES)
def test_noise_is_never_called_a_rise_or_a_fall(language: Any) -> None:
    words = Words(language=language)
    found = made_trend()

    facts = trend_facts(found, words)
    of = {one.unit_id: [text for _, text in facts[one.kind, one.unit_id]] for one in found.areas}

    rise, fall = (words(f"trend.{one}") for one in ("up", "down"))
    told = {one.unit_id: one.verdict for one in found.areas}
    assert {area for area, texts in of.items() if texts[0].startswith(f"{rise}:")} == {AREAS[0]}
    assert {area for area, texts in of.items() if texts[0].startswith(f"{fall}:")} == {AREAS[1]}
    for area, texts in of.items():
        if told[area] == "no change beyond noise":
            assert rise not in texts[0]
            assert fall not in texts[0]
            assert texts[0].startswith(words("view.trend.none"))


def test_the_card_tells_verdict_counts_both_periods_and_interval() -> None:
    facts = trend_facts(made_trend(), Words(language="en"))

    assert facts["area", AREAS[3]] == [
        (
            "Change, 1 Jul 2025 – 31 Dec 2025 against 1 Jul 2024 – 31 Dec 2024",
            "no change beyond noise: 34, before 41",
        ),
        ("How much, with 95 % interval (chance, p)", "−17\xa0% (−45\xa0% … +20\xa0%); p: 0.31"),
    ]
    assert facts["area", AREAS[2]] == [
        (
            "Change, 1 Jul 2025 – 31 Dec 2025 against 1 Jul 2024 – 31 Dec 2024",
            "too few to compare: 34, before 41",
        )
    ]


def test_the_card_says_where_interval_and_test_disagree_and_what_the_counts_are_compared_with() -> None:
    row = changed(AREAS[0], "no change beyond noise", change_high=-0.02, usual=52.0)
    found = replace(made_trend(), areas=(row,))

    (_, counts), (_, size) = trend_facts(found, Words(language="en"))["area", AREAS[0]]

    assert counts.endswith("before 41 (brought to these days, season and reports: 52)")
    assert size.endswith("the test over all areas and the interval disagree, so no change is told")


def test_the_card_tells_the_class_with_its_months_and_counts() -> None:
    facts = when_facts(made_when(), Words(language="en"))

    assert facts["area", AREAS[1]] == [
        (
            "Emerging class (whole months: 24)",
            "intensifying; stood out in 3 of 24 months, last in Nov 2025; incidents: 70",
        ),
        ("Trend of its share of the city by months: Kendall’s τ (chance, p)", "0.42 (0.003)"),
    ]
    assert facts["area", AREAS[5]][0][1] == "does not stand out in any of 24 months; incidents: 70"
    assert facts["hotspot", "H1"][0][1].startswith("diminishing")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_legend_says_the_whole_city_in_the_language_in_force_and_what_may_not_be_printed(
    language: Any,
) -> None:
    words = Words(language=language)

    lines = trend_lines(made_trend(), words)

    city = words("when.city")
    assert lines[1].startswith(city[0].upper() + city[1:])
    assert words("trend.reason.lag") in lines[2]


def test_the_legend_says_how_many_incidents_have_no_part_in_a_class() -> None:
    lines = when_lines(replace(made_when(), left_out=3), made_result(), Words(language="en"))

    assert lines[-1] == "Incidents of sensitive types left out: 3."
    assert len(when_lines(made_when(), made_result(), Words(language="en"))) == 1


@pytest.mark.browser
def test_each_view_colours_the_areas_and_explains_the_classes_that_there_are(page: Page) -> None:
    page.check("#show-view-when")
    when = fills(page)
    legend = page.locator("#layers .classes li").all_text_contents()
    assert not page.is_checked("#show-areas")
    assert page.locator("#layers .classes").count() == 1

    page.check("#show-view-trend")
    trend = fills(page)

    assert when == [WHEN_COLOURS[CLASSES[min(i, 5)]] for i in range(12)]
    assert [text.split(":")[0] for text in legend] == [
        *("★ new (1)", "▲ intensifying (1)", "▼ diminishing (1)", "■ persistent (1)", "◇ sporadic (1)"),
        "does not stand out (7)",
    ]
    told = [UP, DOWN, FEW, *[NOISE] * 8]
    assert trend == [*(TREND_COLOURS[one] for one in told), "#d9d9d9"]  # of the last nothing is told
    assert not page.is_checked("#show-view-when")
    assert page.locator("#layers .classes li").all_text_contents() == [
        *("▲ up (1)", "▼ down (1)", "no change beyond noise (8)", "too few to compare (1)", "not told")
    ]


@pytest.mark.browser
def test_areas_come_back_when_nothing_else_colours_the_map(page: Page) -> None:
    own = fills(page)

    for box in ("when", "trend", "when"):
        page.check(f"#show-view-{box}")
    page.check("#show-density")
    assert (
        page.locator("#layers input:checked").evaluate_all("all => all.map(one => one.id)")[0]
        == "show-density"
    )
    page.check("#show-view-trend")
    page.uncheck("#show-view-trend")

    assert page.is_checked("#show-areas")
    assert fills(page) == own
    page.uncheck("#show-areas")
    page.check("#show-view-when")
    page.uncheck("#show-view-when")
    assert not page.is_checked("#show-areas")


@pytest.mark.browser
def test_a_sign_tells_the_class_where_colours_do_not(page: Page) -> None:
    page.check("#show-view-when")

    labels = page.locator(".area-label").all_text_contents()

    first = [NAMES[i][0] for i in range(12)]
    for sign, name in zip("★▲▼■◇", first, strict=False):
        assert f"{sign} {name}" in labels or sign in labels
    assert not any(name in labels for name in first[:5])
    page.uncheck("#show-view-when")
    assert not set("★▲▼■◇") & set("".join(page.locator(".area-label").all_text_contents()))


@pytest.mark.browser
def test_a_filter_leaves_a_view_as_it_is_and_the_legend_says_so(page: Page) -> None:
    page.check("#show-view-when")
    before = fills(page)

    page.evaluate("State.change({filter: {...State.ALL, type: 0}})")

    assert fills(page) == before
    assert "From all incidents, without the filter." in page.locator("#layers").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_of_areas_and_hot_spots_tell_class_and_change_in_each_language(
    page: Page, language: Any
) -> None:
    words = Words(language=language)
    page.click(f"#languages button[lang={language}]")

    page.locator("#rows button").first.click()
    card = page.locator("#card").inner_text()
    page.evaluate("State.change({area: null, hotspot: 0})")

    assert words("when.class.new") in card
    assert words("trend.up") + ": 34" in card
    assert words("when.class.diminishing") in page.locator("#card").inner_text()


@pytest.mark.browser
def test_a_view_is_chosen_with_the_keyboard_alone(page: Page) -> None:
    page.focus("#show-view-when")

    page.keyboard.press("Space")

    assert fills(page)[0] == WHEN_COLOURS["new"]
    assert page.evaluate("document.activeElement.id") == "show-view-when"


@pytest.mark.browser
def test_the_sheet_has_the_view_and_its_legend(page: Page) -> None:
    page.check("#show-view-when")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert page.locator("#layers .classes li").first.is_visible()
    assert not page.locator("#show-view-trend").locator("..").is_visible()
    assert fills(page)[0] == WHEN_COLOURS["new"]


@pytest.mark.browser
def test_areas_that_are_not_listed_have_no_colour_of_a_view(
    open_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "LISTED", 5)
    monkeypatch.setattr(contents, "FULL_CARDS", 3)
    page = open_page(map_page(made_result(), DrawnFinds(when=made_when())))
    rest = page.locator(".pane-areas path:nth-child(-n+3)")
    own = [one.get_attribute("fill") for one in rest.all()]

    page.check("#show-view-when")
    assert {one.get_attribute("fill") for one in rest.all()} == {"#d9d9d9"}
    legend = page.locator("#legend").inner_text()
    assert "beyond the first 5: not coloured here, all are in emerging.csv" in legend
    assert "in the same colours" not in legend

    page.uncheck("#show-view-when")
    assert [one.get_attribute("fill") for one in rest.all()] == own


def test_the_views_of_thousands_of_areas_do_not_burst_the_page() -> None:
    result = made_result()
    many = result.ranking.frame.iloc[np.arange(3_000) % 12].reset_index(drop=True)
    ids = [f"Q{i:04d}" for i in range(3_000)]
    frame = many.assign(rank=np.arange(1, 3_001), area_id=ids, group=1)
    result = replace(result, ranking=replace(result.ranking, frame=frame))
    when = DrawnWhen(
        months=24, emerged=tuple(replace(emerged(area, "none"), tau=i / 3_000) for i, area in enumerate(ids))
    )
    trend = replace(
        made_trend(), areas=tuple(changed(area, "too few", past=i % 4) for i, area in enumerate(ids))
    )

    plain, coloured = (
        len(json.dumps(city_island(result, finds), ensure_ascii=False).encode())
        for finds in (None, DrawnFinds(when=when, trend=trend))
    )

    assert coloured - plain < 250_000
    assert not re.search(r"NaN|Infinity", json.dumps(city_island(result, DrawnFinds(when=when, trend=trend))))
