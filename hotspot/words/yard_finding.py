"""What the yards are like in one sentence: how many were seen, which is worst, what to mend first."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from hotspot.schema.yards import WORST
from hotspot.words.dates import day_or_days
from hotspot.words.phrases import rows_of

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspot.schema.yards import Yards
    from hotspot.words import Words


def yards_finding(found: Yards, words: Words) -> str:
    """Return what was found, with its days and visits; no worst yard where none has a score."""
    seen = words(
        "yards.seen",
        days=days_seen(found, words),
        yards=found.yards["area_id"].nunique(),
        visits=found.rows.kept,
    )
    return "; ".join(filter(None, [seen, _worst(found, words), _to_mend(found, words)]))


def days_seen(found: Yards, words: Words) -> str:
    """Return the days from the first visit to the last."""
    return day_or_days(min(found.yards["first_day"]), max(found.yards["last_day"]), words)


def last_round(found: Yards) -> gpd.GeoDataFrame:
    """Return the yards of their last round, the worst score first; those without one come last."""
    last: gpd.GeoDataFrame = found.yards.drop_duplicates("area_id", keep="last")
    return last.sort_values(["score", "area_id"], ascending=[False, True], kind="stable")


def _worst(found: Yards, words: Words) -> str:
    first = rows_of(last_round(found).head(1))[0]
    if isnan(first["score"]):
        return ""
    told = {"name": str(first["name"]), "score": words.number(first["score"], 2), "worst": str(WORST)}
    if isnan(first["score_low"]):
        return words("yards.worst", **told)
    ends = {end: words.number(first[f"score_{end}"], 2) for end in ("low", "high")}
    return words("yards.worst.sure", **told, **ends)


def _to_mend(found: Yards, words: Words) -> str:
    if not len(found.todo):
        return words("yards.todo.none")
    first = rows_of(found.todo.head(1))[0]
    return words(
        "yards.todo.line",
        count=len(found.todo),
        yards=found.todo["area_id"].nunique(),
        item=words(f"yards.item.{first['item']}"),
        fix=words(f"yards.fix.{first['item']}"),
        name=str(first["name"]),
    )
