"""A route for the crew's receiver or telephone: GPX 1.1, with the places to stop as waypoints."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAMESPACE = "http://www.topografix.com/GPX/1/1"
SCHEMA = f"{NAMESPACE} http://www.topografix.com/GPX/1/1/gpx.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
CREATOR = "hotspot"


def gpx(
    name: str, about: str, *, line: Iterable[Sequence[float]], stops: Iterable[tuple[float, float, str]]
) -> str:
    """Return a track along `line` (lon, lat in degrees) called `name`, with `stops` (lon, lat, name).

    Topografix (2004), GPX 1.1 schema.
    """
    root = ET.Element(
        "gpx",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": INSTANCE,
            "xsi:schemaLocation": SCHEMA,
            "version": "1.1",
            "creator": CREATOR,
        },
    )
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "name").text = _allowed(name)
    ET.SubElement(metadata, "desc").text = _allowed(about)
    for lon, lat, called in stops:
        point = ET.SubElement(root, "wpt", _at(lon, lat))
        ET.SubElement(point, "name").text = _allowed(called)
    track = ET.SubElement(root, "trk")
    ET.SubElement(track, "name").text = _allowed(name)
    segment = ET.SubElement(track, "trkseg")
    for lon, lat in line:
        ET.SubElement(segment, "trkpt", _at(lon, lat))
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n")
    )


def _at(lon: float, lat: float) -> dict[str, str]:
    return {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"}


def _allowed(text: str) -> str:
    """Return text without the characters that XML 1.0 forbids."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\t\n")
