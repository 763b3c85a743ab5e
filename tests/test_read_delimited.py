"""CSV and its relatives: what was written comes back, and what cannot be trusted is refused."""

from __future__ import annotations

import csv
import gzip
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotspot.errors import InputError
from hotspot.read.delimited import open_delimited
from hotspot.read.delimiter import find_delimiter, spoken

if TYPE_CHECKING:
    from pathlib import Path

cells = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=6
)
tables = st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=8)


def written(tmp_path: Path, data: bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(rows=tables, delimiter=st.sampled_from(",;\t|"), zipped=st.booleans())
def test_whatever_a_csv_writer_wrote_is_read_back(
    tmp_path: Path, rows: list[list[str]], delimiter: str, zipped: bool
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["one", "two"], *rows])
    data = text.getvalue().encode()
    path = written(tmp_path, gzip.compress(data) if zipped else data)

    table = open_delimited(path, "table.csv").load(["two", "one"])

    assert table.frame[["one", "two"]].to_numpy().tolist() == rows
    assert table.rows.read == len(rows)


def test_only_the_columns_asked_for_are_loaded(tmp_path: Path) -> None:
    path = written(tmp_path, b"lon,lat,name\n76.9,43.2,Ivanov\n")

    table = open_delimited(path, "table.csv").load(["lon", "lat"])

    assert table.frame.columns.tolist() == ["lon", "lat"]
    assert table.source.facts["delimiter"] == "comma"


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    path = written(tmp_path, b"\n\nlon,lat\n\n76.9,43.2\n\n76.8,43.1\n\n")

    table = open_delimited(path, "table.csv").load(["lon"])

    assert table.rows.read == 2


def test_rows_around_a_ragged_one_keep_their_positions(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\n" + b"1,2\n" * 60 + b"1,2,3\n" + b"3,4\n" * 60)

    table = open_delimited(path, "table.csv").load(["a"])

    assert table.frame.index.tolist() == [*range(60), *range(61, 121)]
    assert (table.rows.read, table.rows.kept) == (121, 120)


def test_a_quote_inside_an_unquoted_cell_is_only_a_sign(tmp_path: Path) -> None:
    path = written(tmp_path, b'a,b\n5" pipe,1\n"x",2\n')

    table = open_delimited(path, "table.csv").load(["a"])

    assert table.frame["a"].tolist() == ['5" pipe', "x"]


@pytest.mark.parametrize("lines", [b'1,"a\n2,b\n', b'1,"a\n2,"b"\n3,c\n', b'1,a\n2,"b'])
def test_a_quote_that_swallows_rows_is_refused_with_its_line(tmp_path: Path, lines: bytes) -> None:
    path = written(tmp_path, b"n,t\n" + lines)
    line = 2 if lines.startswith(b'1,"') else 3

    with pytest.raises(InputError, match=f"opens in line {line} is not closed"):
        open_delimited(path, "table.csv").load(["n", "t"])


def test_a_line_of_a_megabyte_is_refused_and_one_just_below_is_read(tmp_path: Path) -> None:
    below = written(tmp_path, b"a,b\n1," + b"x" * 999_990 + b"\n", "below.csv")
    above = written(tmp_path, b"a,b\n1,2\n1," + b"x" * 1_000_001 + b"\n", "above.csv")

    table = open_delimited(below, "below.csv").load(["b"])
    with pytest.raises(InputError, match=r"above.csv: line 3 is 1,000,003 bytes long"):
        open_delimited(above, "above.csv")

    assert len(table.frame["b"][0]) == 999_990


def test_a_header_keeps_line_breaks_inside_its_names(tmp_path: Path) -> None:
    path = written(tmp_path, b'"lon\n(deg)",lat\n1.5,2\n')

    table = open_delimited(path, "table.csv")

    assert table.columns == ("lon\n(deg)", "lat")
    assert table.load(["lon\n(deg)"]).frame["lon\n(deg)"].tolist() == ["1.5"]


@pytest.mark.parametrize(
    ("header", "rows", "sign"),
    [
        ("x;y", "71,4;51,1\n71,5;51,2\n", ";"),
        ("x,y,note", "1,2,a;b;c\n3,4,d;e;f\n", ","),
        ("place|kind|date, time", "1|a|2, 3\n4|b|5, 6\n", "|"),
        ("x y type", "1 2 theft\n3 4 arson\n", " "),
        ("x^y", "1^2\n", "^"),
        ("only", "1\n2\n", ","),
    ],
)
def test_the_delimiter_is_the_sign_on_which_header_and_rows_agree(header: str, rows: str, sign: str) -> None:
    found = find_delimiter(header, rows.encode())

    assert found == sign


def test_delimiters_that_cannot_be_seen_are_spelled_out() -> None:
    names = [spoken(sign) for sign in (",", ";", "\t", "^")]

    assert names == ["comma", "semicolon", "tab", "'^'"]
