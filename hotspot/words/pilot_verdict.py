"""The verdict on a pilot as sentences: what it did to its areas and around them, with counts and interval."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from hotspot.schema.piloted import ZONE_KINDS
from hotspot.words.dates import date_text
from hotspot.words.phrases import UNKNOWN, percent
from hotspot.words.trended import signed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hotspot.schema.compared import Ratio
    from hotspot.schema.piloted import PilotVerdict, ZoneKind
    from hotspot.words import Words

VERDICTS = {"no change beyond noise": "none", "cannot tell": "cannot"}


class Judged(Protocol):
    """What the sentences on a verdict need of an evaluation."""

    @property
    def verdict(self) -> PilotVerdict:
        """Of the pilot areas."""

    @property
    def ratio(self) -> Ratio:
        """Of their incidents beside the controls."""

    @property
    def ring_verdict(self) -> PilotVerdict:
        """Of the rings around them."""

    @property
    def ring_ratio(self) -> Ratio | None:
        """Of the incidents there, None without rings."""

    @property
    def detectable(self) -> float | None:
        """The smallest fall that could be found."""

    @property
    def zones(self) -> pd.DataFrame:
        """Each with its `kind`, `before` and `after`."""


def verdict_sentence(found: Judged, words: Words) -> str:
    """Return the sentence that says what the pilot did: never that nothing changed, if it could not see."""
    verdict, detectable = VERDICTS.get(found.verdict, found.verdict), found.detectable
    if verdict == "cannot" and detectable is None:
        verdict = "blind"
    before, after = (totals_by_kind(found, column) for column in ("before", "after"))
    counts = words(
        "pilot.counts",
        before=before["pilot"],
        after=after["pilot"],
        control_before=before["control"],
        control_after=after["control"],
    )
    return words(
        f"pilot.verdict.{verdict}",
        counts=counts,
        detectable=percent(detectable, words) if detectable is not None else UNKNOWN,
        **_bounds(found.ratio, found.verdict, words),
    )


def ring_sentence(found: Judged, words: Words) -> str:
    """Return the sentence that says whether incidents moved next door; "" where there are no rings."""
    if found.ring_ratio is None:
        return ""
    key = VERDICTS.get(found.ring_verdict, found.ring_verdict)
    return words(f"pilot.ring.{key}", **_bounds(found.ring_ratio, found.ring_verdict, words))


def days_text(days: tuple[str, str], words: Words) -> str:
    """Return a period, both days included."""
    first, last = (date.fromisoformat(one) for one in days)
    return f"{date_text(first, words)} – {date_text(last, words)}"


def totals_by_kind(found: Judged, column: str) -> Mapping[ZoneKind, int]:
    """Return the sum of a column over the zones of each kind."""
    sums = found.zones.groupby("kind")[column].sum()
    return {kind: int(sums.get(kind, 0)) for kind in ZONE_KINDS}


def _bounds(ratio: Ratio, verdict: str, words: Words) -> dict[str, str]:
    """Return a change and its bounds: with signs where it is none, else without, the smaller one first."""
    if verdict in VERDICTS:
        low, high = (signed(value - 1, words) for value in (ratio.low, ratio.high))
        return {"change": signed(ratio.value - 1, words), "low": low, "high": high}
    first, last = sorted((abs(ratio.low - 1), abs(ratio.high - 1)))
    shown = {"change": abs(ratio.value - 1), "low": first, "high": last}
    return {name: percent(value, words) for name, value in shown.items()}
