"""What the publisher has to know of an edition: what it leaves out, what was joined, which words count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.publish.shown import about
from hotspot.schema import Choice, Finding
from hotspot.words.sensitive import NONE, is_sensitive, lists_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.publish.counted import Counted
    from hotspot.schema import Result
    from hotspot.schema.published import Tables, Terms


def findings_of(
    result: Result, found: Counted, merged: Sequence[tuple[str, str]], terms: Terms
) -> tuple[Finding, ...]:
    """Return what the edition leaves out; numbers are rounded, since the findings are published too."""
    findings = []

    def info(code: str, **values: str | int) -> None:
        findings.append(Finding(code=code, level="info", values=values))

    left = dict(found.left_out)
    if left["delayed"]:
        code = "publish_delayed_months" if found.by_month else "publish_delayed"
        info(code, count=about(left["delayed"], terms.least), days=terms.delay_days)
    if left["in_no_area"]:
        info("publish_outside", count=about(left["in_no_area"], terms.least))
    if found.apart:
        info("publish_sensitive", types=", ".join(kind for kind, _ in found.apart))
    if merged:
        findings.append(Finding(code="publish_merged", level="warning", values={"count": len(merged)}))
    if found.period is None:
        findings.append(Finding(code="publish_undated", level="warning"))
    return (*_unused(result, terms.words), *findings)


def choices_of(tables: Tables, terms: Terms) -> tuple[Choice, ...]:
    """Return how many types the edition has, and by which words types are kept for the whole city."""
    words = [word.strip() for word in terms.words if word.strip()]
    why = "publish_sensitive"
    if not lists_count(words):
        why = "publish_sensitive_own" if set(map(str.casefold, words)) != {NONE} else "publish_sensitive_none"
    value = ", ".join(words) or "auto"
    return (
        Choice(name="publish.types", value=len(tables.types), why="publish_types"),
        Choice(name="publish.sensitive", value=value, why=why, flag="--sensitive WORD"),
    )


def _unused(result: Result, words: Sequence[str]) -> tuple[Finding, ...]:
    """Warn of words that no type has in its name: what they were to keep apart is counted by area."""
    kinds = [str(kind) for kind in result.incidents["type"].unique()]
    unused = [
        word
        for word in words
        if lists_count([word]) and not any(is_sensitive(kind, (word, NONE)) for kind in kinds)
    ]
    if not unused:
        return ()
    values = {"words": ", ".join(f"'{word}'" for word in unused)}
    return (Finding(code="publish_unused", level="warning", values=values),)
