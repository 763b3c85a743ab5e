"""The distinct texts of a column of dates, read in the one form that nearly all of them have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hotspot.read.cells import as_numbers, chosen, fits, says_nothing
from hotspot.read.date_forms import FORMS, NUMBER, NUMBERS, ZERO
from hotspot.read.dated import Dates, Met, Others, mixed, together, unread
from hotspot.read.day_order import Order, order_of
from hotspot.read.month_names import with_numbers
from hotspot.read.wall_time import DAY_S, NEVER, clock, moments, part, part_text
from hotspot.read.zones import zone_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspot.schema import Bools

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
        raise unread(where, chosen(texts, filled & ~(matches[forms[0]] if forms else ~filled)))
    if forms[0] == NUMBERS:
        return replace(_from_numbers(where, texts, matches[NUMBERS], filled), others=others)
    read = _from_parts(where, texts, forms[0], filled, day_first=day_first, met=met)
    return replace(read, others=together(others, read.others))


def _main_form(
    where: str, texts: pa.Array, matches: Mapping[str, Bools], met: Met
) -> tuple[list[str], Others]:
    """Return the form of nearly all rows and what is told of the others. Raises InputError where these are
    too many to be slips."""
    main = max(matches, key=lambda form: float(met.rows[matches[form]].sum()))
    other = np.logical_or.reduce([match for form, match in matches.items() if form != main])
    others = met.others(texts, other)
    if not others.are_slips(of=others.rows + float(met.rows[matches[main]].sum())):
        shown = [chosen(texts, match)[0] for match in matches.values()]
        raise mixed(where, "dates are written in more than one way", shown, others)
    return [main], others


def _from_parts(
    where: str, texts: pa.Array, form: str, filled: Bools, *, day_first: bool | None, met: Met
) -> Dates:
    """Read dates that are written as year, month and day, with or without a clock time."""
    parts = pc.extract_regex(texts, FORMS[form])
    year, order = part(parts, "y"), Order(style=form)
    short = pc.equal(pc.utf8_length(part_text(parts, "y")), 2).to_numpy(zero_copy_only=False)
    year += np.where(short, np.where(year < 70, 2000, 1900), 0)
    if form[0] == "A":
        first, second = part(parts, "a"), part(parts, "b")
        order = order_of(where, texts, (first, second), form=form, told=day_first, met=met)
        day, month = (first, second) if order.day_first else (second, first)
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
        style=order.style,
        basis=order.basis,
        zone=zone,
        others=order.others,
    )


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
        raise mixed(where, "dates are numbers of more than one kind", shown)
    if not forms:
        raise unread(where, chosen(texts, usable))
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
