"""`hotspot repeats`: near repeats, repeat addresses, and the flare-ups of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hotspot.cli.map import here

if TYPE_CHECKING:
    from hotspot.schema import Language


@click.command()
@click.option(
    "--type", "types", multiple=True, metavar="NAME", help="A type; by default the commonest three."
)
@click.option("--bands", default="", metavar="M,M,…", help="Edges of distance, metres: 0,1,100,200,300,400.")
@click.option("--days", default="", metavar="D,D,…", help="Edges of the days between: 0,7,14,21,28.")
@click.option(
    "--since", default="", metavar="DATE", help="Near repeats from this day on; by default the last year."
)
@click.option("--as-of", default="", metavar="DATE", help="Day of the weekly list; by default the last one.")
@click.option(
    "--within",
    "reach_m",
    type=click.FloatRange(min=0, min_open=True),
    default=200.0,
    metavar="M",
    help="Reach of a flare-up, metres.",
)
@click.option(
    "--in", "window_days", type=click.IntRange(min=1), default=14, metavar="D", help="Its days, to the last."
)
@click.option("--least", type=click.IntRange(min=2), default=3, metavar="N", help="Its incidents, at least.")
@click.option("--from", "folder", metavar="DIR", help="Folder of the run.")
@click.option(
    "--out", default="", metavar="DIR", help="Folder for the files, instead of repeats in the run's."
)
@click.option("--lang", "language", type=click.Choice(["en", "ru", "kk"]), help="Language of the tables.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say every automatic choice and finding.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def repeats(
    folder: str | None, language: Language | None, quiet: bool, verbose: bool, as_json: bool, **given: Any
) -> None:
    """Find what comes back: soon after and near by, at the same address, and where it flares up this week.

    Takes a finished run. Writes alerts.geojson, near.csv, places.csv, a section in Markdown and a record into
    the folder repeats of the run, and prints the tables.
    """
    own, default = here()
    from hotspot.cli.talk import Talk
    from hotspot.pipeline import repeats as pipeline
    from hotspot.write import repeats as write

    asked = pipeline.RepeatsQuestion(language=language, **given)
    talk = Talk(language=language or own, quiet=quiet, verbose=verbose, steps=pipeline.STEPS)
    folder = folder if folder is not None else default
    found, result, files = pipeline.repeats_run(folder, asked, step=talk.step)
    talk.done()
    talk.findings(found.findings)
    talk.choices(found.choices)
    talk.say()
    click.echo(write.repeats_json(found, result) if as_json else write.repeats_text(found, result), nl=False)
    talk.say()
    names = ", ".join(file.name for file in files)
    talk.say(talk.words("said.written", folder=str(files[0].parent), files=names))
