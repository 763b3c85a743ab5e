"""A commented `config.yaml`, written from the settings themselves, so that it cannot grow stale."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import yaml

from hotspot.config.settings import Section, Settings

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


EMPTY: tuple[Any, ...] = ("", None, {}, ())  # a default that is nothing explains itself


def as_tree(settings: Settings) -> dict[str, Any]:
    """Return the settings as plain values, for the record of a run."""
    return settings.model_dump(mode="json")


def as_yaml(settings: Settings) -> str:
    """Return a commented `config.yaml` that shows each setting with its meaning and default."""
    lines = [
        "# Settings of hotspot. Each line: the value in force, then what it means, its unit and its default.",
        "",
    ]
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, Section):
            lines += ["", f"{name}:  # {(type(value).__doc__ or '').rstrip('.')}"]
            lines += [
                _yaml_line("  " + key, getattr(value, key), inner)
                for key, inner in type(value).model_fields.items()
            ]
        else:
            lines.append(_yaml_line(name, value, field))
    return "\n".join(lines) + "\n"


def _yaml_line(key: str, value: Any, field: FieldInfo) -> str:
    plain = value.isoformat() if isinstance(value, dt.date) else value
    plain = list(plain) if isinstance(plain, tuple) else plain
    shown = _flow(plain)
    default = "" if field.default in EMPTY else f" (default: {_flow(field.default)})"
    return f"{key + ': ' + shown:<44}  # {field.description}{default}"


def _flow(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
    return text.removesuffix("\n").removesuffix("\n...")
