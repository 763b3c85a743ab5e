"""The options that several commands share, each said once."""

from __future__ import annotations

import functools
from contextlib import contextmanager
from functools import wraps
from math import inf, isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hotspot.cli.spoken import as_config_speaks, language_option, language_spoken, speak
from hotspot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hotspot.config import Configuration

F = TypeVar("F", bound="Callable[..., Any]")
RECORD = "run.json"  # in the folder of every run
DEFAULT_CONFIG = "config.yaml"


class Finite(click.FloatRange):
    """A number within bounds; "nan", which lies within all bounds, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number. Raises click.BadParameter."""
        number = float(super().convert(value, param, ctx))
        if not isfinite(number):
            self.fail(f"{value!r} is no number.", param, ctx)
        return number


def metres(*, most: float = inf, zero: bool = False) -> Callable[[str], float]:
    """Return the type of an option that holds a distance up to `most` metres, or none at all if `zero`."""

    def distance(text: str) -> float:
        from hotspot.pipeline.understood import metres_of

        with _wrong_usage():
            return metres_of(text, "", most=most, zero=zero)

    return distance


def days(*, least: int = 0, most: int | None = None) -> Callable[[str], int]:
    """Return the type of an option that holds a number of days, `least` or more and at most `most`."""

    def number(text: str) -> int:
        from hotspot.pipeline.understood import MOST_DAYS, days_of

        with _wrong_usage():
            return days_of(text, "", least=least, most=MOST_DAYS if most is None else most)

    return number


@contextmanager
def _wrong_usage() -> Iterator[None]:
    """Say of what cannot be meant that the option is wrong, as click does of its own types."""
    try:
        yield
    except ConfigError as error:
        raise click.BadParameter(f"{error.what}; {error.to_do}.") from None


class Respelled(click.Option):
    """An option whose `old` spellings still work, but are not shown."""

    def __init__(self, decls: Sequence[str], *, old: Sequence[str], **given: Any) -> None:
        """Take what every option takes, and its old spellings."""
        super().__init__(decls, **given)
        self.old = list(old)

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Tell the parser of all spellings."""
        super().add_to_parser(parser, ctx)
        parser.add_option(obj=self, opts=self.old, dest=self.name)


def from_option(function: Callable[..., None]) -> Callable[..., None]:
    """Add the folder of a run as an option, for commands whose arguments are something else: a run's folder
    among those is wrong usage."""

    @click.option("--from", "folder", metavar="DIR", help="Folder of the run.")
    @functools.wraps(function)
    def called(folder: str | None, **given: Any) -> None:
        words = (one for value in given.values() for one in (value if isinstance(value, tuple) else (value,)))
        if folder is None:
            refuse_runs(word for word in words if isinstance(word, str))
        function(folder=folder, **given)

    return called


def is_run(word: str) -> bool:
    """Tell whether a word is the folder of a finished run."""
    return bool(word) and (Path(word) / RECORD).is_file()


def refuse_runs(words: Iterable[str]) -> None:
    """Raise UsageError where one of the words is the folder of a run: it belongs to --from."""
    for word in words:
        if is_run(word):
            raise click.UsageError(f"'{word}' is the folder of a run; give it as --from {word}")


def run_folder(function: Callable[..., None]) -> Callable[..., None]:
    """Add the folder of a run as an argument, and as the --from that all commands on a run have."""

    @click.argument("folder", required=False, metavar="[DIR]")
    @click.option("--from", "named", metavar="DIR", help="The same as DIR.")
    @wraps(function)
    def called(*, folder: str | None, named: str | None, **asked: Any) -> None:
        if folder is not None and named is not None:
            raise click.UsageError("The folder of the run is named twice.")
        function(folder=named if folder is None else folder, **asked)

    return called


def data_options(function: F) -> F:
    """Add the options that say which data to read."""
    options = (
        click.argument("incidents", nargs=-1, metavar="[INCIDENTS... [AREAS]]"),
        click.option(
            "--areas",
            metavar="FILE",
            help="The same as AREAS: a polygon file, or square:200, hex:250, blocks:STREETS (metres).",
        ),
        click.option("--boundary", metavar="FILE", help="Polygon file with the city's outline."),
        click.option(
            "--config",
            "config_file",
            metavar="FILE",
            help="Settings; without INCIDENTS, ./config.yaml is read.",
        ),
        click.option(
            "--set",
            "sets",
            multiple=True,
            metavar="KEY=VALUE",
            help="One setting, such as density.bandwidth_m=150; may be repeated.",
        ),
        click.option("--start", metavar="DATE", help="First day that counts, such as 2025-01-01."),
        click.option("--end", metavar="DATE", help="Last day that counts."),
        click.option(
            "--where",
            metavar="FILTER",
            help='SQL-like, over columns, type, date, hour, weekday (1 = Monday): "hour >= 18".',
        ),
        language_option(help="Language of tables and report."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
        click.option("-v", "--verbose", is_flag=True, help="Say every automatic choice and finding."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def configuration(
    *,
    incidents: tuple[str, ...],
    config_file: str | None,
    sets: tuple[str, ...],
    options: dict[str, Any],
    quiet: bool,
    run: dict[str, Any] | None = None,
) -> Configuration:
    """Return the settings in force: the config file, or those of a finished `run`; then --set, then the
    options given. The last of several files is the areas if it holds polygons, unless --areas names them."""
    from hotspot.config import load

    if config_file is None and not incidents and run is None:
        config_file = DEFAULT_CONFIG
    if config_file is None and not quiet and Path(DEFAULT_CONFIG).exists():
        from hotspot.words import Words

        click.echo(Words(language=language_spoken())("config.unread", file=DEFAULT_CONFIG), err=True)
    with as_config_speaks(config_file):
        if len(incidents) > 1 and options.get("areas.file") is None:
            from hotspot.pipeline import told_apart

            incidents, areas = told_apart(incidents)
            options = {**options, "areas.file": areas or None}
        if incidents:
            options = {**options, "incidents.file": list(incidents) if len(incidents) > 1 else incidents[0]}
        loaded = load(config_file, options=options, sets=sets, run=run)
    speak(loaded.settings.language)
    return loaded


def by_setting(given: dict[str, Any]) -> dict[str, Any]:
    """Return the options' values by the dotted name of the setting each stands for."""
    names = {
        "areas": "areas.file",
        "boundary": "boundary",
        "start": "period.start",
        "end": "period.end",
        "where": "incidents.where",
        "lang": "language",
        "out": "output",
        "by": "ranking.by",
        "top": "ranking.top",
        "seed": "seed",
        "limits_from": "map.limits_from",
        "engine": "incidents.engine",
    }
    return {names[option]: value for option, value in given.items()}
