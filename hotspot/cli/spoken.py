"""The language in which errors are said: that of --lang, else that of the run or of the config."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hotspot.errors import HotspotError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hotspot.schema import Language

F = TypeVar("F", bound="Callable[..., Any]")
CONFIG = "config.yaml"


@dataclass
class Spoken:
    """What an error has to be said in: as `asked` for, else the run's `own`; the object of click's outermost
    context, since an error ends all."""

    asked: Language | None = None
    own: Language = "en"

    @property
    def language(self) -> Language:
        """The language to speak."""
        return self.asked or self.own


def speak(own: Language | None) -> None:
    """Have errors said in this language from now on, unless another was asked for; None changes nothing."""
    if own and (spoken := _spoken()):
        spoken.own = own


def language_spoken() -> Language:
    """Return the language that errors would be said in now."""
    spoken = _spoken()
    return spoken.language if spoken else "en"


@contextmanager
def as_config_speaks(config_file: str | None) -> Iterator[None]:
    """Have an error of the settings said in the language that the file names, if that much can be read."""
    try:
        yield
    except HotspotError:
        from hotspot.config import language_in

        speak(language_in(config_file) if config_file else None)
        raise


@contextmanager
def as_run_speaks(folder: str) -> Iterator[None]:
    """Have an error about a finished run said in the run's language, if that much of it can be read."""
    try:
        yield
    except HotspotError:
        from hotspot.pipeline.take_up import language_of_run

        speak(language_of_run(folder))
        raise


def asked_in(given: Sequence[str]) -> Language | None:
    """Return the language that --lang names among the words of a command, which may not have been understood
    when they turn out to be wrong; None for none.

    >>> [asked_in(given.split()) for given in ("rank --lang kk --x", "map --lang=ru", "map --lang")]
    ['kk', 'ru', None]
    """
    from hotspot.schema.numbers import LANGUAGES

    named = [word.partition("=")[2] for word in given if word.startswith("--lang=")]
    named += [after for word, after in pairwise(given) if word == "--lang"]
    return next((language for language in LANGUAGES if language in named), None)


def spoken_here() -> Language | None:
    """Return the language of ./config.yaml, whatever else is wrong with it; None for none."""
    if not Path(CONFIG).is_file():
        return None
    from hotspot.config import language_in

    return language_in(CONFIG)


def language_option(*decls: str, **given: Any) -> Callable[[F], F]:
    """Return --lang, which holds for errors, too; its `help` says what else is in this language."""

    def heard(_context: click.Context, _option: click.Parameter, value: Any) -> Any:
        if spoken := _spoken():
            spoken.asked = value
        return value

    choice = click.Choice(["en", "ru", "kk"])
    return click.option("--lang", *decls, type=choice, callback=heard, is_eager=True, **given)


def _spoken() -> Spoken | None:
    context = click.get_current_context(silent=True)
    return context.find_object(Spoken) if context else None
