"""Bad input through the command line: one line that says what is wrong, no traceback, nothing left behind.

The cases are data: a new one is a line in a cases.json (and a file beside it), and needs no code here.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hotspot import cli

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "cases"
GOOD_INCIDENTS = ROOT / "data" / "incidents.csv"
GOOD_AREAS = "square:500"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One command line (without --out) with what must come of it; `never` must not be shown anywhere."""

    name: str
    arguments: tuple[str, ...]
    exit_code: int
    message: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


def listed(folder: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((CASES / folder / "cases.json").read_text(encoding="utf-8"))
    return cases


def as_settings(section: str, question: dict[str, Any]) -> list[str]:
    """Return what a case tells the reader, as options of the command line."""
    options: list[str] = []
    for key, value in question.items():
        if key == "where":
            options += ["--where", value]
        elif key == "columns":
            options += [
                part for role in value for part in ("--set", f"{section}.columns.{role}={value[role]}")
            ]
        else:
            options += ["--set", f"{section}.{key}={json.dumps(value)}"]
    return options


def read_case(folder: str, case: dict[str, Any], given: list[str]) -> Case:
    """Return a case of a reader as a command: a whole run where it is refused, else a check, which is quick.

    `run` in a case is what a whole run has to say against a source that the reader alone takes.
    """
    refused = case["outcome"] == "error" or "run" in case
    return Case(
        name=" ".join(
            [folder, str(case.get("e3", "")), case["file"], *map(str, case.get("question", {}).items())]
        ),
        arguments=("rank" if refused else "check", *given, *([] if refused else ["--json"])),
        exit_code=1 if refused else 0,
        message=tuple(case.get("run", case.get("message", ()))),
        findings=() if refused else tuple(case.get("finding", ())),
    )


def tables_and_files() -> list[Case]:
    return [
        read_case(folder, case, [str(CASES / folder / case["file"]), "--areas", GOOD_AREAS, *options])
        for folder in ("tables", "files")
        for case in listed(folder)
        for options in [as_settings("incidents", case.get("question", {}))]
    ]


def boundaries() -> list[Case]:
    return [
        read_case("boundaries", case, [str(GOOD_INCIDENTS), "--areas", areas, *options])
        for case in listed("boundaries")
        for areas in [str(CASES / "boundaries" / case["file"])]
        for options in [as_settings("areas", case.get("question", {}))]
    ]


def configs() -> list[Case]:
    """Return the bad configs; each begins with a comment: what its message must hold, between bars."""
    return [
        Case(
            name=f"config {path.name}",
            arguments=("rank", "--config", str(path)),
            exit_code=1,
            message=tuple(path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").split(" | ")),
        )
        for path in sorted((CASES / "config").glob("*.yaml"))
    ]


def placed(part: str) -> str:
    """Return a part of a command line with the folders of the repository in its gaps."""
    for gap, folder in (("{here}", CASES / "runs"), ("{cases}", CASES), ("{data}", ROOT / "data")):
        part = part.replace(gap, str(folder))
    return part


def runs() -> list[Case]:
    return [
        Case(
            name=f"runs {case['e3']} {case['case']}",
            arguments=tuple(placed(part) for part in case["run"]),
            exit_code=case["exit"],
            message=tuple(case.get("message", ())),
            findings=tuple(case.get("finding", ())),
            never=tuple(case.get("never", ())),
            files=tuple(case.get("files", {}).items()),
            links=tuple(case.get("links", {}).items()),
        )
        for case in listed("runs")
    ]


ALL = (*tables_and_files(), *boundaries(), *configs(), *runs())
BAD = [case for case in ALL if case.exit_code]
USABLE = [case for case in ALL if not case.exit_code]


def hotspot(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run the command in `folder` as the shell would, and return its exit code."""
    out = ["--out", str(folder / "out")] if case.arguments[0] == "rank" else []
    given = [argument.replace("{tmp}", str(folder)) for argument in case.arguments]
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["hotspot", *given[:1], *out, *given[1:]])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def prepare(case: Case, folder: Path) -> None:
    for name, content in case.files:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    for name, target in case.links:
        (folder / name).symlink_to(target)


def contents(folder: Path) -> dict[str, bytes]:
    """Return everything that lies in the folder, links by where they point to."""
    return {
        str(path.relative_to(folder)): str(path.readlink()).encode()
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else b""
        for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_bad_input_gets_its_message_and_leaves_nothing_behind(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    prepare(case, tmp_path)
    before = contents(tmp_path)

    code = hotspot(case, tmp_path, monkeypatch)

    said, told = capfd.readouterr()
    assert code == case.exit_code, told
    assert said == ""
    assert "Traceback" not in told
    assert [part for part in case.message if part not in told] == []
    assert [secret for secret in case.never if secret in told] == []
    assert contents(tmp_path) == before
    if code == 1:
        assert told.startswith("Error: ")
        assert told.count("\n") == 1


@pytest.mark.parametrize("case", USABLE, ids=lambda case: case.name)
def test_odd_but_usable_input_is_used_and_what_is_odd_is_said(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    code = hotspot(case, tmp_path, monkeypatch)

    said, told = capfd.readouterr()
    assert code == 0, told
    assert said
    written = tmp_path / "out" / "run.json"
    report = json.loads(written.read_text(encoding="utf-8") if written.exists() else said)
    rows = report["rows"]
    assert rows["read"] == rows["kept"] + sum(rows["dropped"].values())
    assert set(case.findings) <= {finding["code"] for finding in report["findings"]}


def test_every_file_of_the_runs_has_its_case() -> None:
    text = (CASES / "runs" / "cases.json").read_text(encoding="utf-8")

    unused = [path.name for path in (CASES / "runs").iterdir() if f"{{here}}/{path.name}" not in text]

    assert unused == ["cases.json"]
