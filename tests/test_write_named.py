"""Names in place of paths: no file of a run says in whose folder its inputs lay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from made_result import made_result

from hotspot.schema import Choice, Finding, Source
from hotspot.write import named, run_id

HOME = "/home/officer.ivanov/cases"
SETTINGS: dict[str, Any] = {
    "output": f"{HOME}/maps",
    "boundary": f"{HOME}/b.geojson",
    "areas": {"file": f"blocks:{HOME}/streets.gpkg", "join": "", "id": "a/b"},
    "incidents": {"file": [f"{HOME}/may.csv", r"C:\Users\ivanov\june.csv"], "where": "x = '/home/x'"},
    "layers": {"posts": f"{HOME}/posts.csv"},
    "map": {"limits_from": f"{HOME}/2024"},
}


def test_settings_keep_the_names_of_files_and_every_other_value() -> None:
    told = named(replace(made_result(), config={"settings": SETTINGS, "origin": {"seed": "--set"}})).config

    assert told == {
        "settings": {
            "output": "maps",
            "boundary": "b.geojson",
            "areas": {"file": "blocks:streets.gpkg", "join": "", "id": "a/b"},
            "incidents": {"file": ["may.csv", "june.csv"], "where": "x = '/home/x'"},
            "layers": {"posts": "posts.csv"},
            "map": {"limits_from": "2024"},
        },
        "origin": {"seed": "--set"},
    }


def test_sources_findings_and_choices_name_the_file_only() -> None:
    path = f"{HOME}/may.csv"
    result = replace(
        made_result(),
        sources={"incidents": (Source(path=path, sha256="ab" * 32),)},
        findings=(Finding(code="test", level="info", values={"file": path, "rows": 3}),),
        choices=(Choice(name="crs", value=path, values={"file": path}),),
    )

    told = named(result)

    assert told.sources["incidents"][0].path == "may.csv"
    assert told.findings[0].values == {"file": "may.csv", "rows": 3}
    assert (told.choices[0].value, told.choices[0].values) == ("may.csv", {"file": "may.csv"})


@pytest.mark.parametrize("settings", [SETTINGS, {**SETTINGS, "areas": {"file": "square:250"}}])
def test_names_in_place_of_paths_give_the_same_id(settings: dict[str, Any]) -> None:
    result = replace(made_result(), config={"settings": settings, "origin": {}})

    assert run_id(named(result)) == run_id(result)
