"""Wrong usage: told in the language that was asked for, though click speaks English."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from hotspot.words import Words
from hotspot.words.misused import misused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hotspot.schema import Language

# A command for each text that click says, or we do where click speaks.
COMMANDS = """
rank --nothing
rank --verbos
rank --se 3
ranc
nothing
rank --top
rank -q=3
map a b
map a b c
completion
completion shell
fetch postgis
posts -n many
posts -n 0
posts -n 3 --draws few
pilot plan --effect much
pilot plan --effect 2
pilot plan --effect nan
rank --by none
trend --lag soon
repeats --window 0d
repeats --reach 9km
posts -n 3 --spacing far
map maps --from maps
""".strip().splitlines()
# Values of options stay as they are typed.
VALUES = {"bash", "zsh", "fish", "score", "count", "rate", "harm", "density", "rank", "URL"}


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize("command", COMMANDS)
def test_wrong_usage_is_told_in_the_language_of_the_config(
    called: Callable[..., tuple[object, str, str]], tmp_path: Path, command: str, language: str
) -> None:
    (tmp_path / "config.yaml").write_text(f"language: {language}\n", encoding="utf-8")

    code, out, err = called(*shlex.split(command))

    said = err.splitlines()[-1]
    assert (code, out) == (2, "")
    assert said.startswith({"ru": "Ошибка: ", "kk": "Қате: "}[language])
    english = set(re.findall(r"(?<![-\w.])[A-Za-z]{3,}", said))
    assert english <= {*re.findall(r"[A-Za-z]{3,}", command), *VALUES}


def test_the_language_asked_for_holds_wherever_it_stands(
    called: Callable[..., tuple[object, str, str]],
) -> None:
    given = (["--x", "--lang", "kk"], ["--lang=ru", "--x"])

    said = [called("map", *words)[2].splitlines()[-1] for words in given]

    assert [one.partition(":")[0] for one in said] == ["Қате", "Ошибка"]


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_what_two_options_cannot_say_together_is_told_too(language: Language) -> None:
    said = (
        "The folder of the run is named twice.",
        "Settings come from --from or from --config, not from both.",
        "'maps' is the folder of a run; give it as --from maps",
    )

    assert all(re.search("[а-я]{4}", misused(one, Words(language=language))) for one in said)


def test_what_is_said_in_no_known_words_stays_whole_in_english() -> None:
    assert misused("Something else went wrong.", Words(language="ru")) == ""
    assert misused("Invalid value for '--x': it is odd.", Words(language="kk")) == ""
