"""The ranking of a city that is prepared: by the weights asked for, and under the other tables of the law."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hotspot import rank
from hotspot.config import as_tree
from hotspot.pipeline.discreet import types_in_areas
from hotspot.pipeline.harm import under_other_tables, with_harm

if TYPE_CHECKING:
    import pandas as pd

    from hotspot.pipeline.prepared import Prepared
    from hotspot.schema import Finding, HotSpots, Ranking, Surface, Tallies


def rank_prepared(
    ready: Prepared, tallies: Tallies, *, surface: Surface, hotspots: HotSpots
) -> tuple[Ranking, tuple[Finding, ...]]:
    """Return the ranking, and what the weighing by harm had to say.

    Of sensitive incidents neither the hours nor a type that few in the area share are told of it.
    """
    settings = ready.settings
    tree = as_tree(settings)
    weighted, weighing = with_harm(tallies.types, settings)
    rank_named = partial(
        rank.rank_areas,
        ready.areas,
        surface=surface,
        hotspots=hotspots,
        sites=ready.sites,
        period=ready.period,
        by=settings.ranking.by,
        top=settings.ranking.top,
        seed=settings.seed,
        reporting=settings.ranking.reporting,
        rows=ready.incidents.rows,
    )

    def rank_again(weighed: pd.DataFrame) -> Ranking:
        told = tallies.with_types(weighed)
        return rank_named(told.each(lambda frame: types_in_areas(frame, tree)))

    return under_other_tables(rank_again(weighted), weighted, settings, rank_again), weighing
