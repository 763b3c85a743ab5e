"""The command line: what the user types, and nothing else; each command calls the pipeline once.

Commands are imported when they are called, so that `hotspot --help` answers at once.
"""

from __future__ import annotations

import atexit
import gc
import sys
import time
from importlib import import_module

import click

from hotspot import __version__
from hotspot.cli.spoken import Spoken, asked_in, spoken_here
from hotspot.cli.unused import load_later
from hotspot.errors import HotspotError

STARTED_S = time.perf_counter()
NEW_OBJECTS = 500_000  # until cycles are looked for: the libraries make many, and of cycles hardly any
COMMANDS = {
    "rank": "Rank the micro-areas: from incidents and boundaries to ranking, hot spots, density and map.",
    "map": "Draw the map of a finished run again, without computing.",
    "brief": "Write a one-page brief per area of a finished run, as PDF and as HTML.",
    "posts": "Find where so many posts reach most, on real streets, with a proof.",
    "cameras": "Say what cameras see and what nobody sees, and where more would see most.",
    "patrol": "Find routes on foot that pass the most incidents to be expected, from a post and back.",
    "beats": "Cut the city into patrol beats of even workload, each in one piece.",
    "when": "Say at which hours and in which months it happens, and what is new or fading.",
    "trend": "Compare two periods by area, type and hour, and tell news from noise.",
    "repeats": "Find near repeats, repeat addresses and the flare-ups of the week.",
    "venues": "Say on which cafés, shops or stops incidents fall, and whether by more than chance.",
    "yards": "Make a form for observers of yards, and say what to mend by what they saw.",
    "pilot": "Plan a pilot with controls, and say when it is over whether incidents fell.",
    "publish": "Make the public edition: areas only, small numbers hidden so that nothing gives them back.",
    "report": "Collect what was found in a run into one document for the weekly meeting.",
    "backtest": "Hold the ranking against what followed, at many dates of the past.",
    "verify": "Say whether a run's folder is as the run left it, and what has changed.",
    "fetch": "Fetch incidents from a public server: ArcGIS, Socrata, data.police.uk.",
    "check": "Report on the quality of the incidents, with advice for each finding.",
    "init": "Look at the files and write a commented config.yaml that works.",
    "completion": "Print the shell's completion script.",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"hotspot.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - a promise between our own modules
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{near[0]}'?", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hotspot")
def group() -> None:
    """Find the micro-areas where recorded crime concentrates, and say how sure that is.

    Begin with 'hotspot init INCIDENTS [AREAS]', then 'hotspot rank'.
    """


def _leave() -> None:
    """Spare the search for cycles in what ends with the process; DuckDB would call what is left its leaks."""
    if "duckdb" not in sys.modules:
        gc.freeze()


def _told(error: HotspotError, spoken: Spoken) -> tuple[str, str]:
    """Return what an error begins with, and its message, in the language that is spoken."""
    if spoken.language == "en":
        return "Error", str(error)
    from hotspot.words.refused import refused

    return refused(error, spoken.language)


def _show(error: click.ClickException) -> None:
    """Say what was wrong in how the command was called, in the language asked for, or of ./config.yaml; what
    has no words there is said by click, in English."""
    language = asked_in(sys.argv[1:]) or spoken_here()
    if language and isinstance(error, click.UsageError):
        from hotspot.words import Words
        from hotspot.words.misused import misused

        words = Words(language=language)
        if language != "en" and (told := misused(error.format_message(), words)):
            if error.ctx:
                click.echo(error.ctx.get_usage().replace("Usage:", words("misuse.usage"), 1), err=True)
                click.echo(words("misuse.help", command=error.ctx.command_path) + "\n", err=True)
            click.echo(f"{words('error.begin')}: {told}", err=True)
            return
    error.show()


def _interrupted(spoken: Spoken) -> str:
    from hotspot.words import Words

    return Words(language=spoken.language)("error.interrupted")


def main() -> None:
    """Run the command; the one place where an error becomes a line on stderr and an exit code."""
    gc.set_threshold(NEW_OBJECTS)
    load_later()
    atexit.register(_leave)
    spoken = Spoken()
    try:
        code = group.main(prog_name="hotspot", standalone_mode=False, obj=spoken)
    except HotspotError as error:
        begin, message = _told(error, spoken)
        click.echo(click.style(f"{begin}: ", fg="red") + message, err=True)
        sys.exit(1)
    except click.ClickException as error:
        _show(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(_interrupted(spoken), err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)
