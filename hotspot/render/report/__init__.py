"""The document for the weekly meeting, as a page and as a PDF; both are set from the same sections."""

from hotspot.render.report.overview import city_picture
from hotspot.render.report.page import report_page
from hotspot.render.report.paper import report_pdf

__all__ = ["city_picture", "report_page", "report_pdf"]
