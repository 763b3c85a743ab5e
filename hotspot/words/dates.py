"""Dates and stretches of time as each language writes them: month names from CLDR, the order from usage."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotspot.schema import Period
    from hotspot.words import Words

# CLDR's own day patterns write English dates as in the United States and Russian ones with «г.».
DAY = {"en": "d MMM y", "ru": "d MMM y", "kk": "y 'ж'. d MMM"}
MONTH = {"en": "LLL y", "ru": "LLL y", "kk": "y 'ж'. LLL"}
DAY_OF_MONTH = "d MMM"
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")  # as findings, choices and tables carry dates
MONTHS_FROM_DAYS, WEEKS_FROM_DAYS = 62, 15  # shorter periods are cut into weeks, into days


def date_text(day: date, words: Words) -> str:
    """Return a day.

    >>> from datetime import date
    >>> from hotspot.words import Words
    >>> [date_text(date(2024, 5, 1), Words(language=language)) for language in ("en", "ru", "kk")]
    ['1 May 2024', '1 мая 2024', '2024 ж. 1 мам.']
    """
    return _written(day, DAY[words.language], words)


def read_date(text: str, words: Words) -> str:
    """Return a date as readers meet it, where the text is one of a data file; else the text.

    >>> from hotspot.words import Words
    >>> read_date("2024-05-01", Words(language="ru")), read_date("2024-99-01", Words(language="ru"))
    ('1 мая 2024', '2024-99-01')
    """
    if not ISO_DATE.fullmatch(text):
        return text
    try:
        return date_text(date.fromisoformat(text), words)
    except ValueError:  # it only looks like a date
        return text


def day_or_days(first: str, last: str, words: Words) -> str:
    """Return the days from one to another, as data files have them; a single day is told once.

    >>> from hotspot.words import Words
    >>> [day_or_days("2025-10-01", last, Words(language="kk")) for last in ("2025-10-01", "2025-10-02")]
    ['2025 ж. 1 қаз.', '2025 ж. 1 қаз. – 2025 ж. 2 қаз.']
    """
    return " – ".join(read_date(day, words) for day in dict.fromkeys((first, last)))


def day_of_month_text(day: date, words: Words) -> str:
    """Return a day without its year.

    >>> from datetime import date
    >>> from hotspot.words import Words
    >>> [day_of_month_text(date(2025, 12, 1), Words(language=language)) for language in ("en", "ru", "kk")]
    ['1 Dec', '1 дек.', '1 жел.']
    """
    return _written(day, DAY_OF_MONTH, words)


def dates_text(period: Period, words: Words) -> str:
    """Return the first and the last day and how many days that is."""
    first, last = date_text(period.first, words), date_text(period.last, words)
    return f"{first} – {last} ({words('plural.days', count=period.days)})"


def pieces(period: Period) -> list[tuple[date, date]]:
    """Return the months of a period, its ISO weeks or its days, by its length: first and last day of each.

    >>> from datetime import date
    >>> from hotspot.schema import Period
    >>> [(first.isoformat(), last.isoformat()) for first, last in
    ...  pieces(Period(first=date(2024, 1, 31), last=date(2024, 4, 1)))][::3]
    [('2024-01-31', '2024-01-31'), ('2024-04-01', '2024-04-01')]
    """
    days = [period.first + timedelta(days=i) for i in range(period.days)]
    starts = [day for day in days if day == period.first or _begins(day, period.days)]
    ends = [after - timedelta(days=1) for _, after in pairwise(starts)]
    return list(zip(starts, [*ends, period.last], strict=True))


def piece_text(piece: tuple[date, date], period: Period, words: Words) -> str:
    """Return the name of one of the `pieces` of the period, short enough for the foot of a chart.

    >>> from datetime import date
    >>> from hotspot.schema import Period
    >>> from hotspot.words import Words
    >>> two_years = Period(first=date(2024, 1, 1), last=date(2025, 12, 31))
    >>> month = (date(2024, 3, 1), date(2024, 3, 31))
    >>> [piece_text(month, two_years, Words(language=language)) for language in ("en", "ru", "kk")]
    ['Mar 2024', 'март 2024', '2024 ж. нау.']
    """
    first, last = piece
    if period.days >= MONTHS_FROM_DAYS:
        return month_text(first, words)
    end = _written(last, DAY_OF_MONTH, words)
    if first == last:
        return end
    begin = str(first.day) if first.month == last.month else f"{_written(first, DAY_OF_MONTH, words)} "
    return f"{begin}–{' ' if begin.endswith(' ') else ''}{end}"


def month_text(day: date, words: Words) -> str:
    """Return the month of a day."""
    return _written(day, MONTH[words.language], words)


def day_names(words: Words) -> list[str]:
    """Return the short names of the weekdays, from Monday.

    >>> from hotspot.words import Words
    >>> day_names(Words(language="ru"))
    ['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс']
    """
    from babel.dates import get_day_names  # noqa: PLC0415 - slow to import, not needed by --help

    names = get_day_names("abbreviated", context="stand-alone", locale=words.language)
    return [str(names[day]) for day in range(7)]


def month_names(words: Words) -> list[str]:
    """Return the names of the months, from January.

    >>> from hotspot.words import Words
    >>> names = month_names(Words(language="kk"))
    >>> len(names), names[0], names[-1]
    (12, 'Қаңтар', 'Желтоқсан')
    """
    from babel.dates import get_month_names  # noqa: PLC0415 - slow to import, not needed by --help

    names = get_month_names("wide", context="stand-alone", locale=words.language)
    return [str(names[month]) for month in range(1, 13)]


def _begins(day: date, period_days: int) -> bool:
    if period_days >= MONTHS_FROM_DAYS:
        return day.day == 1
    return period_days < WEEKS_FROM_DAYS or day.isoweekday() == 1


@lru_cache(maxsize=10_000)  # the card of each area tells the same days
def _written(day: date, pattern: str, words: Words) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - slow to import, not needed by --help

    return str(format_date(day, pattern, locale=words.language))
