"""Clusters as other tools find them: DBSCAN with rules of thumb, and a hull around each cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

from hotspot.measure.dbscan import dbscan
from hotspot.measure.distinct import distinct_places

if TYPE_CHECKING:
    from hotspot.schema import Floats

MOST_ASKED = 2_000  # incidents whose distance to the k-th neighbour is taken: the median needs no more
LEAST_KM2 = 0.01  # of a hull: one address is no denser than a hectare shows


def peer_settings(places: Floats) -> tuple[float, int]:
    """Return `eps_m` and `min_samples` for incidents at `places` (m, 2) by the peers' rule of thumb.

    `min_samples` is the root of the number of incidents, between 5 and 50; `eps_m` the median distance to so
    many neighbours over the root of 2, at least a metre (sfhotspot 1.1, `hotspot_dbscan`).
    """
    count = len(places)
    min_samples = min(count, 50, max(5, int(np.ceil(np.sqrt(count)))))
    asked = places[np.lexsort((places[:, 1], places[:, 0]))][:: max(1, -(-count // MOST_ASKED))]
    distance = np.asarray(cKDTree(places).query(asked, k=[min_samples])[0])
    return max(1.0, float(np.median(distance) / np.sqrt(2))), min_samples


def cluster_density(places: Floats, at: Floats) -> Floats:
    """Return for each of `at` (c, 2) the incidents per km² of the cluster whose hull it lies in, else 0.

    `places` (m, 2) are the incidents, in metres. Where hulls overlap the densest counts.
    """
    density = np.zeros(len(at))
    if len(places) < 5:
        return density
    eps_m, min_samples = peer_settings(places)
    sites, site_of = distinct_places(places)
    weight = np.bincount(site_of, minlength=len(sites)).astype(np.float64)
    label = dbscan(sites, weight, eps_m=eps_m, min_samples=min_samples).label
    member = label >= 0
    if not member.any():
        return density
    order = np.argsort(label[member], kind="stable")
    of_cluster = label[member][order]
    points = np.atleast_1d(np.asarray(shapely.points(sites[member][order]), dtype=object))
    hulls = shapely.convex_hull(shapely.multipoints(points, indices=of_cluster))
    per_km2 = np.bincount(of_cluster, weight[member][order]) / np.maximum(
        shapely.area(hulls) / 1e6, LEAST_KM2
    )
    hull, place = shapely.STRtree(np.atleast_1d(np.asarray(shapely.points(at), dtype=object))).query(
        hulls, predicate="intersects"
    )
    np.maximum.at(density, place, per_km2[hull])
    return density
