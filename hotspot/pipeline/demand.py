"""What counts where posts, cameras and patrols are placed: incidents or their harm, past or expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from hotspot import place
from hotspot.errors import ConfigError
from hotspot.pipeline.discreet import not_told, told_of_places
from hotspot.pipeline.harm import harm_of
from hotspot.schema import Choice
from hotspot.schema.placed import FORECAST, HARM

if TYPE_CHECKING:
    from hotspot.schema import Finding, Floats, Result
    from hotspot.schema.placed import Demand, DemandUnit

By: TypeAlias = Literal["expected", "incidents", "harm"]
FLAG = "--by expected|incidents|harm"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The demand of a run, why it is counted so, and what was left out."""

    demand: Demand
    choice: Choice
    findings: tuple[Finding, ...]


def demand_asked(result: Result, *, by: By | None, hours: tuple[int, int] | None, name: str) -> Counted:
    """Return the demand that is asked for, by default what the ranking expects; `name` is of the command.

    Incidents of sensitive types have no place: what their area expects is shared among its others. Raises
    ConfigError for a forecast or a harm that the run does not know, and where nothing is left.
    """
    unit, told = _unit(result, by), told_of_places(result)
    demand = place.demand_of(told, unit=unit, hours=hours, harm=harm_of(told) if unit in HARM else None)
    choice = Choice(name=f"{name}.demand", value=unit, why=f"demand_{unit}", flag=FLAG)
    left_out = not_told(result, "demand_sensitive")
    return Counted(demand=demand, choice=choice, findings=(*place.hours_unknown(told, hours), *left_out))


def before_cutoff(result: Result, demand: Demand) -> Floats:
    """Return how much each incident counts (n,) where the past alone is to choose: 1, or its harm."""
    return harm_of(result) if demand.unit in HARM else np.ones(len(result.incidents))


def _unit(result: Result, by: By | None) -> DemandUnit:
    forecast = place.has_forecast(result)
    if by == "harm":
        return "expected_harm" if forecast else "harm"
    unit: DemandUnit = by or ("expected" if forecast else "incidents")
    if unit in FORECAST and not forecast:
        what = "the ranking of this run expects no number of incidents"
        raise ConfigError("--by expected", what, "count those of the period: --by incidents")
    return unit
