"""Cleaning and projecting: what was read becomes incidents in metres, each in its area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot import clean, project, rank
from hotspot.pipeline.ground import (
    given_ground,
    in_period,
    inside_of,
    located,
    made_areas,
    metric_crs,
    one_shape,
    remaining,
)
from hotspot.pipeline.prepared import Prepared
from hotspot.pipeline.told import InMemory

if TYPE_CHECKING:
    from datetime import date

    from hotspot.config import Settings
    from hotspot.pipeline.given import Given


def cleaned(settings: Settings, given: Given, *, today: date) -> Prepared:
    """Clean the incidents that have a place, and put all that was read into one metric CRS.

    Dates after `today` are in the future.
    """
    incidents = given.incidents
    crs, chosen = metric_crs(settings, given, incidents)
    incidents, everywhere = project.project_incidents(incidents, crs)
    areas, boundary = given_ground(settings, given, crs)
    incidents, area = inside_of(incidents, everywhere, areas, boundary, crs)
    incidents, period, chosen_period = in_period(settings, incidents, today)
    incidents = clean.drop_discovered(clean.without_free_text(incidents), types=settings.incidents.discovered)
    incidents = clean.drop_repeated_ids(incidents)
    sites, kept = remaining(everywhere, incidents.frame)
    areas = areas or made_areas(settings, sites, boundary, given, crs)
    study = boundary if boundary is not None else one_shape(areas.frame)
    area = area[kept] if area is not None else rank.area_of_sites(areas, sites.xy)
    incidents = located(incidents, area, sites)
    seen = clean.look_at(incidents, sites)
    incidents = clean.as_used(incidents)
    return Prepared(
        settings=settings,
        incidents=incidents,
        told=InMemory(incidents=incidents.frame),
        areas=areas,
        study=study,
        crs=crs,
        sites=sites,
        period=period,
        layers={kind: project.project_frame(layer, crs) for kind, layer in given.layers.items()},
        sources=given.sources,
        findings=(
            *given.findings,
            *incidents.findings,
            *clean.look_at_account(incidents.rows),
            *seen,
            *areas.findings,
        ),
        choices=(*incidents.choices, *areas.choices, chosen, *chosen_period),
    )
