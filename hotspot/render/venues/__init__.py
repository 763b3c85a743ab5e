"""The page of venues: the J-curve, the first venues and a card for each, on sheets of A4."""

from hotspot.render.venues.page import venues_page

__all__ = ["venues_page"]
