"""Cameras for a finished run: what those that stand see, what nobody sees, and where the next ones go."""

from hotspot.pipeline.cameras.placing import STEPS, place_cameras
from hotspot.pipeline.cameras.question import CameraQuestion

__all__ = ["STEPS", "CameraQuestion", "place_cameras"]
