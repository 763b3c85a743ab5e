"""`hotspot beats`: the micro-areas joined to patrol beats of even workload, each in one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hotspot.cli.map import here

if TYPE_CHECKING:
    from hotspot.schema import Language


@click.command()
@click.option("-k", "--beats", type=click.IntRange(min=2), required=True, metavar="N", help="How many beats.")
@click.option(
    "--band",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.1,
    metavar="SHARE",
    help="How far the workload of a beat may be off the mean of all; 0.1 if not said.",
)
@click.option("--by", type=click.Choice(["expected", "incidents"]), help="What counts as workload.")
@click.option("--along-streets", is_flag=True, help="Metres on foot between areas, not in a straight line.")
@click.option("--streets", default="", metavar="FILE", help="Street lines; by default those of the run.")
@click.option(
    "--steps", type=click.IntRange(min=0), default=10_000, metavar="N", help="Moves that are tried."
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=20.0,
    metavar="S",
    help="For each exact solution.",
)
@click.option("--from", "folder", metavar="DIR", help="Folder of the run.")
@click.option(
    "--out", default="", metavar="DIR", help="Folder for the beats, instead of beats in that of the run."
)
@click.option("--lang", "language", type=click.Choice(["en", "ru", "kk"]), help="Language of table and map.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say every automatic choice and finding.")
@click.option("--json", "as_json", is_flag=True, help="Print the beats as JSON.")
def beats(
    folder: str | None,
    language: Language | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Join the micro-areas to N patrol beats of even workload, each in one piece and compact.

    Takes a finished run. Writes beats.geojson, beats.csv (which area belongs to which beat), a map, a section
    in Markdown and a record into the folder beats of the run, and prints the table with a bound.
    """
    own, default = here()
    from hotspot.cli.talk import Talk
    from hotspot.pipeline import beats as districting
    from hotspot.write import beats as write

    asked = districting.BeatsQuestion(language=language, **given)
    talk = Talk(language=language or own, quiet=quiet, verbose=verbose, steps=districting.STEPS)
    folder = folder if folder is not None else default
    found, result, files = districting.cut_beats(folder, asked, step=talk.step)
    talk.done()
    talk.findings(found.findings)
    talk.choices(found.choices)
    talk.say()
    click.echo(write.beats_json(found, result) if as_json else write.beats_text(found, result), nl=False)
    talk.say()
    names = ", ".join(file.name for file in files)
    talk.say(talk.words("beats.written", folder=str(files[0].parent), files=names))
