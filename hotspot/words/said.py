"""What a command has to say, ready to be set on a page or a terminal: sentences, tables, how it was done."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isnan
from typing import TYPE_CHECKING

from hotspot.words.phrases import UNKNOWN, period_text, title_text, used_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspot.schema import Result
    from hotspot.words import Words
    from hotspot.words.judged import Table


@dataclass(frozen=True, kw_only=True)
class Said:
    """A section: `lines` are sentences without a full stop, the first one the heading of what it is about;
    `short` are the tables that a terminal has room for, `notes` how it was done and what it does not say;
    `files` names, by sentence, the table that holds its numbers, the record where there is none."""

    title: str
    lines: tuple[str, ...]
    tables: tuple[Table, ...]
    short: tuple[Table, ...]
    notes: tuple[str, ...]
    files: Mapping[str, str] = field(default_factory=dict)


def about_line(result: Result, words: Words) -> str:
    """Return what is looked at: the title, that it is invented where it is, the period."""
    top = [title_text(result), *([words("table.synthetic")] if result.synthetic else [])]
    return " · ".join([*top, period_text(result, words)])


def run_line(result: Result, words: Words) -> str:
    """Return which run this belongs to, and from how many incidents."""
    return words("said.run", id=result.run_id or UNKNOWN, used=used_text(result.rows, words))


def ended(sentence: str) -> str:
    """Return a sentence with its full stop, which an abbreviation at its end may have brought.

    >>> ended("2025 ж. 1 жел."), ended("whole city")
    ('2025 ж. 1 жел.', 'whole city.')
    """
    return f"{sentence.rstrip('.')}."


def chance_text(p_value: float, words: Words) -> str:
    """Return a p value with the digits that count.

    >>> from hotspot.words import Words
    >>> chance_text(0.0004, Words(language="en")), chance_text(0.0312, Words(language="ru"))
    ('<0.001', '0,031')
    """
    if isnan(p_value):
        return UNKNOWN
    return f"<{words.number(0.001, 3)}" if p_value < 0.001 else words.number(p_value, 3)
