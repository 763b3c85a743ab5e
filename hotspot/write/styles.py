"""Styles that QGIS finds in the GeoPackage, so that a layer shows its classes and colours at once."""

from __future__ import annotations

import xml.etree.ElementTree as ET  # only written here, never read
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Kind: TypeAlias = Literal["fill", "line", "marker"]
# ColorBrewer YlGnBu in five classes: told apart by colour-blind readers and in grey print.
CLASS_COLOURS = ("255,255,204,255", "161,218,180,255", "65,182,196,255", "44,127,184,255", "37,52,148,255")
BELOW_ALL = -1  # no score is below 0
NO_CLASS = "217,217,217,255"  # as on the map page
LINE, EDGE, SPOT, INK = "120,120,120,255", "255,255,255,255", "179,0,60,255", "20,20,20,255"
# Colours as on the map page; shapes that differ without them. The last is for a layer of any other name.
MARKERS = {"posts": ("square", "26,26,26,255"), "cameras": ("triangle", "123,45,139,255")}
MARKERS |= {"venues": ("circle", "0,105,92,255"), "": ("diamond", "93,64,55,255")}
PLANNED = "179,71,0,255"  # what is proposed, beside what stands
MARKERS |= {"planned": ("star", PLANNED), "planned_cameras": ("star", "123,45,139,255")}
LAYER_OF: Mapping[Kind, str] = {"fill": "SimpleFill", "line": "SimpleLine", "marker": "SimpleMarker"}


def graduated(
    column: str,
    limits: Sequence[float],
    *,
    labels: Sequence[str],
    number: str,
    headings: Mapping[str, str],
    unknown: str = "",
) -> str:
    """Return a QGIS style (QML) that fills areas by the class of `column` and writes `number` on them.

    `limits` rise; `labels`, one for each class, are for the legend; `headings` are what columns are called;
    `unknown` is for the legend where areas lack a value, which QGIS would not draw.
    The highest class comes first: so a value on a limit, which QGIS gives to the first class that holds it,
    belongs to the class above it.
    """
    attr = f'coalesce("{column}", {BELOW_ALL})' if unknown else column
    root, renderer = _document("graduatedSymbol", attr=attr, graduatedMethod="GraduatedColor")
    ranges, symbols = ET.SubElement(renderer, "ranges"), ET.SubElement(renderer, "symbols")
    colours = CLASS_COLOURS[len(CLASS_COLOURS) - len(labels) :]
    classes = zip(pairwise(limits), labels, colours, strict=True)
    for i, ((low, high), label, colour) in enumerate(reversed(list(classes))):
        edges = {"lower": f"{low:.9f}", "upper": f"{high:.9f}"}
        ET.SubElement(ranges, "range", {**edges, "label": label, "symbol": str(i), "render": "true"})
        _symbol(symbols, str(i), "fill", _area(colour, LINE, 0.2))
    if unknown:
        edges = {"lower": str(BELOW_ALL), "upper": str(BELOW_ALL)}
        ET.SubElement(
            ranges, "range", {**edges, "label": unknown, "symbol": str(len(labels)), "render": "true"}
        )
        _symbol(symbols, str(len(labels)), "fill", _area(NO_CLASS, LINE, 0.2))
    _labels(root, number)
    _headings(root, headings)
    return _text(root)


def outlined(column: str, labels: Mapping[str, str], *, dashed: str, headings: Mapping[str, str]) -> str:
    """Return a QGIS style with a bright outline for each value of `column`, broken for the value `dashed`.

    `labels` name the values in the legend; `headings` are what columns are called.
    """
    root, renderer = _document("categorizedSymbol", attr=column)
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for i, (value, label) in enumerate(labels.items()):
        item = {"value": value, "type": "string", "label": label, "symbol": str(i), "render": "true"}
        ET.SubElement(categories, "category", item)
        line = "dash" if value == dashed else "solid"
        _symbol(symbols, str(i), "fill", _outline(EDGE, 1.2, "solid"), _outline(SPOT, 0.6, line))
    _headings(root, headings)
    return _text(root)


def numbered(name: str, column: str, *, headings: Mapping[str, str]) -> str:
    """Return a QGIS style with a large mark for the layer `name`, and the value of `column` beside each."""
    root, renderer = _document("singleSymbol")
    shape, colour = MARKERS.get(name, MARKERS[""])
    look = {**_mark(shape, colour), "size": "5"}
    _symbol(ET.SubElement(renderer, "symbols"), "0", "marker", look)
    _labels(root, column, beside=True)
    _headings(root, headings)
    return _text(root)


def ground(colour: str, *, headings: Mapping[str, str], number: str = "") -> str:
    """Return a QGIS style with a broken outline and a fill that lets the map under it be seen; the value of
    the column `number`, where there is one, is written on it."""
    root, renderer = _document("singleSymbol")
    look = {**_area(f"{colour.rpartition(',')[0]},38", colour, 0.4), "outline_style": "dash"}
    _symbol(ET.SubElement(renderer, "symbols"), "0", "fill", look)
    if number:
        _labels(root, number)
    _headings(root, headings)
    return _text(root)


def way(colour: str, *, headings: Mapping[str, str], number: str) -> str:
    """Return a QGIS style with a thick line, and the value of the column `number` beside it."""
    root, renderer = _document("singleSymbol")
    look = {"line_color": colour, "line_width": "1.2", "line_width_unit": "MM", "line_style": "solid"}
    _symbol(ET.SubElement(renderer, "symbols"), "0", "line", look)
    _labels(root, number, beside=True)
    _headings(root, headings)
    return _text(root)


def single(kind: Kind, name: str, *, headings: Mapping[str, str] | None = None) -> str:
    """Return a QGIS style with one symbol for the given layer `name`: an outline, a thin line or a mark;
    `headings` are what columns are called, where they are not names of the user."""
    root, renderer = _document("singleSymbol")
    shape, colour = MARKERS.get(name, MARKERS[""])
    looks: Mapping[Kind, Mapping[str, str]] = {
        "fill": _outline(colour, 0.4, "solid"),
        "line": {"line_color": LINE, "line_width": "0.2", "line_width_unit": "MM", "line_style": "solid"},
        "marker": _mark(shape, colour),
    }
    _symbol(ET.SubElement(renderer, "symbols"), "0", kind, looks[kind])
    if headings:
        _headings(root, headings)
    return _text(root)


def _document(renderer: str, **attributes: str) -> tuple[ET.Element, ET.Element]:
    about = {"version": "3.22.0", "styleCategories": "Symbology|Labeling|Fields"}
    root = ET.Element("qgis", about)
    return root, ET.SubElement(root, "renderer-v2", {"type": renderer, "enableorderby": "0", **attributes})


def _mark(shape: str, colour: str) -> dict[str, str]:
    return {"name": shape, "color": colour, "outline_color": EDGE, "size": "2.4", "size_unit": "MM"}


def _area(colour: str, edge: str, width_mm: float) -> dict[str, str]:
    return {**_outline(edge, width_mm, "solid"), "color": colour, "style": "solid"}


def _outline(colour: str, width_mm: float, line: str) -> dict[str, str]:
    return {
        "color": colour,
        "style": "no",
        "outline_color": colour,
        "outline_style": line,
        "outline_width": str(width_mm),
        "outline_width_unit": "MM",
    }


def _symbol(parent: ET.Element, name: str, kind: Kind, *looks: Mapping[str, str]) -> None:
    """Add a symbol that draws `looks` one over the other."""
    about = {"type": kind, "name": name, "alpha": "1", "clip_to_extent": "1"}
    symbol = ET.SubElement(parent, "symbol", about)
    for look in looks:
        drawing = {"class": LAYER_OF[kind], "enabled": "1", "locked": "0", "pass": "0"}
        drawn = ET.SubElement(symbol, "layer", drawing)
        options = ET.SubElement(drawn, "Option", {"type": "Map"})
        for key, value in look.items():
            ET.SubElement(options, "Option", {"name": key, "value": value, "type": "QString"})
            ET.SubElement(drawn, "prop", {"k": key, "v": value})  # what QGIS before 3.26 reads


def _labels(root: ET.Element, column: str, *, beside: bool = False) -> None:
    """Write the value of `column` on each area, or `beside` each point, dark on a light edge, so that it is
    read on any colour."""
    root.set("labelsEnabled", "1")
    settings = ET.SubElement(ET.SubElement(root, "labeling", {"type": "simple"}), "settings")
    style = {"fieldName": column, "isExpression": "0", "textColor": INK}
    text = ET.SubElement(settings, "text-style", {**style, "fontSize": "9", "fontSizeUnit": "Point"})
    edge = {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferColor": EDGE}
    ET.SubElement(text, "text-buffer", {**edge, "bufferOpacity": "1"})
    inside = {"placement": "4", "polygonPlacementFlags": "2"}  # level
    around = {"placement": "6", "dist": "1", "distUnits": "MM"}
    ET.SubElement(settings, "placement", around if beside else inside)
    ET.SubElement(settings, "rendering", {"drawLabels": "1"})


def _headings(root: ET.Element, headings: Mapping[str, str]) -> None:
    """Let QGIS show columns by their headings; their names, which scripts know, stay."""
    aliases = ET.SubElement(root, "aliases")
    for column, heading in headings.items():
        ET.SubElement(aliases, "alias", {"field": column, "name": heading})


def _text(root: ET.Element) -> str:
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(
        root, encoding="unicode"
    )
