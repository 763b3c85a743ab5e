"""`hotspot patrol`: routes on foot from posts and back that pass the most incidents to be expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hotspot.cli.map import here
from hotspot.cli.posts import HOURS, hours_of

if TYPE_CHECKING:
    from hotspot.schema import Language


@click.command()
@click.option(
    "-k", "--patrols", type=click.IntRange(1, 50), metavar="N", help="How many patrols; one if not said."
)
@click.option("--length", default="", metavar="METRES", help="How long a route may be, such as 4km.")
@click.option(
    "--time",
    default="",
    metavar="TIME",
    help="How long a patrol may take, such as 2h: at 4.8 km/h, with stops.",
)
@click.option(
    "--dwell", default="12min", metavar="TIME", help="Stop at each hot spot that is visited; 10 to 15 min."
)
@click.option(
    "--from-post",
    multiple=True,
    metavar="NAME",
    help="Post to start from, standing or proposed; may be repeated.",
)
@click.option("--posts", default="", metavar="FILE", help="Posts to start from, instead of those of the run.")
@click.option("--streets", default="", metavar="FILE", help="Street lines; by default those of the run.")
@click.option("--by", type=click.Choice(["expected", "incidents"]), help="What counts as demand.")
@click.option("--hours", metavar="FROM-TO", help=f"Only incidents of these hours, such as {HOURS}.")
@click.option(
    "--rounds",
    type=click.IntRange(min=0),
    default=300,
    metavar="N",
    help="How often the routes are tried anew.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="S",
    help="For each try to prove that no routes pass more; none if not said.",
)
@click.option("--from", "folder", metavar="DIR", help="Folder of the run.")
@click.option(
    "--out", default="", metavar="DIR", help="Folder for the patrols, instead of patrols in that of the run."
)
@click.option("--lang", "language", type=click.Choice(["en", "ru", "kk"]), help="Language of table and map.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say every automatic choice and finding.")
@click.option("--json", "as_json", is_flag=True, help="Print the patrols as JSON.")
def patrol(
    folder: str | None,
    language: Language | None,
    hours: str | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Find routes on foot that pass the most of what is to be expected, from a post and back.

    Takes a finished run, its streets, its posts and those that 'hotspot posts' proposed. Writes
    patrols.geojson, a GPX for each patrol, the way in order as patrols.csv, a map, a section in Markdown and
    a record into the folder patrols of the run, and prints the table with a bound that no routes can beat.
    """
    own, default = here()
    from hotspot.cli.talk import Talk
    from hotspot.pipeline import patrol as routing
    from hotspot.write import patrol as write

    asked = routing.PatrolQuestion(hours=hours_of(hours), language=language, **given)
    talk = Talk(language=language or own, quiet=quiet, verbose=verbose, steps=routing.STEPS)
    folder = folder if folder is not None else default
    found, result, files = routing.plan_patrols(folder, asked, step=talk.step)
    talk.done()
    talk.findings(found.findings)
    talk.choices(found.choices)
    talk.say()
    click.echo(write.patrols_json(found, result) if as_json else write.patrols_text(found, result), nl=False)
    talk.say()
    names = ", ".join(file.name for file in files)
    talk.say(talk.words("patrol.written", folder=str(files[0].parent), files=names))
