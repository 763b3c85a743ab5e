"""The public edition of a run. All that it says besides the counts is worked out from the counts as shown.

So a rate, an interval or a standing can tell nothing that the tables do not tell: they are made after the
hiding, from what is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.errors import ConfigError
from hotspot.publish.attack.joined import apart_of, remembered
from hotspot.publish.counted import counted
from hotspot.publish.ground import shown_areas, shown_spots
from hotspot.publish.hide import hide
from hotspot.publish.noted import choices_of, findings_of
from hotspot.publish.rates import rates_of
from hotspot.publish.shown import about, apart_text, tables_of
from hotspot.schema.published import Edition
from hotspot.words.phrases import title_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hotspot.publish.counted import Counted
    from hotspot.publish.hide import Memory
    from hotspot.schema import Result
    from hotspot.schema.published import Counts, Key, Terms

MOST_NUMBERS = 100_000  # that are hidden and attacked within a minute
MOST_JOINED = 60_000  # times the editions squared: the time grows faster than their number
ALWAYS_JOINED = 2_000  # of one edition, however many there are: the districts of a city, month after month


def edition_of(
    result: Result,
    terms: Terms,
    *,
    earlier: Sequence[Mapping[str, str]] = (),
    blanked: Iterable[str] = (),
) -> Edition:
    """Return the edition of the run under these terms, with nothing in it that may not be shown.

    `earlier` are the texts of the editions that are out already, by the name of their file. Of the areas
    `blanked` only the total is shown. Raises ConfigError, InputError and OutputError as `counted` and `hide`
    do, and ConfigError for tables that are too large to be checked.
    """
    areas, row_of, merged = shown_areas(result.areas.frame)
    found = counted(result, areas["area_id"].tolist(), row_of, terms)
    _check_size(found.counts, editions=1 + len(earlier))
    known = _remembered(found, earlier, least=terms.least)
    tables = tables_of(*hide(found.counts, least=terms.least, remembered=known, blanked=blanked), terms)
    before = [apart_of(files) for files in earlier]
    return Edition(
        title=title_text(result),
        synthetic=result.synthetic,
        run_id=result.run_id,
        terms=terms,
        period=found.period,
        areas=areas,
        spots=shown_spots(result, found.rows, least=terms.least),
        tables=tables,
        rates=rates_of(tables, areas, years=found.period.years if found.period else 1.0),
        apart=apart_text(found.apart, before=before, least=terms.least),
        read=about(result.rows.read, terms.least),
        left_out=_left_out(result.rows.dropped, dict(found.left_out), least=terms.least),
        merged=merged,
        earlier=len(earlier),
        by_month=found.by_month,
        seed=result.seed,
        findings=findings_of(result, found, merged, terms),
        choices=choices_of(tables, terms),
    )


def _left_out(
    unused: Mapping[str, int], uncounted: Mapping[str, int], *, least: int
) -> tuple[tuple[str, str], ...]:
    """Return the records that are in no count, first those the run could not use, rounded, by reason."""
    reasons = dict.fromkeys((*unused, *uncounted))
    numbers = {reason: unused.get(reason, 0) + uncounted.get(reason, 0) for reason in reasons}
    return tuple((reason, about(number, least)) for reason, number in numbers.items() if number)


def _remembered(found: Counted, earlier: Sequence[Mapping[str, str]], *, least: int) -> Mapping[Key, Memory]:
    """Return what the earlier editions have said of the numbers that are counted now."""
    spans = dict(zip(found.counts.years, found.counts.spans, strict=False))
    return remembered(earlier, found.period, spans, least=least)


def _check_size(counts: Counts, *, editions: int) -> None:
    """Raise ConfigError where so many numbers cannot be hidden and attacked in a reasonable time."""
    areas, columns = len(counts.areas), len(counts.types) + len(counts.years) + 1
    most = MOST_NUMBERS if editions == 1 else max(MOST_JOINED // editions**2, ALWAYS_JOINED)
    if areas * columns <= most:
        return
    if editions == 1:
        what = f"{areas} areas with {columns} numbers each are more than the {most} that can be checked"
        to_do = "rank larger areas (as with --areas square:500), or a shorter period (--start)"
        raise ConfigError("the public edition", what, to_do)
    what = (
        f"{areas} areas with {columns} numbers each are more than the {most} that can be held beside "
        f"earlier editions ({editions - 1})"
    )
    to_do = (
        "keep the edition that is out, or withdraw it and begin a series of larger areas (as with --areas "
        "square:1000); leaving an earlier edition out here would let the two of them give people away"
    )
    raise ConfigError("--earlier", what, to_do)
