"""What the last back-test said of this ranking; the modules that test are not needed to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.read.judgement import read_headline
from hotspot.words import Words
from hotspot.words.judged import line

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Result


def last_backtest(result: Result, folder: Path) -> str:
    """Return the verdict of the back-test in `folder` in one line; "" if not of this ranking's inputs."""
    found = read_headline(folder, result.sources, where=result.config["settings"]["incidents"]["where"])
    return line(found, Words(language=result.language)) if found else ""
