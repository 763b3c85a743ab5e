"""Where posts, cameras and patrols help most: on real streets, each answer with its bound."""

from hotspot.place.candidates import allowed, corners, grid, medoids, rows_at, rows_of
from hotspot.place.catchments import catchment_frame
from hotspot.place.demand import demand_of, has_forecast
from hotspot.place.described import described, names_in, numbered, scored, standing_posts
from hotspot.place.network import StreetNetwork, street_network
from hotspot.place.posts import Ask, Sites, choose, gain_curve, knee, stability
from hotspot.place.trial import hold_out
from hotspot.place.walking import Places, Walking
from hotspot.schema.placed import HoldOut

__all__ = [
    "Ask",
    "HoldOut",
    "Places",
    "Sites",
    "StreetNetwork",
    "Walking",
    "allowed",
    "catchment_frame",
    "choose",
    "corners",
    "demand_of",
    "described",
    "gain_curve",
    "grid",
    "has_forecast",
    "hold_out",
    "knee",
    "medoids",
    "names_in",
    "numbered",
    "rows_at",
    "rows_of",
    "scored",
    "stability",
    "standing_posts",
    "street_network",
]
