"""Nothing that could name a person leaves: not in any file, not in what is said."""

from __future__ import annotations

import csv
import sqlite3
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from made_city import made_city
from pyarrow import parquet

from hotspot.cli import main

if TYPE_CHECKING:
    from pathlib import Path

NUMBER, NAME, CASE = "880101300123", "Zhumabekov", "257500031000417"
PLANTED = (NUMBER, NAME, CASE)
EXTRA = {
    "iin": NUMBER,
    "victim": f"{NAME} A. B.",
    "narrative": f"{NAME}, IIN {NUMBER}, wrote about case {CASE} that at home the door was open",
    "case_number": CASE,
    "officer": f"{NAME} {NUMBER}",
}


def ranked(folder: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["hotspot", "rank", "-v", *options])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0


def everything_in(file: Path) -> str:
    """Return all that a program could get out of the file: its bytes, and what they hold when unpacked."""
    texts = [file.read_bytes().decode("utf-8", errors="replace")]
    if file.suffix == ".gpkg":
        with sqlite3.connect(file) as database:
            texts += database.iterdump()
        database.close()
    elif file.suffix == ".parquet":
        table = parquet.read_table(file)
        texts += [str(table.schema), str(table.schema.metadata), table.to_pandas().to_csv()]
    elif file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            texts += [book.read(name).decode("utf-8", errors="replace") for name in book.namelist()]
    return "\n".join(texts)


def leaks(folder: Path) -> list[tuple[str, str]]:
    return [
        (file.name, text)
        for file in sorted(folder.iterdir())
        for text in PLANTED
        if text in everything_in(file)
    ]


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city whose files all have five columns about persons besides those in use."""
    return made_city(tmp_path_factory.mktemp("city"), extra=EXTRA).parent


def test_columns_that_are_not_in_use_reach_no_file_and_no_terminal(
    columns: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    ranked(columns, monkeypatch)

    said = "".join(capfd.readouterr())
    assert {"map.html", "run.json", "incidents.parquet"} <= {
        file.name for file in (columns / "maps").iterdir()
    }
    assert leaks(columns / "maps") == []
    assert [text for text in PLANTED if text in said] == []


def test_the_number_of_a_record_is_used_to_find_copies_and_reaches_no_file(
    columns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranked(columns, monkeypatch, "--out", "by_case", "--set", "incidents.columns.id=iin")

    assert leaks(columns / "by_case") == []


def test_cells_of_the_columns_in_use_that_hold_something_else_reach_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    made_city(tmp_path)
    with (tmp_path / "incidents.csv").open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    for column, name in enumerate(head):
        for i, planted in enumerate([NAME] if name == "occurred" else [NUMBER, CASE]):
            rows[10 * column + i][column] = planted
    for i in range(60, 66):
        rows[i][head.index("type")] = f"theft from {NUMBER}"
    with (tmp_path / "incidents.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])

    ranked(tmp_path, monkeypatch)

    said = "".join(capfd.readouterr())
    assert leaks(tmp_path / "maps") == []
    assert [text for text in PLANTED if text in said] == []


def test_a_column_of_narratives_taken_for_types_reaches_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_city(tmp_path, extra=EXTRA)

    ranked(tmp_path, monkeypatch, "--set", "incidents.columns.type=narrative")

    assert leaks(tmp_path / "maps") == []
