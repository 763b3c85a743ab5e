"""What the pages and layers must not hold: other numbers than the tables, fine places, clocks, persons."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from hotspot.publish.attack.evidence import LAYERS, PAGES
from hotspot.publish.catchment import living_in, too_few
from hotspot.schema.published import Weakness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hotspot.publish.attack.evidence import Evidence

LEAST_M2 = 9_950.0  # a cell of 100 m, with what rounding to six decimals takes away
CLOCK = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)|\dT\d\d")
PERSON = re.compile(
    r"(?<![0-9a-f.])\d{12}(?![0-9a-f])|[\w.+-]+@[\w-]+\.\w+|\+?[78][ (-]{0,2}\d{3}[ )-]{1,2}\d{3}[ -]\d\d"
)


def weak_texts(files: Mapping[str, str], evidence: Evidence) -> Iterator[Weakness]:
    """Yield what the texts say beyond the tables."""
    for name, text in files.items():
        if clock := CLOCK.search(text):
            yield Weakness(kind="clock", where=name, what=clock[0])
        if PERSON.search(text):
            yield Weakness(kind="person", where=name, what="what looks like a number or address of a person")
    for name in LAYERS:
        yield from _places(name, files.get(name, ""))
    yield from _doors(files)
    for name in PAGES:
        yield from _page(name, files.get(name, ""), evidence)


def _places(name: str, text: str) -> Iterator[Weakness]:
    """Yield shapes that are no surfaces, or are finer than a cell of 100 m."""
    geod = pyproj.Geod(ellps="WGS84")
    for feature in json.loads(text)["features"] if text else []:
        shape = shapely.geometry.shape(feature["geometry"])
        surface = shapely.get_dimensions(shape) == 2 and shape.geom_type != "GeometryCollection"
        if not surface or abs(geod.geometry_area_perimeter(shape)[0]) < LEAST_M2:
            yield Weakness(kind="place", where=name, what=str(feature.get("id", "")))


def _doors(files: Mapping[str, str]) -> Iterator[Weakness]:
    """Yield areas and hot spots where one to seven people live, as far as the residents of areas tell."""
    areas, spots = (json.loads(files[name])["features"] if files.get(name) else [] for name in LAYERS)
    shapes = np.array([shapely.geometry.shape(one["geometry"]) for one in areas], dtype=object)
    residents = [
        np.nan if (people := one["properties"].get("residents")) is None else float(people) for one in areas
    ]
    for one, people in zip(areas, residents, strict=True):
        if too_few(people):
            yield Weakness(kind="place", where="areas.geojson", what=str(one["properties"]["area_id"]))
    for one in spots if areas else []:
        if too_few(living_in(shapely.geometry.shape(one["geometry"]), shapes, residents)):
            yield Weakness(kind="place", where="hotspot_cells.geojson", what=str(one.get("id", "")))


class _Page(HTMLParser):
    """Gathers the cells of each row and the shapes that belong to an area."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.area, self.cells, self.drawn, self.city = "", {}, {}, []
        self.inside = False

    cells: dict[str, list[str]]
    drawn: dict[str, str]
    city: list[str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the row of an area, or its shape on the map."""
        given = {name: value or "" for name, value in attrs}
        if tag == "tr":
            self.area = given.get("data-area", "")
        elif tag == "td":
            self.inside = True
            (self.cells.setdefault(self.area, []) if self.area else self.city).append("")
        elif "data-area" in given:
            self.drawn[given["data-area"]] = given.get("class", "")

    def handle_endtag(self, tag: str) -> None:
        """Leave a cell."""
        if tag == "td":
            self.inside = False

    def handle_data(self, data: str) -> None:
        """Keep what stands in a cell."""
        if self.inside:
            (self.cells[self.area] if self.area else self.city)[-1] += data


def _page(name: str, text: str, evidence: Evidence) -> Iterator[Weakness]:
    """Yield areas of which the page shows a number, or a colour, that the table does not."""
    page = _Page()
    page.feed(text)
    rows = {row["area_id"]: row for row in evidence.areas}
    for area, cells in page.cells.items():
        own = {re.sub(r"\D", "", value) for value in rows.get(area, {}).values()}
        said = {re.sub(r"\D", "", part) for cell in cells for part in re.split("[–()]", cell)}
        if said - own - {""}:
            yield Weakness(kind="page", where=name, what=area)
    shown = {re.sub(r"\D", "", text) for found in evidence.texts.values() for _, text in found}
    for cell in page.city:
        if re.sub(r"\D", "", cell) not in {*shown, *evidence.apart, ""}:
            yield Weakness(kind="page", where=name, what="the whole city")
    for area, drawn in page.drawn.items():
        if not rows.get(area, {}).get("incidents", "").isdigit() and "hidden" not in drawn.split():
            yield Weakness(kind="page", where=name, what=area)
