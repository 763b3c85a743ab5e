"""The audit of a ranking in words: who lives in the areas it puts first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hotspot.words.phrases import number, percent, span

if TYPE_CHECKING:
    from hotspot.schema.audited import Audit, Exposure, Flagged
    from hotspot.words import Words


def audit_lines(audit: Audit | None, words: Words) -> list[str]:
    """Return what the audit found, a sentence or two for each thing; without residents, that there was
    none."""
    if audit is None:
        return [words("audit.none")]
    lines = []
    for flagged in audit.flagged:
        if flagged.areas == audit.areas:  # all of the ground, of the residents and of the incidents
            continue
        lines += [_flagged(flagged, audit, words), *_groups(flagged, audit, words)]
    if audit.unknown:
        lines.append(words("audit.unknown", count=audit.unknown))
    return [*lines, words("audit.interval" if audit.counts else "audit.no_groups"), words("audit.meaning")]


def _flagged(flagged: Flagged, audit: Audit, words: Words) -> str:
    return words(
        f"audit.{flagged.by}",
        count=flagged.areas,
        areas=audit.areas,
        ground=percent(flagged.ground, words),
        residents=percent(flagged.residents, words),
        incidents=percent(flagged.incidents, words),
    )


def _groups(flagged: Flagged, audit: Audit, words: Words) -> list[str]:
    counts = dict(audit.counts)
    return [
        words(
            f"audit.group.{_verdict(found)}",
            group=name,
            residents=number(round(counts[name]), words),
            share=percent(found.group, words),
            others=percent(found.others, words),
            ratio=number(found.ratio, words, 2),
            interval=span(*_shown(found), words),
        )
        for name, found in flagged.groups
    ]


def _verdict(found: Exposure) -> str:
    if not math.isfinite(found.ratio):
        return "nobody"
    if not math.isfinite(found.low):
        return "unsure"
    low, high = _shown(found)
    return "more" if low > 1 else "less" if high < 1 else "alike"


def _shown(found: Exposure) -> tuple[float, float]:
    """Return the interval as it is told; what is said of it has to fit it."""
    return round(found.low, 2), round(found.high, 2)
