"""Errors in Russian and Kazakh: an English message is held against the templates that it was written from.

What raises an error says it in English. A template of `error.json` is that English text with named gaps; “ ”
in it stand for the straight quotes of messages. A message is told in another language only where both of its
parts, what and what to do, fit templates clause by clause, each value standing in a gap that holds a name or
number and no clause: so no sentence is left half in English. Any other message is told as it is.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

from hotspot.words import Words, catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspot.errors import HotspotError
    from hotspot.schema import Language

WHAT, TO_DO, ALSO, WHERE = "error.what.", "error.to_do.", "error.also.", "error.where."
INNER = {  # gaps whose values are words themselves
    "axes": "error.axes.",
    "content": "error.content.",
    "faults": "error.fault.",
    "guesses": "error.guess.",
}
WHOLE = ("count", "number", "of", "offset", "rows")  # gaps with whole numbers, "12,148" in English
DECIMALS = ("bound", "lat", "lon")  # gaps with numbers that keep their digits
GAPS = {
    **dict.fromkeys(WHOLE, r"\d[\d,]*"),
    **dict.fromkeys(("reasons", "why", *INNER), r".+"),  # `why` is what the system or a library has said
    **dict.fromkeys(("role", "setting", "shape"), r"[\w.]+"),
    "bound": r"-?\d[\d.e+]*",
    "both": r"'[^']*' and '[^']*'",
    "choices": r"'[^']*'(?:(?:, | or )'[^']*')*",
    "endings": r"\.[\w.]+(?:, \.[\w.]+)*",
    "recipe": r"\w+:\S+",
    "share": r"\d+%",
    "such": r"-?[\d ]+ and -?[\d ]+",
}
QUOTED = re.compile("'([^']*)'")
QUOTED_LIST = re.compile("'[^']*'(?:(?:, | and | or )'[^']*')*(?: …)?")
MOST_CLAUSES = 20  # of a message; with more of them a value holds what looks like clauses
NAME = r"(?:(?!; ).)*?"
QUOTES = str.maketrans({"“": "['\"]", "”": "['\"]", "’": "'"})


def refused(error: HotspotError, language: Language) -> tuple[str, str]:
    """Return what an error begins with, and its message: where, what, what to do.

    >>> from hotspot.errors import InputError
    >>> refused(InputError("a.csv", "no such file", "check the name and the folder"), "ru")
    ('Ошибка', 'a.csv: нет такого файла. Что сделать: проверьте имя файла и папку.')
    """
    words = Words(language=language)
    what, to_do, where = (_plain(part) for part in (error.what, error.to_do, error.where))
    parts = (what, WHAT), (to_do, TO_DO)
    told = [clauses(part, start, words, by="; ", then=ALSO, joined="; ") for part, start in parts]
    if all(told):
        what, to_do = told
        where = clause(where, WHERE, words) or where
    return words("error.begin"), words("error.message", where=where, what=what, to_do=to_do)


def fitting(text: str, start: str) -> tuple[str, Mapping[str, str]] | None:
    """Return the key of the template that a clause fits, of those whose keys begin so, and what fills its
    gaps; None where there is none.

    >>> fitting("files ending in '.doc' are not read here", "error.what.")
    ('error.what.suffix', {'ending': '.doc'})
    """
    found = ((key, pattern.fullmatch(text)) for key, pattern in _patterns(start))
    return next(((key, match.groupdict()) for key, match in found if match), None)


@cache
def _patterns(start: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return key and pattern of the English templates whose keys begin so, those that say most first."""
    texts = [(key, str(text["en"])) for key, text in catalogue().items() if key.startswith(start)]
    texts.sort(key=lambda one: (-len(re.sub(r"{\w+}", "", one[1])), one[0]))
    return tuple((key, re.compile(_pattern(text))) for key, text in texts)


def _pattern(text: str) -> str:
    parts = []
    for said, gap, _, _ in Formatter().parse(text):
        parts.append(re.escape(said).translate(QUOTES))
        parts.append(f"(?P<{gap}>{GAPS.get(gap, NAME)})" if gap else "")
    return "".join(parts)


def _plain(part: str) -> str:
    return " ".join(part.rstrip(".").split())


def clauses(text: str, start: str, words: Words, *, by: str, then: str, joined: str) -> str:
    """Return clauses that stand in a row, parted `by` a text, `joined` in the language; "" where one of them
    fits no template. The first fits one whose key begins with `start`, those after it one with `then`."""
    if whole := clause(text, start, words):
        return whole
    parts = [*re.finditer(re.escape(by), text)]
    for found in reversed(parts) if len(parts) < MOST_CLAUSES else ():
        if told := clause(text[: found.start()], start, words):
            others = clauses(text[found.end() :], then, words, by=by, then=then, joined=joined)
            if others:
                return told + joined + others
    return ""


def clause(text: str, start: str, words: Words) -> str:
    """Return one clause in the language, "" where it fits no template or a gap holds unknown words."""
    if not (found := fitting(text, start)):
        return ""
    key, values = found
    written = {gap: _value(gap, value, words) for gap, value in values.items()}
    return words(key, **written) if all(written[gap] or not values[gap] for gap in written) else ""


def _value(gap: str, value: str, words: Words) -> str:
    """Return what fills a gap as the language writes it; "" for words that are not known."""
    if gap in WHOLE:
        return words.number(int(value.replace(",", "")))
    if gap in INNER:
        either = f" {words('error.or')} "
        return clauses(value, INNER[gap], words, by=" or ", then=INNER[gap], joined=either)
    if gap == "reasons":
        return _reasons(value, words)
    if gap == "share":
        return value.replace("%", "\N{NO-BREAK SPACE}%")
    if gap == "such":
        return value.replace(" and ", f" {words('error.and')} ")
    return words.decimal(value) if gap in DECIMALS else _listed(value, words)


def _listed(text: str, words: Words) -> str:
    """Return "'a', 'b' or 'c'" in the language; a name that has such words or signs in it is no list."""
    if not QUOTED_LIST.fullmatch(text):
        return text
    joined = QUOTED.sub(lambda found: f"«{found[1]}»", text)
    for conjunction in ("and", "or"):
        joined = joined.replace(f"» {conjunction} «", f"» {words('error.' + conjunction)} «")
    return joined


def _reasons(text: str, words: Words) -> str:
    """Return "no date: 3; no coordinates: 1,005" in the language."""
    known = {texts["en"]: key for key, texts in catalogue().items() if key.startswith("reason.")}
    told = []
    for one in text.split("; "):
        reason, _, count = one.rpartition(": ")
        if reason not in known or not re.fullmatch(GAPS["count"], count):
            return ""
        told.append(f"{words(known[reason])}: {_value('count', count, words)}")
    return "; ".join(told)
