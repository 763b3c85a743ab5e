"""DBSCAN from the rows to a label for each row: `eps` 200 m, `min_samples` grows with the number of rows.

Ours begins with the rows. Weighted scikit-learn is given the distinct places with their weights, for nothing.
"""

# ruff: noqa: PLC0415 - each side imports its own packages, in its own interpreter

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from speed.comparison import Calls, Goal, Prepared, require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EPS_M = 200.0
ROWS_PER_SAMPLE = 500  # min_samples is 2,000 for a million rows
GOALS = {10**6: 25, 5 * 10**6: 80}  # incidents: how many times faster than weighted scikit-learn
RAW_ROWS, RAW_GOAL = 10**6, Goal("S2", faster=500, mb=100)


def comparisons(rows: int, *, raw: bool) -> Iterator[Calls]:
    """Yield the comparisons; `raw` adds scikit-learn on the rows one by one: 11 GB for a million."""
    what, goal = "DBSCAN", Goal("S2", faster=GOALS[rows]) if rows in GOALS else Goal()
    weighted = "scikit-learn, distinct places and weights given"
    yield Calls(what, rows, hotspot, weighted, sklearn_weighted, same_partition, goal)
    yield Calls(what, rows, hotspot, "`dbscan` (C++)", dbscan_cpp, same_partition)
    if raw and rows == RAW_ROWS:
        yield Calls(what, rows, hotspot, "scikit-learn, rows", sklearn_raw, same_partition, RAW_GOAL)


def hotspot(city: Path) -> Prepared:
    """Prepare Hotspot's DBSCAN."""
    from hotspot.measure.dbscan import dbscan
    from hotspot.project import collapse

    xy = np.load(city / "places.npy")

    def run() -> Any:
        sites = collapse(xy)
        found = dbscan(sites.xy, sites.weight, eps_m=EPS_M, min_samples=min_samples(len(xy)))
        return found.label[sites.site_of], found.core[sites.site_of]

    return Prepared(run, np.array)


def sklearn_weighted(city: Path) -> Prepared:
    """Prepare scikit-learn's DBSCAN with `sample_weight`; going back to the rows is not timed."""
    from sklearn.cluster import DBSCAN

    made, rows = np.load(city / "distinct.npz"), np.load(city / "places.npy")
    xy, weight = made["xy"], made["weight"]

    def run() -> Any:
        return DBSCAN(eps=EPS_M, min_samples=min_samples(len(rows))).fit(xy, sample_weight=weight)

    def answer(model: Any) -> Any:
        core = np.zeros(len(xy), dtype=bool)
        core[model.core_sample_indices_] = True
        site = np.searchsorted(xy.copy().view(np.complex128).ravel(), rows.view(np.complex128).ravel())
        return np.array([model.labels_[site], core[site]])

    return Prepared(run, answer)


def sklearn_raw(city: Path) -> Prepared:
    """Prepare scikit-learn's DBSCAN on the rows one by one."""
    from sklearn.cluster import DBSCAN

    xy = np.load(city / "places.npy")

    def answer(model: Any) -> Any:
        core = np.zeros(len(xy), dtype=bool)
        core[model.core_sample_indices_] = True
        return np.array([model.labels_, core])

    return Prepared(lambda: DBSCAN(eps=EPS_M, min_samples=min_samples(len(xy))).fit(xy), answer)


def dbscan_cpp(city: Path) -> Prepared:
    """Prepare the parallel grid DBSCAN of Wang, Gu and Shun, package `dbscan`; it takes no weights."""
    from dbscan import DBSCAN

    xy = np.load(city / "places.npy")
    return Prepared(lambda: DBSCAN(xy, eps=EPS_M, min_samples=min_samples(len(xy))), np.array)


def min_samples(rows: int) -> int:
    """Return the number of incidents that make a core place."""
    return max(rows // ROWS_PER_SAMPLE, 5)


def same_partition(_: Path, our_answer: Path, peer_answer: Path) -> str:
    """Check core rows, noise rows and the partition of the core rows; border rows may go to another cluster.

    A border row lies within `eps` of core rows of several clusters: which one takes it is a matter of rules.
    """
    (label, core), (peer_label, peer_core) = np.load(our_answer), np.load(peer_answer)
    core, peer_core = core.astype(bool), peer_core.astype(bool)
    others = (core != peer_core).sum()
    require(others == 0, f"{others:,} rows are core for one side only")
    noise, peer_noise = label < 0, peer_label < 0
    others = (noise != peer_noise).sum()
    require(others == 0, f"{others:,} rows are noise for one side only")
    pairs = np.unique(np.column_stack([label[core], peer_label[core]]), axis=0)
    clusters = len(np.unique(pairs[:, 0]))
    require(len(pairs) == clusters == len(np.unique(pairs[:, 1])), "the core rows are parted in another way")
    to_peer = dict(pairs.tolist())
    expected = np.array([to_peer[each] for each in label[~noise].tolist()]) if clusters else label[~noise]
    border = int((expected != peer_label[~noise]).sum())
    by_rule = f"; {border:,} border rows by another rule" if border else ""
    return f"same cores, noise, {clusters} clusters{by_rule}"
