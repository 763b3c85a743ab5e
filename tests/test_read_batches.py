"""Rows of a query: one type for each column, whatever the batches bring."""

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot.read.batches import as_table

ALMATY = ZoneInfo("Asia/Almaty")


def column(*batches: list[object]) -> pa.ChunkedArray:
    return as_table(["a"], [[(value,) for value in batch] for batch in batches]).column("a")


@pytest.mark.parametrize(
    ("batches", "found"),
    [
        ([[None], [7, None]], [None, 7, None]),
        ([["007"], [None]], ["007", None]),
        ([[1], [2.5]], [1.0, 2.5]),
        ([[1, "нет"], [2]], ["1", "нет", "2"]),
        ([[1], ["нет"]], ["1", "нет"]),
        ([[Decimal("76.900000")], [Decimal(43)]], [76.9, 43.0]),
        ([[Decimal(12345678901234567890)]], ["12345678901234567890"]),
        ([[Decimal("NaN"), float("nan"), 2.0]], [None, None, 2.0]),
        ([[date(2024, 2, 29)], [time(23, 5)]], ["2024-02-29", "23:05:00"]),
        ([[uuid.UUID(int=1), {"a": 1}, timedelta(hours=1)]], [str(uuid.UUID(int=1)), "{'a': 1}", "1:00:00"]),
        ([[memoryview(b"\1"), bytearray(b"\2"), b"\3"]], [b"\1", b"\2", b"\3"]),
        ([[b"\xff"], ["text"]], ["ff", "text"]),
        ([[True, None], [False]], [True, None, False]),
        ([[None]], [None]),
        ([], []),
    ],
)
def test_a_column_has_one_type_that_holds_every_value(
    batches: list[list[object]], found: list[object]
) -> None:
    assert column(*batches).to_pylist() == found


def test_moments_keep_their_clock_and_zone() -> None:
    before, after = datetime(2024, 2, 1, 12, tzinfo=ALMATY), datetime(2024, 4, 1, 12, tzinfo=ALMATY)

    frame = pa.table({"at": column([before], [after])}).to_pandas()

    assert frame["at"].dt.tz_localize(None).tolist() == [datetime(2024, 2, 1, 12), datetime(2024, 4, 1, 12)]


@given(
    rows=st.lists(st.tuples(st.none() | st.integers(-(2**40), 2**40), st.none() | st.text())),
    size=st.integers(1, 7),
)
def test_how_the_rows_are_cut_into_batches_does_not_matter(rows: list[tuple[object, ...]], size: int) -> None:
    whole = as_table(["a", "b"], [rows] if rows else [])

    cut = as_table(["a", "b"], [rows[at : at + size] for at in range(0, len(rows), size)])

    assert cut.to_pydict() == whole.to_pydict()
