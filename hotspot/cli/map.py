"""`hotspot map`: the map of a finished run, drawn again in another language, with other limits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotspot.cli.clock import now
from hotspot.cli.options import DEFAULT_CONFIG, run_folder
from hotspot.cli.spoken import as_config_speaks, as_run_speaks, language_option, speak

if TYPE_CHECKING:
    from hotspot.schema import Language

DEFAULT_FOLDER = "maps"


@click.command("map")
@run_folder
@language_option(help="Language that the map opens in.")
@click.option("--title", metavar="TEXT", help="Title of the map.")
@click.option("--limits-from", metavar="DIR", help="Folder of an earlier run whose class limits are kept.")
@click.option(
    "--incidents",
    type=click.IntRange(min=0),
    metavar="N",
    help="With more incidents the page holds no single ones; 0 = never any.",
)
@click.option("--out", metavar="FILE", help="File to write, instead of the map in DIR.")
@click.option("--overwrite", is_flag=True, help="Replace FILE if it is there.")
@click.option("--plain", is_flag=True, help="Without posts, cameras and so on that were found in DIR since.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say the seconds of each step.")
def map(  # noqa: A001 - the command's name
    folder: str | None,
    lang: Language | None,
    title: str | None,
    limits_from: str | None,
    incidents: int | None,
    out: str | None,
    overwrite: bool,
    plain: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Draw the map of a finished run again, without computing.

    DIR is the folder of the run: by default that of ./config.yaml, else ./maps. Its map.html is replaced, and
    the file's hash in run.json with it; what is not asked for stays as the run had it. Posts, cameras,
    patrols, beats, flare-ups, venues, emerging classes and changes between periods in its folders are drawn,
    too, as far as they belong to the run.
    """
    started = now()
    language, default = here()
    from hotspot.cli.talk import Talk
    from hotspot.pipeline.redraw import STEPS, MapQuestion, redraw_map

    talk = Talk(language=lang or language, quiet=quiet, verbose=verbose, steps=STEPS)
    asked = MapQuestion(
        language=lang,
        title=title,
        limits_from=limits_from or "",
        incidents=incidents,
        out=out or "",
        overwrite=overwrite,
        plain=plain,
        started=started,
    )
    folder = folder if folder is not None else default
    with as_run_speaks(folder):
        drawn = redraw_map(folder, asked, step=talk.step)
    talk.done()
    talk.findings(drawn.findings)
    talk.say(talk.words("redraw.drawn", file=str(drawn.file)))


def here() -> tuple[Language, str]:
    """Return the language and the folder for results that ./config.yaml names, or the defaults."""
    if not Path(DEFAULT_CONFIG).exists():
        return "en", DEFAULT_FOLDER
    from hotspot.config import load

    with as_config_speaks(DEFAULT_CONFIG):
        settings = load(DEFAULT_CONFIG).settings
    speak(settings.language)
    return settings.language, settings.output
