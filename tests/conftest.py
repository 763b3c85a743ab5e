"""Property tests are judged by their law, not by the clock; CI draws the same examples every time."""

import os

from hypothesis import settings

settings.register_profile("hotspot", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("hotspot")
