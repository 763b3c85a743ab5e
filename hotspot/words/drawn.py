"""What the map says of a flare-up: a line with its incidents and what is usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.words.dates import read_date
from hotspot.words.near_repeats import type_text
from hotspot.words.phrases import number
from hotspot.words.said import chance_text

if TYPE_CHECKING:
    from hotspot.words import Words
    from hotspot.words.phrases import Row


def alert_name(row: Row, words: Words) -> str:
    """Return what is said of a flare-up: its id, type and days, incidents, what is usual, and chance."""
    return words(
        "drawn.alert",
        id=str(row["alert_id"]),
        type=type_text(str(row["type"]), words),
        incidents=number(row["incidents"], words),
        usual=number(row["usual"], words, 1),
        p=chance_text(float(row["p_value"]), words),
        first=read_date(str(row["first_day"]), words),
        last=read_date(str(row["last_day"]), words),
    )
