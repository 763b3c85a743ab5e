"""Which article and part of the Criminal Code a type of incident names, however it is written.

Kazakhstan's registers write "ст.188 ч.3", its crime map the article times ten ("1880"), people "188-2" or
"188-баптың 3-бөлігі".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

FIRST_OF_SPECIAL_PART = 99  # articles before it say how a deed counts (attempt, help), not which it is
_ARTICLE = r"(?P<article>\d{2,3}(?:-\d{1,2})?)(?!\d)"
_PART = r"(?P<part>\d(?:-\d)?)(?!\d)"
_WORDED = (
    # ст.188 ч.3 · статья 188-1, часть 2 · cт 188 (with a Latin c) · article 188 part 3
    rf"(?<!\w)(?:[сc][тt](?:ать[яеию]|\b\.?|(?=\d))|art(?:icle|\b\.?)|бап)\s*\.?\s*{_ARTICLE}"
    rf"(?:\s*,?\s*(?:ч(?:аст[ьи]|\b\.?|(?=\d))|part|бөлі[кг]\w*)\s*\.?\s*{_PART})?",
    # 188-бап 3-бөлік · 188 баптың 3-бөлігі
    rf"(?<![\d.-]){_ARTICLE}\s*-?\s*ба(?:п|бы)\w*(?:\W*{_PART}\s*-?\s*бөл\w*)?",
    # 188 ч.3 · 188-1 ч. 2
    rf"(?<![\d.-]){_ARTICLE}\s*,?\s*ч(?:аст[ьи]|\b\.?|(?=\d))\s*\.?\s*{_PART}",
)
_BARE = re.compile(r"(\d{2,3})(?:\s*[-/.]\s*(\d(?:-\d)?))?(?!\d)")
_TIMES_TEN = re.compile(r"0?(99|\d{3})0")  # murder is 0990, as a number 990


@dataclass(frozen=True, kw_only=True)
class Article:
    """An article of the Code, such as "188" or "188-1" (one that was put in later), with its part, "" where
    none is named; `either` where the second number may be that of a part or of a later article."""

    number: str
    part: str = ""
    either: bool = False


def article_of(kind: str) -> Article | None:
    """Return the article that a type of incident names, None where it names none of the special part.

    >>> article_of("ст. 188 ч. 2"), article_of("188-2")
    (Article(number='188', part='2', either=False), Article(number='188', part='2', either=True))
    >>> article_of("188-баптың 3-бөлігі"), article_of("1880")
    (Article(number='188', part='3', either=False), Article(number='188', part='', either=False))
    >>> article_of("ст.24 ч.3 - ст.191 ч.2")
    Article(number='191', part='2', either=False)
    >>> print(article_of("Кража"))
    None
    """
    text = " ".join(unicodedata.normalize("NFKC", kind).casefold().split())
    text = re.sub("[‐‑‒–—−]", "-", text)
    for pattern in _WORDED:
        for named in re.finditer(pattern, text):
            if _is_offence(named["article"]):
                return Article(number=named["article"], part=named["part"] or "")
    if ten := _TIMES_TEN.fullmatch(text):
        return Article(number=ten[1]) if _is_offence(ten[1]) else None
    bare = _BARE.fullmatch(text)
    if bare is None or not _is_offence(bare[1]):
        return None
    return Article(number=bare[1], part=bare[2] or "", either=bare[2] is not None and "-" in text)


def _is_offence(article: str) -> bool:
    return int(article.partition("-")[0]) >= FIRST_OF_SPECIAL_PART
