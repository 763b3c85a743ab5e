"""The map page: one HTML file that opens anywhere without a network and in which no data can run as code."""

from hotspot.render.page import map_page

__all__ = ["map_page"]
