"""DBSCAN: find places where incidents lie so close together that they form a cluster, with weights.

The answer is scikit-learn's (same core and noise sets), but the memory stays bounded where thousands of
incidents share an address, and nothing depends on the order of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammainc

from hotspot.compiled import COMPILED
from hotspot.measure.neighbours import neighbour_weight, pieces, weight_reaching

if COMPILED:
    from hotspot.compiled import neighbours as compiled

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Ints

_NEIGHBOURS = 20_000_000  # neighbours that scikit-learn may store at a time


@dataclass(frozen=True, kw_only=True)
class Clusters:
    """`label` (n,) is the cluster of each site, -1 for noise; `core` (n,) says which sites are core sites.

    Clusters are numbered from 0 by the weight of their core sites, heaviest first; of two equally heavy
    ones the one with the westmost (then southmost) core site comes first.
    """

    label: Ints
    core: Bools


def dbscan(xy: Floats, weight: Floats, *, eps_m: float, min_samples: float) -> Clusters:
    """Cluster weighted sites: core sites have at least `min_samples` within `eps_m`, their own included.

    `xy` is (n, 2) easting and northing in metres, `weight` (n,). Core and noise sets and the partition of
    the core sites are those of `sklearn.cluster.DBSCAN` on the rows one by one. A border site goes to the
    cluster of its nearest core site, the lowest number where several are equally near, whatever the order
    of the rows. Ester, Kriegel, Sander, Xu (1996), KDD-96.
    """
    return join(xy, weight, _core(xy, weight, eps_m=eps_m, min_samples=min_samples), eps_m=eps_m)


def _core(xy: Floats, weight: Floats, *, eps_m: float, min_samples: float) -> Bools:
    """Tell which sites (n, 2) have at least `min_samples` within `eps_m`."""
    if COMPILED and len(xy):
        return weight_reaching(xy, weight, eps_m=eps_m, least=min_samples) >= min_samples
    return np.asarray(neighbour_weight(xy, weight, eps_m=eps_m) >= min_samples)


def join(xy: Floats, weight: Floats, core: Bools, *, eps_m: float) -> Clusters:
    """Join `core` sites (n,) that lie within `eps_m` of each other, and give them their border sites."""
    label = np.full(len(xy), -1, dtype=np.int64)
    if not core.any():
        return Clusters(label=label, core=core)
    cores = np.flatnonzero(core)
    label[cores] = _numbered(xy[cores], weight[cores], components(xy[cores], eps_m=eps_m))
    others = _others_near(xy, core, eps_m=eps_m)
    label[others] = _nearest(xy[others], xy[cores], label[cores], eps_m=eps_m)
    return Clusters(label=label, core=core)


def components(xy: Floats, *, eps_m: float) -> Ints:
    """Return for each site (n, 2) the number of its chain: sites within `eps_m` of each other are one chain.

    It is DBSCAN in which every site is a core site.
    """
    if COMPILED and len(xy):
        return compiled.chains(np.ascontiguousarray(xy), eps_m)
    return _components_by_scikit_learn(xy, eps_m=eps_m)


def _components_by_scikit_learn(xy: Floats, *, eps_m: float) -> Ints:
    """Return the chains (n,) as scikit-learn finds them, within bounded memory.

    scikit-learn stores every list of neighbours, so it works on strips from west to east, each with `eps_m`
    of the next one; a site in two strips joins their chains.
    """
    from sklearn.cluster import DBSCAN  # noqa: PLC0415 - takes a second to import

    order = np.lexsort((xy[:, 1], xy[:, 0]))
    placed = xy[order]
    neighbours = neighbour_weight(placed, np.ones(len(placed)), eps_m=eps_m).astype(np.int64)
    sites, chains, known = [], [], 0
    for strip in pieces(neighbours, _NEIGHBOURS):
        reach = placed[strip.stop - 1, 0] + eps_m * (1 + 1e-9)
        end = int(np.searchsorted(placed[:, 0], reach, side="right"))
        # `kd_tree`, as the brute force of small inputs expands the square and is inexact at the rim
        model = DBSCAN(eps=eps_m, min_samples=1, metric="euclidean", algorithm="kd_tree")
        found = model.fit_predict(placed[strip.start : end])
        sites.append(np.arange(strip.start, end))
        chains.append(found + known)
        known += int(found.max()) + 1
    return _merged(np.concatenate(sites), np.concatenate(chains), known)[np.argsort(order)]


def _merged(site: Ints, chain: Ints, chains: int) -> Ints:
    """Return one number for each site, when chains that share a site are one chain."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - takes a while, and the loop does without
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    order = np.argsort(site, kind="stable")
    site, chain = site[order], chain[order]
    shared = np.flatnonzero(site[1:] == site[:-1])
    links = coo_array((np.ones(len(shared)), (chain[shared], chain[shared + 1])), shape=(chains, chains))
    merged = connected_components(links, directed=False)[1].astype(np.int64)
    return merged[chain[np.unique(site, return_index=True)[1]]]


def _numbered(xy: Floats, weight: Floats, chain: Ints) -> Ints:
    """Renumber chains by weight, heaviest first, then by their westmost, then southmost site."""
    heavy = np.bincount(chain, weights=weight)
    west, south = np.full((2, len(heavy)), np.inf)
    np.minimum.at(west, chain, xy[:, 0])
    westmost = xy[:, 0] == west[chain]
    np.minimum.at(south, chain[westmost], xy[westmost, 1])
    order = np.lexsort((south, west, -heavy))
    return np.argsort(order)[chain]


def _others_near(xy: Floats, core: Bools, *, eps_m: float) -> Ints:
    """Return the sites that are no core sites, at least those of them within `eps_m` of one."""
    near = near_any(xy, xy[core], eps_m=eps_m)
    return near[~core[near]]


def near_any(xy: Floats, core_xy: Floats, *, eps_m: float) -> Ints:
    """Return the sites (m,) that may lie within `eps_m` of a core site, none missing and in rising order."""
    if COMPILED:
        return compiled.near_any(np.ascontiguousarray(xy), np.ascontiguousarray(core_xy), eps_m)
    if not len(xy) or not len(core_xy):
        return np.empty(0, dtype=np.int64)
    from scipy.spatial import cKDTree  # noqa: PLC0415 - takes a while, and the loop does without

    # a breath more than the distance, which is measured exactly once the nearest is looked for
    apart = cKDTree(core_xy).query(xy, distance_upper_bound=eps_m * (1 + 1e-9))[0]
    return np.flatnonzero(np.isfinite(apart))


def _nearest(xy: Floats, core_xy: Floats, core_label: Ints, *, eps_m: float) -> Ints:
    """Return the label of the nearest core site within `eps_m`, the lowest of equally near ones; -1: none."""
    if COMPILED and len(xy):
        xy, core_xy = np.ascontiguousarray(xy), np.ascontiguousarray(core_xy)
        return compiled.nearest_label(xy, core_xy, np.ascontiguousarray(core_label), eps_m)
    label = np.full(len(xy), -1, dtype=np.int64)
    if not len(xy):
        return label
    from scipy.spatial import cKDTree  # noqa: PLC0415 - takes a while, and the loop does without

    tree = cKDTree(core_xy)
    # a breath more than the distance: all core sites that may be nearest, then measured exactly
    reach = np.asarray(tree.query(xy, distance_upper_bound=eps_m * (1 + 1e-9))[0])
    border = np.flatnonzero(np.isfinite(reach))
    near = tree.query_ball_point(xy[border], reach[border] * (1 + 1e-9) + 1e-9)
    pair = np.repeat(np.arange(len(border)), [len(found) for found in near])
    other = np.fromiter((site for found in near for site in found), dtype=np.int64, count=len(pair))
    apart = xy[border[pair]] - core_xy[other]
    squared = apart[:, 0] * apart[:, 0] + apart[:, 1] * apart[:, 1]
    best = np.lexsort((core_label[other], squared, pair))
    best = best[np.unique(pair[best], return_index=True)[1]]
    best = best[squared[best] <= eps_m * eps_m]
    label[border[pair[best]]] = core_label[other[best]]
    return label


def hdbscan(xy: Floats, weight: Floats, *, min_places: int) -> Clusters:
    """Cluster sites (n, 2) of any density with scikit-learn's HDBSCAN; a cluster has at least `min_places`.

    HDBSCAN takes no weights: each place counts once, however many incidents it has; `weight` (n,) only
    numbers the clusters. Every member counts as a core site. Time grows with the square of the number of
    places. Campello, Moulavi, Sander (2013), PAKDD.
    """
    from sklearn.cluster import HDBSCAN  # noqa: PLC0415 - takes a second to import

    label = np.full(len(xy), -1, dtype=np.int64)
    if len(xy) >= max(min_places, 2):
        order = np.lexsort((xy[:, 1], xy[:, 0]))
        model = HDBSCAN(
            min_cluster_size=max(min_places, 2),
            metric="euclidean",
            algorithm="kd_tree",
            cluster_selection_method="leaf",
            copy=True,
        )
        label[order] = model.fit_predict(xy[order])
    core = label >= 0
    if core.any():
        label[core] = _numbered(xy[core], weight[core], label[core])
    return Clusters(label=label, core=core)


def expected_by_chance(incidents: float, km2: float, *, eps_m: float, min_samples: float) -> float:
    """Return how many core incidents to expect when `incidents` fall on `km2` uniformly at random.

    Each has a Poisson number of others within `eps_m`, edges left aside. A cluster has at least one core
    incident, so the number of false clusters is smaller.

    >>> round(expected_by_chance(1000, 100, eps_m=200, min_samples=8), 2)
    0.33
    """
    others = incidents / km2 * np.pi * (eps_m / 1000) ** 2
    return float(incidents * gammainc(np.maximum(np.ceil(min_samples) - 1, 0), others))


def min_samples_by_chance(incidents: float, km2: float, *, eps_m: float, expected: float = 0.05) -> int:
    """Return the smallest `min_samples` that leaves fewer than `expected` core incidents to chance.

    >>> min_samples_by_chance(1000, 100, eps_m=300, expected=1)
    11
    """
    low, high = 0, 1
    while expected_by_chance(incidents, km2, eps_m=eps_m, min_samples=high) >= expected:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        chance = expected_by_chance(incidents, km2, eps_m=eps_m, min_samples=middle)
        low, high = (middle, high) if chance >= expected else (low, middle)
    return high
