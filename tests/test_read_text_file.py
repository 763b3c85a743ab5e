"""Text files looked through without being held in memory."""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING

import pytest

from hotspot.errors import InputError
from hotspot.read.text_file import HEAD, open_text

if TYPE_CHECKING:
    from pathlib import Path

LINE = "76.9,43.2,кража\n".encode()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_a_long_text_in_utf8_is_given_back_and_only_its_head_is_held(
    tmp_path: Path, mark: bytes, packed: type[bytes]
) -> None:
    data = LINE * 250_000
    path = tmp_path / "a.csv"
    path.write_bytes(packed(mark + data))

    text = open_text(path, "a.csv")

    assert len(data) > HEAD
    assert (text.size, text.encoding, text.guessed) == (len(data), "utf-8", False)
    assert text.head == data[: len(text.head)]
    assert len(text.head) <= HEAD
    assert text.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    with text.open() as file:
        assert file.read() == data


def test_a_text_in_an_old_code_page_is_given_as_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(LINE.decode().encode("cp1251") * 3)

    text = open_text(path, "a.csv")

    assert (text.encoding, text.guessed) == ("cp1251", True)
    with text.open() as file:
        assert file.read() == LINE * 3


def test_a_file_that_changes_between_its_header_and_its_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(LINE)
    text = open_text(path, "a.csv")

    path.write_bytes(LINE * 2)

    with pytest.raises(InputError, match=r"a.csv: the file changed while it was read"):
        text.open()


def test_a_gzip_file_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(LINE * 1000)[:-20])

    with pytest.raises(InputError, match="a damaged gzip file"):
        open_text(path, "a.csv.gz")
