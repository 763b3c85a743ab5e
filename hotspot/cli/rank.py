"""`hotspot rank`: from raw files to a ranking of micro-areas."""

from __future__ import annotations

from typing import Any

import click

from hotspot.cli.clock import now
from hotspot.cli.options import by_setting, configuration, data_options


@click.command()
@data_options
@click.option("--out", metavar="DIR", help="Folder for the results.")
@click.option(
    "--by", type=click.Choice(["score", "count", "rate", "harm", "density"]), help="What to rank by."
)
@click.option(
    "--top", type=click.IntRange(min=1), metavar="N", help="Rows in the table, and the k of P(top k)."
)
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Of every random draw.")
@click.option("--limits-from", metavar="DIR", help="Earlier run whose class limits the map keeps.")
@click.option(
    "--engine", metavar="NAME", help="Let duckdb or spark://HOST:PORT count the rows (docs/scale.md)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the ranking as JSON.")
def rank(
    incidents: tuple[str, ...],
    config_file: str | None,
    sets: tuple[str, ...],
    quiet: bool,
    verbose: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Rank the micro-areas of a city by recorded crime, with honest uncertainty.

    Reads INCIDENTS and AREAS, writes ranking, hot spots, density and map into the folder for results,
    and prints the ranking. Without arguments it uses ./config.yaml.
    """
    started = now()
    settings = configuration(
        incidents=incidents, config_file=config_file, sets=sets, options=by_setting(given), quiet=quiet
    )
    from hotspot import pipeline, write
    from hotspot.cli.talk import Talk
    from hotspot.pipeline.verdict import last_backtest

    language = settings.settings.language
    talk = Talk(language=language, quiet=quiet, verbose=verbose, steps=pipeline.STEPS)
    folder = write.check_folder(settings.settings.output, inputs=pipeline.inputs(settings.settings))
    pipeline.load_ahead()
    result = pipeline.rank_city(settings, step=talk.step)
    files = pipeline.save(result, folder, started=started, step=talk.step)
    talk.done()
    talk.rows(result.rows)
    talk.findings(result.findings)
    talk.choices(result.choices)
    talk.say()
    table = write.ranking_json(result) if as_json else write.ranking_table(result, limit=_limit(given))
    click.echo(table, nl=False)
    talk.say()
    if verdict := last_backtest(result, folder):
        talk.say(verdict)
    talk.say(talk.words("rank.written", folder=str(folder), files=", ".join(file.name for file in files)))


def _limit(given: dict[str, Any]) -> int:
    return max(int(given["top"] or 0), 10)
