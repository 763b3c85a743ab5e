"""Find hot spots: how near and how many incidents make one, where they lie, and how sure they are."""

from hotspot.cluster.hot_spots import hot_spots
from hotspot.cluster.settings import choose_eps, choose_min_samples

__all__ = ["choose_eps", "choose_min_samples", "hot_spots"]
