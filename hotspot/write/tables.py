"""The ranking as a table: aligned on the terminal, as JSON for scripts, rounded alike for every file."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from hotspot.schema import HOTSPOT_COLUMNS, INTERVAL_LEVELS, RANKING_COLUMNS, WHOLE_COLUMNS
from hotspot.schema.agreed import AGREEMENT_COLUMNS
from hotspot.words import Words
from hotspot.words.apart import apart_text, most_apart
from hotspot.words.phrases import order_text, percent, period_text, rows_of, title_text, used_text, visible
from hotspot.words.standing import score_basis, standing, standing_heads
from hotspot.words.windowed import trend_mark
from hotspot.write.sheet import wide

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence
    from pathlib import Path

    from hotspot.schema import Ranking, Result

WIDTH = 110
NAME_WIDTHS = (10, 30)  # of the column of names: what the numbers leave, within these bounds
DEGREES = frozenset({"lon", "lat"})  # six decimals are 11 cm
FEW_DECIMALS = frozenset({"p_top", "p_top_reporting", "hotspot_share", "stability"})
P_VALUES = frozenset({"trend_p", "p_value", "gi_star_p"})  # never 0: small ones keep three digits that count
FOUR_DECIMALS = FEW_DECIMALS | P_VALUES
SMALL_P, LEAST_P = 0.001, 1e-300


def published(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the columns as every file shows them: probabilities with 4 decimals, p values below 0.001 with 3
    digits that count, other measures with 6 (so the shares of thousands of areas still sum to 1), whole
    numbers whole, None where a number is unknown. Geometry is left out.

    >>> frame = pd.DataFrame({"rank": [1.0], "score": [12.3456789], "trend_p": [math.nan], "p_value": [2e-9]})
    >>> published(frame, ["rank", "score", "trend_p", "p_value"]).iloc[0].to_list()
    [1, 12.3457, None, 2e-09]
    """
    shown = [column for column in columns if column != "geometry"]
    values = {name: [_plain(value, name) for value in frame[name].tolist()] for name in shown}
    return pd.DataFrame(values, columns=shown, dtype=object)


def ranking_rows(result: Result) -> pd.DataFrame:
    """Return the published ranking, sorted by rank, then by area id."""
    frame = result.ranking.frame.sort_values(["rank", "area_id"], kind="stable")
    return published(frame, RANKING_COLUMNS)


def hotspot_rows(result: Result) -> pd.DataFrame:
    """Return the published hot spots, sorted by rank, then by id."""
    frame = result.hotspots.frame.sort_values(["rank", "hotspot_id"], kind="stable")
    return published(frame, HOTSPOT_COLUMNS)


def agreement_rows(result: Result) -> pd.DataFrame:
    """Return the published ranks by each method, in the order of the consensus; none if not known."""
    agreed = result.agreement
    frame = agreed.frame if agreed is not None else pd.DataFrame(columns=list(AGREEMENT_COLUMNS))
    return published(frame, AGREEMENT_COLUMNS)


def ranking_file_rows(result: Result) -> pd.DataFrame:
    """Return the published ranking with the level of each interval in a last column, for whoever has one file
    alone: a table, or a layer whose fields are all that a GIS shows."""
    levels = (f"{name} {100 * level:g} %" for name, level in interval_levels(result).items())
    return ranking_rows(result).assign(intervals="; ".join(levels))


def interval_levels(result: Result) -> dict[str, float]:
    """Return the level of each interval that the ranking has; of counts to come only where they are known."""
    frame = result.ranking.frame
    return {name: level for name, level in INTERVAL_LEVELS.items() if frame[name].notna().any()}


def write_csv(rows: pd.DataFrame, path: Path) -> None:
    """Write rows as UTF-8 CSV; text that a spreadsheet would take for a formula gets an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows([_cell(value) for value in row] for row in rows.itertuples(index=False, name=None))
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def ranking_json(result: Result) -> str:
    """Return the ranking with the account of the rows as JSON, for scripts that read standard output."""
    period = result.period
    content = {
        "title": result.title,
        "city": result.city,
        "synthetic": result.synthetic,
        "period": {"first": str(period.first), "last": str(period.last)} if period else None,
        "by": result.ranking.by,
        "score_unit": result.ranking.score_unit,
        "top": result.ranking.top,
        "intervals": interval_levels(result),
        "rows": {"read": result.rows.read, "kept": result.rows.kept, "dropped": dict(result.rows.dropped)},
        "ranking": ranking_rows(result).to_dict("records"),
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def ranking_table(result: Result, *, limit: int | None) -> str:
    """Return the first `limit` areas (None: all) as aligned text in the language of the result.

    Areas without a rank are told below. No line is wider than 110 columns of a terminal, Cyrillic and wide
    letters counted rightly.
    """
    words = Words(language=result.language)
    ranking = result.ranking
    frame = ranking.in_order().head(limit)
    header = [
        *standing_heads(words, unit=ranking.score_unit, top=ranking.top),
        words("table.hotspot_share"),
        words("table.trend"),
    ]
    lines = [*_caption(result, words), "", *_aligned([header, *_cells(frame, ranking, words)])]
    if hidden := ranking.ranked - len(frame):
        lines.append(words("table.more", count=hidden))
    apart = (apart_text(ranking, words), most_apart(ranking, words))
    lines += [_cut(visible(line), WIDTH) for line in apart if line]
    return "\n".join(lines) + "\n"


def _plain(value: Any, column: Hashable) -> str | bool | int | float | None:
    if isinstance(value, (str, bool)):
        return value
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    number = float(value)
    if not math.isfinite(number):
        return None
    if column in DEGREES:
        return round(number, 6) + 0.0
    if column in P_VALUES and number < SMALL_P:
        return float(f"{max(number, LEAST_P):.3g}")
    rounded = round(number, 4) if column in FOUR_DECIMALS else float(f"{number:.6g}")
    whole = isinstance(value, int) or column in WHOLE_COLUMNS
    return int(number) if whole and number == int(number) else rounded + 0.0


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return "" if value is None else value


def _caption(result: Result, words: Words) -> list[str]:
    parts = [title_text(result), period_text(result, words)]
    if result.synthetic:
        parts.insert(1, words("table.synthetic"))
    parts += [used_text(result.rows, words), order_text(result, words)]
    parts.append(words(f"table.intervals.{score_basis(result)}"))
    lines: list[str] = []
    for part in map(visible, parts):
        if lines and wide(f"{lines[-1]} · {part}") <= WIDTH:
            lines[-1] += f" · {part}"
        else:
            lines.append(_cut(part, WIDTH))
    return lines


def _cells(frame: pd.DataFrame, ranking: Ranking, words: Words) -> list[list[str]]:
    return [
        [
            *map(visible, standing(row, ranking, words)),
            percent(row["hotspot_share"], words),
            trend_mark(row["trend"], words),
        ]
        for row in rows_of(frame)
    ]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows with columns of even width; names, the second column, are cut to what is left."""
    widths = [max(map(wide, column)) for column in zip(*rows, strict=True)]
    left = WIDTH - sum(widths) + widths[1] - 2 * (len(widths) - 1)
    widths[1] = min(widths[1], max(NAME_WIDTHS[0], min(left, NAME_WIDTHS[1])))
    return ["  ".join(_padded(row, widths)).rstrip() for row in rows]


def _padded(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for i, (cell, width) in enumerate(zip(row, widths, strict=True)):
        shown = _cut(cell, width)
        room = " " * (width - wide(shown))
        yield shown + room if i in {1, len(widths) - 1} else room + shown


def _cut(text: str, width: int) -> str:
    if wide(text) <= width:
        return text
    while wide(text) >= width:
        text = text[:-1]
    return f"{text.rstrip()}…"
