"""SQL's LIKE for every alphabet: % is any text, _ any one sign, case does not count."""

from __future__ import annotations

import re
from functools import lru_cache


def like(pattern: object, cell: object, escape: str = "") -> bool | None:
    """Return whether the text is LIKE the pattern, whatever its case, in any alphabet."""
    if pattern is None or cell is None:
        return None
    first, *rest = _pieces(str(pattern), escape)
    text = str(cell).casefold()
    begin = first.match(text)
    if not rest or begin is None:
        return begin is not None and begin.end() == len(text)
    at = begin.end()
    for piece in rest[:-1]:  # the leftmost place is as good as any: what follows only has to come later
        found = piece.search(text, at)
        if found is None:
            return False
        at = found.end()
    last = len(text) - _signs(rest[-1])
    return last >= at and rest[-1].match(text, last) is not None


@lru_cache(maxsize=64)
def _pieces(pattern: str, escape: str) -> tuple[re.Pattern[str], ...]:
    """Return what stands between the % signs; in it, _ is any one sign."""
    pieces, signs = [""], iter(pattern.casefold())
    for sign in signs:
        if escape and sign == escape.casefold():
            pieces[-1] += re.escape(next(signs, sign))
        elif sign == "%":
            pieces.append("")
        else:
            pieces[-1] += "." if sign == "_" else re.escape(sign)
    return tuple(re.compile(piece, re.DOTALL) for piece in pieces)


def _signs(piece: re.Pattern[str]) -> int:
    """Return how many signs a piece is long."""
    return len(re.sub(r"\\(.)", r"\1", piece.pattern, flags=re.DOTALL))
