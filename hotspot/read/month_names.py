"""Dates whose month is a word, in English, Russian or Kazakh: written with its number instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY_FIRST = r"^(?P<d>\d{1,2})[-./ ]\s*(?P<word>\p{L}{3,12})\.?[-./, ]\s*(?P<y>\d{4}|\d{2})(?P<rest>\D.*)?$"
MONTH_FIRST = r"^(?P<word>\p{L}{3,12})\.?\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})(?P<rest>\D.*)?$"
PARTS = ("d", "word", "y", "rest")
NAMES = (
    "jan january янв января январь қаңтар",
    "feb february фев февр февраля февраль ақпан",
    "mar march мар марта март наурыз",
    "apr april апр апреля апрель сәуір",
    "may мая май мамыр",
    "jun june июн июня июнь маусым",
    "jul july июл июля июль шілде",
    "aug august авг августа август тамыз",
    "sep sept september сен сент сентября сентябрь қыркүйек",
    "oct october окт октября октябрь қазан",
    "nov november ноя нояб ноября ноябрь қараша",
    "dec december дек декабря декабрь желтоқсан",
)
NUMBERS: Mapping[str, str] = {
    name: f"{number:02d}" for number, names in enumerate(NAMES, start=1) for name in names.split()
}


def with_numbers(texts: pa.Array) -> pa.Array:
    """Return the texts (m,), those with the name of a month as day, number of the month and year.

    >>> with_numbers(pa.array(["01-JAN-24 14:05", "5 марта 2024 г.", "May 7, 2024", "soon"])).to_pylist()
    ['01.01.24 14:05', '5.03.2024 г.', '7.05.2024', 'soon']
    """
    for form in (DAY_FIRST, MONTH_FIRST):
        texts = pc.coalesce(_rewritten(texts, form), texts)
    return texts


def _rewritten(texts: pa.Array, form: str) -> pa.Array:
    """Return the texts of this form in numbers, and nothing for the others."""
    day, word, year, rest = (pc.struct_field(pc.extract_regex(texts, form), part) for part in PARTS)
    names = pa.array(NUMBERS, pa.string())
    numbers = pa.array(NUMBERS.values(), pa.string())
    month = numbers.take(pc.index_in(pc.utf8_lower(word), value_set=names))
    date = pc.binary_join_element_wise(day, month, year, ".")
    return pc.binary_join_element_wise(date, pc.fill_null(rest, ""), "")
