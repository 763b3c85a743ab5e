"""The settings of a run: what they are, their units and defaults, and where each value came from.

`config.yaml` is read once into a frozen `Settings`; every part of the tool is handed its values one by one.
Paths in the file count from the folder that the file lies in.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from hotspot.config.problems import as_error
from hotspot.config.settings import LayerSettings, Settings, is_recipe
from hotspot.config.text import as_tree, as_yaml
from hotspot.config.yaml_file import read_value, read_yaml
from hotspot.errors import ConfigError
from hotspot.schema.numbers import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hotspot.schema import Language

__all__ = ["Configuration", "Settings", "as_tree", "as_yaml", "is_recipe", "language_in", "load", "path_keys"]


RECORD = "run.json"  # of a finished run, where settings may come from


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """The settings in force and, for each that is not a default, where it came from.

    `origin` maps "density.bandwidth_m" to "config.yaml", "--set" or the name of an option.
    """

    settings: Settings
    origin: Mapping[str, str]


def load(
    path: str | None,
    *,
    options: Mapping[str, Any] | None = None,
    sets: Sequence[str] = (),
    run: Mapping[str, Any] | None = None,
) -> Configuration:
    """Read `path` (None: defaults only), then apply the settings of a finished `run` by dotted name, then
    `--set key=value` texts, then `options` by dotted name.

    An option's origin is its own name; `options` values of None are not given. Raises ConfigError.
    """
    tree: dict[str, Any] = {}
    origin: dict[str, str] = {}
    if path is not None:
        tree = _resolved(read_yaml(Path(path)), Path(path).parent)
        origin = dict.fromkeys(_leaves(tree), Path(path).name)
    for key, value in (run or {}).items():
        _put(tree, key, value, where=RECORD)
        origin[key] = RECORD
    for text in sets:
        key, value = _split_set(text)
        _put(tree, key, value, where="--set")
        origin[key] = "--set"
    for key, value in (options or {}).items():
        if value is not None:
            _put(tree, key, value, where=key)
            origin[key] = "command line"
    given = {key: value for key, value in tree.items() if value is not None}
    try:
        return Configuration(settings=Settings.model_validate(given), origin=origin)
    except ValidationError as error:
        raise as_error(error, origin, path) from None


def language_in(path: str) -> Language | None:
    """Return the language that a config file names, whatever is wrong with it besides; None where it cannot
    be told."""
    try:
        named = read_yaml(Path(path)).get("language")
    except ConfigError:
        return None
    return next((language for language in LANGUAGES if language == named), None)


def _resolved(tree: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Make the paths of a config file count from the file's own folder."""
    tree = {key: dict(value) if isinstance(value, dict) else value for key, value in tree.items()}
    for section, key in path_keys():
        place = tree if not section else tree.get(section)
        if isinstance(place, dict) and key in place:
            place[key] = _from_folder(place[key], folder)
    return tree


def path_keys() -> Iterator[tuple[str, str]]:
    """Give section ("" for none) and name of each setting that holds paths."""
    yield from (("", "boundary"), ("", "output"), ("incidents", "file"), ("areas", "file"), ("areas", "join"))
    yield ("map", "limits_from")
    yield from (("layers", key) for key in LayerSettings.model_fields)


def _from_folder(value: Any, folder: Path) -> Any:
    if isinstance(value, list):
        return [_from_folder(one, folder) for one in value]
    if not isinstance(value, str) or not value or "://" in value or is_recipe(value) or folder == Path():
        return _recipe_from_folder(value, folder)
    return str(folder / value)


def _recipe_from_folder(value: Any, folder: Path) -> Any:
    if isinstance(value, str) and value.startswith("blocks:"):
        return "blocks:" + str(_from_folder(value.removeprefix("blocks:"), folder))
    return value


def _split_set(text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not equals:
        raise ConfigError("--set", f"'{text}' has no '='", "write --set density.bandwidth_m=150")
    return key.strip(), read_value(value)


def _put(tree: dict[str, Any], key: str, value: Any, *, where: str) -> None:
    section, dot, rest = key.partition(".")
    if not dot:
        tree[key] = value
        return
    inner = tree.setdefault(section, {})
    if inner is None:
        inner = tree[section] = {}
    if not isinstance(inner, dict):
        raise ConfigError(where, f"'{section}' has no settings of its own", "see the names in config.yaml")
    if section == "incidents" and rest.startswith("columns."):
        inner.setdefault("columns", {})[rest.removeprefix("columns.")] = value
    else:
        inner[rest] = value


def _leaves(tree: Mapping[str, Any]) -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, dict) and key != "harm":
            yield from (f"{key}.{inner}" for inner in value)
        else:
            yield str(key)
