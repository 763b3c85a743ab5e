"""Where posts, cameras and patrols help most: on real streets, each answer with its bound."""

from hotspot.place.network import StreetNetwork, street_network
from hotspot.place.walking import Places, Walking

__all__ = ["Places", "StreetNetwork", "Walking", "street_network"]
