"""`hotspot brief`: one page per area for the morning briefing, from a finished run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hotspot.cli.clock import now
from hotspot.cli.map import here
from hotspot.cli.options import from_option
from hotspot.cli.spoken import as_run_speaks, language_option

if TYPE_CHECKING:
    from hotspot.schema import Language

DEFAULT_TOP = 3


@click.command()
@click.argument("areas", nargs=-1, metavar="[AREA]...")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="The first N areas of the ranking.")
@from_option
@language_option(help="Language of the briefs.")
@click.option("--out", metavar="DIR", help="Folder for the briefs, instead of briefs in that of the run.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say the seconds of each step.")
def brief(
    areas: tuple[str, ...],
    top: int | None,
    folder: str | None,
    lang: Language | None,
    out: str | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write a one-page brief for each AREA, as PDF and as HTML.

    AREA is an id or a name, in any language; without one, the first three areas of the ranking are taken. The
    run's folder is by default that of ./config.yaml, else ./maps.
    """
    started = now()
    language, default = here()
    from hotspot.cli.talk import Talk
    from hotspot.pipeline.asked import asked_of
    from hotspot.pipeline.briefs import STEPS, brief_run
    from hotspot.pipeline.recorded import list_in_records

    if not areas and top is None:
        top = DEFAULT_TOP
    talk = Talk(language=lang or language, quiet=quiet, verbose=verbose, steps=STEPS)
    folder = folder if folder is not None else default
    with as_run_speaks(folder):
        files = brief_run(folder, areas=areas, top=top, language=lang, out=out or "", step=talk.step)
    talk.done()
    talk.findings(list_in_records(files, started=started, asked=asked_of(areas=areas, top=top)))
    for file in files:
        click.echo(file)
