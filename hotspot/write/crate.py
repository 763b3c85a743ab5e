"""The record once more as linked data, so that archives and other tools can read what was made from what.

ro-crate-metadata.json follows Process Run Crate 0.5 (https://w3id.org/ro/wfrun/process/0.5), which builds on
RO-Crate 1.1. It is made of what run.json and the records of later commands hold, and says no more. Two things
that the profile asks for are left out on purpose: who started the run, and when it ended, since the clock
stands in run.json alone. The date that RO-Crate wants of a data set is the last day of the incidents; a run
without dates has none.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from hotspot.schema.recorded import Written
from hotspot.words import Words
from hotspot.words.phrases import source_text
from hotspot.write.folder import FILES, TOOL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from hotspot.schema.recorded import CommandPart

CONTEXT = ["https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context"]
ROCRATE = "https://w3id.org/ro/crate/1.1"
PROFILE, PROFILE_VERSION = "https://w3id.org/ro/wfrun/process/0.5", "0.5"
TOOL_ID = f"#{TOOL}"
NO_PACKAGES = frozenset({"python", "gdal", "proj"})  # of the versions in a record
FORMATS = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".tif": "image/tiff",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write_crate(
    record: Mapping[str, Any], path: Path, *, files: Sequence[Written], parts: Sequence[CommandPart] = ()
) -> None:
    """Write the crate of the run that `record`, the content of run.json, is about; `files` are its others,
    `parts` what commands have found in it since. Those beside its own files are told in run.json only."""
    words = Words(language=record["language"])
    action, inputs = _action(record, words), list(_inputs(record, words))
    results = [*(_file(one) for one in files), _file(Written(name=FILES[-1], sha256="", size=None))]
    parts = [part for part in parts if part.folder]
    later = [_part(part, record, words) for part in parts]
    folders, actions = (list(each) for each in zip(*later, strict=True)) if later else ([], [])
    inner = [_file(one, within=f"{part.folder}/") for part in parts for one in part.files]
    graph = [
        {
            "@id": path.name,
            "@type": "CreativeWork",
            "conformsTo": {"@id": ROCRATE},
            "about": {"@id": "./"},
        },
        {
            **_root(record, words),
            "hasPart": _ids([*results, *folders]),
            "mentions": _ids([action, *actions]) if actions else {"@id": action["@id"]},
        },
        {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": PROFILE_VERSION},
        *_software(record["versions"]),
        {**action, "object": _ids(inputs), "result": _ids(results)},
        *inputs,
        *results,
        *folders,
        *actions,
        *inner,
    ]
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, allow_nan=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _root(record: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return the folder as a data set."""
    about = [words("crate.synthetic")] if record["synthetic"] else []
    dated: dict[str, str] = {}
    if period := record["period"]:
        first, last = period["first"], period["last"]
        about.insert(0, words("crate.about_period", first=first, last=last))
        dated = {"datePublished": last, "temporalCoverage": f"{first}/{last}"}
    else:
        about.insert(0, words("crate.about"))
    return {
        "@id": "./",
        "@type": "Dataset",
        "conformsTo": {"@id": PROFILE},
        "name": " · ".join(filter(None, (record["title"] or record["city"], words("crate.title")))),
        "description": " ".join(about),
        "identifier": record["run_id"],
        "inLanguage": record["language"],
        "license": words("crate.license"),
        **dated,
    }


def _action(record: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return the run; its id stands for what went in and what was decided, as the profile's id has to."""
    return {
        "@id": f"#run-{record['run_id']}",
        "@type": "CreateAction",
        "name": words("crate.run", run=record["run_id"]),
        "description": words("crate.run_about", seed=str(record["seed"]), file=FILES[-1]),
        "instrument": {"@id": TOOL_ID},
        "actionStatus": "http://schema.org/CompletedActionStatus",
    }


def _part(
    part: CommandPart, record: Mapping[str, Any], words: Words
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the folder of a command as a data set, and the command as an action that used run.json."""
    files = [{"@id": quote(f"{part.folder}/{one.name}")} for one in part.files]
    folder = {
        "@id": f"{quote(part.folder)}/",
        "@type": "Dataset",
        "name": part.folder,
        "description": words("crate.part", kind=part.kind),
        "hasPart": files,
    }
    action = {
        "@id": f"#{quote(part.kind)}-{record['run_id']}",
        "@type": "CreateAction",
        "name": words("crate.command", kind=part.kind, run=record["run_id"]),
        "instrument": {"@id": TOOL_ID},
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "object": {"@id": FILES[-1]},
        "result": files,
    }
    return folder, action


def _software(versions: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Return the tool, and what it computed with by its package URL (https://github.com/package-url)."""
    others = [
        {
            "@id": f"pkg:{'generic' if name in NO_PACKAGES else 'pypi'}/{quote(name)}@{quote(version)}",
            "@type": "SoftwareApplication",
            "name": name,
            "softwareVersion": version,
        }
        for name, version in versions.items()
        if name != TOOL
    ]
    yield {
        "@id": TOOL_ID,
        "@type": "SoftwareApplication",
        "name": TOOL,
        "softwareVersion": versions.get(TOOL, ""),
        "softwareRequirements": _ids(others),
    }
    yield from others


def _inputs(record: Mapping[str, Any], words: Words) -> Iterator[dict[str, Any]]:
    """Return what went in by name and hash; it lies elsewhere, so it is no file of the crate."""
    for role, sources in record["inputs"].items():
        for number, source in enumerate(sources, 1):
            name = source_text(source["path"], words)
            yield {
                "@id": f"#{quote(role)}-{number}",
                "@type": "CreativeWork",
                "name": name,
                "description": words("crate.input", role=role),
                **({"sha256": source["sha256"]} if source["sha256"] else {}),
            }


def _file(one: Written, *, within: str = "") -> dict[str, Any]:
    ending = one.name[one.name.rfind(".") :]
    return {
        "@id": quote(within + one.name),
        "@type": "File",
        "name": one.name,
        **({"encodingFormat": FORMATS[ending]} if ending in FORMATS else {}),
        **({"contentSize": str(one.size)} if one.size is not None else {}),
        **({"sha256": one.sha256} if one.sha256 else {}),
    }


def _ids(entities: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [{"@id": entity["@id"]} for entity in entities]
