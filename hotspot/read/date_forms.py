"""The ways of writing a date that are understood."""

from __future__ import annotations

import re

CLOCK = (
    r"(?:[T ,]\s*(?P<H>\d{1,2})[:.](?P<M>\d{2})(?:[:.](?P<S>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<p>[AaPp]\.?[Mm]\.?)?\s*(?P<z>[Zz]|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?)?"
)
TAIL = r"(?:\s*г\.?)?"  # "05.02.2025 г."
# A way of writing, in the order in which they are tried; no text has two of these forms.
FORMS = {
    "YYYY-MM-DD": rf"^(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){CLOCK}$",
    "A.B.YYYY": rf"^(?P<a>\d{{1,2}})\.(?P<b>\d{{1,2}})\.(?P<y>\d{{4}}|\d{{2}}){TAIL}{CLOCK}$",
    "A/B/YYYY": rf"^(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})/(?P<y>\d{{4}}|\d{{2}}){CLOCK}$",
    "A-B-YYYY": rf"^(?P<a>\d{{1,2}})-(?P<b>\d{{1,2}})-(?P<y>\d{{4}}|\d{{2}}){CLOCK}$",
    "YYYY-MM": r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})$",
    "MM.YYYY": r"^(?P<m>\d{1,2})[-/.](?P<y>\d{4})$",
    "YYYYMMDD": r"^(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)"
    r"(?:T?(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?(?P<p>))?$",
}
DAYS = ("YYYY-MM-DD", "A.B.YYYY", "A/B/YYYY", "A-B-YYYY")  # whole days, with or without a clock time
DAYS_BY_DIGITS = tuple(re.compile(FORMS[form].encode()) for form in DAYS)  # one digit may be any other
NUMBER = r"^\d{5}(?:[.,]\d+)?$|^-?\d{9,10}(?:[.,]\d+)?$|^-?\d{12,13}(?:[.,]0*)?$"
NUMBERS = "number"
ZERO = r"^-?0+(?:[.,]0*)?$"  # what a database writes for no date
