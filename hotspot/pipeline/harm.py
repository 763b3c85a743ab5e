"""How much each incident counts by harm, and whether the first areas hang on the table that says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from hotspot import harm
from hotspot.errors import ConfigError
from hotspot.schema import LANGUAGES, Choice, Finding, incidents_in, weights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from hotspot.config import Settings
    from hotspot.schema import Floats, Ranking, Result

FIRST = 10  # areas that are compared between tables


def with_harm(frame: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Add each incident's harm by its type, unless it was read; a type without a weight counts nothing, and
    is said to. Raises ConfigError where the order is by harm and nothing has any."""
    by_harm = settings.ranking.by == "harm"
    if by_harm and "harm" in frame and not frame["harm"].any():
        raise ConfigError("incidents.columns.harm", "every incident has harm 0", "name another column")
    if "harm" in frame:
        return frame, ()
    if not settings.harm:
        if by_harm:
            to_do = (
                "write 'harm:' in the config, a weight for each type or the name of a table "
                f"({', '.join(harm.TABLES)}), or name 'incidents.columns.harm'"
            )
            raise ConfigError("harm", "no weights are given", to_do)
        return frame, ()
    by_type, findings = _by_type(frame, settings.harm)
    days = _of_each(frame, by_type)
    if by_harm and not np.nansum(days):
        known = ", ".join(list(dict.fromkeys(frame["type"].astype(str)))[:5])
        what = f"no incident is of a type with a weight; the types are {known[:200] or 'unknown'}"
        raise ConfigError("harm", what, _to_do(settings))
    without = incidents_in(frame, np.isnan(days))
    if without and not isinstance(settings.harm, str):
        findings = (Finding(code="harm_unweighted", level="warning", values={"count": without}),)
    return frame.assign(harm=np.nan_to_num(days)), findings


def harm_by_type(types: pd.Series[str], given: object) -> Mapping[str, float]:
    """Return the weight of each type by the setting `harm` of a run's record: nothing where none is given."""
    if isinstance(given, str):
        return harm.weigh(dict.fromkeys(types.astype(str), 1), cast("harm.HarmTable", given)).days
    return cast("Mapping[str, float]", given or {})


def harm_of(result: Result, *, flag: str = "--by harm") -> Floats:
    """Return the harm of each incident of a finished run (n,): its own, else by its type.

    Raises ConfigError, about the `flag` that asks for it, where the run knows none.
    """
    incidents = result.incidents
    if "harm" in incidents:
        return np.asarray(incidents["harm"].fillna(0.0), dtype=np.float64)
    by_type = harm_by_type(incidents["type"], (result.config.get("settings") or {}).get("harm"))
    if not by_type:
        what = "the run knows no harm of its incidents"
        raise ConfigError(flag, what, "give weights under 'harm:' in config.yaml and rank again")
    return np.asarray(incidents["type"].astype(str).map(by_type).fillna(0.0), dtype=np.float64)


def under_other_tables(
    ranking: Ranking,
    frame: pd.DataFrame,
    settings: Settings,
    rank_again: Callable[[pd.DataFrame], Ranking],
) -> Ranking:
    """Say in the ranking's findings which of the first ten areas another table from the same source would
    not have among them; `rank_again` ranks by the column `harm` of the frame it is given."""
    table = settings.harm
    if settings.ranking.by != "harm" or not isinstance(table, str) or len(ranking.frame) <= FIRST:
        return ranking
    said = []
    for other in harm.others_of_its_source(table):
        by_type, _ = _by_type(frame, other)
        again = rank_again(frame.assign(harm=np.nan_to_num(_of_each(frame, by_type))))
        said.append(_compared(ranking.frame, again.frame, table=table, other=other))
    why = "harm_index" if table.startswith("cambridge") else "harm_table"
    chosen = Choice(name="harm", value=table, unit="", why=why, flag=f"--set harm={table}")
    return replace(ranking, findings=(*ranking.findings, *said), choices=(*ranking.choices, chosen))


def _by_type(
    frame: pd.DataFrame, given: Mapping[str, float] | harm.HarmTable
) -> tuple[Mapping[str, float], tuple[Finding, ...]]:
    """Return the weight of each type, and what a table of the law has to say about the types."""
    if not isinstance(given, str):
        return given, ()
    kinds, number_of = np.unique(frame["type"].astype(str).to_numpy(), return_inverse=True)
    counts = np.bincount(number_of, weights(frame), minlength=len(kinds))
    weighed = harm.weigh(dict(zip(kinds.tolist(), counts.astype(int).tolist(), strict=True)), given)
    return weighed.days, weighed.findings


def _of_each(
    frame: pd.DataFrame, by_type: Mapping[str, float]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.asarray(frame["type"].astype(str).map(by_type), dtype=np.float64)


def _to_do(settings: Settings) -> str:
    if isinstance(settings.harm, str):
        known = "articles of the Criminal Code of Kazakhstan, such as 'ст.188 ч.3'"
        if settings.harm.startswith("cambridge"):
            known = "English names of types, such as 'Burglary'"
        return (
            f"{settings.harm} knows {known}; name their column as incidents.columns.type, or write 'harm:' "
            "with a weight for each type"
        )
    return "write each type as it stands in the file, with its weight"


def _compared(first: gpd.GeoDataFrame, again: gpd.GeoDataFrame, *, table: str, other: str) -> Finding:
    """Name those of the first ten areas that are not among the first ten of the other order."""
    ten, others = (frame.nsmallest(FIRST, "rank") for frame in (first, again))
    gone = ten[~ten["area_id"].isin(others["area_id"])]
    values: dict[str, str | int | float] = {
        "table": table,
        "other": other,
        "first": FIRST,
        "count": FIRST - len(gone),
    }
    if gone.empty:
        return Finding(code="harm_table_keeps", level="info", values=values)
    return Finding(code="harm_table_moves", level="warning", values=values | _names(gone))


def _names(areas: gpd.GeoDataFrame) -> dict[str, str | int | float]:
    """Return the areas' names in each language, for a sentence."""
    plain = _first_of(areas["name"], areas["area_id"])
    named: dict[str, str | int | float] = {"name": ", ".join(plain)}
    for language in LANGUAGES:
        named[f"name_{language}"] = ", ".join(_first_of(areas[f"name_{language}"], plain))
    return named


def _first_of(names: Sequence[str], otherwise: Sequence[str]) -> list[str]:
    return [str(name or other) for name, other in zip(names, otherwise, strict=True)]
