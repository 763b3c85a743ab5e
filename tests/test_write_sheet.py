"""Tables on a terminal: columns that line up, and no line wider than a screen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hotspot.words.judged import Table
from hotspot.write.sheet import WIDEST, aligned, folded, wide

HEADS = ("Place", "Incidents", "Which hours of the week it is", "Chance (p)")
HOURS = "; ".join(f"{day} 0–1, 14–21, 23–24" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))


def test_a_table_that_fits_stands_as_it_is() -> None:
    table = Table(title="", heads=("id", "area"), rows=(("7", "Almagul"), ("12", "–")))

    assert aligned(table) == ["id  area", " 7  Almagul", "12  –"]


def test_a_table_too_wide_is_folded_and_loses_no_word() -> None:
    table = Table(
        title="", heads=HEADS, rows=(("city", "10,175", HOURS, "0.001"), ("Ы" * 200, "3", "–", "–"))
    )

    lines = aligned(table)

    assert max(map(wide, lines)) <= WIDEST
    assert sorted(" ".join(lines).replace("Ы", "").split()) == sorted(
        f"{' '.join(HEADS)} city 10,175 {HOURS} 0.001 3 – –".split()
    )
    assert sum(line.count("Ы") for line in lines) == 200
    assert [line.split()[1] for line in lines if line.startswith("city")] == ["10,175"]


@given(st.text(alphabet="ab 界\u0301", max_size=40), st.integers(2, 20))
def test_folded_text_keeps_its_signs_and_its_width(text: str, width: int) -> None:
    lines = folded(text, width)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(wide(line) <= width for line in lines)
