"""What is wrong with a setting, said in one line that names the right one."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from hotspot.config.settings import Section, Settings
from hotspot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import BaseModel, ValidationError


def as_error(error: ValidationError, origin: Mapping[str, str], path: str | None) -> ConfigError:
    """Return one error for all that is wrong, the first setting in full, the others by name.

    `origin` says where each setting came from, `path` is the config file (None: there was none).
    """
    by_setting: dict[tuple[str, ...], list[Any]] = {}
    for one in error.errors(include_url=False):
        by_setting.setdefault(tuple(_names(one["loc"])), []).append(one)
    problems = [_problem(names, ones, origin, path) for names, ones in by_setting.items()]
    first, *others = problems
    also = "".join(f"; also {other.where}: {other.what}" for other in others[:3])
    return ConfigError(first.where, first.what + also, first.to_do)


def _names(location: Sequence[str | int]) -> list[str]:
    """Return the setting's own path: pydantic adds the branch of a union or the index in a list after it."""
    names = [str(part) for part in location]
    default = Settings.model_fields[names[0]].default if names[0] in Settings.model_fields else None
    return names[:2] if isinstance(default, Section) else names[:1]


def _problem(
    names: Sequence[str], errors: Sequence[Any], origin: Mapping[str, str], path: str | None
) -> ConfigError:
    key = ".".join(names)
    where = f"{origin.get(key) or origin.get(names[0]) or path or 'settings'}, {key}"
    if errors[0]["type"] == "extra_forbidden":
        return ConfigError(where, *_unknown(names))
    if errors[0]["type"] == "model_type":
        return ConfigError(where, "this has settings of its own", f"write '{key}:' and its settings below it")
    what = "the value " + " or ".join(dict.fromkeys(_plain(one) for one in errors))
    return ConfigError(where, what, f"correct it; {names[-1]} is: {_description(names)}")


def _unknown(names: Sequence[str]) -> tuple[str, str]:
    owner: type[BaseModel] = Settings
    if len(names) > 1:
        owner = type(Settings.model_fields[names[0]].default)
    near = difflib.get_close_matches(names[-1], owner.model_fields, n=1, cutoff=0.5)
    hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(owner.model_fields)}"
    return f"unknown setting '{names[-1]}'; {hint}", "correct the name, or take the line out"


def _plain(error: Any) -> str:
    text = str(error["msg"]).removeprefix("Input ").removeprefix("Value error, ")
    return text[:1].lower() + text[1:]


def _description(names: Sequence[str]) -> str:
    field = Settings.model_fields[names[0]]
    if len(names) > 1:
        field = type(field.default).model_fields[names[1]]
    return field.description or "another value"
