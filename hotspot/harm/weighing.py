"""The weight of each type of incident by a table, with what could not be weighed said aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from hotspot.harm.articles import Article, article_of
from hotspot.harm.cambridge import CAMBRIDGE_TABLES, CambridgeTable, days_by_name
from hotspot.harm.custody import CODE_TABLES, CodeTable, custody, days_by_table, most_days_of_class
from hotspot.schema import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hotspot.schema.said import Level

HarmTable: TypeAlias = CodeTable | CambridgeTable
FAMILIES: tuple[tuple[HarmTable, ...], ...] = (CODE_TABLES, CAMBRIDGE_TABLES)  # of one source each
TABLES: tuple[HarmTable, ...] = CODE_TABLES + CAMBRIDGE_TABLES
MOST_NAMED = 10  # types in one sentence; the rest is a number
NOTES = ("either", "first_part")


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Days by type, for the types that the table knows, and what was noticed."""

    days: Mapping[str, float]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class _Found:
    days: float
    note: str = ""  # one of NOTES, where the type leaves something open


def others_of_its_source(table: HarmTable) -> tuple[HarmTable, ...]:
    """Return the other tables from the same source: the choice among them is open.

    >>> others_of_its_source("cambridge-mean")
    ('cambridge-median',)
    """
    return tuple(other for family in FAMILIES if table in family for other in family if other != table)


def weigh(types: Mapping[str, int], table: HarmTable) -> Weighed:
    """Weigh the types of incident, given with their numbers, by the table.

    The tables of the Code know articles, those of the Cambridge index English names. A type without a part
    counts as the article's first part, the plain deed. "188-1" is the article that the Code numbers so, where
    it has one, else part 1 of article 188. Types that the table does not know have no weight; they are listed
    with their numbers.
    """
    found = {kind: _found(kind, table) for kind in sorted(types)}
    without = [kind for kind, one in found.items() if one is None]
    notes = {
        note: [kind for kind, one in found.items() if one is not None and one.note == note] for note in NOTES
    }
    findings = [_known(types, without, table)]
    if without:
        code = "harm_unnamed" if table in CAMBRIDGE_TABLES else "harm_unmatched"
        findings.append(_said(code, "warning", without, types, table))
    if notes["either"]:
        findings.append(_said("harm_article_or_part", "warning", notes["either"], types, table))
    if notes["first_part"]:
        findings.append(_said("harm_first_part", "info", notes["first_part"], types, table))
    days = {kind: one.days for kind, one in found.items() if one is not None}
    return Weighed(days=days, findings=tuple(findings))


def _found(kind: str, table: HarmTable) -> _Found | None:
    if table == "cambridge-median" or table == "cambridge-mean":  # noqa: PLR1714 - tells the types apart
        days = days_by_name(kind, table)
        return None if days is None else _Found(days=days)
    return _by_article(kind, table)


def _by_article(kind: str, table: CodeTable) -> _Found | None:
    if (
        table == "kz-severity" and kind.strip() in most_days_of_class()
    ):  # the register's own code of the class
        return _Found(days=most_days_of_class()[kind.strip()])
    article = article_of(kind)
    if article is None:
        return None
    note = ""
    if article.either and (later := f"{article.number}-{article.part}") in _articles():
        article, note = Article(number=later), "either"
    parts = [part for number, part in custody() if number == article.number]
    if not parts:
        return None
    part = article.part or parts[0]
    if parts == [""] and part == "1":  # an article without parts is all part 1
        part = ""
    threat = custody().get((article.number, part))
    if threat is None:
        return None
    first = not article.part and part != "" and not note
    return _Found(days=days_by_table(threat, table), note="first_part" if first else note)


def _articles() -> set[str]:
    return {number for number, _ in custody()}


def _known(types: Mapping[str, int], without: Iterable[str], table: HarmTable) -> Finding:
    count = sum(types.values())
    missing = sum(types[kind] for kind in without)
    by_name = table in CAMBRIDGE_TABLES
    return Finding(
        code="harm_by_name" if by_name else "harm_by_law",
        level="warning" if by_name else "info",
        values={"table": table, "count": count - missing, "of": count},
    )


def _said(code: str, level: Level, kinds: list[str], types: Mapping[str, int], table: HarmTable) -> Finding:
    """Name the types, the most frequent first, with their numbers and their share of all incidents."""
    kinds = sorted(kinds, key=lambda kind: (-types[kind], kind))
    listed = "; ".join(f"{kind[:60] or '–'}: {types[kind]}" for kind in kinds[:MOST_NAMED])
    more = len(kinds) - MOST_NAMED
    count = sum(types[kind] for kind in kinds)
    return Finding(
        code=code,
        level=level,
        values={
            "table": table,
            "types": listed + (f"; … +{more}" if more > 0 else ""),
            "count": count,
            "share": round(100 * count / max(sum(types.values()), 1), 1),
        },
    )
