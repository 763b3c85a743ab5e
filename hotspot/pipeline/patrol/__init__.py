"""Patrols for a finished run: what is asked, where they start, the routes and their bound, the files."""

from hotspot.pipeline.patrol.question import PatrolQuestion
from hotspot.pipeline.patrol.routing import STEPS, plan_patrols

__all__ = ["STEPS", "PatrolQuestion", "plan_patrols"]
