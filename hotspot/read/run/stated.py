"""What run.json states of what went in and what was decided; the files beside it are not needed for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hotspot.read.run.record import read_choices, read_class_limits, read_sources, texts
from hotspot.schema import Drawing, Period, Rows
from hotspot.schema.verified import Stated

if TYPE_CHECKING:
    from hotspot.read.run.entry import Entry


def read_stated(said: Entry) -> Stated:
    """Return what run.json, opened as `said`, states; InputError for what no run writes."""
    return Stated(
        run_id=said.at("run_id").text(),
        formula=said.at("run_id_formula").whole() if "run_id_formula" in said.plain() else None,
        sources=read_sources(said.at("inputs")),
        config=said.at("config").plain(),
        choices=read_choices(said.at("choices")),
        drawing=_drawing(said.at("drawing")),
        rows=_rows(said.at("rows")),
        period=_period(said.at("period")),
        seed=said.at("seed").whole(),
        versions=texts(said.at("versions")),
    )


def _period(said: Entry) -> Period | None:
    if said.value is None:
        return None
    try:
        first, last = (date.fromisoformat(said.at(key).text()) for key in ("first", "last"))
    except ValueError:
        raise said.wrong("is no period") from None
    if last < first:
        raise said.wrong("ends before it begins")
    return Period(first=first, last=last)


def _rows(said: Entry) -> Rows:
    dropped = {reason: count.whole() for reason, count in said.at("dropped").pairs()}
    rows = Rows(read=said.at("read").whole(), dropped=dropped)
    if rows.kept != said.at("kept").whole():
        raise said.wrong("does not add up")
    return rows


def _drawing(said: Entry) -> Drawing:
    return Drawing(
        incidents=said.at("incidents").whole(),
        limits=read_class_limits(said.at("limits")),
        limits_of=said.at("limits_of").text(),
        tiles=said.at("tiles").text(),
        tiles_credit=said.at("tiles_credit").text(),
    )
