"""Where posts, cameras and patrols help most: on real streets, each answer with its bound."""

from hotspot.place.candidates import allowed, corners, grid, medoids, rows_at, rows_of
from hotspot.place.catchments import catchment_frame
from hotspot.place.demand import demand_of, has_forecast, hours_unknown, within_hours
from hotspot.place.gains import at_start, gain_curve, is_large, knee, stability, tightened
from hotspot.place.names import Surroundings, names_in, numbered
from hotspot.place.network import StreetNetwork, street_network
from hotspot.place.post_tables import described, scored, standing_posts
from hotspot.place.posts import Ask, Chosen, Sites, choose, found_or_none, served
from hotspot.place.trial import hold_out
from hotspot.place.unkept import unkept
from hotspot.place.walking import Places, Walking
from hotspot.place.ways import reach_of
from hotspot.schema.placed import HoldOut

__all__ = [
    "Ask",
    "Chosen",
    "HoldOut",
    "Places",
    "Sites",
    "StreetNetwork",
    "Surroundings",
    "Walking",
    "allowed",
    "at_start",
    "catchment_frame",
    "choose",
    "corners",
    "demand_of",
    "described",
    "found_or_none",
    "gain_curve",
    "grid",
    "has_forecast",
    "hold_out",
    "hours_unknown",
    "is_large",
    "knee",
    "medoids",
    "names_in",
    "numbered",
    "reach_of",
    "rows_at",
    "rows_of",
    "scored",
    "served",
    "stability",
    "standing_posts",
    "street_network",
    "tightened",
    "unkept",
    "within_hours",
]
