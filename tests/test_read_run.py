"""A finished run is taken up again as it was; what is not as the run wrote it is refused in one sentence."""

from __future__ import annotations

import io
import json
import math
import sqlite3
from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import rasterio
from finished_run import changed, copied, finished, forged, record
from hypothesis import given
from hypothesis import strategies as st
from made_result import made_result
from pandas.testing import assert_frame_equal
from pyarrow import parquet

from hotspot import render
from hotspot.errors import InputError
from hotspot.pipeline.published import published
from hotspot.read import read_limits, read_run
from hotspot.read.run.entry import Entry, read_json
from hotspot.read.run.frames import typed_columns
from hotspot.schema import Result
from hotspot.write import write_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    return finished(tmp_path_factory.mktemp("city"))


@pytest.fixture
def spoiled(run: tuple[Result, Path], tmp_path: Path) -> Path:
    """A copy of the run that a test may spoil."""
    return copied(run[1], tmp_path)


def same(one: object, other: object) -> bool:
    if isinstance(one, pd.DataFrame):
        assert isinstance(other, pd.DataFrame)
        assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other))
        return True
    if isinstance(one, np.ndarray):
        return np.array_equal(one, np.asarray(other), equal_nan=one.dtype.kind == "f")
    if isinstance(one, dict):
        assert isinstance(other, dict)
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if hasattr(one, "__dataclass_fields__") and not isinstance(one, type):
        left_out = {"findings", "choices"} if not isinstance(one, Result) else {"config"}
        names = [field.name for field in fields(one) if field.name not in left_out]
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    return one == other


def test_a_run_is_taken_up_again_as_it_was(run: tuple[Result, Path]) -> None:
    result, folder = run

    again = read_run(str(folder))

    for field in fields(Result):
        if field.name not in {"config", "agreement"}:  # no later command asks how the methods agree
            assert same(getattr(result, field.name), getattr(again, field.name)), field.name


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_result_of_any_shape_gives_the_same_page_after_it_was_written(
    tmp_path: Path, language: str
) -> None:
    for name, made in {"dated": complete(made_result()), "undated": undated(complete(made_result()))}.items():
        result = published(replace(made, language=language))

        write_all(result, tmp_path / name, page=lambda: "")

        assert render.map_page(read_run(str(tmp_path / name))) == render.map_page(result)


def complete(result: Result) -> Result:
    """Return the made result with numbers that add up, and the areas among its sources."""
    dropped = sum(result.rows.dropped.values())
    sources = {**result.sources, "areas": result.areas.sources}
    return replace(result, rows=replace(result.rows, read=len(result.incidents) + dropped), sources=sources)


def undated(result: Result) -> Result:
    incidents = result.incidents.assign(start=np.datetime64("NaT", "s"), hour_known=False)
    return replace(result, period=None, incidents=incidents)


def test_publishing_twice_changes_nothing(run: tuple[Result, Path]) -> None:
    result, _ = run

    again = published(result)

    assert again.run_id == result.run_id
    for field in fields(Result):
        assert same(getattr(result, field.name), getattr(again, field.name)), field.name


@pytest.mark.parametrize("name", ["hotspot.gpkg", "density.tif", "incidents.parquet"])
def test_a_changed_or_missing_file_is_named_with_what_to_do(spoiled: Path, name: str) -> None:
    content = (spoiled / name).read_bytes()
    (spoiled / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(
        InputError, match=rf"{name}: the file is not as the run wrote it.*'hotspot rank' again"
    ):
        read_run(str(spoiled))

    (spoiled / name).unlink()
    with pytest.raises(InputError, match=rf"{name}: this file of the run is missing.*'hotspot rank' again"):
        read_run(str(spoiled))


@pytest.mark.parametrize("name", ["hotspot.gpkg", "density.tif", "incidents.parquet"])
@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9, 0.999])
def test_a_file_cut_short_under_a_forged_hash_is_refused(spoiled: Path, name: str, share: float) -> None:
    content = (spoiled / name).read_bytes()
    forged(spoiled, name, content[: int(share * len(content))])

    with pytest.raises(InputError, match=name):
        read_run(str(spoiled))


def test_a_folder_that_holds_no_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    for folder, what in {"none": "no such folder", "": "no run.json", "file": "a file, not a folder"}.items():
        with pytest.raises(InputError, match=f"{what}.*'hotspot rank'"):
            read_run(str(tmp_path / folder))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "empty"),
        ("[]", "JSON"),
        ("{", "JSON"),
        ('{"tool": NaN}', "NaN is no number"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply"),
        ('{"tool": ' + "9" * 10_000 + "}", "JSON"),
        ('{"tool": "other"}', "not written by hotspot"),
        ('{"tool": "hotspot", "title": "of old"}', "another version"),
        ('{"tool": "hotspot", "layout": 2}', "has no 'crs'"),
        ('{"tool": "hotspot", "layout": 2, "crs": {}}', "'crs' is no text"),
        ('{"tool": "\udcff"}', "JSON"),
    ],
)
def test_a_record_that_is_none_is_refused(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "run.json").write_bytes(text.encode("utf-8", errors="surrogateescape"))

    with pytest.raises(InputError, match=what):
        read_run(str(tmp_path))


def test_a_record_of_any_size_is_refused_quickly(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(b'{"tool": "' + b"x" * 30_000_000 + b'"}')

    with pytest.raises(InputError, match="larger than any record"):
        read_run(str(tmp_path))


HOSTILE = (None, True, -1.5, 1e300, "{0.__class__}", [[]], {"a": []}, 10**30)


def test_whatever_stands_in_the_record_the_answer_is_one_error_or_a_result(
    run: tuple[Result, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, folder = run
    frames = (result.ranking.frame, result.hotspots.frame, result.layers)
    used = (result.incidents, result.sites, result.hotspots.label)
    monkeypatch.setattr("hotspot.read.run.result._geopackage", lambda *_: frames)  # for speed
    monkeypatch.setattr("hotspot.read.run.result.read_used", lambda *_, **__: used)
    whole = record(folder)
    (tmp_path / "density.tif").write_bytes((folder / "density.tif").read_bytes())
    (tmp_path / "incidents.parquet").write_bytes((folder / "incidents.parquet").read_bytes())
    for keys in places({key: whole[key] for key in whole if key not in {"outputs", "config"}}):
        for value in HOSTILE:
            (tmp_path / "run.json").write_text(json.dumps(whole), encoding="utf-8")
            changed(tmp_path, *keys, to=value)
            answer = answered(lambda: read_run(str(tmp_path)))
            assert isinstance(answer, Result) or "run.json: " in answer


def answered(ask: Callable[[], T]) -> T | str:
    """Return what was read, or the one error that was raised."""
    try:
        return ask()
    except InputError as error:
        return str(error)


def places(tree: dict[str, object]) -> list[tuple[str, ...]]:
    """Return the ways to the entries of the document, of lists to the first and what is in it."""
    found: list[tuple[str, ...]] = []
    for key, value in tree.items():
        found.append((key,))
        if isinstance(value, dict):
            found += [(key, inner) for inner in value]
        if isinstance(value, list) and value:
            found += [(key, "0"), *((key, "0", inner) for inner in value[0])]
    return found


@given(st.binary(max_size=60))
def test_any_bytes_are_json_or_one_error(content: bytes) -> None:
    answer = answered(lambda: read_json(content, "run.json"))

    assert isinstance(answer, Entry) or answer.startswith("run.json: it cannot be read as JSON")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ranking SET trend = 'sideways' WHERE rank = 1",
        "UPDATE ranking SET area_id = 'A1'",
        "UPDATE ranking SET geom = NULL WHERE rank = 1",
        "UPDATE ranking SET geom = x'00' WHERE rank = 1",
        "DELETE FROM ranking",
        "ALTER TABLE ranking DROP COLUMN score",
        "UPDATE hotspots SET kind = 'den'",
        "DROP TABLE posts",
    ],
)
def test_a_geopackage_that_holds_something_else_is_refused(spoiled: Path, statement: str) -> None:
    with sqlite3.connect(spoiled / "hotspot.gpkg") as database:
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute(statement)
    database.close()
    forged(spoiled, "hotspot.gpkg", (spoiled / "hotspot.gpkg").read_bytes())

    with pytest.raises(InputError, match=r"hotspot\.gpkg"):
        read_run(str(spoiled))


@pytest.mark.parametrize(
    ("column", "cell", "what"),
    [
        ("easting", float("inf"), "nowhere on Earth"),
        ("easting", None, "has gaps"),
        ("type", None, "has gaps"),
        ("area_id", "elsewhere", "none of the run's"),
        ("start", pd.Timestamp("1999-01-01"), "outside the period"),
    ],
)
def test_incidents_that_cannot_be_of_this_run_are_refused(
    spoiled: Path, column: str, cell: object, what: str
) -> None:
    table = parquet.read_table(spoiled / "incidents.parquet")
    cells = [cell, *table.column(column).to_pylist()[1:]]
    i = table.column_names.index(column)
    forged_file = io.BytesIO()
    parquet.write_table(table.set_column(i, column, pa.array(cells, table.schema.field(i).type)), forged_file)
    forged(spoiled, "incidents.parquet", forged_file.getvalue())

    with pytest.raises(InputError, match=what):
        read_run(str(spoiled))


def test_a_row_more_or_a_column_less_is_noticed(spoiled: Path) -> None:
    table = parquet.read_table(spoiled / "incidents.parquet")
    for other, what in ((table.slice(1), "speaks of 400"), (table.drop_columns(["type"]), "column 'type'")):
        file = io.BytesIO()
        parquet.write_table(other, file)
        forged(spoiled, "incidents.parquet", file.getvalue())

        with pytest.raises(InputError, match=what):
            read_run(str(spoiled))


def test_a_raster_of_another_kind_is_refused(spoiled: Path) -> None:
    with rasterio.open(
        spoiled / "other.tif", "w", driver="GTiff", width=4, height=4, count=2, dtype="uint8",
        transform=rasterio.Affine(1, 0, 9, 0, -1, 9), crs="EPSG:32643",
    ) as raster:  # fmt: skip
        raster.write(np.zeros((2, 4, 4), np.uint8))
    forged(spoiled, "density.tif", (spoiled / "other.tif").read_bytes())

    with pytest.raises(InputError, match="not the density"):
        read_run(str(spoiled))


@pytest.mark.parametrize(
    ("column", "cell"), [("rank", 1.5), ("rank", None), ("score", "much"), ("score", math.inf), ("name", 7)]
)
def test_a_cell_of_another_kind_is_no_cell_of_the_schema(column: str, cell: object) -> None:
    with pytest.raises(ValueError, match=r"'|much"):
        typed_columns(pd.DataFrame({column: [cell]}, dtype=object), [column])


def test_class_limits_are_told_with_the_run_that_set_them(run: tuple[Result, Path], spoiled: Path) -> None:
    result, folder = run
    changed(spoiled, "class_limits", "limits_of", to="0123456789ab, 2020-01-01 – 2020-12-31")

    own, inherited = read_limits(str(folder)), read_limits(str(spoiled))

    assert own.limits_of.startswith(f"{result.run_id}, 2025-01-0")
    assert list(own.limits) == sorted(own.limits)
    assert (own.by, own.unit) == ("score", "per_km2_year")
    assert inherited.limits_of == "0123456789ab, 2020-01-01 – 2020-12-31"


@pytest.mark.parametrize("limits", [[], [1], [2, 1], [1, 1], [0, 1, 2, 3, 4, 5, 6], ["1", "2"], [0, 1e400]])
def test_class_limits_that_do_not_rise_are_refused(spoiled: Path, limits: list[object]) -> None:
    changed(spoiled, "class_limits", "limits", to=limits)

    with pytest.raises(InputError, match="class_limits"):
        read_limits(str(spoiled))
