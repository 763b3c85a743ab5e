"""Which areas come first, how sure that is, and why each stands where it stands."""

from hotspot.rank.audit import audit
from hotspot.rank.ranking import rank_areas
from hotspot.rank.where import area_of_cells, area_of_sites, is_within

__all__ = ["area_of_cells", "area_of_sites", "audit", "is_within", "rank_areas"]
