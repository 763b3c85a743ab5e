"""The document for the weekly meeting, as a page and as a PDF; both are set from the same sections."""

from hotspot.render.report.page import report_page
from hotspot.render.report.paper import report_pdf

__all__ = ["report_page", "report_pdf"]
