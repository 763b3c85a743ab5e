"""`hotspot backtest`: would the incidents of the past have told where the next ones happen?"""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli.options import by_setting, configuration, data_options, days


@click.command()
@data_options
@click.option("--out", metavar="DIR", help="Folder for the results, that of a ranking or another one.")
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
    **given: Any,
) -> None:
    """Hold the ranking against what followed, at many dates of the past.

    On the first of each month every method sees only what happened before; the days that follow show who was
    right: this tool, counts, kernel density, Gi*, DBSCAN, random choice, the best possible. Writes
    backtest.json, .csv, .html and .md into the folder for results, and prints the tables.
    """
    settings = configuration(
        incidents=incidents, config_file=config_file, sets=sets, options=by_setting(given)
    )
    from hotspot.cli.talk import Talk
    from hotspot.pipeline import backtest as testing
    from hotspot.pipeline.given import inputs
    from hotspot.write import judgement as write

    asked = testing.question(horizons=horizons, shares=shares, cutoffs=cutoffs, seed=settings.settings.seed)
    talk = Talk(language=settings.settings.language, quiet=quiet, verbose=verbose, steps=testing.STEPS)
    folder = write.check_backtest_folder(settings.settings.output, inputs=inputs(settings.settings))
    found, chosen = testing.backtest_city(settings, asked, by_type=by_type, step=talk.step)
    files = testing.save_backtest(found, chosen, folder, step=talk.step)
    talk.done()
    talk.rows(found.rows)
    talk.findings(found.findings)
    talk.choices(found.choices)
    talk.say()
    click.echo(
        write.backtest_json(found, chosen) if as_json else write.backtest_text(found, chosen), nl=False
    )
    talk.say()
    names = ", ".join(file.name for file in files)
    talk.say(talk.words("judge.written", folder=str(folder), files=names))
