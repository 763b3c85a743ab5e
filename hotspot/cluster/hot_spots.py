"""Hot spots: clusters of incidents with their outline, how much they hold, and how steady they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import numpy as np
import shapely

from hotspot.cluster.contents import Members, inside, members
from hotspot.cluster.outline import clipped, outlines
from hotspot.cluster.stability import stability
from hotspot.errors import ConfigError
from hotspot.measure.dbscan import Clusters, dbscan, hdbscan
from hotspot.measure.neighbours import neighbour_weight
from hotspot.schema import HOTSPOT_COLUMNS, KM2, Finding, Floats, HotSpots, Ints, Sites

if TYPE_CHECKING:
    import pyproj

    from hotspot.cluster.outline import Geometries, Polygonal

HDBSCAN_PLACES = 100_000  # beyond it HDBSCAN takes many minutes
HDBSCAN_SMALLEST = 5  # places, its usual smallest cluster
NAMED = 10  # hot spots in a finding
UNSTEADY = 0.5  # stability below which a hot spot is called unsteady


def hot_spots(
    sites: Sites,
    *,
    study: Polygonal,
    crs: pyproj.CRS,
    method: Literal["dbscan", "hdbscan"] = "dbscan",
    eps_m: float,
    min_samples: float,
    min_places: int = 3,
    years: float | None,
) -> HotSpots:
    """Find the clusters of incidents, draw and measure them, and rank them by the incidents inside.

    `study` is in the sites' coordinates. What is known of the incidents beside their place, `with_contents`
    adds. The outline is all within `eps_m` / 2 of the core sites; a cluster whose outline itself holds fewer
    than `min_samples` incidents (a light core between heavy border places) shows no place to go to and is
    left out. `kind_of` tells single addresses from areas; they are ranked after all areas: what helps at one
    door is not what helps in a street. By incidents per km² the smallest outlines would come first; a
    commander asks where most can be reached at once.

    With "hdbscan" each place counts once, whatever its weight; places with fewer than `min_places` within
    `eps_m` and clusters of fewer than `min_samples` incidents are left out; outlines may overlap; and
    stability is NaN, as no radius made them. ConfigError where there are more than 100,000 places for it.
    """
    if method == "dbscan":
        clusters, steady = _by_dbscan(sites, eps_m=eps_m, min_samples=min_samples)
    else:
        clusters, steady = _by_hdbscan(sites, eps_m=eps_m, min_samples=min_samples, min_places=min_places)
    label, core = clusters.label, clusters.core
    drawn = clipped(outlines(sites.xy[core], label[core], radius_m=eps_m / 2), study)
    held = members(sites, label)
    frame = described(sites, label, drawn, crs=crs, years=years).assign(
        kind=kind_of(held, min_samples=min_samples, min_places=min_places), stability=steady
    )
    order = in_order(frame)
    order = order[frame["inside"].to_numpy()[order] >= min_samples]
    ranked = numbered(frame.iloc[order])
    hollow = len(frame) - len(ranked)
    findings = _findings(ranked, method=method, min_samples=min_samples, eps_m=eps_m, hollow=hollow)
    label = relabelled(label, order)
    return HotSpots(frame=ranked, label=label, eps_m=eps_m, min_samples=min_samples, findings=findings)


def described(
    sites: Sites,
    label: Ints,
    drawn: Geometries,
    *,
    crs: pyproj.CRS,
    years: float | None,
) -> gpd.GeoDataFrame:
    """Return what each hot spot holds, one row for each outline in `drawn`, not yet tested, and without
    months and types.

    `label` (n,) is the row of each site, -1 for none; the other arguments are those of `hot_spots`.
    """
    held, within = members(sites, label), inside(sites, drawn)
    area_km2 = np.asarray(shapely.area(drawn), dtype=np.float64) / KM2
    return gpd.GeoDataFrame(
        {
            "incidents": np.rint(held.incidents).astype(np.int64),
            "inside": np.rint(within).astype(np.int64),
            "sites": held.places,
            "area_km2": area_km2,
            "per_km2_year": within / area_km2 / (years or 1.0),
            "share": held.incidents / sites.weight.sum(),
            "months_active": np.zeros(len(drawn), dtype=np.int64),
            "main_types": [""] * len(drawn),
            "usual": np.full(len(drawn), np.nan),
            "p_value": np.full(len(drawn), np.nan),
            "significant": np.zeros(len(drawn), dtype=np.bool_),
        },
        geometry=drawn,
        crs=crs,
    )


def in_order(frame: gpd.GeoDataFrame) -> Ints:
    """Return the rows in order of rank: areas before single addresses, then by the incidents inside."""
    single = (frame["kind"] == "single_address").to_numpy()
    return np.lexsort((-frame["per_km2_year"].to_numpy(), -frame["inside"].to_numpy(), single))


def _by_dbscan(sites: Sites, *, eps_m: float, min_samples: float) -> tuple[Clusters, Floats]:
    """Return DBSCAN's clusters and the stability (k,) of each."""
    clusters = dbscan(sites.xy, sites.weight, eps_m=eps_m, min_samples=min_samples)
    return clusters, stability(sites, clusters.label, eps_m=eps_m, min_samples=min_samples)


def _by_hdbscan(
    sites: Sites, *, eps_m: float, min_samples: float, min_places: int
) -> tuple[Clusters, Floats]:
    """Return HDBSCAN's clusters of the places that are not alone, if they hold `min_samples` incidents, and
    NaN (k,) for the stability of each."""
    if len(sites.xy) > HDBSCAN_PLACES:
        raise ConfigError(
            "clusters.method",
            f"hdbscan is too slow for {len(sites.xy)} distinct places; it takes at most {HDBSCAN_PLACES}",
            "use --set clusters.method=dbscan, or a shorter period with --start and --end",
        )
    near = neighbour_weight(sites.xy, np.ones(len(sites.xy)), eps_m=eps_m)
    kept = near >= min_places  # HDBSCAN would count a lone place to a crowd a kilometre away
    found = hdbscan(sites.xy[kept], sites.weight[kept], min_places=max(min_places, HDBSCAN_SMALLEST))
    label = np.full(len(sites.xy), -1, dtype=np.int64)
    label[kept] = found.label
    heavy = members(sites, label).incidents >= min_samples
    label = relabelled(label, np.flatnonzero(heavy))
    return Clusters(label=label, core=label >= 0), np.full(int(heavy.sum()), np.nan)


def relabelled(label: Ints, order: Ints) -> Ints:
    """Return the labels when cluster `order[i]` becomes number i; one that is not in `order` becomes -1."""
    number = np.full(int(label.max(initial=-1)) + 2, -1, dtype=np.int64)  # the last is for -1
    number[order] = np.arange(len(order))
    return number[label]


def kind_of(held: Members, *, min_samples: float, min_places: int) -> Geometries:
    """Return "area" or "single_address" for each hot spot.

    A single address has fewer than `min_places` places, or one place that holds more than half of its
    incidents while the rest would be fewer than `min_samples`.
    """
    rest = held.incidents - held.heaviest
    one_door = (held.heaviest > held.incidents / 2) & (rest < min_samples)
    single = (held.places < min_places) | one_door
    return np.where(single, "single_address", "area").astype(object)


def numbered(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give rank 1 … and id H1 … in the order of the rows."""
    rank = np.arange(1, len(frame) + 1)
    names = np.array([f"H{number}" for number in rank], dtype=object)
    numbered = frame.assign(rank=rank, hotspot_id=names).reset_index(drop=True)
    return numbered[list(HOTSPOT_COLUMNS)]


def note_chance(hotspots: HotSpots) -> HotSpots:
    """Return the hot spots with a finding that names the clusters that did not pass the test."""
    frame = hotspots.frame
    failed = frame.loc[frame["p_value"].notna() & ~frame["significant"], "hotspot_id"].tolist()
    if not failed:
        return hotspots
    values: dict[str, str | int | float] = {"count": len(failed), "ids": _first(failed)}
    finding = Finding(code="hot_spots_chance", level="info", values=values)
    return replace(hotspots, findings=(*hotspots.findings, finding))


def _first(ids: list[str]) -> str:
    return " ".join(ids[:NAMED]) + (" …" if len(ids) > NAMED else "")


def _findings(
    frame: gpd.GeoDataFrame, *, method: str, min_samples: float, eps_m: float, hollow: int
) -> tuple[Finding, ...]:
    """Say what a reader of the hot spots should know."""
    single = int((frame["kind"] == "single_address").sum())
    unsteady = frame.loc[frame["stability"] < UNSTEADY, "hotspot_id"].tolist()
    ids = _first(unsteady)
    settings: dict[str, str | int | float] = {"min_samples": min_samples, "eps_m": eps_m}
    seen = (
        (frame.empty, Finding(code="hot_spots_none", level="info", values=settings)),
        (hollow > 0, Finding(code="hot_spots_hollow", level="info", values={"count": hollow})),
        (single > 0, Finding(code="hot_spots_single", level="info", values={"count": single})),
        (
            len(unsteady) > 0,
            Finding(code="hot_spots_unsteady", level="info", values={"count": len(unsteady), "ids": ids}),
        ),
        (method == "hdbscan", Finding(code="hot_spots_hdbscan", level="warning")),
    )
    return tuple(finding for holds, finding in seen if holds)
