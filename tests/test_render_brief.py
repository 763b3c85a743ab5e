"""The brief of an area: one page that says what is known, in three languages, whatever stands in the data."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from html import unescape
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from made_result import SOUTH, WEST, made_result
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from pdf_text import pdf_text
from shapely import Point

from hotspot.render.brief import brief_html, brief_pdf, briefs
from hotspot.render.brief.clock import shade_of
from hotspot.render.brief.paper import house_style
from hotspot.render.brief.scene import city_of, scene_of
from hotspot.render.brief.sheet import HEAD_LINES, NOTE, PAGE, SPOT_SHARES, WIDTH, sheet_of
from hotspot.render.brief.type import drawable, fitting, font, width_mm, wrapped
from hotspot.schema import LANGUAGES, Choice, Finding
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from hotspot.render.brief import Brief
    from hotspot.schema import Language, Result

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
LONG = ("Ұзын-Атаулы Шоғырлану Аумағы " * 3)[:80]
HOSTILE = (
    "{{7*7}} ${7*7}",
    "{% raw %}`x` $x^2$",
    "</script><script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    "=1+1 'quoted' \"twice\" \\ <!--name-->",
    "שלום abc",
    "👮 🚓 中文",
)
PERSONAL = ("KZ-SECRET-880101300123", "+7 700 123 45 67", "Иванов Иван")


def brief_of(result: Result, area_id: str = "A01") -> Brief:
    return next(iter(briefs(result, [area_id])))


def crowded(language: Language) -> Result:
    """Return a city with a name of 80 letters for each area, and 30 hot spots in the first."""
    result = made_result(names=[LONG] * 12, kind="theft from a vehicle, by force " * 3, language=language)
    spots = result.hotspots.frame
    rows = pd.DataFrame([spots.iloc[i % 3] for i in range(30)]).reset_index(drop=True)
    places = [Point(WEST + 90 + 150 * (i % 6), SOUTH + 2_090 + 160 * (i // 6)).buffer(60) for i in range(30)]
    rows = rows.assign(hotspot_id=[f"H{i + 1}" for i in range(30)], rank=range(1, 31), geometry=places)
    ranking = result.ranking.frame.assign(group=1)
    ranking.loc[0, ["hotspots", "hotspot_ids"]] = [30, " ".join(rows["hotspot_id"])]
    return replace(
        result,
        title=LONG * 2,
        hotspots=replace(result.hotspots, frame=gpd.GeoDataFrame(rows, geometry="geometry", crs=spots.crs)),
        ranking=replace(result.ranking, frame=ranking),
    )


def without_incidents(language: Language = "en") -> Result:
    result = made_result(language=language)
    columns = {"incidents": 0, "hotspots": 0, "hotspot_ids": "", "trend": "too few", "main_types": ""}
    ranking = result.ranking.frame.copy()
    ranking.loc[0, list(columns)] = list(columns.values())
    incidents = result.incidents[result.incidents["area"] != 0]
    return replace(result, incidents=incidents, ranking=replace(result.ranking, frame=ranking))


def without_dates(language: Language = "en") -> Result:
    result = made_result(language=language)
    incidents = result.incidents.assign(start=pd.NaT, hour_known=False)
    ranking = result.ranking.frame.assign(trend="", main_hours="")
    return replace(
        result,
        period=None,
        incidents=incidents.astype({"start": "datetime64[s]"}),
        ranking=replace(result.ranking, frame=ranking),
    )


def one_area() -> Result:
    result = made_result()
    ranking = result.ranking.frame.iloc[:1].assign(rank_low=1, rank_high=1)
    return replace(
        result,
        areas=replace(result.areas, frame=result.areas.frame.iloc[:1]),
        ranking=replace(result.ranking, frame=ranking),
        incidents=result.incidents.assign(area=np.where(result.incidents["area"] == 0, 0, -1)),
        layers={},
    )


def short_record(language: Language) -> Result:
    """Return the crowded city with a record of a few weeks and few incidents, and so without a forecast."""
    ruled = Choice(name="score.drift_percent", value=15, why="score_drift_rule", values={"level": 16})
    thin = (
        Finding(code="rank_few_incidents", level="warning", values={"incidents": 29, "fewest": 30}),
        Finding(code="rank_short_period", level="warning", values={"days": 92}),
    )
    return replace(crowded(language), choices=(ruled,), findings=thin)


CITIES: dict[str, Callable[[], Result]] = {
    **{
        f"plain, {language}": lambda language=language: made_result(language=language)
        for language in LANGUAGES
    },
    **{f"crowded, {language}": lambda language=language: crowded(language) for language in LANGUAGES},
    **{
        f"crowded, short, {language}": lambda language=language: short_record(language)
        for language in LANGUAGES
    },
    "hostile": lambda: made_result(names=HOSTILE, kind=HOSTILE[0], title=HOSTILE[3]),
    "without incidents": without_incidents,
    "without dates": without_dates,
    "one area, no layers": one_area,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_one_page_of_a4_with_its_fonts_inside(language: Language) -> None:
    pdf = brief_pdf(brief_of(made_result(language=language)))

    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
    assert b"/MediaBox [ 0 0 595." in pdf
    assert pdf.count(b"/FontFile2") == pdf.count(b"/Subtype /CIDFontType2") > 0
    assert b"/CreationDate" not in pdf
    assert b"/JavaScript" not in pdf


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brief_of_a_short_record_says_so_and_that_it_is_no_forecast(language: Language) -> None:
    words = Words(language=language)
    result = short_record(language)

    said, usual = (brief_of(one).caveats for one in (result, crowded(language)))

    assert said[:2] == tuple(f"{words.finding(finding)[0]}." for finding in result.findings)
    assert said[2] == words("brief.basis.period")
    assert usual[0] == words("brief.basis.data")
    assert said[3:] == usual[1:]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_and_html_say_the_same_in_the_language_asked_for(language: Language) -> None:
    brief, words = brief_of(made_result(language=language), "A03"), Words(language=language)

    pdf, page = pdf_text(brief_pdf(brief)), shown(brief_html(brief))

    for text in (
        brief.name,
        brief.heading,
        words("brief.notes"),
        words("brief.clock"),
        words("map.layer.posts"),
    ):
        assert text in pdf
    for text in (*brief.about, *brief.sentences, *brief.caveats, *brief.sources, words("brief.notes")):
        assert text in page
    flat = " ".join(pdf.split())
    for what, much in brief.facts:
        assert what in page
        assert much in page
        assert much.split()[0] in flat
    assert {"en": "Koktem", "ru": "Коктем", "kk": "Көктем"}[language] == brief.name


def test_every_kazakh_letter_is_in_the_font() -> None:
    assert drawable(KAZAKH) == KAZAKH
    assert KAZAKH in pdf_text(brief_pdf(brief_of(made_result(names=[KAZAKH]))))


@pytest.mark.parametrize("city", CITIES)
def test_no_text_leaves_the_page_and_no_two_meet(city: str) -> None:
    brief = brief_of(CITIES[city]())

    with house_style():
        figure = sheet_of(brief)
        figure.set_dpi(400)  # on a coarser grid of dots letters are set wider
        renderer = FigureCanvasAgg(figure).get_renderer()
        boxes = [
            (text.get_text(), text.get_window_extent(renderer).padded(-3.0))
            for text in figure.findobj(Text)
            if text.get_text().strip()
        ]

    width, height = figure.bbox.width, figure.bbox.height
    assert len(boxes) > 40
    assert [
        text for text, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ] == []
    assert [
        (one, other)
        for (one, box), (other, there) in combinations(boxes, 2)
        if box.x0 < there.x1 and there.x0 < box.x1 and box.y0 < there.y1 and there.y0 < box.y1
    ] == []


@pytest.mark.parametrize("city", CITIES)
def test_there_is_room_for_notes_by_hand(city: str) -> None:
    with house_style():
        figure = sheet_of(brief_of(CITIES[city]()))

    rules = [line for line in figure.axes[0].artists + list(figure.axes[0].lines) if is_note_rule(line)]
    assert len(rules) >= (1 if city.startswith("crowded") else 3)


def test_the_same_run_gives_the_same_bytes_in_another_process_with_another_hash_seed() -> None:
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from made_result import made_result\n"
        "from hotspot.render.brief import brief_html, brief_pdf, briefs\n"
        "brief = next(iter(briefs(made_result(language='kk'), ['A02'])))\n"
        "print(hashlib.sha256(brief_pdf(brief) + brief_html(brief).encode()).hexdigest())"
    )
    brief = brief_of(made_result(language="kk"), "A02")
    here = hashlib.sha256(brief_pdf(brief) + brief_html(brief).encode()).hexdigest()

    run = [sys.executable, "-c", code, str(Path(__file__).parent)]
    there = subprocess.run(
        run, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "77"}
    )

    assert there.stdout.strip() == here


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    page = brief_html(brief_of(made_result(names=[text], kind=text, title=text)))

    assert f">{text}</h1>" in unescape(page)
    assert shown(page).count(text) >= 3
    assert re.findall(r"<(script|img src=x)", page) == []


def test_no_text_is_taken_for_a_formula_or_a_place_of_the_template() -> None:
    names = [text for text in HOSTILE if text.isascii()]

    text = pdf_text(
        brief_pdf(brief_of(made_result(names=[" ".join(names)[:80]], kind=names[1], title=names[4])))
    )

    assert all(name in text for name in (*names[:2], names[4]))


def test_letters_that_no_font_has_are_marked_and_never_dropped() -> None:
    assert drawable("a🚓b\u202ec\nd") == "a\ufffdb\ufffdc d"
    assert "\ufffd \ufffd" in pdf_text(brief_pdf(brief_of(made_result(names=["👮 🚓"]))))


def test_nothing_personal_reaches_a_brief() -> None:
    result = made_result()
    result = replace(result, incidents=result.incidents.assign(victim="Иванов Иван"))

    brief = brief_of(result)

    said = brief_html(brief) + pdf_text(brief_pdf(brief))
    assert [text for text in PERSONAL if text in said] == []


def test_the_words_of_the_house_are_kept() -> None:
    for language in LANGUAGES:
        brief = brief_of(made_result(language=language))

        assert brief.heading == Words(language=language)("brief.heading")
        assert any(words in " ".join(brief.caveats) for words in ("not a “dangerous", "не «опасный", "емес"))


def test_an_area_with_fewer_incidents_for_its_ground_than_the_city_is_not_called_one_of_concentration() -> (
    None
):
    assert brief_of(made_result(), "A01").heading == "Area of concentration in this period"
    assert brief_of(made_result(), "A12").heading == "Area in this period"
    assert brief_of(without_incidents()).heading == "Area in this period"


def test_rank_and_score_are_told_once_with_their_intervals() -> None:
    brief = brief_of(made_result(), "A02")

    assert (brief.rank, brief.of) == ("2", "of 12")
    assert brief.sentences[0].startswith("Rank 2 of 12.")
    assert "109. These data fit anything between 89 and 131 (95 %)." in brief.sentences[-1]
    assert not [what for what, _ in brief.facts if what.startswith("Score")]


def test_a_trend_is_told_only_where_there_is_enough_to_compare() -> None:
    facts = {area: dict(brief_of(made_result(), area).facts) for area in ("A01", "A05")}

    assert any(what.startswith("Trend") for what in facts["A01"])
    assert not any(what.startswith("Trend") for what in facts["A05"])


def test_an_area_without_incidents_says_so_and_draws_no_empty_charts() -> None:
    brief = brief_of(without_incidents())

    assert brief.sentences[0] == "No incidents were recorded here in this period."
    assert (brief.clock, brief.times, brief.kinds) == (None, None, None)
    assert "Hot spots inside: none" in pdf_text(brief_pdf(brief))


def test_without_dates_there_is_no_clock_and_no_time() -> None:
    brief = brief_of(without_dates())

    assert (brief.clock, brief.times) == (None, None)
    assert brief.kinds
    assert "period unknown" in brief.about


def test_whole_months_have_no_weekdays() -> None:
    result = made_result()
    months = result.incidents["start"].to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    result = replace(result, incidents=result.incidents.assign(start=months, hour_known=False))

    brief = brief_of(result)

    assert brief.clock is None
    assert brief.times
    assert sum(brief.times.counts) == (result.incidents["area"] == 0).sum()


def test_clock_columns_and_types_each_count_every_incident_of_the_area() -> None:
    result = made_result()
    count = int((result.incidents["area"] == 1).sum())

    brief = brief_of(result, "A02")

    assert brief.clock
    assert brief.times
    assert brief.kinds
    assert brief.clock.hours.sum() + brief.clock.hour_unknown.sum() == count
    assert sum(brief.times.counts) == sum(brief.kinds.counts) == count
    assert "no hour: " in brief_html(brief)


def test_types_that_occur_once_or_twice_are_not_named() -> None:
    result = made_result()
    kinds = result.incidents["type"].copy()
    inside = kinds.index[result.incidents["area"] == 0]
    kinds[inside[:2]], kinds[inside[2:5]] = "a letter to the mayor", ""

    brief = brief_of(replace(result, incidents=result.incidents.assign(type=kinds)))

    assert brief.kinds
    assert "a letter to the mayor" not in brief.kinds.names
    assert dict(zip(brief.kinds.names, brief.kinds.counts, strict=True))["all other types"] == 2
    assert dict(zip(brief.kinds.names, brief.kinds.counts, strict=True))["type not given"] == 3


def test_months_that_the_period_cuts_are_marked() -> None:
    result = made_result()
    assert result.period
    period = replace(result.period, first=result.period.first.replace(day=5))

    times = brief_of(replace(result, period=period)).times

    assert times
    assert times.cut == (True, *[False] * 11)


def test_the_map_shows_the_area_in_its_surroundings_and_nothing_beyond_its_frame() -> None:
    result = made_result()

    scene = scene_of(result, city_of(result, Words(language="en")), 5, aspect=1.0)

    assert (scene.width_m, scene.height_m) == (1_700.0, 1_700.0)
    assert sorted(name for _, name in scene.neighbours) == sorted(
        ["Orbita", "Samal", "Koktem", "Zhetisu", "Aksai", "Kazakhfilm", "Kalkaman", "Shanyrak"]
    )
    assert len(scene.points["posts"]) == 1
    west, south, east, north = scene.ground["streets"].bounds
    assert (west, east) == (scene.west, scene.west + scene.width_m)
    assert (south, north) == (scene.north - scene.height_m, scene.north)
    assert -2 < scene.north_degrees < 2


def test_a_single_incident_is_no_dark_square() -> None:
    assert shade_of(1, full=6) == 1
    assert shade_of(6, full=6) == 6
    assert shade_of(0, full=6) == 0


@pytest.mark.parametrize("bold", [False, True])
def test_widths_are_those_that_matplotlib_draws(bold: bool) -> None:
    text = "Ұлттық парк, Wolfram 1 234"

    drawn = TextPath((0, 0), text, prop=font(100.0, bold=bold)).get_extents().width / 72 * 25.4

    assert width_mm(text, 100.0, bold=bold) == pytest.approx(drawn, rel=0.03)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_heading_of_the_hot_spots_is_cut_nor_a_share_parted_from_its_sign(language: Language) -> None:
    result = replace(made_result(), language=language)
    (brief,) = briefs(result, ["A01"])

    for head, share in zip(brief.spots_head, SPOT_SHARES, strict=True):
        with house_style():
            lines = wrapped(head, share * WIDTH - 2.0, NOTE, most=HEAD_LINES)
        assert " ".join(lines) == head
    assert brief.spots
    assert not any(" %" in cells[-1] for cells in brief.spots)


def test_lines_break_at_words_and_what_is_left_out_is_marked() -> None:
    text = "one two three four five six seven " + "x" * 200

    lines = wrapped(text, 30.0, 7.0, most=3)

    assert len(lines) == 3
    assert lines[0] == "one two three four five"
    assert lines[-1].endswith("…")
    assert all(width_mm(line, 7.0) <= 30.0 for line in lines)
    assert fitting("short", 30.0, 7.0) == "short"


@pytest.mark.browser
@pytest.mark.parametrize("city", ["plain, ru", "crowded, kk", "crowded, ru", "hostile", "without dates"])
def test_the_page_prints_on_one_sheet_and_nothing_is_cut_off(
    city: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(brief_html(brief_of(CITIES[city]())), ready="main.sheet")

    pdf = page.pdf(prefer_css_page_size=True, print_background=True)

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    page.emulate_media(media="print")
    sheet = page.locator("main.sheet")
    assert sheet.evaluate("sheet => sheet.scrollHeight <= sheet.clientHeight")
    assert page.locator("section.notes").evaluate("notes => notes.clientHeight") >= 40
    assert page.evaluate(
        "[...document.images].every(image => image.naturalWidth > 0 && image.alt.length > 10)"
    )
    assert page.evaluate("window.ran") is None


@pytest.mark.browser
def test_on_a_phone_the_page_is_one_column_without_sideways_scrolling(open_page: Callable[..., Page]) -> None:
    page = open_page(brief_html(brief_of(crowded("ru"))), {"width": 390, "height": 844}, ready="main.sheet")

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def shown(page: str) -> str:
    """Return the texts of a page without its marks."""
    return unescape(re.sub(r"<[^>]*>", "\n", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)))


def is_note_rule(line: object) -> bool:
    """Tell whether an artist is a line to write on: as wide as the page's text, but for its frame."""
    ends = getattr(line, "get_xdata", list)()
    return len(ends) == 2 and (ends[0], ends[1]) == (15.0, PAGE.width - 15.0)
