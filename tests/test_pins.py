"""The pins of a fresh install are true to what the project says it needs."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PINNED_EXTRAS = ("dev", "sql", "scale")


def pins() -> dict[str, Version]:
    """Return the pinned version of each package."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines]
    assert all(len(pair) == 2 for pair in pairs)
    return {canonicalize_name(name): Version(version) for name, version in pairs}


def wanted() -> list[Requirement]:
    """Return what the project needs, and what its pinned extras need; an extra may name others."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [project["optional-dependencies"][name] for name in PINNED_EXTRAS]
    stated = [Requirement(text) for texts in (project["dependencies"], *extras) for text in texts]
    return [one for one in stated if one.name != project["name"]]


def test_every_package_that_is_needed_is_pinned_to_a_version_that_is_allowed() -> None:
    pinned = pins()

    found = {one.name: pinned.get(canonicalize_name(one.name)) for one in wanted()}

    assert [name for name, version in found.items() if version is None] == []
    assert [one.name for one in wanted() if not one.specifier.contains(str(found[one.name]))] == []


def test_every_lower_bound_is_stated_since_it_is_tested() -> None:
    bounds = {one.name: {spec.operator for spec in one.specifier} for one in wanted()}

    assert [name for name, operators in bounds.items() if ">=" not in operators] == []


def test_a_pin_names_a_version_and_no_place() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")

    assert not set("@/:") & set(text)
