"""What all commands share that take a finished run: their options, and how they say what they found."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

import click

from hotspot.cli.clock import now
from hotspot.cli.map import here
from hotspot.cli.options import from_option, run_folder
from hotspot.cli.spoken import as_run_speaks, language_option

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hotspot.pipeline.progress import Progress
    from hotspot.schema import Choice, Finding, Language, Result


class Found(Protocol):
    """What a command has found: findings and choices are said on stderr, the rest on stdout."""

    @property
    def findings(self) -> Sequence[Finding]:
        """What was noticed."""

    @property
    def choices(self) -> Sequence[Choice]:
        """What was decided without being asked."""


T = TypeVar("T", bound=Found)
Command: TypeAlias = "Callable[..., None]"


@dataclass(frozen=True, kw_only=True)
class FinishedRun:
    """Which run was meant, and how to speak of what is found in it."""

    folder: str | None
    language: Language | None
    quiet: bool
    verbose: bool
    as_json: bool

    def answer(
        self,
        steps: Sequence[str],
        work: Callable[[str, Progress], tuple[T, Result, tuple[Path, ...]]],
        *,
        text: Callable[[T, Result], str],
        json: Callable[[T, Result], str],
    ) -> None:
        """Do the `work` on the run's folder, then say what was found: notes on stderr, the rest on stdout.

        `work` takes the folder and the progress, and returns what it found, the run and the files written.
        """
        from hotspot.cli.talk import Talk
        from hotspot.pipeline.recorded import list_in_records

        started = now()
        own, default = here()
        talk = Talk(language=self.language or own, quiet=self.quiet, verbose=self.verbose, steps=steps)
        folder = default if self.folder is None else self.folder
        with as_run_speaks(folder):
            found, result, files = work(folder, talk.step)
        talk.done()
        talk.speak(result.language)
        talk.findings((*found.findings, *list_in_records(files, started=started)))
        talk.choices(found.choices)
        talk.say()
        click.echo((json if self.as_json else text)(found, result), nl=False)
        talk.say()
        names = ", ".join(file.name for file in files)
        talk.say(talk.words("said.written", folder=str(files[0].parent), files=names))


def of_a_finished_run(*, out: str, has_arguments: bool = False) -> Callable[[Command], Command]:
    """Give a command the options of all that take a finished run; it receives them as `run`.

    `out` is the folder inside the run's that takes the files; the command receives --out and --lang as they
    were given, too, since they belong to what was asked. Unless the command has arguments of its own, the
    run's folder may stand without --from.
    """
    options = _options(out, has_arguments=has_arguments)

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def called(
            folder: str | None,
            language: Language | None,
            quiet: bool,
            verbose: bool,
            as_json: bool,
            **asked: Any,
        ) -> None:
            if asked["out"]:
                from hotspot.write.folder import check_other_run

                check_other_run(asked["out"], run=here()[1] if folder is None else folder)
            run = FinishedRun(folder=folder, language=language, quiet=quiet, verbose=verbose, as_json=as_json)
            command(run, language=language, **asked)

        decorated: Command = called
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def _options(out: str, *, has_arguments: bool) -> tuple[Callable[[Command], Command], ...]:
    """Return the options of all commands that take a finished run, in the order of `--help`."""
    return (
        from_option if has_arguments else run_folder,
        click.option(
            "--out", default="", metavar="DIR", help=f"Folder for the files, instead of {out} in the run's."
        ),
        language_option("language", help="Language of what is said and written."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
        click.option("-v", "--verbose", is_flag=True, help="Say every automatic choice and finding."),
        click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON."),
    )
