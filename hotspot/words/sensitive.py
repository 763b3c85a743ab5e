"""Types of incidents that are not shown one by one: sexual, domestic, with minors.

Who lives nearby often knows whom such an incident happened to. The pages for the police count them by area;
the public edition counts them for the whole city only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

AGGREGATE = "aggregate"
NONE = "none"
# Parts of the names of types, matched in lower case.
SENSITIVE = (
    # English
    r"\bsex|\brape|\bindecen|molest|incest|grooming|voyeur|porn|human trafficking|\bstalk|forced marriage",
    r"\bdomestic\b(?! animal)|family (violence|abuse|offen[cs]e)|intimate partner|spous|\bmarital",
    r"\bchild|\bminors\b|\b(a|to|of|with|against|involving|corrupting) (a )?minor\b",
    r"juvenile|under-?age|infant",
    # Russian
    r"изнасил|сексуал|полов(ой|ая|ые|ого|ых|ом)\b|разврат|растлен|порногр|торговл\w* людьми",
    r"домашн|семейн|бытов|супруг|истязан",
    r"несовершеннолет|малолет|\bдет(и|ей|ям|ьми|ях|ск\w*)\b|реб[её]н|подрост",
    # Kazakh
    r"зорлау|зорлық|жыныстық|сексуал|нәпсі|азғынд|адам саудасы",
    r"отбасы|тұрмыстық|ерлі-зайып|қинау",
    r"кәмелет|жас бала|\bбала(лар|ға|мен|ны|ның)?\b|жасөспірім",
    # The Criminal Code of Kazakhstan (2014) by article: 110 torment, 120-124 sexual, 128, 134, 135 trade in
    # people and minors.
    r"(?:\bст(?:атья|\.)?|\bбап)\s*(?:110|12[0-4]|128|13[45])(?!\d)",
    r"(?<!\d)(?:110|12[0-4]|128|13[45])(?:-\d)?[\s-]*бап",
)


def lists_count(words: Iterable[str]) -> bool:
    """Tell whether the lists above are in force beside these words: "none" among them turns them off."""
    return NONE not in {word.strip().casefold() for word in words}


def is_sensitive(kind: str, words: Sequence[str] = ()) -> bool:
    """Tell whether a type, by its name, is one of these.

    `words` are more parts of names, matched at the beginning of a word; "none" among them turns off the
    lists above.

    >>> [is_sensitive(kind) for kind in ("SEX OFFENSE", "Кража", "Отбасылық зорлық", "ст.120 ч.1", "theft")]
    [True, False, True, True, False]
    >>> is_sensitive("arson", ["arson"]), is_sensitive("sex offense", ["none"])
    (True, False)
    """
    name = " ".join(kind.casefold().split())
    own = [word.strip().casefold() for word in words if word.strip()]
    if any(re.search(rf"(?<!\w){re.escape(word)}", name) for word in own if word != NONE):
        return True
    return bool(name) and lists_count(own) and any(re.search(part, name) for part in SENSITIVE)


def not_shown_singly(kinds: Iterable[str], settings: Mapping[str, Any]) -> list[str]:
    """Return which types a run does not show one by one, in their order; `settings` are those of its record.

    >>> not_shown_singly(["rape", "theft"], {})
    ['rape']
    >>> not_shown_singly(["rape", "theft"], {"privacy": {"sensitive": "show"}})
    []
    """
    if settings.get("privacy", {}).get("sensitive", AGGREGATE) != AGGREGATE:
        return []
    return [kind for kind in kinds if is_sensitive(kind)]
