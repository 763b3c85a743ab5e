"""Micro-areas where a city has no boundaries for them: squares, hexagons, or blocks between streets."""

from hotspot.tessellate.blocks import blocks
from hotspot.tessellate.cells import hexagons, squares
from hotspot.tessellate.extent import study_area

__all__ = ["blocks", "hexagons", "squares", "study_area"]
