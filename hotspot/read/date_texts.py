"""The distinct texts of a column of dates, read in the one form that nearly all of them have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hotspot.errors import InputError
from hotspot.read.cells import as_numbers, chosen, examples, fits, says_nothing
from hotspot.read.date_forms import FORMS, NUMBER, NUMBERS, ZERO
from hotspot.read.dated import Dates, Met, Others
from hotspot.read.month_names import with_numbers
from hotspot.read.wall_time import DAY_S, NEVER, clock, moments, part, part_text
from hotspot.read.zones import zone_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspot.schema import Bools, Floats

FEW = 0.02  # of the rows, up to which another way of writing is a slip
EXCEL_ZERO = np.datetime64("1899-12-30", "s")


def read_texts(where: str, texts: pa.Array, day_first: bool | None, met: Met) -> Dates:
    """Read the distinct texts (m,) in the one form that they have, but for a few."""
    texts = pc.if_else(pa.array(says_nothing(texts) | fits(texts, ZERO)), "", texts)
    matches = {form: fits(texts, pattern) for form, pattern in FORMS.items()}
    matches[NUMBERS] = fits(texts, NUMBER) & ~matches["YYYYMMDD"]
    filled = pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
    forms = [form for form, fits in matches.items() if fits.any()]
    if not filled.any():
        return Dates(start=np.full(len(texts), NEVER), hour_known=filled, text_bad=filled, style="")
    if not forms and not pc.equal(named := with_numbers(texts), texts).to_numpy(zero_copy_only=False).all():
        return replace(read_texts(where, named, True, met), style="DD MONTH YYYY", basis="")
    others = None
    if len(forms) > 1:
        forms, others = _main_form(where, texts, {form: matches[form] for form in forms}, met)
    if not forms or 2 * matches[forms[0]].sum() < filled.sum():
        raise _unread(where, chosen(texts, filled & ~(matches[forms[0]] if forms else ~filled)))
    if forms[0] == NUMBERS:
        return replace(_from_numbers(where, texts, matches[NUMBERS], filled), others=others)
    return replace(_from_parts(where, texts, forms[0], filled, day_first), others=others)


def _main_form(
    where: str, texts: pa.Array, matches: Mapping[str, Bools], met: Met
) -> tuple[list[str], Others]:
    """Return the form of nearly all rows and what is told of the others. Raises InputError where these are
    too many to be slips."""
    main = max(matches, key=lambda form: float(met.rows[matches[form]].sum()))
    other = np.logical_or.reduce([match for form, match in matches.items() if form != main])
    others = met.others(texts, other)
    if others.rows > FEW * (others.rows + float(met.rows[matches[main]].sum())):
        shown = [chosen(texts, match)[0] for match in matches.values()]
        raise _mixed(where, "dates are written in more than one way", shown, others)
    return [main], others


def _from_parts(where: str, texts: pa.Array, form: str, filled: Bools, day_first: bool | None) -> Dates:
    """Read dates that are written as year, month and day, with or without a clock time."""
    parts = pc.extract_regex(texts, FORMS[form])
    year, style, basis = part(parts, "y"), form, ""
    short = pc.equal(pc.utf8_length(part_text(parts, "y")), 2).to_numpy(zero_copy_only=False)
    year += np.where(short, np.where(year < 70, 2000, 1900), 0)
    if form[0] == "A":
        first, second = part(parts, "a"), part(parts, "b")
        day_first, basis = _order(where, texts, first, second, day_first)
        day, month = (first, second) if day_first else (second, first)
        style = form.replace("A", "DD" if day_first else "MM").replace("B", "MM" if day_first else "DD")
    else:
        month = part(parts, "m")
        day = part(parts, "d") if "<d>" in FORMS[form] else np.where(np.isnan(month), np.nan, 1.0)
    timed, second = np.zeros(len(texts), dtype=bool), np.zeros(len(texts))
    if "<H>" in FORMS[form]:
        timed = pc.not_equal(part_text(parts, "H"), "").to_numpy(zero_copy_only=False)
        second = np.where(timed, clock(parts), 0.0)
    start = moments(year, month, day, second)
    known = ~np.isnat(start)
    zero = (year == 0) & (month == 0) & (day == 0) & (second == 0)  # 0000-00-00, a database's "none"
    zoned = "<z>" in FORMS[form]
    zone = zone_of(where, texts, parts, timed=timed & known, start=start) if zoned else ""
    return Dates(
        start=start,
        hour_known=timed & known,
        text_bad=filled & ~known & ~zero,
        style=style,
        basis=basis,
        zone=zone,
    )


def _order(where: str, texts: pa.Array, first: Floats, second: Floats, told: bool | None) -> tuple[bool, str]:
    """Return whether the day stands first, and how that is known."""
    only_day_first, only_month_first = (first > 12) & (second <= 12), (second > 12) & (first <= 12)
    contrary = only_month_first if told else only_day_first
    if only_day_first.any() and only_month_first.any():
        shown = [chosen(texts, some)[0] for some in (only_day_first, only_month_first)]
        raise _mixed(where, "the day stands first in some rows and the month in others", shown)
    if told is not None and contrary.any():
        shown = chosen(texts, contrary)
        what = f"incidents.day_first is {str(told).lower()}, but no month is above 12: {examples(shown)}"
        raise InputError(where, what, "leave incidents.day_first out of config.yaml")
    if told is not None:
        return told, "told"
    if only_day_first.any() or only_month_first.any():
        return bool(only_day_first.any()), "by_values"
    return True, "assumed"


def _from_numbers(where: str, texts: pa.Array, usable: Bools, filled: Bools) -> Dates:
    """Read epoch seconds, epoch milliseconds or a spreadsheet's day numbers; their size tells which. A number
    of another size is no date."""
    numbers = as_numbers(pc.replace_substring(texts, ",", "."), usable)
    size = np.abs(numbers)
    kinds = {
        "spreadsheet days": size < 1e5,
        "epoch seconds": (size >= 1e8) & (size < 1e10),
        "epoch milliseconds": size >= 1e11,
    }
    forms = [kind for kind, fits in kinds.items() if fits.any()]
    if len(forms) > 1:
        shown = [chosen(texts, kinds[kind])[0] for kind in forms]
        raise _mixed(where, "dates are numbers of more than one kind", shown)
    if not forms:
        raise _unread(where, chosen(texts, usable))
    numbers = np.where(kinds[forms[0]], numbers, np.nan)
    seconds = numbers * {"spreadsheet days": DAY_S, "epoch seconds": 1, "epoch milliseconds": 0.001}[forms[0]]
    known = ~np.isnan(seconds)
    whole = np.round(np.where(known, seconds, 0)).astype("timedelta64[s]")
    zero = EXCEL_ZERO if forms[0] == "spreadsheet days" else np.datetime64(0, "s")
    start = np.where(known, zero + whole, NEVER)
    timed = bool(
        (whole.astype(np.int64)[known] % DAY_S != 0).any()
    )  # whole days everywhere: no hour was kept
    return Dates(start=start, hour_known=known & timed, text_bad=filled & ~known, style=forms[0])


def _unread(where: str, shown: list[str]) -> InputError:
    """Return the error for a column of anything but dates."""
    to_do = "write dates as 2025-01-31 20:30, or name another incidents.columns.date ('' for none)"
    return InputError(where, f"no dates that can be read: {examples(shown)}", to_do)


def _mixed(where: str, what: str, shown: list[str], others: Others | None = None) -> InputError:
    """Return the error for a column in which two readings exclude each other."""
    to_do = "write all dates of the column in one way, such as 2025-01-31 20:30"
    what = f"{what}: {examples(shown)}"
    if others is not None:
        row = f", the first in row {others.first:,}" if others.first else ""
        what += f"; rows that differ from most: {others.rows:,}{row}"
    return InputError(where, what, to_do)
