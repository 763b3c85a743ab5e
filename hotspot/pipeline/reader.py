"""How incidents are read: one by one, or counted by an engine; past what memory may hold, into a ledger."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from hotspot.read import read_incidents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from hotspot.config import Settings
    from hotspot.pipeline.given import Box
    from hotspot.read import IncidentQuestion
    from hotspot.read.grouped import Ledger
    from hotspot.schema import Incidents

Reader: TypeAlias = "Callable[[Box | None], tuple[Incidents, Ledger | None]]"


def reader(settings: Settings, paths: Sequence[str], question: IncidentQuestion, today: date) -> Reader:
    """Return what reads the incidents around a place; what an engine cannot count is refused here.

    Of incidents that an engine finds too many to be held it gives the places, and the ledger of all of them.
    """
    engine, left_out = settings.incidents.engine, settings.incidents.discovered
    if not engine:
        return lambda around: (read_incidents(paths, replace(question, around=around)), None)
    from hotspot import clean  # noqa: PLC0415 - few runs need an engine
    from hotspot.read import grouped  # noqa: PLC0415

    groups = grouped.GroupQuestion(
        today=today,
        apart=lambda kind: clean.is_left_out("" if clean.is_emptied(kind) else kind, types=left_out),
        source_apart=lambda source: clean.is_left_out_by(source, types=left_out),
        emptied=clean.is_emptied,
        incidents=question,
    )
    grouped.check_countable(paths, groups, engine=engine)

    def counted(around: Box | None) -> tuple[Incidents, Ledger | None]:
        asked = replace(groups, incidents=replace(question, around=around))
        with suppress(grouped.MoreThanFitError):
            return grouped.count_incidents(paths, asked, engine=engine), None
        ledger = grouped.open_ledger(paths, asked, engine=engine)
        return ledger.incidents, ledger

    return counted
