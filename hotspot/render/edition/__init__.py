"""The public edition as pages: one with the numbers and one with the method, in three languages."""

from hotspot.render.edition.page import edition_pages

__all__ = ["edition_pages"]
