"""The documents say what the tool does."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click

from hotspot.cli import group

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_output_in_the_readme_is_what_the_command_prints(tmp_path):
    shown = re.search(r"<!-- output: hotspot rank -q -->\n```text\n(.*?)```", README, re.DOTALL)
    assert shown is not None

    command = [sys.executable, "cli.py", "rank", "-q", "--out", str(tmp_path / "maps")]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert printed == shown.group(1)

    posts = re.search(r"<!-- output: hotspot posts -n 3 -q -->\n```text\n(.*?)```", README, re.DOTALL)
    assert posts is not None
    command = [sys.executable, "cli.py", "posts", "-n", "3", "-q", "--from", str(tmp_path / "maps")]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed == posts.group(1)


def test_the_readme_has_two_commands_that_do_all_the_set_up():
    commands = [line for line in README.splitlines() if line.startswith("python3 -m venv")]

    assert [command.rpartition("/")[2] for command in commands] == ["hotspot rank", "python -m pytest"]
    assert all("-c constraints.txt" in command for command in commands)


def test_every_file_that_the_readme_names_is_there_or_is_written(tmp_path):
    from hotspot.write import folder, siting

    written = {*folder.FILES, *siting.MARKS}
    named = set(re.findall(r"`([\w./-]+\.(?:md|csv|xlsx|gpkg|geojson|tif|html|json|yaml|txt))`", README))

    assert {name for name in named if name not in written and not (ROOT / name).exists()} == set()


def test_every_changelog_and_design_document_is_in_english_and_speaks_of_no_machine():
    for name in ("README.md", "DESIGN.md", "CHANGELOG.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")

        assert str(ROOT) not in text
        assert "/simple/" not in text


def test_the_door_at_the_top_does_what_the_command_does():
    help_texts = [
        subprocess.run(
            [sys.executable, *door, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for door in (["cli.py"], ["-m", "hotspot"])
    ]

    assert help_texts[0] == help_texts[1]
    assert "rank" in help_texts[0]


def test_the_page_on_the_service_model_names_every_command_and_every_file_that_it_writes():
    from hotspot.schema.reported import COMMANDS
    from hotspot.write import meeting, pilot, repeats, trend, venues, when, yards

    page = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("|")][2:]
    marks = {
        "when": when.MARKS,
        "trend": trend.MARKS,
        "repeats": repeats.MARKS,
        "venues": venues.MARKS,
        "yards": yards.MARKS,
        "pilot": pilot.PLAN_MARKS,
        "evaluation": pilot.EVALUATION_MARKS,
        "report": meeting.MARKS,
    }

    for row in rows:
        folder = re.search(r"`(\w+)/`:", row).group(1)
        kind = {"pilot": "plan"}.get(folder, folder)
        files = set(re.findall(r"`([\w.-]+\.\w+)`", row.rpartition("`:")[2]))
        assert files == set(marks.pop(folder)) - {f"{kind}.md", f"{kind}.json"} | (files & {"plan.json"})
        assert kind not in COMMANDS or COMMANDS[kind].removesuffix(" import") in row
    assert not marks


def test_every_command_of_the_documents_is_one_that_the_tool_understands():
    texts = [README, (ROOT / "docs" / "service.md").read_text(encoding="utf-8")]
    blocks = [block for text in texts for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]
    lines = [line for block in blocks for line in re.split(r"\n|&&|;", block.replace("\\\n", " "))]
    calls = [
        shlex.split(line, comments=True) for line in map(str.strip, lines) if line.startswith("hotspot ")
    ]
    assert len(calls) > 20

    for call in calls:
        command: click.Command = group
        words = call[1:]
        while isinstance(command, click.Group):
            _, command, words = command.resolve_command(click.Context(command), words)
        with command.make_context("hotspot", list(words)):
            pass


def test_no_line_of_the_readme_is_longer_than_a_screen_but_tables_and_what_a_command_prints():
    prose = re.sub(r"```text\n.*?```", "", README, flags=re.DOTALL).splitlines()

    assert [line for line in prose if len(line) > 140 and not line.startswith("|")] == []
