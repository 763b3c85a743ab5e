"""The record of the run: what went in, what was decided, what came out; enough to check and repeat it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hotspot.schema.recorded import Written
from hotspot.words import Words
from hotspot.write.crate import write_crate
from hotspot.write.folder import CRATE, TOOL
from hotspot.write.geopackage import layer_tables
from hotspot.write.limits import limits_in_force
from hotspot.write.plain import plain
from hotspot.write.run_id import FORMULA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from hotspot.schema import Choice, Finding, Period, Result, Source
    from hotspot.schema.recorded import CommandPart

LAYOUT = 2  # of run.json and the files beside it, as `hotspot.read.read_run` takes them up again


def write_record(result: Result, path: Path, *, outputs: Sequence[Path], started: str) -> None:
    """Write run.json with the hash of every file in `outputs`; the clock is in `started` and nowhere else.

    `started` is an ISO time, left out where it is "". No command has found anything in the run as yet. The
    RO-Crate, where it is one of `outputs`, is written here as well: it says the same once more.
    """
    content = _content(result)
    others = [output for output in outputs if output.name != CRATE]
    hashes = {output.name: _sha256(output) for output in others}
    if len(others) < len(outputs):
        hashes = _with_crate(content, hashes, sizes=_sizes(others), beside=path)
    content["outputs"] = {output.name: hashes[output.name] for output in outputs}
    if started:
        content["started"] = started
    content["commands"] = []
    _write(content, path)


def write_record_again(
    record: bytes, path: Path, *, outputs: Sequence[Path], folder: Path, parts: Sequence[CommandPart] = ()
) -> tuple[str, ...]:
    """Write the run.json that was read as `record`, with the hashes of the files that are made anew.

    `folder` holds the other files, `parts` are what it lists of later commands, as the RO-Crate does; the run
    id stays.
    Return the names of what was written beside `path`: run.json, and before it the RO-Crate where the run has
    one.
    """
    content = json.loads(record)
    hashes = {**content["outputs"], **{output.name: _sha256(output) for output in outputs}}
    has_crate = CRATE in hashes
    if has_crate:
        sizes = {**_sizes(folder / name for name in hashes), **_sizes(outputs)}
        del hashes[CRATE]
        hashes = _with_crate(content, hashes, sizes=sizes, beside=path, parts=parts)
    content["outputs"] = {name: hashes[name] for name in content["outputs"]}
    content["commands"] = [
        _command(part) for part in sorted(parts, key=lambda part: (part.folder, part.kind))
    ]
    _write(content, path)
    return (CRATE, path.name) if has_crate else (path.name,)


def with_map(parts: Sequence[CommandPart], drawn: CommandPart, *, record: bytes) -> Sequence[CommandPart]:
    """Return the commands with the map that was `drawn` again in place of an earlier one; a map that came out
    as the run.json in `record` has it is no news."""
    known = json.loads(record)["outputs"]
    if all(known.get(name) == digest for name, digest in drawn.hashes.items()):
        return parts
    others = [part for part in parts if (part.folder, part.kind) != (drawn.folder, drawn.kind)]
    return [drawn, *others]


def written(file: Path) -> Written:
    """Return a file with its hash and its size."""
    return Written(name=file.name, sha256=_sha256(file), size=file.stat().st_size)


def _with_crate(
    content: dict[str, Any],
    hashes: dict[str, str],
    *,
    sizes: dict[str, int],
    beside: Path,
    parts: Sequence[CommandPart] = (),
) -> dict[str, str]:
    """Write the RO-Crate of files with these hashes and sizes; return the hashes with its own."""
    crate = beside.with_name(CRATE)
    files = [Written(name=name, sha256=digest, size=sizes.get(name)) for name, digest in hashes.items()]
    write_crate(content, crate, files=files, parts=parts)
    return {**hashes, CRATE: _sha256(crate)}


def _command(part: CommandPart) -> dict[str, Any]:
    """Return a command as run.json lists it; what nobody knows is left out."""
    within = f"{part.folder}/" if part.folder else ""
    return {
        "command": part.command,
        "kind": part.kind,
        **({"started": part.started} if part.started else {}),
        **({"language": part.language} if part.language else {}),
        **({"asked": plain(dict(part.asked))} if part.asked is not None else {}),
        "folder": part.folder,
        "outputs": {within + name: digest for name, digest in part.hashes.items()},
    }


def _sizes(files: Iterable[Path]) -> dict[str, int]:
    return {file.name: file.stat().st_size for file in files if file.is_file()}


def _content(result: Result) -> dict[str, Any]:
    """Return what run.json says but for the hashes of the files and the clock."""
    words = Words(language=result.language)
    content: dict[str, Any] = plain(
        {
            "tool": TOOL,
            "layout": LAYOUT,
            "run_id": result.run_id,
            "run_id_formula": FORMULA,
            "title": result.title,
            "city": result.city,
            "synthetic": result.synthetic,
            "language": result.language,
            "period": _period(result.period),
            "rows": _settings_of(result.rows, "read", "kept") | {"dropped": dict(result.rows.dropped)},
            "areas": {"count": len(result.ranking.frame), "made_by": result.areas.made_by},
            "by": result.ranking.by,
            "score_unit": result.ranking.score_unit,
            "top": result.ranking.top,
            "class_limits": _class_limits(result),
            "surface": _settings_of(result.surface, "kernel", "bandwidth_m", "unit"),
            "clusters": _settings_of(result.hotspots, "eps_m", "min_samples"),
            "layers": dict(layer_tables(result)),
            "drawing": asdict(result.drawing),
            "choices": [_choice(choice, words) for choice in result.choices],
            "findings": [_finding(finding, words) for finding in result.findings],
            "inputs": {
                role: [_source(source) for source in sources] for role, sources in result.sources.items()
            },
            "seed": result.seed,
            "crs": result.crs.to_string(),
            "config": result.config,
            "versions": dict(result.versions),
        }
    )
    return content


def _period(period: Period | None) -> dict[str, Any] | None:
    return {"first": str(period.first), "last": str(period.last), "days": period.days} if period else None


def _class_limits(result: Result) -> dict[str, Any]:
    """Return where the classes of the map's colours begin, with what they are limits of."""
    return {
        "by": result.ranking.by,
        "unit": result.ranking.score_unit,
        "limits": limits_in_force(result),
        "limits_of": result.drawing.limits_of,
    }


def _write(content: dict[str, Any], path: Path) -> None:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _settings_of(found: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(found, name) for name in names}


def _choice(choice: Choice, words: Words) -> dict[str, Any]:
    return {
        "name": choice.name,
        "value": choice.value,
        "unit": choice.unit,
        "why": choice.why,
        "text": words.choice(choice),
        "flag": choice.flag,
        "values": dict(choice.values),
        "alternatives": dict(choice.alternatives),
        **({"curve": [list(pair) for pair in choice.curve]} if choice.curve else {}),
    }


def _finding(finding: Finding, words: Words) -> dict[str, Any]:
    text, advice = words.finding(finding)
    return {
        "code": finding.code,
        "level": finding.level,
        "values": dict(finding.values),
        "text": text,
        "advice": advice,
    }


def _source(source: Source) -> dict[str, Any]:
    return {"path": source.path, "sha256": source.sha256, "facts": dict(source.facts)}
