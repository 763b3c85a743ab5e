"""`hotspot yards`: a form for observers of yards, and what their saved forms say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hotspot.cli.clock import now
from hotspot.cli.finished import FinishedRun, of_a_finished_run
from hotspot.cli.map import here
from hotspot.cli.options import from_option
from hotspot.cli.spoken import as_run_speaks, language_option

if TYPE_CHECKING:
    from hotspot.schema import Language

DEFAULT_TOP = 10


@click.group()
def yards() -> None:
    """Look at yards with a checklist: make the form, then read what phones have saved."""


@yards.command()
@click.argument("areas", nargs=-1, metavar="[AREA]...")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="The first N areas of the ranking.")
@click.option(
    "--round",
    "round_number",
    type=click.IntRange(min=1, max=1_000),
    default=1,
    show_default=True,
    metavar="N",
    help="Which time these yards are looked at.",
)
@from_option
@language_option(help="Language that the form opens in.")
@click.option(
    "--out", default="", metavar="DIR", help="Folder for the form, instead of yards-form in the run's."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say the seconds of each step.")
def form(
    areas: tuple[str, ...],
    top: int | None,
    round_number: int,
    folder: str | None,
    lang: Language | None,
    out: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write an HTML form for each AREA, to be filled in on a phone without a network.

    AREA is an id or a name, in any language; without one, the first ten areas of the ranking are taken. The
    form is one file in English, Russian and Kazakh, asks for no name and no free text, and is saved on the
    phone as a file for 'hotspot yards import'.
    """
    from hotspot.cli.talk import Talk
    from hotspot.pipeline import yards as pipeline
    from hotspot.pipeline.asked import asked_of
    from hotspot.pipeline.recorded import list_in_records

    started = now()
    language, default = here()
    if not areas and top is None:
        top = DEFAULT_TOP
    talk = Talk(language=lang or language, quiet=quiet, verbose=verbose, steps=pipeline.FORM_STEPS)
    folder = folder if folder is not None else default
    with as_run_speaks(folder):
        files = pipeline.form_run(
            folder,
            areas=areas,
            top=top,
            round_number=round_number,
            language=lang,
            out=out,
            step=talk.step,
        )
    talk.done()
    asked = asked_of(areas=areas, top=top, round=round_number)
    talk.findings(list_in_records(files, started=started, asked=asked))
    click.echo(files[0])
    talk.say(
        talk.words("said.written", folder=str(files[0].parent), files=", ".join(one.name for one in files))
    )


@yards.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--by",
    type=click.Choice(["expected", "incidents", "harm"]),
    help="What a yard weighs in the list: harm to expect (default where the run knows any), or incidents.",
)
@of_a_finished_run(out="yards", has_arguments=True)
def import_(run: FinishedRun, **asked: Any) -> None:
    """Read saved forms: agreement of observers, a score per yard, what goes with incidents, what to mend.

    Takes a finished run. Writes the yards, the list of what to mend, the agreement of observers and the
    association with incidents as CSV, the yards as GeoJSON, a section in Markdown and a record into the
    folder yards of the run, and prints the tables.
    """
    from hotspot.pipeline import yards as pipeline
    from hotspot.write import yards as write

    question = pipeline.YardsQuestion(**asked)
    run.answer(
        pipeline.STEPS,
        lambda folder, step: pipeline.yards_run(folder, question, step=step),
        text=write.YARDS.text,
        json=write.YARDS.json,
    )
