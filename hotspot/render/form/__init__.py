"""The yard form: one HTML file that is filled in on a phone without a network and saved there as a file."""

from __future__ import annotations

from hotspot.render.form.page import MARK, form_page

__all__ = ["MARK", "form_page"]
