"""A finished run to take up again, and ways to spoil it."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Any

from made_city import made_city

from hotspot import pipeline, write
from hotspot.config import load

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Result


def finished(folder: Path, *sets: str, areas: object = None) -> tuple[Result, Path]:
    """Rank the made town; return the result as it was written, and the folder it was written to. `areas` is
    the content of other boundaries."""
    config = made_city(folder)
    if areas is not None:
        (folder / "areas.geojson").write_text(json.dumps(areas), encoding="utf-8")
    settings = load(str(config), sets=sets)
    out = write.check_folder(str(folder / "maps"), inputs=())
    result = pipeline.rank_city(settings)
    pipeline.save(result, out, started="2026-01-02T03:04:05+00:00")
    return result, out


def copied(run: Path, folder: Path) -> Path:
    """Return a copy of the run that may be spoiled."""
    shutil.copytree(run, folder / "run")
    return folder / "run"


def record(run: Path) -> dict[str, Any]:
    """Return run.json."""
    content: dict[str, Any] = json.loads((run / "run.json").read_text(encoding="utf-8"))
    return content


def changed(run: Path, *keys: str, to: object) -> None:
    """Write another value at a place in run.json."""
    content = record(run)
    inner: Any = content
    for key in keys[:-1]:
        inner = inner[int(key)] if isinstance(inner, list) else inner[key]
    if isinstance(inner, list):
        inner[int(keys[-1])] = to
    else:
        inner[keys[-1]] = to
    (run / "run.json").write_text(json.dumps(content), encoding="utf-8")


def forged(run: Path, name: str, content: bytes) -> None:
    """Replace a file, and its hash in run.json, as someone would who knows how."""
    (run / name).write_bytes(content)
    changed(run, "outputs", name, to=hashlib.sha256(content).hexdigest())
