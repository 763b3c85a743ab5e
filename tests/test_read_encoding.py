"""Code pages told apart by letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.errors import InputError
from hotspot.read.encoding import as_utf8

RUSSIAN = ("кража", "грабёж", "разбой", "мошенничество", "улица", "дом", "район", "Алматы", "ночью")
KAZAKH = ("ұрлық", "тонау", "қарақшылық", "алаяқтық", "көшесі", "үйі", "ауданы", "ТҮРІ", "өңірі")


@given(
    words=st.lists(st.sampled_from(RUSSIAN), min_size=1, max_size=20),
    page=st.sampled_from(["cp1251", "cp866"]),
)
def test_russian_words_tell_windows_from_dos(words: list[str], page: str) -> None:
    text = f"lon,lat,type\n76.9,43.2,{' '.join(words)}\n"

    read = as_utf8("table.csv", text.encode(page))

    assert (read.data.decode(), read.encoding, read.guessed) == (text, page, True)


@given(words=st.lists(st.sampled_from(KAZAKH), min_size=1, max_size=20))
def test_kazakh_words_in_the_kazakh_code_page_are_read_back(words: list[str]) -> None:
    text = f"бойлық,ендік,түрі\n76.9,43.2,{' '.join(words)}\n"

    read = as_utf8("table.csv", text.encode("kz1048"))

    assert read.data.decode() == text


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), min_size=1))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_and_plain_unicode_is_read_back_and_not_guessed(encoding: str, text: str) -> None:
    data = f"lon,lat,type\n{text}".encode(encoding)

    read = as_utf8("table.csv", data)

    assert read.data.decode() == f"lon,lat,type\n{text}"
    assert not read.guessed


def test_capitals_alone_are_windows_too() -> None:
    read = as_utf8("table.csv", "ВИД;КРАЖА;УЛИЦА АБАЯ\n".encode("cp1251"))

    assert read.encoding == "cp1251"


def test_a_broken_letter_far_into_the_file_is_found_at_its_byte() -> None:
    good = "кража\n".encode() * 300_000  # more than one chunk

    with pytest.raises(InputError, match=f"from byte {len(good) + 1:,} "):
        as_utf8("table.csv", good + b"a\xffb")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(InputError, match="no known text"):
        as_utf8("table.csv", bytes(range(128, 256)) * 4)


def test_utf_16_that_breaks_off_is_refused() -> None:
    with pytest.raises(InputError, match="damaged UTF-16"):
        as_utf8("table.csv", "lon,lat\n".encode("utf-16") + b"\x31")
