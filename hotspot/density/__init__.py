"""Density: how many incidents per km² and year at each place, and how far to spread each incident."""

from hotspot.density.choose import choose_bandwidth
from hotspot.density.spread import spread_over_areas
from hotspot.density.surface import density_surface, study_grid

__all__ = ["choose_bandwidth", "density_surface", "spread_over_areas", "study_grid"]
