"""Wrong usage in Russian and Kazakh: what click says in English, held against the templates of usage.json."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hotspot.words.refused import clause

if TYPE_CHECKING:
    from hotspot.words import Words

USAGE, PROBLEM = "usage.", "problem."
BAD_VALUE = re.compile(r"Invalid value for (?P<option>'.+?'(?: / '.+?')*): (?P<problem>.+)")
RANGE = re.compile(r"\s*(<=|>=|<|>)\s*")
SIGNS = {"<=": "≤", ">=": "≥"}


def misused(message: str, words: Words) -> str:
    """Return what was wrong in how a command was called; "" where the message fits no template.

    >>> from hotspot.words import Words
    >>> misused("No such option '--form'. Did you mean '--from'?", Words(language="ru"))
    'Нет параметра --form. Возможно, имелся в виду --from?'
    """
    said = " ".join(message.split())
    found = BAD_VALUE.fullmatch(said)
    if found is None:
        return clause(said, USAGE, words)
    option, problem = found["option"].replace("'", ""), _problem(found["problem"], words)
    return words("usage.bad_value", option=option, problem=problem) if problem else ""


def _problem(said: str, words: Words) -> str:
    """Return what is wrong with a value, with the bounds of numbers as a reader meets them."""
    return RANGE.sub(lambda sign: f" {SIGNS.get(sign[1], sign[1])} ", clause(said, PROBLEM, words))
