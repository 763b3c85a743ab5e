"""The document for the weekly meeting: the same sections as a page and as a PDF, links, escapes, pages."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_result import made_result
from pdf_text import links, pages_text
from reportlab.pdfbase.pdfmetrics import stringWidth

from hotspot.render.report import city_picture, flow, report_page, report_pdf
from hotspot.schema.reported import Fact, Link, Report, Section, Shown, Told
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

CSV = Link(name="trend.csv", href="../trend/trend.csv")
RUN = Link(name="run.json", href="../run.json")
PICTURE = city_picture(made_result(), Words(language="en"))
KAZAKH = "Әділет, Ғарышкер, Қазақша, Ңң, Өркен, Ұлан, Үміт, Һһ, Іле"


def document(*, told: str = "Fell by 5 %.", cell: str = "Area 1", rows: int = 1, heads: int = 2) -> Report:
    table = Shown(
        title="The first",
        heads=tuple(f"Head {i}" for i in range(heads)),
        rows=tuple((cell, *(str(i) for i in range(1, heads))) for _ in range(rows)),
        file=CSV,
    )
    section = Section(
        key="trend",
        title="What has changed",
        language="kk",
        told=(Told(text=told, file=CSV),),
        tables=(table,),
        lists=(("How", (Told(text="By counting."),)),),
        files=(CSV,),
    )
    return Report(
        title="For the meeting",
        language="en",
        period="1 Jan 2025 – 31 Dec 2025",
        run_id="0123456789ab",
        synthetic="",
        about=(Fact(name="Place", text="Town", file=RUN),),
        gist=(Told(text="Most is expected in Area 1.", file=CSV),),
        picture=PICTURE,
        sections=(section,),
        parts=("trend",),
        missing=(),
    )


def plain(page: str) -> str:
    """Return the text of a page without its tags."""
    body = page.partition("<body>")[2]
    return unescape(re.sub(r"<[^>]*>", " ", body))


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_page_and_pdf_say_the_same_and_link_to_the_same_files() -> None:
    report = document(told=KAZAKH)

    page, pdf = report_page(report), report_pdf(report)

    written = one_line(" ".join(pages_text(pdf)))
    for text in (
        KAZAKH,
        "Most is expected in Area 1.",
        "What has changed",
        "The first",
        "Head 1",
        "Area 1",
        "By counting.",
        "Place",
    ):
        assert text in plain(page)
        assert text in written
    hrefs = re.findall(r'href="([^"#]+)"', page)
    assert sorted(hrefs) == sorted(links(pdf)) == ["../run.json", *["../trend/trend.csv"] * 4]


def test_each_page_of_the_pdf_has_title_period_run_and_number() -> None:
    pages = pages_text(report_pdf(document(rows=200)))

    assert len(pages) > 3
    for i, text in enumerate(pages, start=1):
        for said in (
            "For the meeting",
            "1 Jan 2025 – 31 Dec 2025",
            "run 0123456789ab",
            f"page {i} of {len(pages)}",
        ):
            assert said in text
    assert all("Head 1" in text for text in pages[:-1])


def test_invented_data_are_called_so_on_each_page() -> None:
    report = replace(document(rows=200), synthetic="All of it is invented.")

    pages, page = pages_text(report_pdf(report)), report_page(report)

    assert all("SYNTHETIC DATA" in text for text in pages)
    assert '<p class="synthetic">All of it is invented.</p>' in page


def test_the_same_document_gives_the_same_bytes_whatever_was_set_before() -> None:
    first = report_pdf(document(told=KAZAKH))

    report_pdf(document(told="other letters: жүз, 100 %"))

    assert report_pdf(document(told=KAZAKH)) == first
    assert b"Helvetica" not in first


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_no_text_becomes_markup_in_either(text: str) -> None:
    hostile = f"<script>alert(1)</script>&amp;<!--title-->{text}"
    report = document(told=hostile, cell=hostile)

    page, pdf = report_page(report), report_pdf(report)

    assert "<script" not in page
    assert page.count("<!--") == 0
    assert "&lt;!--title--&gt;" in page
    assert "<script>alert(1)</script>&amp;<!--title-->" in re.sub(r"\s", "", "".join(pages_text(pdf)))


def test_the_policy_allows_the_pages_own_style_and_pictures_that_it_holds() -> None:
    page = report_page(document())

    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    pictures, style_only = "img-src data:", f"style-src 'sha256-{digest}'"
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert set(policy[1].split("; ")) == {
        *("default-src 'none'", "base-uri 'none'", "form-action 'none'"),
        *(pictures, style_only),
    }
    assert set(re.findall(r'src="([^:"]*:[^;"]*)', page)) == {"data:image/svg+xml"}
    assert ' style="' not in page


@pytest.mark.parametrize(
    ("told", "cell", "heads"),
    [
        ("word " * 4_000, "Area", 2),
        ("w" * 9_000, "Area", 2),
        ("told", "cell " * 900, 2),
        ("told", "c" * 3_000, 25),
    ],
)
def test_what_is_longer_than_a_page_is_set_on_several(told: str, cell: str, heads: int) -> None:
    report = document(told=told, cell=cell, heads=heads)

    pages = pages_text(report_pdf(report))

    letters = re.sub(r"\s", "", "".join(pages))
    assert letters.count(told[0]) >= told.count(told[0])
    assert letters.count(cell[0]) >= cell.count(cell[0])


def test_a_number_is_never_broken_in_a_narrow_column_of_the_print() -> None:
    whole = "(1\N{NO-BREAK SPACE}211–1\N{NO-BREAK SPACE}211)"
    table = Shown(
        title="The first",
        heads=("Once all are in", *(f"Some long heading {i}" for i in range(9))),
        rows=((f"1\N{NO-BREAK SPACE}211 {whole}", *("one word and another one " * 2 for _ in range(9))),),
        file=CSV,
    )

    columns = flow.table(table)._colWidths

    assert columns[0] >= stringWidth(whole, flow.FONT, flow.SMALL)
    assert sum(columns) <= flow.ROOM + 1e-6


def test_letters_that_the_font_lacks_show_as_such() -> None:
    assert "\ufffd" in pages_text(report_pdf(document(told="police 🚓")))[0]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1366, 390])
def test_the_page_fits_its_window(open_page: Callable[..., Page], width: int) -> None:
    report = document(told="a" * 300, cell="b" * 80, rows=3, heads=12)

    page = open_page(report_page(report), {"width": width, "height": 800}, ready=None)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('img.map').naturalWidth") > 0
    assert page.evaluate("document.querySelectorAll('a[href$=\".csv\"]').length") == 4


@pytest.mark.browser
@pytest.mark.parametrize("width", [1366, 375])
def test_the_file_of_a_sentence_stands_in_its_last_line(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(report_page(document()), {"width": width, "height": 800}, ready=None)

    lines = page.evaluate("""() => {
        const item = document.querySelector('.told li');
        return item.getBoundingClientRect().height / parseFloat(getComputedStyle(item).lineHeight);
    }""")

    assert round(lines) == 1


@pytest.mark.browser
def test_the_page_is_free_of_barriers(open_page: Callable[..., Page], axe: str) -> None:
    page = open_page(report_page(document(rows=3)), ready=None)

    page.evaluate(f"() => {{ {axe} }}")
    found = page.evaluate("async () => (await axe.run()).violations.map((one) => one.id)")

    assert found == []
