"""Cameras as a reader meets them: the sentences on top, the new cameras, what nobody sees, the notes."""

from __future__ import annotations

from datetime import date
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from hotspot.words.dates import date_text
from hotspot.words.gain_curve import curve_lines
from hotspot.words.judged import Table
from hotspot.words.phrases import UNKNOWN, distance_text, local_name, number, percent, period_text, title_text
from hotspot.words.sited import demand_text, gap_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Result
    from hotspot.schema.cameras import Watched
    from hotspot.words import Words
    from hotspot.words.phrases import Row

SHOWN_AREAS = 10
COLUMNS = ("area", "look", "street", "nearest", "gain", "seen", "incidents", "stability", "lat", "lon")
SHORT = ("area", "look", "street", "gain", "incidents", "stability")  # for the terminal


def lines(watched: Watched, result: Result, words: Words) -> list[str]:
    """Return what was found in sentences: the period, what is in view now, what new cameras bring."""
    top = [title_text(result), *([words("table.synthetic")] if result.synthetic else [])]
    said = [" · ".join([*top, period_text(result, words)]), *_now(watched, result, words)]
    if len(watched.cameras):
        gain = watched.value - watched.before
        said.append(
            words(
                "cameras.line.new",
                cameras=len(watched.cameras),
                gain=number(round(gain), words),
                gain_share=share_text(gain / watched.total, words),
                value=number(round(watched.value), words),
                share=share_text(watched.value / watched.total, words),
            )
        )
        said.append(proof(watched, words))
    view = {"range": watched.range_m, "angle": watched.angle_deg, "buildings": watched.buildings}
    said.append(words("cameras.line.view", **view))
    knee = words.number(watched.knee)
    said += curve_lines(watched, words, knee=knee, bend="cameras.knee", straight="cameras.no_knee")
    if trial := watched.hold_out:
        said.append(
            words(
                "cameras.holdout",
                cameras=trial.posts or len(watched.cameras),
                cutoff=date_text(date.fromisoformat(trial.cutoff), words),
                covered=trial.covered,
                incidents=trial.incidents,
                share=share_text(trial.covered / trial.incidents, words),
                naive=trial.naive,
                naive_share=share_text(trial.naive / trial.incidents, words),
            )
        )
    return said


def proof(watched: Watched, words: Words) -> str:
    """Return whether no choice can see more, or by how much one could."""
    if watched.gap == 0.0:
        return words("cameras.proved", candidates=watched.candidates, poles=watched.poles)
    return gap_text(watched.gap, words)


def notes(watched: Watched, words: Words) -> list[str]:
    """Return what a reader has to know of these numbers, sentence by sentence."""
    drawn = watched.draws and len(watched.cameras)
    tried = {"draws": watched.draws, "metres": watched.same_m}
    column = words("posts.col.stability")
    stays = [words("cameras.note.stays", column=column, **tried)] if drawn else []
    findings = [". ".join(filter(None, words.finding(one))) for one in watched.findings]
    return [*stays, words("cameras.note.view"), words("cameras.note.effect"), *findings]


def cameras_table(watched: Watched, words: Words, *, columns: Sequence[str] = COLUMNS) -> Table:
    """Return one row for each new camera, in order, with the `columns`; coordinates are in degrees."""
    own = ("area", "look", "seen", "nearest")
    said = {head: words(f"posts.col.{head}") for head in COLUMNS if head not in own}
    said |= {head: words(f"cameras.col.{head}") for head in own}
    degrees = watched.cameras.geometry.to_crs("EPSG:4326")
    rows = tuple(
        (
            str(row["camera_id"]),
            str(row[f"name_{words.language}"] if row["area"] else UNKNOWN),
            f"{number(row['direction_deg'], words)}°"
            if isfinite(row["direction_deg"])
            else words("cameras.around"),
            str(row[f"street_{words.language}"] or UNKNOWN),
            f"{row[f'nearest_camera_{words.language}']}, {distance_text(row['nearest_camera_m'], words)}"
            if isfinite(row["nearest_camera_m"])
            else UNKNOWN,
            f"{number(row['gain'], words, 1)} ({share_text(row['gain_share'], words)})",
            f"{number(row['seen'], words, 1)} ({share_text(row['share'], words)})",
            f"{number(row['incidents'], words, 0)} ({number(np.floor(row['incidents_low']), words)}–"
            f"{number(np.ceil(row['incidents_high']), words)})",
            percent(row["stability"], words) if isfinite(row["stability"]) else UNKNOWN,
            f"{point.y:.5f}",
            f"{point.x:.5f}",
        )
        for row, point in zip(watched.cameras.to_dict("records"), degrees, strict=True)
    )
    heads = (words("table.rank"), *(said[head] for head in columns))
    shown = [0, *(1 + COLUMNS.index(head) for head in columns)]
    kept = tuple(tuple(row[at] for at in shown) for row in rows)
    return Table(title=words("cameras.title"), heads=heads, rows=kept, file="cameras.csv")


def unseen_table(watched: Watched, words: Words) -> Table:
    """Return the areas of which most is in nobody's view, with what new cameras change."""
    heads = ("area", "unseen", "seen", "then", "incidents")
    shown = watched.unseen.head(SHOWN_AREAS).to_dict("records")
    rows = tuple(_area_row({str(name): value for name, value in row.items()}, words) for row in shown)
    return Table(
        title=words("cameras.unseen"),
        heads=tuple(words(f"cameras.unseen.{each}") for each in heads),
        rows=rows,
        file="unseen.csv",
    )


def share_text(share: float, words: Words) -> str:
    """Return a share as a percentage with a decimal, since what cameras see is little; a dash if unknown.

    >>> from hotspot.words import Words
    >>> share_text(0.0404, Words(language="en")).replace("\\xa0", " ")
    '4 %'
    """
    return f"{words.number(100 * share, 1)}\xa0%" if isfinite(share) else UNKNOWN


def _now(watched: Watched, result: Result, words: Words) -> list[str]:
    """Return what existing cameras see, of what is expected and of what happened."""
    low, high = watched.incidents_seen_interval
    unseen = watched.total - watched.before
    now = words(
        "cameras.line.now",
        existing=watched.existing,
        seen=number(round(watched.before), words),
        total=number(round(watched.total), words),
        unit=demand_text(watched.unit, result, words),
        share=share_text(watched.before / watched.total, words),
        unseen=number(round(unseen), words),
        unseen_share=share_text(unseen / watched.total, words),
    )
    incidents = words(
        "cameras.line.incidents",
        seen=watched.incidents_seen,
        incidents=watched.incidents,
        share=share_text(watched.incidents_seen / watched.incidents, words),
        low=share_text(low, words),
        high=share_text(high, words),
    )
    return [now, incidents]


def _area_row(row: Row, words: Words) -> tuple[str, ...]:
    share, low, high = (share_text(row[f"share_seen{end}"], words) for end in ("", "_low", "_high"))
    return (
        local_name({**row, "name": row["area"]}, words),
        f"{number(row['unseen'], words, 0)} / {number(row['expected'], words, 0)}",
        f"{share} ({low}–{high})",
        share_text(row["share_seen_with_new"], words),
        f"{number(row['incidents_seen'], words, 0)} / {number(row['incidents'], words, 0)}",
    )
