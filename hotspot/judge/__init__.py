"""Does it hold? The ranking against the future, the hot spots against chance, one method against another."""

from __future__ import annotations

from hotspot.judge.agreement import agreement
from hotspot.judge.backtest import Question, backtest
from hotspot.judge.calendar import LEAST_DAYS, recorded_from
from hotspot.judge.headline import headline
from hotspot.judge.past import Record, record_of
from hotspot.judge.significance import against_chance
from hotspot.judge.units import Places, Units, area_units, ground_of, square_units

__all__ = [
    "LEAST_DAYS",
    "Places",
    "Question",
    "Record",
    "Units",
    "against_chance",
    "agreement",
    "area_units",
    "backtest",
    "ground_of",
    "headline",
    "record_of",
    "recorded_from",
    "square_units",
]
