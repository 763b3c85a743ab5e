"""Which areas come first, how sure that is, and why each stands where it stands."""

from hotspot.rank.ranking import rank_areas
from hotspot.rank.where import area_of_sites

__all__ = ["area_of_sites", "rank_areas"]
