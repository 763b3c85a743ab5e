"""Find hot spots: how near and how many incidents make one, where they lie, and how sure they are."""

from hotspot.cluster.circles import with_circles
from hotspot.cluster.contents import with_contents
from hotspot.cluster.hot_spots import hot_spots, note_chance
from hotspot.cluster.settings import choose_eps, choose_min_samples, least_incidents

__all__ = [
    "choose_eps",
    "choose_min_samples",
    "hot_spots",
    "least_incidents",
    "note_chance",
    "with_circles",
    "with_contents",
]
