"""How the page's script speaks: the same words, signs and plural forms as Python."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from babel import Locale

from hotspot.render.locales import plural_script, words_island
from hotspot.schema import LANGUAGES
from hotspot.words import Words


def test_numbers_have_the_signs_that_python_writes() -> None:
    for language, spoken in words_island().items():
        words = Words(language=language)  # type: ignore[arg-type]
        whole, fraction = (
            "1" + spoken["group"] + "234" + spoken["group"] + "567",
            "0" + spoken["decimal"] + "5",
        )

        assert (whole, fraction) == (words.number(1_234_567), words.number(0.5))


def test_the_week_begins_on_monday() -> None:
    island = words_island()

    assert island["en"]["days"] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert island["ru"]["days"] == ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]
    assert island["kk"]["days"] == ["дс", "сс", "ср", "бс", "жм", "сб", "жс"]


def test_every_language_says_the_same_keys_and_only_those_of_the_page() -> None:
    texts = [spoken["texts"] for spoken in words_island().values()]

    assert texts[0].keys() == texts[1].keys() == texts[2].keys()
    assert {key.partition(".")[0] for key in texts[0]} == {"map", "column", "table", "kind", "plural"}


def test_the_plural_script_is_one_constant_with_a_rule_for_each_language() -> None:
    script = plural_script()

    assert re.match(r"const PLURAL = \{en: \(function\(n\)", script)
    assert script.endswith("};")
    assert "</" not in script


@pytest.mark.skipif(shutil.which("node") is None, reason="node runs the script")
def test_the_script_finds_the_plural_forms_that_python_finds() -> None:
    counts = [*range(130), 1_000, 1_001, 1_011, 999_999]
    ask = f"{plural_script()} console.log(JSON.stringify(Object.values(PLURAL).map(f => {counts}.map(f))))"

    said = subprocess.run(["node", "-e", ask], capture_output=True, text=True, check=True).stdout

    want = [[Locale(language).plural_form(count) for count in counts] for language in LANGUAGES]
    assert said.strip() == str(want).replace("'", '"').replace(" ", "")
