"""From raw files to a ranking: the stages in order, as the method section of a paper would tell them."""

from __future__ import annotations

from hotspot.pipeline.city import rank_city, save
from hotspot.pipeline.given import inputs
from hotspot.pipeline.prepared import STEPS, Prepared, check, prepare
from hotspot.pipeline.suggest import suggest, told_apart

__all__ = ["STEPS", "Prepared", "check", "inputs", "prepare", "rank_city", "save", "suggest", "told_apart"]
