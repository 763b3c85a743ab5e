"""One page per area for the morning briefing, as PDF and as HTML: the same words, the same pictures."""

from hotspot.render.brief.contents import Brief, briefs
from hotspot.render.brief.page import brief_html
from hotspot.render.brief.paper import MARK
from hotspot.render.brief.sheet import brief_pdf

__all__ = ["MARK", "Brief", "brief_html", "brief_pdf", "briefs"]
