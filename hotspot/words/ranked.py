"""The ranking as a reader meets it in a report: what it is about, the first areas, how to read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.words.apart import apart_text
from hotspot.words.decided import finding_text, reason_text
from hotspot.words.judged import Table
from hotspot.words.phrases import (
    SPACE,
    column_text,
    harm_source,
    number,
    percent,
    period_text,
    rows_of,
    score_unit_text,
    share_of,
    title_text,
    used_text,
)
from hotspot.words.standing import basis_text, score_basis, standing, standing_heads
from hotspot.words.windowed import trend_text, windows_text

if TYPE_CHECKING:
    from hotspot.schema import Result, Rows
    from hotspot.words import Words

FIRST = 10
READING = {"score": "reading.score", "rate": "reading.rate", "harm": "reading.harm"}
NOT_FOR = ("people", "recorded", "feedback", "future", "label", "price", "staff")


def score_meaning(result: Result, words: Words) -> str:
    """Return what the score is, with its unit."""
    return f"{words(f'by.{result.ranking.by}')}, {score_unit_text(result, words)}"


def about_facts(result: Result, words: Words) -> list[tuple[str, str]]:
    """Return what was ranked, as pairs of name and text; that it is invented comes first where it is."""
    made_by, count = result.areas.made_by, len(result.ranking.frame)
    spots = result.hotspots.called()
    share = percent(float(spots["share"].sum()), words)
    lines = [
        (words("report.place"), result.city or title_text(result)),
        (words("report.period"), period_text(result, words)),
        (words("report.incidents"), used_text(result.rows, words)),
        (words("report.order"), score_meaning(result, words)),
        (
            words("report.areas"),
            ". ".join(filter(None, (_made(count, made_by, words), apart_text(result.ranking, words)))),
        ),
        (words("sheet.hotspots"), words("report.hotspots_count", count=len(spots), share=share)),
    ]
    lines += [(words("report.run"), result.run_id)] if result.run_id else []
    return [(words("table.synthetic"), words("report.synthetic")), *lines] if result.synthetic else lines


def _made(count: int, recipe: str, words: Words) -> str:
    return (
        words("report.areas_made", count=count, recipe=recipe)
        if recipe
        else words("report.areas_given", count=count)
    )


def first_table(result: Result, words: Words) -> Table:
    """Return the first areas with their intervals, hot spots, trend and types."""
    frame = result.ranking.in_order().head(FIRST)
    heads = (
        *standing_heads(words, unit=result.ranking.score_unit, top=result.ranking.top),
        column_text("per_km2", words, dated=result.period is not None),
        words("column.share"),
        words("column.hotspot_ids"),
        words("table.trend"),
        words("column.main_types"),
    )
    rows = tuple(
        (
            *standing(row, result.ranking, words),
            number(row["per_km2"], words),
            percent(row["share"], words),
            str(row["hotspot_ids"]),
            trend_text(row["trend"], words),
            str(row["main_types"]).replace(" %", f"{SPACE}%"),
        )
        for row in rows_of(frame)
    )
    return Table(title=words("report.head.ranking"), heads=heads, rows=rows, file="ranking.csv")


def reading_texts(result: Result, words: Words) -> list[str]:
    """Return how the ranking is to be read."""
    unit, by = score_unit_text(result, words), result.ranking.by
    is_open = result.ranking.ranked > result.ranking.top
    windows = windows_text("report.reading.windows", result, words)
    is_mean = by == "score" and score_basis(result) != "ahead"
    meaning = "reading.score_mean" if is_mean else READING.get(by, f"report.reading.{by}")
    if by == "harm" and harm_source(result):
        meaning = "reading.harm_table"
    return [
        words(meaning, unit=unit),
        basis_text(result, words),
        words("report.reading.ranks"),
        *([words("report.reading.expected")] if result.ranking.frame["expected"].notna().any() else []),
        words("report.reading.p_top" if is_open else "report.reading.p_top_all", k=result.ranking.top),
        *([windows, words("report.reading.trend")] if windows else []),
    ]


def not_for_texts(words: Words) -> list[str]:
    """Return what the ranking must not be used for."""
    return [words(f"report.not_for.{key}") for key in NOT_FOR]


def rows_texts(rows: Rows, words: Words) -> list[str]:
    """Return the account of the rows, which adds up: read, used, left out by reason."""
    share = share_of(rows.kept, rows.read, words)
    lines = [
        words("report.rows.read", count=rows.read),
        words("report.rows.kept", count=rows.kept, share=share),
    ]
    return lines + [
        words("report.rows.dropped", reason=reason_text(reason, words), count=count)
        for reason, count in rows.dropped.items()
    ]


def finding_texts(result: Result, words: Words) -> list[str]:
    """Return what was noticed in the data."""
    return [finding_text(finding, words) for finding in result.findings]
