"""`hotspot backtest`: would the incidents of the past have told where the next ones happen?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hotspot.cli.clock import now
from hotspot.cli.map import DEFAULT_FOLDER
from hotspot.cli.options import (
    DEFAULT_CONFIG,
    RECORD,
    by_setting,
    configuration,
    data_options,
    days,
    is_run,
    refuse_runs,
)
from hotspot.cli.spoken import as_run_speaks
from hotspot.errors import ConfigError

if TYPE_CHECKING:
    from hotspot.cli.talk import Talk
    from hotspot.schema import Finding
    from hotspot.schema.judged import Backtest


@click.command()
@data_options
@click.option(
    "--from",
    "folder",
    metavar="DIR",
    help="Folder of a run whose settings and inputs are taken, which may stand without --from, too; without "
    "INCIDENTS, --config and ./config.yaml it is ./maps.",
)
@click.option(
    "--inputs",
    default="",
    metavar="DIR",
    help="Folder in which the inputs of that run are looked for, instead of here and beside the run.",
)
@click.option("--out", metavar="DIR", help="Folder for the results, by default that of the run.")
@click.option(
    "--horizon",
    "horizons",
    type=days(),
    multiple=True,
    metavar="DAYS",
    help="Days that are tested after each cut-off; may be repeated. Default: 30d, 90d, 365d.",
)
@click.option(
    "--share",
    "shares",
    type=float,
    multiple=True,
    metavar="SHARE",
    help="Share of the units that is flagged; may be repeated. Default: 0.005, 0.01, 0.02, 0.05.",
)
@click.option(
    "--cutoffs",
    type=int,
    default=24,
    show_default=True,
    metavar="N",
    help="At most so many cut-offs, the latest.",
)
@click.option("--by-type", is_flag=True, help="Test each type with 400 incidents or more by itself, too.")
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Of every random draw.")
@click.option("--json", "as_json", is_flag=True, help="Print the back-test as JSON.")
def backtest(
    incidents: tuple[str, ...],
    config_file: str | None,
    sets: tuple[str, ...],
    horizons: tuple[int, ...],
    shares: tuple[float, ...],
    cutoffs: int,
    by_type: bool,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    folder: str | None,
    inputs: str,
    **given: Any,
) -> None:
    """Hold the ranking against what followed, at many dates of the past.

    On the first of each month every method sees only what happened before; the days that follow show who was
    right: this tool, counts, kernel density, Gi*, DBSCAN, random choice, the best possible. Writes
    backtest.json, .csv, .html and .md into the folder for results, and prints the tables.
    """
    started = now()
    folder, incidents = _folder_of(folder, incidents)
    options = by_setting(given)
    run = _run(folder, inputs, incidents=incidents, config_file=config_file, options=options)
    settings = configuration(
        incidents=incidents, config_file=config_file, sets=sets, options=options, quiet=quiet, run=run
    )
    from hotspot.cli.talk import Talk
    from hotspot.pipeline import backtest as testing
    from hotspot.pipeline.asked import asked_of
    from hotspot.pipeline.given import inputs as files_of
    from hotspot.pipeline.recorded import list_in_records
    from hotspot.write import judgement as write

    asked = testing.question(horizons=horizons, shares=shares, cutoffs=cutoffs, seed=settings.settings.seed)
    talk = Talk(language=settings.settings.language, quiet=quiet, verbose=verbose, steps=testing.STEPS)
    out = write.check_backtest_folder(settings.settings.output, inputs=files_of(settings.settings))
    found, chosen = testing.backtest_city(settings, asked, by_type=by_type, step=talk.step)
    files = testing.save_backtest(found, chosen, out, step=talk.step)
    text = write.backtest_json(found, chosen) if as_json else write.backtest_text(found, chosen)
    given_options = asked_of(
        horizons=horizons, shares=shares, cutoffs=cutoffs, by_type=by_type, seed=settings.settings.seed
    )
    more = list_in_records(files, started=started, asked=given_options)
    _say(talk, found, text, files, more=more)


def _say(
    talk: Talk, found: Backtest, text: str, files: tuple[Path, ...], *, more: tuple[Finding, ...]
) -> None:
    """Say what was found: notes on stderr, the tables or the JSON on stdout."""
    talk.done()
    talk.rows(found.rows)
    talk.findings((*found.findings, *more))
    talk.choices(found.choices)
    talk.say()
    click.echo(text, nl=False)
    talk.say()
    names = ", ".join(file.name for file in files)
    talk.say(talk.words("judge.written", folder=str(files[0].parent), files=names))


def _folder_of(folder: str | None, incidents: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """Return the folder of the run that is meant, and the incidents: alone, a run's folder may stand without
    --from, as it may in every other command."""
    if len(incidents) == 1 and is_run(incidents[0]):
        if folder is not None:
            raise click.UsageError("The folder of the run is named twice.")
        return incidents[0], ()
    refuse_runs(incidents)
    return folder, incidents


def _run(
    folder: str | None,
    inputs: str,
    *,
    incidents: tuple[str, ...],
    config_file: str | None,
    options: dict[str, Any],
) -> dict[str, Any] | None:
    """Return the settings of the run that is meant, and its folder for the results; None for no run."""
    if folder is not None and config_file is not None:
        raise click.UsageError("Settings come from --from or from --config, not from both.")
    if folder is None:
        others = incidents or config_file is not None or Path(DEFAULT_CONFIG).exists()
        if others:
            return None
        if not (Path(DEFAULT_FOLDER) / RECORD).exists():
            what = f"there is no such file, and no run in {DEFAULT_FOLDER}"
            to_do = "name a finished run with --from, or give INCIDENTS and --areas"
            raise ConfigError(DEFAULT_CONFIG, what, to_do)
    from hotspot.pipeline.rerun import settings_of_run
    from hotspot.write.folder import check_other_run

    place = DEFAULT_FOLDER if folder is None else folder
    given = {name for name, value in options.items() if value is not None}
    given |= {"incidents.file"} if incidents else set()
    with as_run_speaks(place):
        if options["output"]:
            check_other_run(options["output"], run=place)
        return {**settings_of_run(place, inputs=inputs, given=given), "output": place}
