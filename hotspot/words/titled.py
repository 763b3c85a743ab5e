"""What several files of incidents are called together: what their names share, or the first and the last."""

from __future__ import annotations

import re
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 3  # letters that make a common part a name
WORDS = re.compile(r"[^\W_]+")


def files_name(paths: Sequence[str]) -> str:
    """Return one name for files, without folders and endings; "" for none.

    >>> files_name(["in/crimes_2025-01.csv", "in/crimes_2025-02.csv"])
    'crimes_2025'
    >>> files_name(["2025-01.csv", "2025-02.csv", "2025-03.csv"])
    '2025-01 – 2025-03'
    """
    names = list(dict.fromkeys(PureWindowsPath(path).name.partition(".")[0] for path in paths))
    if len(names) < 2:
        return names[0] if names else ""
    common = max(_beginning(names), _end(names), key=_letters)
    return common if _letters(common) >= FEWEST else f"{names[0]} – {names[-1]}"


def _beginning(names: Sequence[str]) -> str:
    """Return the whole words with which all names begin."""
    ends = [{word.end() for word in WORDS.finditer(name)} for name in names]
    alike = (end for end in set.intersection(*ends) if len({name[:end] for name in names}) == 1)
    return names[0][: max(alike, default=0)]


def _end(names: Sequence[str]) -> str:
    """Return the whole words with which all names end."""
    turned = [name[::-1] for name in names]
    return _beginning(turned)[::-1]


def _letters(text: str) -> int:
    return sum(sign.isalpha() for sign in text)
