"""How the page's script speaks: the texts, the signs in numbers and the plural rules of each language."""

from __future__ import annotations

from typing import Any

from babel import Locale
from babel.dates import get_day_names
from babel.numbers import get_decimal_symbol, get_group_symbol
from babel.plural import to_javascript

from hotspot.schema import LANGUAGES
from hotspot.words import Words, catalogue
from hotspot.words.phrases import SPACE

SPOKEN = ("map.", "column.", "table.", "kind.", "plural.")


def words_island() -> dict[str, Any]:
    """Return, by language, the texts of the page itself and how the language writes numbers and weekdays."""
    return {language: _language(Words(language=language)) for language in LANGUAGES}


def plural_script() -> str:
    """Return the script that says which plural form a whole number takes, from CLDR's rules.

    The browser's `Intl` knows no Kazakh in some builds, and rules must be those that Python used.
    """
    rules = ", ".join(f"{language}: {to_javascript(Locale(language).plural_form)}" for language in LANGUAGES)
    return f"const PLURAL = {{{rules}}};"


def _language(words: Words) -> dict[str, Any]:
    names = get_day_names("abbreviated", "stand-alone", words.language)
    return {
        "texts": {key: text[words.language] for key, text in catalogue().items() if key.startswith(SPOKEN)},
        "decimal": get_decimal_symbol(words.language),
        "group": get_group_symbol(words.language),
        "days": [names[day] for day in range(7)],
        "percent": f"{{0}}{SPACE}%",  # one way in every text of the house
        "hours": f"{{0}}–{{1}}{SPACE}{words('map.hours')}",
    }
