"""What the files of a run say of where things lay: names, never folders, since folders tell of people.

It also keeps the bytes the same wherever a run is made.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING, Any, TypeVar

from hotspot.write.run_id import is_place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspot.schema import Choice, Finding, Result, Source

BLOCKS = "blocks:"  # areas that are cut by the streets of a file
T = TypeVar("T", "Finding", "Choice")


def named(result: Result) -> Result:
    """Return the result with the names of files in place of their paths: sources, settings, what was said."""
    paths = {source.path for given in result.sources.values() for source in given}
    return replace(
        result,
        sources=named_sources(result.sources),
        areas=replace(
            result.areas,
            made_by=name_of(result.areas.made_by),
            sources=tuple(map(_source, result.areas.sources)),
        ),
        config=_settings(result.config),
        findings=tuple(_said(finding, paths) for finding in result.findings),
        choices=tuple(
            replace(_said(choice, paths), value=_value(choice.value, paths)) for choice in result.choices
        ),
    )


def named_sources(sources: Mapping[str, tuple[Source, ...]]) -> dict[str, tuple[Source, ...]]:
    """Return the sources by role with names in place of paths."""
    return {role: tuple(map(_source, given)) for role, given in sources.items()}


def name_of(path: str) -> str:
    """Return the name of a file without its folders; an address and a recipe stay as they are.

    >>> [name_of(path) for path in ("cases/may.csv", "blocks:/data/streets.gpkg", "square:250", "")]
    ['may.csv', 'blocks:streets.gpkg', 'square:250', '']
    >>> name_of("postgresql://analyst@host/police")
    'postgresql://analyst@host/police'
    """
    if "://" in path:
        return path
    if path.startswith(BLOCKS):
        return BLOCKS + name_of(path.removeprefix(BLOCKS))
    return PureWindowsPath(path).name


def _source(source: Source) -> Source:
    return replace(source, path=name_of(source.path))


def _settings(config: Mapping[str, Any]) -> dict[str, Any]:
    if "settings" not in config:
        return dict(config)
    return {**config, "settings": _tree(config["settings"])}


def _tree(tree: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    return {
        key: _tree(value, f"{above}{key}.")
        if isinstance(value, dict)
        else _named(value)
        if is_place(f"{above}{key}", value)
        else value
        for key, value in tree.items()
    }


def _named(value: Any) -> Any:
    """Return a setting that says where something lies, which may be several files or none."""
    if isinstance(value, (list, tuple)):
        return [_named(each) for each in value]
    return name_of(value) if isinstance(value, str) else value


def _said(said: T, paths: set[str]) -> T:
    return replace(said, values={name: _value(value, paths) for name, value in said.values.items()})


def _value(value: str | float, paths: set[str]) -> str | float:
    return name_of(value) if isinstance(value, str) and value in paths else value
