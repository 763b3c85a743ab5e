"""Everything the tool says, in English, Russian and Kazakh.

The catalogues beside this file, one for each part of the tool, hold every text under one key in all three
languages: `{"finding.zero": {"en": …, "ru": …, "kk": …}}`. A text whose words bend with its number `count` is
given in the language's plural forms: `"ru": {"one": …, "few": …, "many": …, "other": …}`; CLDR says which is
which. Elsewhere a number follows a colon ("incidents: 5").
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from babel import Locale

    from hotspot.schema import Choice, Finding, Language

Text: TypeAlias = "str | Mapping[str, str]"

LISTS = ("types", "worst")  # values of findings that name things with a number each
WHOLE = 100  # per cent
PLACE = ("lon", "lat")  # values of choices that are written with the digits they have
DECIMAL = re.compile(r"-?\d+\.\d+")
LISTED = re.compile(r"(?<=: )\d+(?=;|$)|(?<= )\d+(?:\.\d+)?(?= %(?:;|$))")  # "theft: 1200", "theft 2.5 %"


@cache
def catalogue() -> Mapping[str, Mapping[str, Text]]:
    """Return every text: by key, then by language; a text that bends with a number by plural form."""
    texts: dict[str, Mapping[str, Text]] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".json"):
            texts |= json.loads(file.read_text(encoding="utf-8"))
    return texts


def forms(text: Text) -> tuple[str, ...]:
    """Return the one form of a text, or each of its plural forms."""
    return (text,) if isinstance(text, str) else tuple(text.values())


@dataclass(frozen=True, kw_only=True)
class Words:
    """The texts of one language.

    >>> Words(language="en")("table.rank")
    '#'
    >>> [Words(language="ru")("plural.incidents", count=count) for count in (1, 22, 1005)]
    ['1 происшествие', '22 происшествия', '1\xa0005 происшествий']
    """

    language: Language

    def __call__(self, key: str, **values: str | float) -> str:
        """Return the text for `key` with its gaps filled; numbers are written as the language writes them."""
        written = {name: self.number(v) if not isinstance(v, str) else v for name, v in values.items()}
        text = catalogue()[key][self.language]
        if not isinstance(text, str):
            text = text[self._plural_form(values["count"])]
        return text.format(**written)

    def _plural_form(self, count: str | float) -> str:
        number = float(count)
        return _locale(self.language).plural_form(int(number) if number.is_integer() else number)

    def ordinal_form(self, rank: int) -> str:
        """Return which of the language's ordinal endings a rank takes: "one", "two", "few" … "other"."""
        return str(_locale(self.language).ordinal_form(rank))

    def finding(self, finding: Finding) -> tuple[str, str]:
        """Return what was seen and what to do about it ("" for nothing), both without a full stop.

        A text that names a count, its whole and the share has a second one, without it, for all of them.
        """
        key, values = f"finding.{finding.code}", self._dated(finding.values)
        if values.get("share") == WHOLE and f"{key}.whole" in catalogue():
            key += ".whole"
        if "reason" in values:
            values["reason"] = self(f"reason.{values['reason']}")
        if local := values.get(f"name_{self.language}"):
            values["name"] = local
        values |= {name: self.listed(str(values[name])) for name in LISTS if name in values}
        if "items" in values:
            values["items"] = ", ".join(map(self._item, str(values["items"]).split(", ")))
        seen, advice = self(key, **values), self.advice(key, **values)
        return seen.rstrip("."), advice.rstrip(".")

    def _item(self, item: str) -> str:
        """Return an item of the yards' form by its key; records of earlier versions hold its name."""
        key = f"yards.item.{item}"
        return self(key) if key in catalogue() else item

    def listed(self, text: str) -> str:
        """Write the numbers of a list of names as the language writes them; numbers in names stay.

        >>> words = Words(language="ru")
        >>> words.listed("ст.188 ч.3: 1200; кража: 40"), words.listed("2015 2.3 %")
        ('ст.188 ч.3: 1\xa0200; кража: 40', '2015 2,3 %')
        """

        def written(found: re.Match[str]) -> str:
            digits = found[0]
            return self.number(int(digits)) if digits.isdigit() else self.number(float(digits), 1)

        return LISTED.sub(written, text)

    def advice(self, key: str, **values: str | float) -> str:
        """Return the advice that goes with a text, "" where there is none."""
        return self(f"{key}.advice", **values) if f"{key}.advice" in catalogue() else ""

    def choice(self, choice: Choice) -> str:
        """Return why the tool chose this value."""
        if not choice.why:
            return ""
        values = self._dated(choice.values)
        values |= {name: self.decimal(str(values[name])) for name in PLACE if name in values}
        return self(f"choice.{choice.why}", value=choice.value, **values)

    def _dated(self, values: Mapping[str, str | float]) -> dict[str, str | float]:
        """Return the values with dates as a reader meets them; data files and settings have them as ISO."""
        from hotspot.words.dates import read_date  # noqa: PLC0415 - it asks this module for its texts

        return {name: read_date(one, self) if isinstance(one, str) else one for name, one in values.items()}

    def decimal(self, text: str) -> str:
        """Write a decimal number that has its digits already, such as a coordinate; other text stays.

        >>> Words(language="ru").decimal("76.950"), Words(language="ru").decimal("v1.2")
        ('76,950', 'v1.2')
        """
        return text.translate(_signs(self.language)) if DECIMAL.fullmatch(text) else text

    def number(self, value: float, digits: int | None = None, *, padded: bool = False) -> str:
        """Write a number as the language writes it; `digits` after the point, by default three that count.

        Zeros at the end are left out, unless numbers are to line up (`padded`). What is rounded is the
        shortest decimal that stands for the number, half to even, as CLDR asks for.

        >>> Words(language="en").number(12345.678), Words(language="ru").number(0.5)
        ('12,346', '0,5')
        >>> Words(language="kk").number(-0.25), Words(language="kk").number(-0.001, 2)
        ('−0,25', '0')
        """
        if digits is None:
            whole = isinstance(value, int) or abs(value) >= 100 or value == int(value)
            digits = 0 if whole else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
        text = f"{Decimal(str(value)):z,.{digits}f}".replace("Infinity", "∞")
        if digits and not padded:
            text = text.rstrip("0").rstrip(".")
        return text.translate(_signs(self.language))


@cache
def _signs(language: Language) -> Mapping[int, str]:
    """Return what a language writes for the signs of Python's own format."""
    from babel.numbers import get_decimal_symbol, get_group_symbol  # noqa: PLC0415 - slow, not for --help

    return {
        ord(","): get_group_symbol(language),
        ord("."): get_decimal_symbol(language),
        ord("-"): "\N{MINUS SIGN}",  # as wide as a plus, and no dash of an interval
    }


@cache
def _locale(language: Language) -> Locale:
    from babel import Locale  # noqa: PLC0415 - slow to import, not needed by --help

    return Locale(language)
