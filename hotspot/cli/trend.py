"""`hotspot trend`: period against period, with the noise told from the news."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hotspot.cli.map import here

if TYPE_CHECKING:
    from hotspot.schema import Language


@click.command()
@click.option(
    "--start",
    "first",
    default="",
    metavar="DATE",
    help="First day of the later period; by default the last three whole months.",
)
@click.option(
    "--end", "last", default="", metavar="DATE", help="Its last day; by default that of the record."
)
@click.option(
    "--against",
    default="",
    metavar="DATE..DATE",
    help="The earlier period; by default the same days a year before.",
)
@click.option(
    "--lag",
    "lag_days",
    type=click.IntRange(min=0),
    default=0,
    metavar="DAYS",
    help="Leave out the last days of the record, whose reports are still to come.",
)
@click.option("--from", "folder", metavar="DIR", help="Folder of the run.")
@click.option("--out", default="", metavar="DIR", help="Folder for the files, instead of trend in the run's.")
@click.option("--lang", "language", type=click.Choice(["en", "ru", "kk"]), help="Language of the tables.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say every automatic choice and finding.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def trend(
    folder: str | None, language: Language | None, quiet: bool, verbose: bool, as_json: bool, **given: Any
) -> None:
    """Compare two periods by city, area, type and hour, and say what is more than noise.

    Takes a finished run. Writes trend.csv, a section in Markdown with the
    sentence that may be printed, and a record into the folder trend of the run, and prints the tables.
    """
    own, default = here()
    from hotspot.cli.talk import Talk
    from hotspot.pipeline import trend as pipeline
    from hotspot.write import trend as write

    asked = pipeline.TrendQuestion(language=language, **given)
    talk = Talk(language=language or own, quiet=quiet, verbose=verbose, steps=pipeline.STEPS)
    folder = folder if folder is not None else default
    found, result, files = pipeline.trend_run(folder, asked, step=talk.step)
    talk.done()
    talk.findings(found.findings)
    talk.choices(found.choices)
    talk.say()
    click.echo(write.trend_json(found, result) if as_json else write.trend_text(found, result), nl=False)
    talk.say()
    names = ", ".join(file.name for file in files)
    talk.say(talk.words("said.written", folder=str(files[0].parent), files=names))
