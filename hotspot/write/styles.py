"""Styles that QGIS finds in the GeoPackage, so that a layer shows its classes and colours at once."""

from __future__ import annotations

import xml.etree.ElementTree as ET  # only written here, never read
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind: TypeAlias = Literal["fill", "line", "marker"]
# ColorBrewer YlGnBu in five classes: told apart by colour-blind readers and in grey print.
CLASS_COLOURS = ("255,255,204,255", "161,218,180,255", "65,182,196,255", "44,127,184,255", "37,52,148,255")
LINE, EDGE, SPOT, POINT = "120,120,120,255", "255,255,255,255", "179,0,60,255", "20,20,20,255"


def graduated(column: str, limits: Sequence[float]) -> str:
    """Return a QGIS style (QML) that fills areas by the class of `column`."""
    root, renderer = _document("graduatedSymbol", attr=column, graduatedMethod="GraduatedColor")
    ranges, symbols = ET.SubElement(renderer, "ranges"), ET.SubElement(renderer, "symbols")
    classes = len(limits) - 1
    for i, (low, high) in enumerate(pairwise(limits)):
        label = f"{low:.4g} – {high:.4g}"
        ET.SubElement(
            ranges,
            "range",
            {
                "lower": f"{low:.9f}",
                "upper": f"{high:.9f}",
                "label": label,
                "symbol": str(i),
                "render": "true",
            },
        )
        fill = CLASS_COLOURS[len(CLASS_COLOURS) - classes + i]
        _symbol(symbols, str(i), "fill", "SimpleFill", _fill(fill, LINE, 0.2))
    return _text(root)


def single(kind: Kind) -> str:
    """Return a QGIS style with one symbol: an outline, a thin line or a small dot."""
    root, renderer = _document("singleSymbol")
    symbols = ET.SubElement(renderer, "symbols")
    if kind == "fill":
        _symbol(symbols, "0", kind, "SimpleFill", {**_fill(SPOT, SPOT, 0.6), "style": "no"})
    elif kind == "line":
        look = {"line_color": LINE, "line_width": "0.2", "line_width_unit": "MM", "line_style": "solid"}
        _symbol(symbols, "0", kind, "SimpleLine", look)
    else:
        look = {"name": "circle", "color": POINT, "outline_color": EDGE, "size": "2.4", "size_unit": "MM"}
        _symbol(symbols, "0", kind, "SimpleMarker", look)
    return _text(root)


def _document(renderer: str, **attributes: str) -> tuple[ET.Element, ET.Element]:
    root = ET.Element("qgis", {"version": "3.28.0", "styleCategories": "Symbology"})
    return root, ET.SubElement(root, "renderer-v2", {"type": renderer, "enableorderby": "0", **attributes})


def _fill(colour: str, outline: str, width_mm: float) -> dict[str, str]:
    return {
        "color": colour,
        "style": "solid",
        "outline_color": outline,
        "outline_style": "solid",
        "outline_width": str(width_mm),
        "outline_width_unit": "MM",
    }


def _symbol(parent: ET.Element, name: str, kind: str, layer: str, look: dict[str, str]) -> None:
    symbol = ET.SubElement(
        parent, "symbol", {"type": kind, "name": name, "alpha": "1", "clip_to_extent": "1"}
    )
    drawn = ET.SubElement(symbol, "layer", {"class": layer, "enabled": "1", "locked": "0", "pass": "0"})
    options = ET.SubElement(drawn, "Option", {"type": "Map"})
    for key, value in look.items():
        ET.SubElement(options, "Option", {"name": key, "value": value, "type": "QString"})
        ET.SubElement(drawn, "prop", {"k": key, "v": value})  # what QGIS before 3.26 reads


def _text(root: ET.Element) -> str:
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(
        root, encoding="unicode"
    )
