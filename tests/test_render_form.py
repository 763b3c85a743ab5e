"""The yard form on a phone without a network: filled in, kept, saved, imported; nothing from names runs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from made_result import made_result

from hotspot.pipeline.yards import yards_of
from hotspot.read.yards import read_yard_forms
from hotspot.render.form import MARK, form_page
from hotspot.schema import LANGUAGES, Period
from hotspot.schema.yards import ITEMS
from hotspot.words import Words
from hotspot.yards import form_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from hotspot.schema import Language, Result

pytestmark = pytest.mark.browser
PHONE = {"width": 375, "height": 812}
HOSTILE = "</script><script>window.ran=1</script><img src=x onerror=window.ran=1>{{7*7}}\u2028"
TODAY = date(2026, 5, 3)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"


def page_of(result: Result, *, language: Language = "en", areas: int = 3, round_number: int = 1) -> str:
    ids = result.ranking.frame["area_id"].tolist()[:areas]
    form = form_of(result, ids, round_number=round_number)
    return form_page(form, title=result.title, language=language, synthetic=result.synthetic)


@pytest.fixture
def show(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open a form on a phone with a finger and a clock; in the end no error was said and nothing asked."""

    def opened(given: Path | str, **context: Any) -> Page:
        return open_page(given, PHONE, has_touch=True, is_mobile=True, accept_downloads=True, **context)

    return opened


def choose_observer(page: Page, role: str, letter: str) -> None:
    page.tap(f"#roles input[value={role}]")
    page.select_option("#letter", letter)


def answer(page: Page, grades: dict[str, int | None]) -> None:
    for item, grade in grades.items():
        page.tap(f"#items input[name={item}][value='{'null' if grade is None else grade}']")


def save(page: Page, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.tap("#save")
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def test_what_is_filled_in_on_a_phone_is_saved_and_imported(
    show: Callable[..., Page], tmp_path: Path
) -> None:
    result = replace(made_result(), period=Period(first=date(2025, 1, 1), last=TODAY))
    page = show(page_of(result, round_number=2))
    night = {item: i % 4 for i, item in enumerate(ITEMS)} | {"playground": None}

    choose_observer(page, "inspector", "C")
    page.tap("#yards li:nth-child(2) button")
    page.tap("#lights button:nth-child(2)")
    page.fill("#date", str(TODAY))
    answer(page, night)
    page.tap("#lights button:nth-child(1)")
    page.fill("#date", "2026-05-02")
    answer(page, {"litter": 3})
    file = save(page, tmp_path)

    assert file.name == "yards-2-inspector-C-1.json"
    assert file.name in page.locator("#said").inner_text()
    forms = read_yard_forms([str(file)])
    assert forms.rows.dropped == {}
    assert [(one.light, str(one.day)) for one in forms.visits] == [
        ("day", "2026-05-02"),
        ("night", "2026-05-03"),
    ]
    found = yards_of(result, forms)
    row = found.yards.iloc[0]
    assert (row["area_id"], row["round"]) == (result.ranking.frame["area_id"].iloc[1], 2)
    assert [row[item] for item in ITEMS if item != "playground"] == [
        float(night[item] or 0) for item in ITEMS if item != "playground"
    ]
    assert row["items_seen"] == len(ITEMS) - 1
    assert found.todo["grade"].min() == 1.0


def test_answers_outlast_a_closed_tab_and_go_when_they_are_removed(
    show: Callable[..., Page], tmp_path: Path
) -> None:
    page = show(page_of(made_result()))
    choose_observer(page, "citizen", "A")
    page.tap("#yards li:nth-child(1) button")
    answer(page, {"parking": 2})
    assert page.evaluate("Answers.isKept()")

    page.reload()
    page.wait_for_selector("html.ready")

    assert page.evaluate("[Answers.role(), Answers.letter()]") == ["citizen", "A"]
    assert page.locator("#letter").input_value() == "A"
    assert "1/9" in page.locator("#yards li").first.inner_text()
    first, second = save(page, tmp_path), save(page, tmp_path)
    assert [json.loads(file.read_text(encoding="utf-8"))["revision"] for file in (first, second)] == [1, 2]

    page.tap("#wipe")
    page.tap("#wipe-sure")
    page.reload()
    page.wait_for_selector("html.ready")
    assert page.locator("#letter").input_value() == ""
    assert "0/9" in page.locator("#yards li").first.inner_text()


def test_nothing_is_saved_before_someone_has_looked_and_said_who(show: Callable[..., Page]) -> None:
    page, words = show(page_of(made_result())), Words(language="en")

    page.tap("#save")
    assert page.locator("#said").inner_text() == words("form.missing.answers")

    page.tap("#yards li:nth-child(1) button")
    answer(page, {"parking": 2})
    page.tap("#save")
    assert page.locator("#said").inner_text() == words("form.missing.role")
    assert page.locator("#home").is_visible()

    page.tap("#roles input[value=coop]")
    page.tap("#save")
    assert page.locator("#said").inner_text() == words("form.missing.letter")


def test_lamps_are_asked_about_after_dark_only(show: Callable[..., Page]) -> None:
    page = show(page_of(made_result()))
    page.tap("#yards li:nth-child(1) button")

    assert page.locator("fieldset").count() == len(ITEMS) - 1
    assert page.locator("input[name=lighting]").count() == 0
    page.tap("#lights button:nth-child(2)")
    assert page.locator("fieldset").count() == len(ITEMS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_speaks_the_language_fits_the_phone_and_holds_no_barrier(
    show: Callable[..., Page], axe: str, language: Language, scheme: str
) -> None:
    result, words = made_result(), Words(language=language)
    page = show(page_of(result, language="ru"), color_scheme=scheme)

    page.tap(f"#languages button[lang={language}]")
    for opened in (False, True):
        if opened:
            page.tap("#yards li:nth-child(1) button")
            page.tap("#lights button:nth-child(2)")
        page.evaluate(axe)
        found = page.evaluate(RUN_AXE, TAGS)["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert page.evaluate(
            "[...document.querySelectorAll('button, label.answer, select, input[type=date]')]"
            ".filter(e => e.checkVisibility()).every(e => e.getBoundingClientRect().height >= 44)"
        )

    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("#title").inner_text() == words("form.title")
    assert page.locator("legend").first.inner_text() == words("yards.item.lighting")
    assert "{" not in page.locator("body").inner_text()


def test_names_are_shown_as_they_are_and_never_run(show: Callable[..., Page]) -> None:
    page = show(page_of(made_result(names=[HOSTILE], title=HOSTILE)))

    assert HOSTILE.strip("\u2028")[:40] in page.locator("#yards li").first.inner_text()
    assert page.evaluate("window.ran") is None


def test_what_another_page_left_under_the_same_key_does_no_harm(show: Callable[..., Page]) -> None:
    page = show(page_of(made_result()))
    for left in ('"text"', "{", "null", '{"visits": null}', '{"visits": {}, "role": "king"}'):
        page.evaluate("text => localStorage.setItem(`hotspot-yards-${Form.form_id}`, text)", left)
        page.reload()
        page.wait_for_selector("html.ready")
        assert page.locator("#yards li").count() == 3


def test_the_file_asks_for_nothing_and_the_same_form_gives_the_same_bytes() -> None:
    page = page_of(made_result())

    assert page == page_of(made_result())
    assert MARK.decode() in page
    assert "default-src 'none'" in page
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", page)
    assert not re.search(r"<(?:input|textarea)[^>]*type=\"?text|<textarea", page)
