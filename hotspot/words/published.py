"""What is said of a public edition: to whoever made it, how it was made, and where every record went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.schema.published import WHOLE, Key
from hotspot.words.judged import Table
from hotspot.words.phrases import percent
from hotspot.words.publishing import edition_period, edition_title, number_text, type_text
from hotspot.words.said import Said
from hotspot.words.sensitive import lists_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotspot.schema.published import Edition
    from hotspot.words import Words

METHOD = ("what", "delay", "small", "apart", "places", "rates", "limits")


def edition_said(edition: Edition, words: Words) -> Said:
    """Return what was published, for the terminal."""
    tallies = edition.tables.tallies.values()
    small, withheld = sum(one.small for one in tallies), sum(one.withheld for one in tallies)
    numbers = sum(one.numbers for one in tallies)
    top = [edition_title(edition, words), *([words("table.synthetic")] if edition.synthetic else [])]
    lines = [
        " · ".join([*top, edition_period(edition, words)]),
        words(
            "publish.counted",
            count=int(edition.tables.text[Key(WHOLE, WHOLE, WHOLE)]),
            areas=len(edition.areas),
            types=len(edition.tables.types),
        ),
        words(
            "publish.hidden",
            hidden=small + withheld,
            numbers=numbers,
            share=percent((small + withheld) / numbers, words),
            small=small,
            withheld=withheld,
        ),
        *_attacked(edition, words),
    ]
    table = _tallies(edition, words)
    notes = tuple(text for _, text in method_texts(edition, words))
    return Said(
        title=words("publish.title"), lines=tuple(lines), tables=(table,), short=(table,), notes=notes
    )


def _attacked(edition: Edition, words: Words) -> list[str]:
    """Return which hidden numbers the verifier tried to work out, by the name that the lines above give them;
    nothing where it did not."""
    tried = edition.attacked
    if tried is None:
        return []
    parts = [words("publish.attacked.small", count=tried.small)]
    parts += [words("publish.attacked.rows", count=tried.rows)] if tried.rows else []
    parts += [words("publish.attacked.since", count=tried.since)] if tried.since else []
    tried_text, most = "; ".join(parts), edition.terms.least - 1
    return [words("publish.attacked", tried=tried_text, earlier=edition.earlier, most=most)]


def method_texts(edition: Edition, words: Words) -> Iterator[tuple[str, str]]:
    """Yield heading and text of each part of the method, in plain language."""
    left = dict(edition.left_out)
    values = {
        "period": edition_period(edition, words),
        "days": words("plural.days", count=edition.terms.delay_days),
        "delayed": number_text(left.get("delayed", "0"), words),
        "least": str(edition.terms.least),
        "most": str(edition.terms.least - 1),
        "types": ", ".join(type_text(kind, words) for kind, _ in edition.apart) or words("publish.nothing"),
        "merged": words.number(len(edition.merged)),
        "dispersion": words.number(edition.rates.dispersion),
    }
    for part in METHOD:
        if part != "delay" or edition.terms.delay_days:
            said = "apart_own" if part == "apart" and not lists_count(edition.terms.words) else part
            said = "delay_months" if part == "delay" and edition.by_month else said
            yield words(f"publish.method_head.{part}"), words(f"publish.method.{said}", **values)


def account_table(edition: Edition, words: Words) -> Table:
    """Return where all records went that were read: into the counts, or under a reason."""
    rows = [(words("publish.account.areas"), edition.tables.text[Key(WHOLE, WHOLE, WHOLE)])]
    rows += [
        (words("publish.account.apart", type=type_text(kind, words)), text) for kind, text in edition.apart
    ]
    rows += [(words(f"reason.{reason}"), text) for reason, text in edition.left_out]
    rows.append((words("publish.account.read"), edition.read))
    return Table(
        title=words("publish.account"),
        heads=(words("publish.account.what"), words("publish.account.records")),
        rows=tuple((name, number_text(text, words)) for name, text in rows),
    )


def account_note(edition: Edition, words: Words) -> str:
    """Return why the numbers of the account are rounded, and what of it is not."""
    return words("publish.account.note", step=str(2 * edition.terms.least), least=str(edition.terms.least))


def _tallies(edition: Edition, words: Words) -> Table:
    heads = ("table", "numbers", "small", "withheld", "share")
    return Table(
        title=words("publish.table.hidden"),
        heads=tuple(words(f"publish.head.{name}") for name in heads),
        rows=tuple(
            (
                words(f"publish.kind.{kind}"),
                words.number(one.numbers),
                words.number(one.small),
                words.number(one.withheld),
                percent(one.share, words),
            )
            for kind, one in edition.tables.tallies.items()
        ),
    )
