"""The first step of a command on a finished run: its folder becomes the result that it was written from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot import read
from hotspot.pipeline.spoken import spoken

if TYPE_CHECKING:
    from hotspot.schema import Language, Result


def take_up(folder: str, language: Language | None) -> Result:
    """Return the run in `folder`, to be spoken of in a language, or in its own. Raises InputError."""
    result = read.read_run(folder)
    return spoken(result, language or result.language)
