"""The source archive: whoever unpacks it has the documents, the checks and the tests."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
BY_ITSELF = {"README.md", "LICENSE", "pyproject.toml"}  # setuptools takes these unasked
MADE_HERE = {"package-lock.json"}


def test_every_file_at_the_top_and_every_document_is_in_the_source_archive() -> None:
    lines = [line.split() for line in (ROOT / "MANIFEST.in").read_text(encoding="utf-8").splitlines()]
    named = {name for verb, *names in lines if verb in {"include", "graft"} for name in names}

    top = {path.name for path in ROOT.iterdir() if path.is_file() and not path.name.startswith(".")}
    written = {path.relative_to(ROOT).as_posix() for path in (ROOT / "hotspot").rglob("*.md")}

    assert (top | written) - BY_ITSELF - MADE_HERE <= named
    assert all((ROOT / name).exists() for name in named)
