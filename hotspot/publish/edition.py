"""The public edition of a run. All that it says besides the counts is worked out from the counts as shown.

So a rate, an interval or a standing can tell nothing that the tables do not tell: they are made after the
hiding, from what is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.errors import ConfigError
from hotspot.publish.counted import counted
from hotspot.publish.ground import shown_areas, shown_spots
from hotspot.publish.hide import hide, tallies
from hotspot.publish.rates import rates_of
from hotspot.publish.table import CITY, keys_of, values_of
from hotspot.schema import Choice, Finding
from hotspot.schema.published import WITHHELD, Edition, Key
from hotspot.words.phrases import title_text
from hotspot.words.sensitive import NONE, is_sensitive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hotspot.publish.counted import Counted
    from hotspot.publish.hide import Memory
    from hotspot.schema import Period, Result
    from hotspot.schema.published import Counts, Hidden

MOST_NUMBERS = 100_000  # that are hidden and attacked within a minute or so


def edition_of(
    result: Result,
    *,
    least: int,
    delay_days: int,
    words: Sequence[str] = (),
    remember: Callable[[Period | None, Mapping[str, Period]], Mapping[Key, Memory]] = lambda *_: {},
    before: Sequence[Mapping[str, str]] = (),
    blanked: Iterable[str] = (),
) -> Edition:
    """Return the edition: counts below `least` hidden, the last `delay_days` left out, types that `words`
    name kept for the city only; `remember` says what earlier editions have shown of a period and its years,
    `before` what each of them has shown of the types that are kept for the city only. Of the areas `blanked`
    only the total is shown.

    Raises ConfigError, InputError and OutputError as `counted` and `hide` do, and ConfigError for tables that
    are too large to be checked.
    """
    areas, row_of, merged = shown_areas(result.areas.frame)
    ids = tuple(areas["area_id"].tolist())
    found = counted(result, ids, row_of, delay_days=delay_days, least=least, words=words)
    _check_size(found.counts)
    spans = dict(zip(found.counts.years, found.counts.spans, strict=False))
    known = remember(found.period, spans)
    counts, hidden = hide(found.counts, least=least, remembered=known, blanked=blanked)
    text = shown_text(counts, hidden, least=least)
    rates = rates_of(counts, text, areas, years=found.period.years if found.period else 1.0)
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
        per_km2_year=rates.per_km2_year,
        low=rates.low,
        high=rates.high,
        per_1000_year=rates.per_1000_year,
        standing=rates.standing,
        dispersion=rates.dispersion,
        apart=apart_text(found.apart, before=before, least=least),
        by_list=NONE not in {word.strip().casefold() for word in words},
        left_out=tuple((reason, about(number, least)) for reason, number in found.left_out if number),
        merged=merged,
        tallies=tallies(counts, hidden),
        earlier=len(before),
        seed=result.seed,
        findings=(*_unused(result, words), *_findings(found, merged, least=least, delay_days=delay_days)),
        choices=_choices(counts, [word.strip() for word in words if word.strip()]),
    )


def masked(number: int, least: int) -> str:
    """Return a number that stands by itself as it may be shown.

    >>> masked(0, 5), masked(4, 5), masked(5, 5)
    ('0', '<5', '5')
    """
    return f"<{least}" if 0 < number < least else str(number)


def about(number: int, least: int) -> str:
    """Return a number rounded so that no other one can be worked out with it.

    >>> about(3, 5), about(9, 5), about(376, 5)
    ('<5', '~10', '~380')
    """
    step = 2 * least
    return f"<{least}" if 0 < number < least else f"~{step * max(round(number / step), 1)}"


def apart_text(
    apart: Sequence[tuple[str, int]], *, before: Sequence[Mapping[str, str]], least: int
) -> tuple[tuple[str, str], ...]:
    """Return what is shown of the types that are counted for the whole city only.

    Withheld is a number that would tell, beside that of an edition `before`, that 1 to `least` - 1 have come
    or gone.

    >>> apart_text([("rape", 14), ("incest", 2)], before=[{"rape": "12"}], least=5)
    (('rape', 'x'), ('incest', '<5'))
    """
    return tuple(
        (
            kind,
            WITHHELD
            if any(_near(number, one.get(kind, ""), least) for one in before)
            else masked(number, least),
        )
        for kind, number in apart
    )


def _near(number: int, was: str, least: int) -> bool:
    """Tell whether a number differs by 1 to `least` - 1 from what was shown, or may where it was hidden."""
    if number < least or not was:
        return False
    return 0 < abs(number - int(was)) < least if was.isdigit() else True


def shown_text(counts: Counts, hidden: Hidden, *, least: int) -> dict[Key, str]:
    """Return what is shown for each number of the tables, and for the city."""
    values, small, withheld = values_of(counts), hidden.small.tolist(), hidden.withheld.tolist()
    shown = {
        key: WITHHELD if withheld[i] else f"<{least}" if small[i] else str(values[i])
        for i, key in enumerate(keys_of(counts))
    }
    return {CITY: str(int(counts.by_type.sum())), **shown}


def _findings(
    found: Counted, merged: Sequence[tuple[str, str]], *, least: int, delay_days: int
) -> tuple[Finding, ...]:
    findings = []

    def info(code: str, **values: str | int) -> None:
        findings.append(Finding(code=code, level="info", values=values))

    left = dict(found.left_out)
    if left["delayed"]:
        info("publish_delayed", count=about(left["delayed"], least), days=delay_days)
    if left["outside_area"]:
        info("publish_outside", count=about(left["outside_area"], least))
    if found.apart:
        info("publish_sensitive", types=", ".join(kind for kind, _ in found.apart))
    if merged:
        findings.append(Finding(code="publish_merged", level="warning", values={"count": len(merged)}))
    if found.period is None:
        findings.append(Finding(code="publish_undated", level="warning"))
    return tuple(findings)


def _check_size(counts: Counts) -> None:
    """Raise ConfigError where so many numbers cannot be hidden and attacked in a reasonable time."""
    areas, columns = len(counts.areas), len(counts.types) + len(counts.years) + 1
    if areas * columns > MOST_NUMBERS:
        what = (
            f"{areas} areas with {columns} numbers each are more than the {MOST_NUMBERS} that can be checked"
        )
        to_do = "rank larger areas (as with --areas square:500), or a shorter period (--start)"
        raise ConfigError("the public edition", what, to_do)


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
