"""Class limits kept from an earlier run, so that two maps can be laid side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hotspot.errors import ConfigError

if TYPE_CHECKING:
    from hotspot.read import Limits
    from hotspot.schema import Drawing, Ranking

TO_DO = "name a run that was ranked alike with --limits-from, or leave it out"


def check_order(limits: Limits | None, *, by: str) -> None:
    """Raise ConfigError where the earlier run was ranked by something else; asked before any work."""
    if limits is not None and limits.by != by:
        what = f"the limits there are of areas ranked by {limits.by}, but these are ranked by {by}"
        raise ConfigError(limits.folder, what, TO_DO)


def pinned(drawing: Drawing, limits: Limits | None, ranking: Ranking) -> Drawing:
    """Return the drawing with the limits of the earlier run; ConfigError where its score is another."""
    if limits is None:
        return drawing
    check_order(limits, by=ranking.by)
    if limits.unit != ranking.score_unit:
        what = f"the limits there are in {limits.unit}, but the scores here are in {ranking.score_unit}"
        raise ConfigError(limits.folder, what, TO_DO)
    return replace(drawing, limits=limits.limits, limits_of=limits.limits_of)
