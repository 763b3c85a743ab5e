"""What the last back-test said of this ranking; the modules that test are not needed to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.read.judgement import read_judgement
from hotspot.words import Words
from hotspot.words.judged import held, line

if TYPE_CHECKING:
    from pathlib import Path

    from hotspot.schema import Result


def last_backtest(result: Result, folder: Path) -> str:
    """Return the verdict of the back-test in `folder`, and how its intervals held; "" if not of this
    ranking's inputs."""
    found = read_judgement(folder, result.sources, where=result.config["settings"]["incidents"]["where"])
    if found is None:
        return ""
    words = Words(language=result.language)
    return f"{line(found.headline, words)}. {held(found.coverage, words)}."
