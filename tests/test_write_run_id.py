"""The id of a run: equal for equal runs, another for anything that could change the result."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from made_result import made_result

from hotspot.schema import Choice, Drawing, Result, Rows, Source
from hotspot.write import run_id

SETTINGS = {
    "output": "maps",
    "seed": 1,
    "boundary": "b.geojson",
    "areas": {"file": "square:250", "join": "p.csv"},
    "incidents": {"file": "a.csv", "where": ""},
    "layers": {"posts": "posts.csv"},
    "map": {"incidents": 200_000, "limits_from": ""},
}


def configured(**changed: object) -> Result:
    return replace(made_result(), config={"settings": {**SETTINGS, **changed}, "origin": {}})


def test_an_id_is_twelve_hexadecimal_digits() -> None:
    assert re.fullmatch("[0-9a-f]{12}", run_id(configured()))


@pytest.mark.parametrize(
    "changed",
    [
        {"output": "elsewhere"},
        {"boundary": "/other/b.geojson"},
        {"layers": {"posts": "/other/posts.csv"}},
        {"incidents": {"file": "/other/a.csv", "where": ""}},
    ],
    ids=str,
)
def test_where_the_files_lie_does_not_change_the_id(changed: dict[str, object]) -> None:
    assert run_id(configured(**changed)) == run_id(configured())


@pytest.mark.parametrize(
    "changed",
    [
        {"seed": 2},
        {"areas": {"file": "square:200", "join": "p.csv"}},
        {"incidents": {"file": "a.csv", "where": "type = 'theft'"}},
    ],
    ids=str,
)
def test_a_setting_changes_the_id(changed: dict[str, object]) -> None:
    assert run_id(configured(**changed)) != run_id(configured())


@pytest.mark.parametrize(
    "changed",
    [
        {"sources": {"incidents": (Source(path="incidents.csv", sha256="ef" * 32),)}},
        {"choices": (Choice(name="bandwidth_m", value=311.0, unit="m"),)},
        {"versions": {"hotspot": "0.1.1"}},
        {"rows": Rows(read=651, dropped={"outside_area": 39, "missing_coordinates": 12})},
        {"drawing": Drawing(limits=(0.0, 1.0), limits_of="0123456789ab")},
        {"seed": 8},
        {"period": None},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_went_in_and_what_was_decided_change_the_id(changed: dict[str, object]) -> None:
    assert run_id(replace(made_result(), **changed)) != run_id(made_result())


def test_a_file_is_known_by_its_bytes_and_a_database_by_its_address() -> None:
    def of(path: str, sha256: str) -> str:
        return run_id(replace(made_result(), sources={"incidents": (Source(path=path, sha256=sha256),)}))

    assert of("a.csv", "ab" * 32) == of("b.csv", "ab" * 32)
    assert of("postgresql://h/a", "") != of("postgresql://h/b", "")
