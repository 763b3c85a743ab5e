"""Options that several commands share: units, old spellings, the same words for the same fault."""

from __future__ import annotations

from typing import Any

import click
import pytest
from click.testing import CliRunner

from hotspot.cli import COMMANDS, group
from hotspot.cli.options import Respelled, days, metres


@click.command()
@click.option("--reach", cls=Respelled, old=("--within",), type=metres(most=1_000), default="200m")
@click.option("--window", cls=Respelled, old=("--in", "-w"), type=days(least=1), default="14d")
@click.option("--spacing", type=metres(zero=True), default="0m")
def asking(**asked: Any) -> None:
    """Say what was asked."""
    click.echo(repr(asked))


def asked(*words: str) -> dict[str, Any]:
    """Return the values that the command gets."""
    result = CliRunner().invoke(asking, list(words))
    assert result.exit_code == 0, result.output
    return dict(eval(result.stdout))  # noqa: S307 - what the command above has printed


def test_units_and_bare_numbers_mean_the_same() -> None:
    bare = asked("--reach", "400", "--window", "7", "--spacing", "300")

    assert bare == asked("--reach", "0.4km", "--window", "7d", "--spacing", "300m")
    assert bare == {"reach": 400.0, "window": 7, "spacing": 300.0}


def test_old_spellings_work_and_are_not_shown() -> None:
    shown = CliRunner().invoke(asking, ["--help"]).stdout

    assert asked("--within", "400m", "--in", "7d") == asked("--reach", "400m", "--window", "7d")
    assert asked("--within", "400m", "-w", "7d") == asked("--reach", "400m", "--in", "7")
    assert "--reach" in shown
    assert "--within" not in shown
    assert "--in " not in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--reach", "far"), "'--reach': 'far' is no distance up to 1000 m; write it as 400m or 0.4km."),
        (("--within", "2km"), "'--reach': '2km' is no distance up to 1000 m; write it as 400m or 0.4km."),
        (("--in", "soon"), "'--window': 'soon' is no number of days; write it as 30d."),
        (("--spacing", "-3"), "'--spacing': '-3' is no distance; write it as 400m or 0.4km."),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage_and_says_how_to_write_it(
    words: tuple[str, ...], says: str
) -> None:
    result = CliRunner().invoke(asking, list(words))

    assert result.exit_code == 2
    assert f"Error: Invalid value for {says}" in result.output


@pytest.mark.parametrize(
    ("command", "spelling"),
    [
        *[("patrol", "-n"), ("patrol", "-k"), ("patrol", "--patrols")],
        *[("beats", "--number"), ("beats", "-k"), ("beats", "--beats")],
        *[("repeats", "--reach"), ("repeats", "--within"), ("repeats", "--window"), ("repeats", "--in")],
        *[("fetch arcgis", "--pause"), ("fetch arcgis", "--delay")],
    ],
)
def test_commands_know_the_new_and_the_old_spelling(command: str, spelling: str) -> None:
    result = CliRunner().invoke(group, [*command.split(), spelling, "?"])

    assert result.exit_code == 2
    assert "Error: Invalid value for" in result.output


def leaves(command: click.Command, ctx: click.Context) -> list[click.Command]:
    """Return the command, or those below it."""
    if not isinstance(command, click.Group):
        return [command]
    below = (command.get_command(ctx, name) for name in command.list_commands(ctx))
    return [leaf for one in below if one is not None for leaf in leaves(one, ctx)]


def shown() -> dict[str, list[click.Option]]:
    """Return the options of every command by its name."""
    ctx = click.Context(group)
    return {
        leaf.name or "": [each for each in leaf.params if isinstance(each, click.Option)]
        for leaf in leaves(group, ctx)
    }


def test_a_short_option_means_the_same_in_every_command() -> None:
    meant: dict[str, set[str]] = {}
    for options in shown().values():
        for option in options:
            short = [each for each in option.opts if not each.startswith("--")]
            long = [each for each in option.opts if each.startswith("--")]
            for one in short:
                meant.setdefault(one, set()).update(long)

    assert meant == {"-n": {"--number"}, "-q": {"--quiet"}, "-v": {"--verbose"}}


def test_every_command_that_works_on_data_can_be_told_to_be_quiet_or_to_say_more() -> None:
    silent = {"init", "completion"}

    without = {name for name, options in shown().items() if not {"quiet", "verbose"} <= names(options)}

    assert without == silent
    assert silent < set(COMMANDS)


def names(options: list[click.Option]) -> set[str | None]:
    """Return what the options are called by the command."""
    return {option.name for option in options}
