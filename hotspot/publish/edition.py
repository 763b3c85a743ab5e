"""The public edition of a run. All that it says besides the counts is worked out from the counts as shown.

So a rate, an interval or a standing can tell nothing that the tables do not tell: they are made after the
hiding, from what is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincinv

from hotspot.publish.counted import counted
from hotspot.publish.ground import shown_areas, shown_spots
from hotspot.publish.hide import hide, tallies
from hotspot.publish.table import CITY, keys_of, values_of
from hotspot.schema import Choice, Finding
from hotspot.schema.published import WHOLE, WITHHELD, Edition, Key
from hotspot.words.phrases import title_text
from hotspot.words.sensitive import NONE, is_sensitive

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hotspot.publish.counted import Counted
    from hotspot.publish.hide import Memory
    from hotspot.schema import Floats, Period, Result
    from hotspot.schema.published import Counts, Hidden, Standing

LEVEL = 0.95
LEAST_CELLS = 30  # for a dispersion; with fewer, that of a Poisson process is supposed
PER = 1_000.0  # residents


def edition_of(
    result: Result,
    *,
    least: int,
    delay_days: int,
    words: Sequence[str] = (),
    remember: Callable[[Period | None, Mapping[str, Period]], Mapping[Key, Memory]] = lambda *_: {},
    earlier: int = 0,
) -> Edition:
    """Return the edition: counts below `least` hidden, the last `delay_days` left out, types that `words`
    name kept for the city only; `remember` says what `earlier` editions have shown of a period and its years.

    Raises ConfigError, InputError and OutputError as `counted` and `hide` do.
    """
    areas, row_of, merged = shown_areas(result.areas.frame)
    ids = tuple(areas["area_id"].tolist())
    found = counted(result, ids, row_of, delay_days=delay_days, least=least, words=words)
    spans = dict(zip(found.counts.years, found.counts.spans, strict=False))
    counts, hidden = hide(found.counts, least=least, remembered=remember(found.period, spans))
    text = shown_text(counts, hidden, least=least)
    years = found.period.years if found.period else 1.0
    km2, residents = areas["area_km2"].to_numpy(float), areas["residents"].to_numpy(float)
    count = np.array([_number(text[Key(area, WHOLE, WHOLE)]) for area in ids])
    dispersion = _dispersion(counts, text)
    low, high = _interval(count, dispersion, LEVEL)
    return Edition(
        title=title_text(result),
        city=result.city,
        synthetic=result.synthetic,
        run_id=result.run_id,
        period=found.period,
        least=least,
        delay_days=delay_days,
        areas=areas,
        spots=shown_spots(result, found.rows, least=least),
        types=counts.types,
        years=counts.years,
        spans=counts.spans,
        text=text,
        per_km2_year=count / km2 / years,
        low=low / km2 / years,
        high=high / km2 / years,
        per_1000_year=np.where(residents > 0, PER * count / np.maximum(residents, 1) / years, np.nan),
        standing=_standing(count, km2, float(text[CITY]), dispersion),
        dispersion=dispersion,
        apart=tuple((kind, masked(number, least)) for kind, number in found.apart),
        by_list=NONE not in {word.strip().casefold() for word in words},
        left_out=tuple((reason, masked(number, least)) for reason, number in found.left_out if number),
        merged=merged,
        tallies=tallies(counts, hidden),
        earlier=earlier,
        seed=result.seed,
        findings=(
            *_unused(result, words),
            *_findings(found, len(merged), least=least, delay_days=delay_days),
        ),
        choices=_choices(counts, [word.strip() for word in words if word.strip()]),
    )


def masked(number: int, least: int) -> str:
    """Return a number that stands by itself as it may be shown.

    >>> masked(0, 5), masked(4, 5), masked(5, 5)
    ('0', '<5', '5')
    """
    return f"<{least}" if 0 < number < least else str(number)


def shown_text(counts: Counts, hidden: Hidden, *, least: int) -> dict[Key, str]:
    """Return what is shown for each number of the tables, and for the city."""
    values, small, withheld = values_of(counts), hidden.small.tolist(), hidden.withheld.tolist()
    shown = {
        key: WITHHELD if withheld[i] else f"<{least}" if small[i] else str(values[i])
        for i, key in enumerate(keys_of(counts))
    }
    return {CITY: str(int(counts.by_type.sum())), **shown}


def _number(text: str) -> float:
    return float(text) if text.isdigit() else np.nan


def _dispersion(counts: Counts, text: Mapping[Key, str]) -> float:
    """Return the variance of the yearly counts of areas over their mean, from the numbers that are shown."""
    n, y = len(counts.areas), len(counts.years)
    cells = np.array(
        [[_number(text[Key(area, WHOLE, year)]) for year in counts.years] for area in counts.areas]
    ).reshape(n, y)
    area = np.array([_number(text[Key(area, WHOLE, WHOLE)]) for area in counts.areas])
    year = np.array([_number(text[Key(WHOLE, WHOLE, year)]) for year in counts.years])
    expected = np.outer(area, year) / float(text[CITY])
    known = np.isfinite(cells) & (expected > 0)
    if y < 2 or known.sum() < LEAST_CELLS:
        return 1.0
    squares = (cells[known] - expected[known]) ** 2 / expected[known]
    return max(1.0, round(float(squares.sum() / (known.sum() * (y - 1) / y)), 2))


def _interval(count: Floats, dispersion: float, level: float) -> tuple[Floats, Floats]:
    """Return the bounds of the mean of a count: Garwood (1936), widened by the dispersion."""
    known = np.isfinite(count)
    steady = np.where(known, count, 1.0) / dispersion
    tail = (1 - level) / 2
    low = np.where(steady > 0, gammaincinv(np.maximum(steady, 1e-9), tail), 0.0) * dispersion
    high = gammaincinv(steady + 1, 1 - tail) * dispersion
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _standing(count: Floats, km2: Floats, total: float, dispersion: float) -> tuple[Standing, ...]:
    """Return how each area stands against the city's mean density, all areas tested at once in mind."""
    low, high = _interval(count, dispersion, 1 - (1 - LEVEL) / max(len(count), 1))
    usual = total / km2.sum() * km2
    return tuple(
        "" if np.isnan(a) else "above" if a > mean else "below" if b < mean else "alike"
        for a, b, mean in zip(low, high, usual, strict=True)
    )


def _findings(found: Counted, merged: int, *, least: int, delay_days: int) -> tuple[Finding, ...]:
    findings = []

    def info(code: str, **values: str | int) -> None:
        findings.append(Finding(code=code, level="info", values=values))

    left = dict(found.left_out)
    if left["delayed"]:
        info("publish_delayed", count=masked(left["delayed"], least), days=delay_days)
    if left["outside_area"]:
        info("publish_outside", count=masked(left["outside_area"], least))
    if found.apart:
        info("publish_sensitive", types=", ".join(kind for kind, _ in found.apart))
    if merged:
        findings.append(Finding(code="publish_merged", level="warning", values={"count": merged}))
    if found.period is None:
        findings.append(Finding(code="publish_undated", level="warning"))
    return tuple(findings)


def _unused(result: Result, words: Sequence[str]) -> tuple[Finding, ...]:
    """Warn of words that no type has in its name: what they were to keep apart is counted by area."""
    kinds = [str(kind) for kind in result.incidents["type"].unique()]
    unused = [
        word
        for word in words
        if word.strip().casefold() != NONE and not any(is_sensitive(kind, (word, NONE)) for kind in kinds)
    ]
    if not unused:
        return ()
    values = {"words": ", ".join(f"'{word}'" for word in unused)}
    return (Finding(code="publish_unused", level="warning", values=values),)


def _choices(counts: Counts, words: Sequence[str]) -> tuple[Choice, ...]:
    own = [word for word in words if word.casefold() != NONE]
    why = "publish_sensitive"
    if len(own) < len(words):
        why = "publish_sensitive_own" if own else "publish_sensitive_none"
    value = ", ".join(words) or "auto"
    return (
        Choice(name="publish.types", value=len(counts.types), why="publish_types"),
        Choice(name="publish.sensitive", value=value, why=why, flag="--sensitive WORD"),
    )
