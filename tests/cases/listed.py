"""The bad inputs that are files: a new one is a line in a cases.json and a file beside it, and no code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cases.case import DATA, HERE, SQUARES, Case

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD_INCIDENTS = str(DATA / "incidents.csv")


def index(folder: str) -> list[dict[str, Any]]:
    """Return the cases.json of a folder."""
    cases: list[dict[str, Any]] = json.loads((HERE / folder / "cases.json").read_text(encoding="utf-8"))
    return cases


def _as_settings(section: str, question: dict[str, Any]) -> list[str]:
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


def _of_a_reader(folder: str, case: dict[str, Any], given: list[str]) -> Case:
    """Return a case of a reader as a command: a whole run where it is refused, else a check, which is quick.

    `run` in a case is what a whole run has to say against a source that the reader alone takes, `check` what
    a check must have counted and noticed besides what the reader noticed.
    """
    refused = case["outcome"] == "error" or "run" in case
    checked = {} if refused else case.get("check", {})
    return Case(
        number=case.get("e3", 0),
        name=" ".join([folder, case["file"], *map(str, case.get("question", {}).items())]),
        arguments=("rank" if refused else "check", *given, *([] if refused else ["--json"])),
        exit_code=1 if refused else 0,
        message=tuple(case.get("run", case.get("message", ()))),
        findings=() if refused else (*case.get("finding", ()), *checked.get("finding", ())),
        dropped=checked.get("dropped", {}),
        kept=checked.get("kept"),
    )


def _tables_and_files() -> list[Case]:
    return [
        _of_a_reader(folder, case, [str(HERE / folder / case["file"]), *SQUARES, *options])
        for folder in ("tables", "files")
        for case in index(folder)
        for options in [_as_settings("incidents", case.get("question", {}))]
    ]


def _boundaries() -> list[Case]:
    return [
        _of_a_reader("boundaries", case, [GOOD_INCIDENTS, "--areas", areas, *options])
        for case in index("boundaries")
        for areas in [str(HERE / "boundaries" / case["file"])]
        for options in [_as_settings("areas", case.get("question", {}))]
    ]


def _configs() -> list[Case]:
    """Return the bad configs; each begins with a comment: its number and what its message must hold."""
    cases = []
    for path in sorted((HERE / "config").glob("*.yaml")):
        number, *message = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").split(" | ")
        cases.append(
            Case(
                number=int(number),
                name=f"config {path.name}",
                arguments=("rank", "--config", str(path)),
                exit_code=1,
                message=tuple(message),
            )
        )
    return cases


def _placed(part: str) -> str:
    """Return a part of a command line with the folders of the repository in its gaps."""
    for gap, folder in (("{here}", HERE / "runs"), ("{cases}", HERE), ("{data}", DATA)):
        part = part.replace(gap, str(folder))
    return part


def _runs() -> list[Case]:
    return [
        Case(
            number=case["e3"],
            name=f"runs {case['case']}",
            arguments=tuple(_placed(part) for part in case["run"]),
            exit_code=case["exit"],
            message=tuple(case.get("message", ())),
            findings=tuple(case.get("finding", ())),
            dropped=case.get("dropped", {}),
            kept=case.get("kept"),
            never=tuple(case.get("never", ())),
            make=_laid(case.get("files", {}), case.get("links", {})),
        )
        for case in index("runs")
    ]


def _laid(files: dict[str, str], links: dict[str, str]) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        for name, content in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")
        for name, target in links.items():
            (folder / name).symlink_to(target)

    return make


CASES = (*_tables_and_files(), *_boundaries(), *_configs(), *_runs())
