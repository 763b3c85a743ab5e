"""When it happens, whether it changes, and whether it comes back: clocks, periods, repeats."""

from hotspot.times.emerged import emerged_places
from hotspot.times.places import Place, places_named
from hotspot.times.week import place_time

__all__ = ["Place", "emerged_places", "place_time", "places_named"]
