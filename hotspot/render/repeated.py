"""Texts that many cards share: each stands in the page once, in all languages, and the cards say which."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Texts: TypeAlias = "tuple[str, ...]"  # one in each language
Parts: TypeAlias = "Sequence[Mapping[str, Any]]"


def repeated(*cards: Parts) -> list[Texts]:
    """Return the texts that differ by language and come more than once among the facts of all cards, the most
    frequent first, those of equal frequency in the order of first use.

    >>> repeated([{"facts": [[0, ["none", "нет"]], [1, "12"]]}, {"facts": [[0, ["none", "нет"]]]}])
    [('none', 'нет')]
    """
    counts = Counter(
        tuple(text)
        for parts in cards
        for part in parts
        for _, text in part["facts"]
        if not isinstance(text, str)
    )
    return [texts for texts, count in counts.most_common() if count > 1]


def said_once(parts: Parts, texts: Sequence[Texts]) -> list[dict[str, Any]]:
    """Return the cards with the number of a text in place of one of the `texts`."""
    number = {text: i for i, text in enumerate(texts)}

    def short(text: str | Sequence[str]) -> str | int | Sequence[str]:
        return text if isinstance(text, str) else number.get(tuple(text), text)

    return [{**part, "facts": [[label, short(text)] for label, text in part["facts"]]} for part in parts]
