"""Risky facilities: which incidents belong to which venue, how unevenly they fall, which venues stand out."""

from hotspot.venues.cards import cards_of
from hotspot.venues.concentrated import concentration, held_out_share
from hotspot.venues.joined import joined
from hotspot.venues.kinds import kinds_compared
from hotspot.venues.places import venue_places
from hotspot.venues.ranked import dispersion_of, exposure_of, ranked, told
from hotspot.venues.rings import rings_around
from hotspot.venues.tried import reaches_tried
from hotspot.venues.used import used_incidents

__all__ = [
    "cards_of",
    "concentration",
    "dispersion_of",
    "exposure_of",
    "held_out_share",
    "joined",
    "kinds_compared",
    "ranked",
    "reaches_tried",
    "rings_around",
    "told",
    "used_incidents",
    "venue_places",
]
