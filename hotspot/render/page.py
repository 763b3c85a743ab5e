"""Puts the map page together: Folium's map, Leaflet, the project's own script and style, and the data.

Data never pass through a template and never stand in a script: they are inert JSON islands, put in last by
plain replacement and read by the scripts of `script/`, which show them as text nodes only. The
content-security policy allows exactly the scripts and styles written here, by their hash, and no request
at all, or pictures from the one tile server that the config names.
"""

from __future__ import annotations

import html
import re
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import folium

from hotspot.errors import ConfigError
from hotspot.render.contents import city_island, page_title
from hotspot.render.locales import plural_script, words_island
from hotspot.render.scaffold import filled, island, own, policy

if TYPE_CHECKING:
    from hotspot.schema import Result
    from hotspot.schema.drawn import DrawnFinds, DrawnKind

# In the order of reading: what is found and chosen, then the map, then what stands around it.
SCRIPTS = (
    *("city", "state", "words", "elements", "bytes", "shapes", "incidents", "counts", "classes"),
    *("ground", "views", "areas", "hotspots", "given", "finds", "dots", "labels", "tiles", "canvas"),
    *("basemap", "items", "legend", "clock", "card", "table", "filters", "titles", "sheets", "start"),
)
LONG = {"bytes": "compact", "sheets": "rest"}  # which script stands behind which in a page of very many areas
ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")


def map_page(result: Result, finds: DrawnFinds | None = None, *, of: DrawnKind | None = None) -> str:
    """Return the page, with the `finds` of commands where there are some; `of` says which of them the
    page is of. The same result gives the same text."""
    map_element, map_script = _folium_map()
    city = city_island(result, finds, of=of)
    scripts = {
        "leaflet-script": _leaflet_script(),
        "map-script": map_script,
        "plural-script": plural_script(),
        "page-script": page_script(is_long="rest" in city),
    }
    styles = {"leaflet-style": _leaflet_style(), "page-style": own(__package__, "page.css")}
    tiles = {"address": result.drawing.tiles, "credit": result.drawing.tiles_credit}
    pictures = ["data:", *filter(None, [_origin(result.drawing.tiles)])]
    parts = {
        "policy": policy(styles=list(styles.values()), scripts=list(scripts.values()), pictures=pictures),
        "title": html.escape(page_title(city, result.language)),
        "language": result.language,
        "map-element": map_element,
        **scripts,
        **styles,
        "words": island(words_island()),
        "city": island({**city, "tiles": tiles}),
    }
    return filled(own(__package__, "page.html"), parts)


def page_script(*, is_long: bool = False) -> str:
    """Return the project's own scripts as one: plain scripts, since modules do not load from a file.

    A page that lists only the first of its areas (`is_long`) has those for the others, too.
    """
    names = chain.from_iterable(
        (name, LONG[name]) if is_long and name in LONG else (name,) for name in SCRIPTS
    )
    return "\n".join(own(__package__, f"script/{name}.js") for name in names)


def _folium_map() -> tuple[str, str]:
    """Return Folium's element and script for an empty map: no tiles, no links, a fixed name."""
    scaffold = folium.Map(
        location=[0, 0],
        zoom_start=2,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        max_zoom=19,
    )
    scaffold._id = "page"
    scaffold.default_js, scaffold.default_css = [], []
    figure = scaffold.get_root()
    if not isinstance(figure, folium.Figure):
        raise TypeError(type(figure))
    figure.render()
    return figure.html.render().strip(), figure.script.render().strip()


def _leaflet_script() -> str:
    text = files("xstatic.pkg.leaflet").joinpath("data", "leaflet.js").read_text(encoding="utf-8")
    return re.sub(r"//# sourceMappingURL=\S*", "", text).replace("\r\n", "\n").strip()


def _leaflet_style() -> str:
    """Return Leaflet's style without its pictures, which belong to markers that this page does not have."""
    text = files("xstatic.pkg.leaflet").joinpath("data", "leaflet.css").read_text(encoding="utf-8")
    return re.sub(r"url\([^)]*\)", "none", text).replace("\r\n", "\n").strip()


def _origin(address: str) -> str:
    """Return scheme, host and port of a tile server's address, "" for none; it must fit into a policy."""
    if not address:
        return ""
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    if not ORIGIN.fullmatch(origin):
        raise ConfigError(
            "config.yaml, map.tiles",
            f"{address!r} does not name one server",
            "write it like https://tiles.intra:8080/{z}/{x}/{y}.png",
        )
    return origin
