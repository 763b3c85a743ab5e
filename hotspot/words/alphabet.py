"""Names in the order in which a reader looks for them: Kazakh has letters between those that Russian has."""

from __future__ import annotations

import re

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"  # Kazakh; Russian letters stand in their own order


def alphabetical(name: str) -> list[tuple[int, int]]:
    """Return what names are sorted by: numbers by their value, then other signs, then Cyrillic letters.

    >>> sorted(["Ұлытау", "Шабыт", "Әлем", "Самал-10", "Қалқаман", "Самал-2", "Көктем"], key=alphabetical)
    ['Әлем', 'Көктем', 'Қалқаман', 'Самал-2', 'Самал-10', 'Ұлытау', 'Шабыт']
    """
    return [_place(part) for part in re.findall(r"[0-9]{1,18}|.", name.casefold(), re.DOTALL)]


def _place(part: str) -> tuple[int, int]:
    if part.isascii() and part.isdigit():
        return 0, int(part)
    place = ALPHABET.find(part)
    return (1, ord(part)) if place < 0 else (2, place)
