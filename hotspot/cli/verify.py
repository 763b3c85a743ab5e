"""`hotspot verify`: is the folder of a run as the run left it?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotspot.cli.map import here
from hotspot.cli.options import DEFAULT_CONFIG, run_folder
from hotspot.cli.spoken import language_option

if TYPE_CHECKING:
    from hotspot.schema import Language
    from hotspot.schema.verified import Verified
    from hotspot.words import Words

CHANGED = 1  # the exit code where something is not as the run left it


@click.command()
@run_folder
@click.option(
    "--inputs",
    default="",
    metavar="DIR",
    help="Folder in which the inputs are looked for by their names, instead of here and beside the run.",
)
@language_option(help="Language of what is said.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what has changed.")
@click.option("-v", "--verbose", is_flag=True, help="Say how long it took.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@click.pass_context
def verify(
    context: click.Context,
    folder: str | None,
    inputs: str,
    lang: Language | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Say whether the folder of a finished run is as the run left it.

    DIR is the folder of the run: by default that of ./config.yaml, else ./maps. Every file in it, in its
    folders posts, when and so on, and every input that is found is held against its hash. Prints a line for
    each change; leaves with 0 if there is none, else with 1. Nothing is written.
    """
    language, default = here()
    from hotspot.cli.talk import Talk
    from hotspot.pipeline.verify import VerifyQuestion
    from hotspot.pipeline.verify import verify as look
    from hotspot.words import Words
    from hotspot.words.verified import difference_lines, verified_lines

    talk = Talk(language=lang or language, quiet=quiet, verbose=verbose, steps=("verify",))
    talk.step("verify")
    found = look(default if folder is None else folder, VerifyQuestion(inputs=inputs, named=_named()))
    talk.done()
    words = Words(language=lang or language)
    lines = difference_lines(found, words) if quiet else verified_lines(found, words)
    for line in [_as_json(found, words)] if as_json else lines:
        click.echo(line)
    context.exit(0 if found.unchanged else CHANGED)


def _named() -> tuple[str, ...]:
    """Return the files that ./config.yaml names."""
    if not Path(DEFAULT_CONFIG).exists():
        return ()
    from hotspot.config import load
    from hotspot.pipeline.given import inputs

    return inputs(load(DEFAULT_CONFIG).settings)


def _as_json(found: Verified, words: Words) -> str:
    from hotspot.words.verified import difference_text

    content = {
        "run_id": found.run_id,
        "unchanged": found.unchanged,
        "checked": found.checked,
        "differences": [
            {
                "code": one.code,
                "file": one.file,
                "values": dict(one.values),
                "text": difference_text(one, words),
            }
            for one in found.differences
        ],
        "inputs": [{"role": one.role, "name": one.name, "state": one.state} for one in found.inputs],
        "unvouched": list(found.unvouched),
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
