"""Taking rows out of the incidents and counting them under their reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hotspot.errors import InputError
from hotspot.schema import incidents_in, rows_of
from hotspot.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.schema import Bools, Finding, Incidents


FOR_CLEANING = ("x", "y", "id", "xy_text_bad", "date_text_bad")
TO_DO = {
    "outside_period": "choose a period that holds incidents: --start and --end, or 'period' in the config",
    "future_date": "check the date column and the order of day and month (incidents.day_first)",
    "impossible_date": "check the date column and the order of day and month (incidents.day_first)",
    "missing_date": "name another incidents.columns.date ('' for none)",
    "missing_coordinates": "geocode the addresses, or name the columns under 'incidents.columns'",
    "zero_coordinates": "geocode the addresses: 0, 0 stands for an unknown place",
}


def drop(
    incidents: Incidents, reasons: Sequence[tuple[str, Bools]], *, findings: Sequence[Finding] = ()
) -> Incidents:
    """Return the incidents without the marked rows; a row with several reasons counts under the first, and
    for as many incidents as it stands for.

    `reasons` are pairs of a reason and (n,) marks. Raises InputError where no row would be left.
    """
    rows = incidents.rows
    gone = None
    for reason, marked in reasons:
        fresh = marked if gone is None else marked & ~gone
        gone = fresh if gone is None else gone | fresh
        rows = rows.drop(reason, incidents_in(incidents.frame, fresh))
    if gone is None or not gone.any():
        return replace(incidents, findings=(*incidents.findings, *findings))
    if gone.all():
        raise _nothing_left(incidents, rows.dropped)
    frame = rows_of(incidents.frame, ~gone)
    return replace(incidents, frame=frame, rows=rows, findings=(*incidents.findings, *findings))


def as_used(incidents: Incidents) -> Incidents:
    """Return the cleaned incidents without the columns that only cleaning asks for: a third of it all."""
    return replace(incidents, frame=incidents.frame.drop(columns=[*FOR_CLEANING]))


def _nothing_left(incidents: Incidents, dropped: Mapping[str, int]) -> InputError:
    where = incidents.sources[0].path if incidents.sources else "incidents"
    words = Words(language="en")
    counts = "; ".join(f"{words('reason.' + reason)}: {count:,}" for reason, count in dropped.items())
    worst = max(dropped, key=lambda reason: dropped[reason])
    to_do = TO_DO.get(worst, "look at 'incidents.columns', 'incidents.crs' and 'areas.file' in the config")
    return InputError(where, f"no incident is left of {incidents.rows.read:,} rows: {counts}", to_do)
