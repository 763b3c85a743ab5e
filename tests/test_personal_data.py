"""Nothing that could name a person leaves: not in any file, not in what is said."""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
from made_city import made_city
from pyarrow import parquet

from hotspot.cli import main
from hotspot.read import IncidentQuestion, read_incidents

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


KINDS = {
    "incidents.xlsx": lambda table, file: table.to_excel(file, index=False, engine="xlsxwriter"),
    "incidents.parquet": lambda table, file: table.to_parquet(file),
    "incidents.gpkg": lambda table, file: gpd.GeoDataFrame(
        table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326"
    ).to_file(file),
}


@pytest.mark.parametrize("kind", KINDS)
def test_columns_about_persons_stay_in_a_file_of_any_kind_and_it_is_said_which(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    made_city(tmp_path, extra={**EXTRA, "a": f"+7 701 123-45-67, {NAME}", "b": "beat 12"})
    table = pd.read_csv(tmp_path / "incidents.csv", dtype=str)
    KINDS[kind](table.astype({"lon": float, "lat": float}), tmp_path / kind)

    ranked(tmp_path, monkeypatch, "--set", f"incidents.file={kind}")

    capfd.readouterr()
    assert leaks(tmp_path / "maps") == []
    (told,) = (
        one for one in findings(tmp_path / "maps", "personal_columns") if one["values"]["file"] == kind
    )
    assert told["values"]["columns"].split(", ") == [
        "iin",
        "victim",
        "narrative",
        "case_number",
        "officer",
        "a",
    ]


def test_of_several_files_the_cells_of_every_one_are_looked_at(tmp_path: Path) -> None:
    for name, cell in (("a.csv", "beat 12"), ("b.csv", "+7 701 123-45-67"), ("c.csv", "beat 9")):
        rows = ["lon,lat,date,note", *[f"76.9,43.2,2025-01-01,{cell}"] * 5]
        (tmp_path / name).write_text("\n".join(rows), encoding="utf-8")
    files = [str(tmp_path / name) for name in ("a.csv", "b.csv", "c.csv")]

    incidents = read_incidents(files, IncidentQuestion())

    (told,) = (one for one in incidents.findings if one.code == "personal_columns")
    assert told.values == {"file": f"{files[0]} and 2 more", "columns": "note"}  # noqa: PD011 - of a Finding


def test_areas_and_posts_that_are_called_after_persons_lose_their_names_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_city(tmp_path)
    areas = json.loads((tmp_path / "areas.geojson").read_text(encoding="utf-8"))
    areas["features"][3]["properties"]["name"] = f"{NAME} A. B."
    areas["features"][4]["properties"]["name"] = f"участок 4, ИИН {NUMBER}"
    (tmp_path / "areas.geojson").write_text(json.dumps(areas), encoding="utf-8")
    posts = "name,lon,lat\nПост 1,76.91,43.23\n{},76.92,43.24\n"
    (tmp_path / "posts.csv").write_text(posts.format("Иванов И.И. 8-701-123-45-67"), encoding="utf-8")

    ranked(tmp_path, monkeypatch)

    planted = (NAME, NUMBER, "Иванов", "123-45-67")
    assert [one for one in planted if one in everything(tmp_path / "maps")] == []
    assert "Пост 1" in everything(tmp_path / "maps")
    told = {
        one["values"]["file"]: one["values"]["count"] for one in findings(tmp_path / "maps", "personal_names")
    }
    assert told == {"areas.geojson": 2, "posts.csv": 1}


def test_ids_of_areas_that_belong_to_persons_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made_city(tmp_path, extra=EXTRA)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["hotspot", "rank", "--set", "areas.id=officer"])

    with pytest.raises(SystemExit) as left:
        main()

    assert left.value.code == 1
    said = capsys.readouterr().err
    assert "holds names or numbers of persons" in said
    assert NAME not in said


def test_a_type_with_a_name_or_a_telephone_in_it_is_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_city(tmp_path)
    text = (tmp_path / "incidents.csv").read_text(encoding="utf-8")
    for planted in ("theft (Ахметов А.Б.)", "theft 8-701-123-45-67", "theft a.b@mail.kz"):
        text = text.replace(",theft,", f",{planted},", 8)
    (tmp_path / "incidents.csv").write_text(text, encoding="utf-8")

    ranked(tmp_path, monkeypatch)

    whole = everything(tmp_path / "maps")
    assert [one for one in ("Ахметов", "123-45-67", "mail.kz") if one in whole] == []
    assert findings(tmp_path / "maps", "types_with_numbers")[0]["values"]["count"] == 24


def everything(folder: Path) -> str:
    return "\n".join(everything_in(file) for file in sorted(folder.iterdir()))


def findings(folder: Path, code: str) -> list[dict[str, Any]]:
    """Return the findings of this code in the record of the run."""
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))["findings"]
    return [one for one in told if one["code"] == code]
