"""`hotspot init`: a commented config.yaml that works for the files at hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotspot.cli.spoken import language_option

if TYPE_CHECKING:
    from hotspot.schema import Language


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="INCIDENTS... [AREAS]")
@click.option("--config", "config_file", default="config.yaml", show_default=True, help="File to write.")
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there.")
@click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="KEY=VALUE",
    help="What the files do not say, such as areas.crs=EPSG:32643; is written, too. May be repeated.",
)
@language_option("language", default="en", help="Language of the runs, and of what is said.")
def init(
    files: tuple[str, ...], config_file: str, overwrite: bool, sets: tuple[str, ...], language: Language
) -> None:
    """Look at the files and write a commented config.yaml that works.

    With more than one file the last one is taken for the micro-areas if it holds polygons; a recipe such as
    square:250 does as well.
    """
    from hotspot import pipeline, write
    from hotspot.cli.talk import Talk
    from hotspot.config import as_yaml, load
    from hotspot.errors import OutputError

    target = Path(config_file)
    if any(target.resolve() == Path(file).resolve() for file in files):
        raise OutputError(config_file, "it is one of the files to look at", "name another file with --config")
    if target.exists() and not overwrite:
        raise OutputError(
            config_file, "it is there already", "use --overwrite, or name another with --config"
        )
    asked = load(None, sets=sets).settings
    settings, choices, findings = pipeline.suggest(
        *pipeline.told_apart(files), folder=target.parent, language=language, asked=asked
    )
    write.write_text(target, as_yaml(settings))
    talk = Talk(language=settings.language, quiet=False, verbose=False, steps=())
    talk.choices(choices)
    talk.findings(findings)
    again = "" if config_file == "config.yaml" else f" --config {config_file}"
    check, rank = (f"hotspot {command}{again}" for command in ("check", "rank"))
    click.echo(talk.words("init.written", file=config_file, check=check, rank=rank))
