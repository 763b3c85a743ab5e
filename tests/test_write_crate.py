"""The RO-Crate beside run.json: what Process Run Crate 0.5 asks for, and nothing of a person."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from made_result import made_result

from hotspot.schema import Result, Source
from hotspot.schema.recorded import CommandPart
from hotspot.write import write_all, write_map_again
from hotspot.write.folder import CRATE, FILES

if TYPE_CHECKING:
    from pathlib import Path

# Of the contexts that the crate names: https://w3id.org/ro/crate/1.1/context has all but the hash, which
# https://w3id.org/ro/terms/workflow-run/context adds.
TERMS = {
    *("@id", "@type", "about", "actionStatus", "conformsTo", "contentSize", "datePublished", "description"),
    *("encodingFormat", "hasPart", "identifier", "inLanguage", "instrument", "license", "mentions", "name"),
    *("object", "result", "sha256", "softwareRequirements", "softwareVersion", "temporalCoverage", "version"),
}


def graph(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the entities of the crate by their ids; no id is there twice."""
    content = json.loads((folder / CRATE).read_text(encoding="utf-8"))
    entities = {one["@id"]: one for one in content["@graph"]}
    assert len(entities) == len(content["@graph"])
    return entities


def written(folder: Path, result: Result | None = None, started: str = "") -> dict[str, dict[str, Any]]:
    write_all(result or made_result(), folder, page=lambda: "<html>", started=started)
    return graph(folder)


def test_the_root_is_a_dated_data_set_of_the_profile_that_names_its_files_and_its_run(tmp_path: Path) -> None:
    entities = written(tmp_path)

    root = entities["./"]
    assert entities[CRATE]["about"] == {"@id": "./"}
    assert entities[CRATE]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert root["conformsTo"] == {"@id": "https://w3id.org/ro/wfrun/process/0.5"}
    assert entities[root["conformsTo"]["@id"]]["@type"] == "CreativeWork"
    assert root["datePublished"] == "2025-12-31"
    assert {one["@id"] for one in root["hasPart"]} == set(FILES) - {CRATE}
    assert entities[root["mentions"]["@id"]]["@type"] == "CreateAction"
    assert all(root[key] for key in ("name", "description", "license"))


def test_each_file_has_the_size_and_the_hash_that_it_has_on_disk(tmp_path: Path) -> None:
    entities = written(tmp_path)

    for name in set(FILES) - {CRATE, "run.json"}:
        content = (tmp_path / name).read_bytes()
        assert entities[name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert entities[name]["contentSize"] == str(len(content))
    outputs = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["outputs"]
    assert outputs[CRATE] == hashlib.sha256((tmp_path / CRATE).read_bytes()).hexdigest()


def test_the_run_was_done_by_this_version_on_the_inputs_and_made_every_file(tmp_path: Path) -> None:
    entities = written(tmp_path)

    run = entities["#run-0123456789ab"]
    assert entities[run["instrument"]["@id"]]["softwareVersion"] == "0.1.0"
    (given,) = run["object"]
    assert entities[given["@id"]]["name"] == "incidents.csv"
    assert entities[given["@id"]]["sha256"] == "ab" * 32
    assert {one["@id"] for one in run["result"]} == set(FILES) - {CRATE}


def test_every_reference_is_to_an_entity_and_every_term_is_of_the_contexts(tmp_path: Path) -> None:
    entities = written(tmp_path)

    def references(value: Any) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(references, value))
        return {value["@id"]} if isinstance(value, dict) else set()

    named = set().union(*(references(value) for one in entities.values() for value in one.values()))
    assert named - set(entities) == {"https://w3id.org/ro/crate/1.1"}
    assert {term for one in entities.values() for term in one} <= TERMS


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_neither_clock_nor_person_nor_place_is_in_it(tmp_path: Path, language: str) -> None:
    at = "2031-02-03T04:05:06+00:00"
    path = "postgresql://ivanov@db.local/crime"
    result = replace(made_result(language=language), sources={"incidents": (Source(path=path),)})

    entities = written(tmp_path, result, started=at)

    text = json.dumps(entities, ensure_ascii=False)
    assert not re.search("2031|04:05|ivanov|db.local|/tmp", text)
    assert not {"agent", "startTime", "endTime"} & {term for one in entities.values() for term in one}
    assert entities["./"]["inLanguage"] == language


def test_a_run_without_dates_has_no_date(tmp_path: Path) -> None:
    entities = written(tmp_path, replace(made_result(), period=None))

    assert "datePublished" not in entities["./"]
    assert "temporalCoverage" not in entities["./"]


def test_a_new_map_stands_with_its_new_hash_in_both_records(tmp_path: Path) -> None:
    before = written(tmp_path)

    drawn = CommandPart(folder="", kind="map", files=())
    write_map_again(tmp_path, "<html>new", record=(tmp_path / "run.json").read_bytes(), drawn=drawn)

    after = graph(tmp_path)
    digest = hashlib.sha256(b"<html>new").hexdigest()
    outputs = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["outputs"]
    assert (after["map.html"]["sha256"], after["map.html"]["contentSize"]) == (digest, "9")
    assert outputs["map.html"] == digest
    assert outputs[CRATE] == hashlib.sha256((tmp_path / CRATE).read_bytes()).hexdigest()
    assert {key: one for key, one in before.items() if key != "map.html"} == {
        key: one for key, one in after.items() if key != "map.html"
    }
