"""When incidents happened (32 to 40)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import xlsxwriter

from cases.case import SQUARES, Case
from cases.made import COUNT, as_csv, incidents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IN_JANUARY = ("--start", "2025-01-01", "--end", "2025-01-31")


def _workbook(*, date_1904: bool) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        with xlsxwriter.Workbook(str(folder / "a.xlsx"), {"date_1904": date_1904}) as book:
            sheet, form = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
            rows = incidents()
            sheet.write_row(0, 0, list(rows[0]))
            for i, row in enumerate(rows, 1):
                sheet.write_row(i, 0, [float(row["lon"]), float(row["lat"])])
                sheet.write_datetime(i, 2, dt.datetime.fromisoformat(row["date"]), form)
                sheet.write_string(i, 3, row["type"])

    return make


def _midnights(folder: Path) -> None:
    """Write a table of which every third time is 00:00."""
    rows = [{**row, "date": row["date"][:10] + (" 00:00" if i % 3 == 0 else row["date"][10:])}
            for i, row in enumerate(incidents(90))]  # fmt: skip
    (folder / "a.csv").write_text(as_csv(rows), encoding="utf-8")


def _open_order(folder: Path) -> None:
    """Write dates of which no day is above 12."""
    rows = [{**row, "date": f"{1 + i % 12:02}.{1 + i // 12:02}.2025"} for i, row in enumerate(incidents())]
    (folder / "a.csv").write_text(as_csv(rows), encoding="utf-8")


CASES = (
    Case(
        number=33,
        name="dates whose order is open are read day first, and it is said",
        arguments=("rank", "a.csv", *SQUARES, *IN_JANUARY),
        kept=12,
        dropped={"outside_period": COUNT - 12},
        choices={"incidents.date_format": "DD.MM.YYYY"},
        make=_open_order,
    ),
    *(
        Case(
            number=37,
            name=f"dates of a workbook, 1904 {date_1904}",
            arguments=("check", "a.xlsx", *SQUARES, *IN_JANUARY, "--json"),
            kept=31,
            dropped={"outside_period": COUNT - 31},
            make=_workbook(date_1904=date_1904),
        )
        for date_1904 in (False, True)
    ),
    Case(
        number=40,
        name="dates whose hour is not known are kept and said",
        arguments=("check", "a.csv", *SQUARES, "--json"),
        kept=90,
        findings=("default_time",),
        make=_midnights,
    ),
)
