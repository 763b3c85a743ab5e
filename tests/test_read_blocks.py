"""Rows read block by block: wherever a block ends, the table is the same."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotspot.read import blocks
from hotspot.read.blocks import As, Form, OtherwiseError, TangledError, read_blocks, whole_records
from hotspot.read.delimited import open_delimited
from hotspot.read.table import Plain

if TYPE_CHECKING:
    from pathlib import Path

cells = st.text(st.sampled_from('ab1,\n" '), max_size=5)
tables = st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=30)
NUMBERS = Form(delimiter=",", width=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(rows=tables, size=st.integers(20, 90))
def test_small_blocks_give_the_same_rows_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[list[str]], size: int
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["x", "y", "z"], *rows])
    path = tmp_path / "table.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    monkeypatch.setattr(blocks, "BLOCK", size)

    table = open_delimited(path, "table.csv").load(["x", "y", "z"])

    assert table.frame.to_numpy().tolist() == rows


def test_a_block_ends_at_the_last_line_end_outside_quotes() -> None:
    data = b'1,"a\nb"\n2,"c\nd"\n'

    parts = [bytes(part) for part in whole_records(io.BytesIO(data), 10)]

    assert parts == [b'1,"a\nb"\n', b'2,"c\nd"\n']


def test_a_quote_that_is_open_for_two_blocks_is_left_to_a_reading_in_one_piece() -> None:
    with pytest.raises(TangledError):
        list(whole_records(io.BytesIO(b'"' + b"a\n" * 30), 10))


def test_plain_numbers_stay_numbers_and_what_is_none_is_infinite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 8)
    data = io.BytesIO(b'76.5\n-1e2\n\nnull\n 7 \n""\n?\ninf\n1e999\n\xe2\x88\x925\n')

    found = [n for block in read_blocks(data, NUMBERS, {0: As.NUMBERS}) for n in block.columns[0].to_pylist()]

    numbers = [math.nan if number is None else number for number in found]
    assert numbers == pytest.approx([76.5, -100, math.nan, 7, math.nan, *[math.inf] * 3, -5], nan_ok=True)


@pytest.mark.parametrize("cell", [b"76,5", b"1,006,343", b"71 430", b"43d15'"])
def test_a_number_in_another_way_of_writing_is_a_matter_of_the_whole_column(cell: bytes) -> None:
    data = io.BytesIO(b"76.5\n" + cell + b"\n")

    with pytest.raises(OtherwiseError):
        list(read_blocks(data, Form(delimiter=";", width=1), {0: As.NUMBERS}))


def test_a_column_with_a_decimal_comma_far_down_is_text_from_its_first_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 16)
    path = tmp_path / "table.csv"
    path.write_bytes(b"x;y\n" + b"1.50;2\n" * 20 + b"1,5;2\n")

    table = open_delimited(path, "table.csv").load(["x", "y"], Plain(numbers=frozenset({"x", "y"})))

    assert table.frame["x"].tolist() == ["1.50"] * 20 + ["1,5"]
    assert table.frame["y"].tolist() == [2.0] * 21


def test_ragged_rows_are_counted_through_all_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 50)
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 150 + b"1,2,3\n" + b"3,4\n" * 149 + b"5\n")

    table = open_delimited(path, "table.csv").load(["a"])

    assert table.frame.index.tolist() == [*range(150), *range(151, 300)]
    assert table.rows.dropped == {"ragged_row": 2}


def test_dates_that_do_not_repeat_come_by_their_digits_and_others_as_categories(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    rows = "".join(f"2025-01-01 10:{i:02},2025-01-01\n" for i in range(60))
    path.write_text(f"date,date_end\n{rows}", encoding="utf-8")

    table = open_delimited(path, "t").load(["date", "date_end"], Plain(dates=frozenset({"date", "date_end"})))

    assert table.digits["date"].second[:2].tolist() == [36_000, 36_060]
    assert table.frame["date_end"].cat.categories.tolist() == ["2025-01-01"]
