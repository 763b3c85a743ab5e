"""Reading, cleaning and projecting: what comes before any density, cluster or rank."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from hotspot import clean
from hotspot.config import Configuration, Settings
from hotspot.pipeline.given import read_given
from hotspot.pipeline.limits import check_settings
from hotspot.pipeline.progress import Progress, unsaid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pyproj
    from shapely import MultiPolygon, Polygon

    from hotspot.schema import Areas, Choice, Finding, Incidents, Period, Sites, Source, Told

STEPS = ("read", "clean", "density", "clusters", "rank", "write")


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """Cleaned incidents in metres with the areas they lie in: what `check` reports on and `rank` begins with.

    `incidents.frame` has easting, northing, `area` (row of the areas, -1: none) and `site`, and no longer
    what only cleaning asks for; of more incidents than memory holds (`single` is False) it has their sites by
    stretches of time, whose first day is `start`, and `windows` are the stretches that the bandwidth is
    tested on, in days of the period. `told` knows what else is asked of incidents.
    """

    settings: Settings
    incidents: Incidents
    told: Told
    areas: Areas
    study: Polygon | MultiPolygon
    crs: pyproj.CRS
    sites: Sites
    period: Period | None
    layers: Mapping[str, gpd.GeoDataFrame]
    sources: Mapping[str, tuple[Source, ...]]
    findings: tuple[Finding, ...]
    choices: tuple[Choice, ...]
    single: bool = True
    windows: Sequence[tuple[int, int]] | None = None


def prepare(configuration: Configuration, *, today: date | None = None, step: Progress = unsaid) -> Prepared:
    """Read what the settings name, clean it, and put all of it into one metric CRS.

    Dates after `today` (by default the day of the run) are counted as dates in the future.
    """
    settings, today = configuration.settings, today or date.today()
    check_settings(settings)
    step("read")
    given = read_given(settings, today=today)
    step("clean")
    if given.ledger is not None:
        from hotspot.pipeline.counted import prepare_counted  # noqa: PLC0415 - few runs need an engine

        return prepare_counted(settings, given, given.ledger, today=today)
    from hotspot.pipeline.cleaned import cleaned  # noqa: PLC0415 - loaded ahead while the files are read

    given = replace(given, incidents=clean.drop_unusable(given.incidents))  # rows as read are done with
    return cleaned(settings, given, today=today)


def check(configuration: Configuration, *, today: date | None = None, step: Progress = unsaid) -> Prepared:
    """Read and clean as for a ranking, and stop there; without areas, only the main town is looked at."""
    settings = configuration.settings
    if not settings.areas.file:
        areas = settings.areas.model_copy(update={"file": "square:500"})
        settings = settings.model_copy(update={"areas": areas})
    return prepare(Configuration(settings=settings, origin=configuration.origin), today=today, step=step)
