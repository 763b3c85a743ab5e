"""The page of a back-test: tables and capture curves in one HTML file without any script."""

from __future__ import annotations

from hotspot.render.curves.page import curves_page

__all__ = ["curves_page"]
