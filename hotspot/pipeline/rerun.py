"""The settings of a finished run once more, with its inputs found again by their names and hashes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotspot.errors import ConfigError, InputError
from hotspot.read import open_record
from hotspot.read.run.files import found_input
from hotspot.read.run.stated import read_stated
from hotspot.write.run_id import is_place

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hotspot.schema import Source
    from hotspot.schema.verified import Stated

NOT_AGAIN = ("output", "layers.", "map.", "incidents.engine")  # where results go, what is drawn, who counts
BLOCKS = "blocks:"


def settings_of_run(folder: str, *, inputs: str = "", given: Collection[str] = ()) -> dict[str, Any]:
    """Return the settings that the run in `folder` did not leave at their defaults, by dotted name.

    run.json knows its inputs by name and hash: they are looked for anywhere in the folder `inputs`, else in
    the working folder and beside the run's. Settings that are `given` anew are left out. Raises InputError
    where an input is missing or has changed, ConfigError where there is no folder `inputs`.
    """
    if inputs and not Path(inputs).is_dir():
        raise ConfigError("--inputs", f"there is no folder '{inputs}'", "name the folder of the inputs")
    record = open_record(folder)
    stated = read_stated(record.entry)
    sources = _by_name(stated)
    paths = () if inputs else nearby(stated, (), record.folder)
    among = Path(inputs) if inputs else None
    asked = {name: value for name, value in _asked(stated).items() if name not in given}
    return {
        name: _found(value, sources, paths=paths, folder=among) if value and is_place(name, value) else value
        for name, value in asked.items()
        if not name.startswith(NOT_AGAIN)
    }


def nearby(stated: Stated, named: Sequence[str], place: Path) -> tuple[Path, ...]:
    """Return where the inputs of the run in `place` may lie: what the settings at hand have `named`, the
    working folder, and beside the run's."""
    names = [Path(source.path).name for sources in stated.sources.values() for source in sources]
    folders = (Path(), place.absolute().parent)
    return (*map(Path, named), *(folder / name for folder in folders for name in names))


def _asked(stated: Stated) -> dict[str, Any]:
    """Return the value of each setting that has an origin."""
    settings, origin = (stated.config.get(part, {}) for part in ("settings", "origin"))
    return {name: _at(settings, name) for name in origin}


def _at(settings: Any, name: str) -> Any:
    """Return the value of a setting; None, as of one that is not given, where the record has none."""
    deep = 2 if name.startswith("incidents.columns.") else 1  # types of harm may have dots in their names
    for part in name.split(".", deep):
        settings = settings.get(part) if isinstance(settings, dict) else None
    return settings


def _by_name(stated: Stated) -> Mapping[str, Source]:
    return {source.path: source for sources in stated.sources.values() for source in sources}


def _found(value: Any, sources: Mapping[str, Source], *, paths: Collection[Path], folder: Path | None) -> Any:
    """Return a setting that names inputs with their paths in place of their names."""
    if isinstance(value, list):
        return [_found(each, sources, paths=paths, folder=folder) for each in value]
    if "://" in value:
        return value
    if value.startswith(BLOCKS):
        return BLOCKS + _found(value.removeprefix(BLOCKS), sources, paths=paths, folder=folder)
    digest = sources[value].sha256 if value in sources else ""
    path = found_input(value, digest, paths=paths, folder=folder)
    if path is None:
        where = f"anywhere in '{folder}'" if folder else "here or beside the run"
        what = f"there is no file of this name {where} that is as the run read it"
        raise InputError(
            value,
            what,
            "name the folder of the run's inputs with --inputs, or give INCIDENTS and --areas again",
        )
    return str(path)
