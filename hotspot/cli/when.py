"""`hotspot when`: at which hours, in which months, and what is new, lasting or fading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hotspot.cli.map import here

if TYPE_CHECKING:
    from hotspot.schema import Language


@click.command()
@click.argument("places", nargs=-1, metavar="[AREA|H1|city]...")
@click.option(
    "--share",
    type=click.FloatRange(min=0, max=1, min_open=True, max_open=True),
    default=0.6,
    metavar="SHARE",
    help="What the fewest hours are to hold.",
)
@click.option(
    "--shift",
    "shift_hours",
    type=click.IntRange(min=1, max=23),
    default=8,
    metavar="H",
    help="Hours of a shift.",
)
@click.option(
    "--by", type=click.Choice(["incidents", "harm"]), default="incidents", help="What counts in the hours."
)
@click.option("--from", "folder", metavar="DIR", help="Folder of the run.")
@click.option("--out", default="", metavar="DIR", help="Folder for the files, instead of when in the run's.")
@click.option("--lang", "language", type=click.Choice(["en", "ru", "kk"]), help="Language of the tables.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say every automatic choice and finding.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def when(
    folder: str | None, language: Language | None, quiet: bool, verbose: bool, as_json: bool, **given: Any
) -> None:
    """Say at which hours of the week it happens, in which months, and what is new or fading.

    Takes a finished run. AREA is an id or a name, H1 a hot spot; without any, the city and the first of the
    ranking are shown. Writes when.csv, months.csv, emerging.csv, a section in Markdown and a record into the
    folder when of the run, and prints the tables.
    """
    own, default = here()
    from hotspot.cli.talk import Talk
    from hotspot.pipeline import when as pipeline
    from hotspot.write import when as write

    asked = pipeline.WhenQuestion(language=language, **given)
    talk = Talk(language=language or own, quiet=quiet, verbose=verbose, steps=pipeline.STEPS)
    folder = folder if folder is not None else default
    found, result, files = pipeline.when_run(folder, asked, step=talk.step)
    talk.done()
    talk.findings(found.findings)
    talk.choices(found.choices)
    talk.say()
    click.echo(write.when_json(found, result) if as_json else write.when_text(found, result), nl=False)
    talk.say()
    names = ", ".join(file.name for file in files)
    talk.say(talk.words("said.written", folder=str(files[0].parent), files=names))
