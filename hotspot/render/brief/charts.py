"""The charts of a brief with what is said beside them: the highest, the unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from babel import Locale

from hotspot.render.brief.bars import draw_rows
from hotspot.render.brief.clock import draw_clock
from hotspot.words.phrases import SPACE, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hotspot.measure.clock import Clock
    from hotspot.render.brief.contents import Brief
    from hotspot.render.brief.counts import Times
    from hotspot.render.brief.paper import Box
    from hotspot.words import Words


def draw_when(axes: Axes, box: Box, clock: Clock, words: Words) -> None:
    """Draw the clock of the week, or bars of its days where no hour is known."""
    days = day_names(words)
    if clock.hours.any():
        draw_clock(axes, box, clock, days=days, unknown=words("brief.no_hour"))
        return
    counts = clock.hour_unknown.tolist()
    texts = [words.number(count) for count in counts]
    draw_rows(axes, box, counts, names=days, texts=texts)


def clock_notes(clock: Clock, words: Words) -> tuple[str, str]:
    """Return the heading of the clock, and its highest hour with how many hours are unknown."""
    unknown, known = int(clock.hour_unknown.sum()), int(clock.hours.sum())
    if not known:
        return words("brief.weekdays"), ""
    day, hour = divmod(int(clock.hours.argmax()), 24)
    hours = f"{hour:02d}–{hour + 1:02d}{SPACE}{words('map.hours')}"
    count = int(clock.hours.max())
    notes = [words("brief.clock_peak", day=day_names(words)[day], hours=hours, count=count)]
    if unknown:
        share = percent(unknown / (unknown + known), words)
        notes.append(words("brief.hour_unknown", count=unknown, share=share))
    return words("brief.clock"), "; ".join(notes)


def times_notes(times: Times, words: Words) -> tuple[str, str]:
    """Return the heading of the columns, and the highest of them."""
    at = int(np.argmax(times.counts))
    notes = [words("brief.times_peak", name=times.names[at], count=times.counts[at])]
    if any(times.cut):
        notes.append(words("brief.cut"))
    return words("brief.times"), "; ".join(notes)


def spots_notes(brief: Brief) -> tuple[str, str]:
    """Return the heading of the table of hot spots, and what they are together and which are not in it."""
    words, head = brief.words, brief.words("brief.spots")
    if not brief.spots:
        return f"{head}: {words('map.card.no_hotspots')}", ""
    notes = [words("brief.spots_share", share=brief.spots_share)]
    if brief.spots_left:
        notes.append(words("brief.spots_left", count=brief.spots_left))
    return f"{head}: {words.number(len(brief.spots) + brief.spots_left)}", "; ".join(notes)


def day_names(words: Words) -> list[str]:
    """Return the short names of the weekdays, Monday first."""
    names = Locale(words.language).days["stand-alone"]["abbreviated"]
    return [str(names[day]) for day in range(7)]
