"""Reading YAML strictly: no duplicate keys, no anchors, no tags that build objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from hotspot.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_BYTES = 1_000_000


class _Loader(yaml.SafeLoader):
    """YAML without duplicate keys and anchors (which can make a small file endless); dates and names of
    settings stay text, also where they are numbers."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way to say which plain text becomes what
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.constructor.ConstructorError(None, None, "anchors are not used here", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                problem = f"the setting '{key.value}' stands here twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(str(key.value))
            if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
                key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the settings that the file holds, as plain values; ConfigError with the line otherwise."""
    if not path.is_file():
        raise ConfigError(
            str(path), "no such file", "name it with --config, or write one with 'hotspot init INCIDENTS'"
        )
    if path.stat().st_size > LARGEST_BYTES:
        raise ConfigError(str(path), "larger than 1 MB", "check that this is a config file")
    try:
        tree = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), f"not UTF-8 at byte {error.start}", "save it as UTF-8") from None
    except RecursionError:
        raise ConfigError(str(path), "nested too deeply", "keep to the settings of 'hotspot init'") from None
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        problem = (error.problem or "not YAML").replace("\n", " ")
        hint = (
            "use blanks, not tabs" if "\\t" in problem else "compare with the file that 'hotspot init' writes"
        )
        raise ConfigError(f"{path}{line}", problem, hint) from None
    except (yaml.YAMLError, ValueError) as error:
        raise ConfigError(str(path), str(error).replace("\n", " "), "save it as plain UTF-8 text") from None
    if tree is None:
        return {}
    if not isinstance(tree, dict):
        raise ConfigError(str(path), "holds no settings", "start with lines such as 'city: Almaty'")
    return tree


def read_value(text: str) -> Any:
    """Read one value as it stands after `key=`; what is not YAML is plain text, and nothing is empty text.

    Raises ConfigError for lists in lists without end.
    """
    if not text.strip():
        return ""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except RecursionError:
        raise ConfigError("--set", "the value is nested too deeply", "write one value") from None
    except (yaml.YAMLError, ValueError):
        return text
