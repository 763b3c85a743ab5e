"""Beats as a reader meets them: the sentences on top and the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.words.judged import Table
from hotspot.words.phrases import SPACE, number, percent, period_text, title_text
from hotspot.words.sited import demand_text

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.beats import Beats
    from hotspot.words import Words


def beats_lines(found: Beats, result: Result, words: Words) -> list[str]:
    """Return what was found in sentences: the period, how even the beats are, could they be better."""
    top = [title_text(result), *([words("table.synthetic")] if result.synthetic else [])]
    off = found.beats["off_even"]
    return [
        " · ".join([*top, period_text(result, words)]),
        words(
            "beats.line",
            beats=len(found.beats),
            areas=len(found.members),
            total=number(found.total, words, 0),
            unit=demand_text(found.unit, result, words),
            low=_signed(float(off.min()), words),
            high=_signed(float(off.max()), words),
            band=number(100 * found.band, words, 1),
        ),
        words(
            f"beats.metres.{'streets' if found.along_streets else 'straight'}",
            metres=number(found.value, words, 0),
        ),
        _proof(found, words),
    ]


def beats_table(found: Beats, words: Words) -> Table:
    """Return one row for each beat."""
    heads = ("id", "name", "areas", "workload", "off", "incidents", "km2", "compactness", "mean")
    rows = tuple(
        (
            str(row["beat_id"]),
            str(row[f"name_{words.language}"]),
            number(row["areas"], words),
            f"{number(row['workload'], words, 0)} ({percent(row['share'], words)})",
            f"{_signed(row['off_even'], words)}{SPACE}%",
            f"{number(row['incidents'], words, 0)} ({number(np.floor(row['incidents_low']), words)}–"
            f"{number(np.ceil(row['incidents_high']), words)})",
            number(row["area_km2"], words, 1),
            number(row["compactness"], words, 2),
            number(row["mean_m"], words, 0),
        )
        for row in found.beats.drop(columns="geometry").to_dict("records")
    )
    return Table(
        title=words("beats.title"),
        heads=tuple(words(f"beats.col.{head}") for head in heads),
        rows=rows,
        file="beats.geojson",
    )


def _signed(share: float, words: Words) -> str:
    """Return a share in per cent with its sign."""
    return f"{'+' if share >= 0 else '−'}{number(100 * abs(share), words, 1)}"


def _proof(found: Beats, words: Words) -> str:
    """Return whether no beats can be better, or by how much they could."""
    if found.gap == 0.0:
        return words("beats.proved")
    return words(
        "beats.gap", bound=number(found.bound, words, 0), gap=f"{words.number(100 * found.gap, 1)} %"
    )
