"""The first step of a command on a finished run: its folder becomes the result that it was written from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot import read
from hotspot.errors import InputError
from hotspot.pipeline.spoken import spoken
from hotspot.schema.numbers import LANGUAGES

if TYPE_CHECKING:
    from hotspot.schema import Language, Result


def take_up(folder: str, language: Language | None) -> Result:
    """Return the run in `folder`, to be spoken of in a language, or in its own. Raises InputError."""
    result = read.read_run(folder)
    return spoken(result, language or result.language)


def language_of_run(folder: str) -> Language | None:
    """Return the language of the run in `folder`, whatever is wrong with it besides; None where it cannot be
    told."""
    try:
        return read.open_record(folder).entry.at("language").one_of(LANGUAGES)
    except InputError:
        return None
