"""Micro-areas made where there are none (squares, hexagons, street blocks), or held to the city's outline."""

from hotspot.tessellate.blocks import blocks
from hotspot.tessellate.cells import hexagons, squares
from hotspot.tessellate.extent import study_area
from hotspot.tessellate.within import within

__all__ = ["blocks", "hexagons", "squares", "study_area", "within"]
