"""What the ground of a map is made of: streets by class, water, buildings, green, railways; nothing else.

The classes follow the keys of OpenStreetMap (https://wiki.openstreetmap.org/wiki/Key:highway), which also the
extracts of others use under names of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.read.areas.columns import as_text, first_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import pandas as pd

GROUND = ("green", "water", "buildings", "railway", "streets")
CLASS_COLUMNS = ("highway", "fclass", "class", "roadclass", "waterway", "water", "natural", "type", "класс")
MAIN = ("motorway", "trunk", "primary", "secondary", "tertiary")
MINOR = ("residential", "unclassified", "living_street", "road", "pedestrian", "busway")
SERVICE = ("service", "track", "escape")
FOOT = ("footway", "path", "steps", "cycleway", "bridleway", "corridor")
RIVER = ("river", "canal")
STREAM = ("stream", "brook")
STREET_CLASSES: Mapping[str, str] = {
    **{name: "main" for kind in MAIN for name in (kind, f"{kind}_link")},
    **dict.fromkeys(MINOR, "minor"),
    **dict.fromkeys(SERVICE, "service"),
    **dict.fromkeys(FOOT, "foot"),
}
WATER_CLASSES: Mapping[str, str] = {**dict.fromkeys(RIVER, "river"), **dict.fromkeys(STREAM, "stream")}


def kinds_of(layer: str, frame: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the class of each thing of a layer (n,): main, minor, service or foot for streets, river or
    stream for water; the layer's own name where there is none to tell, as for everything else.

    A street of a class that is not known is a minor one.
    """
    known = {"streets": STREET_CLASSES, "water": WATER_CLASSES}.get(layer)
    texts = {str(column): as_text(frame[column]) for column in frame.columns} if known else {}
    found = first_named(texts, CLASS_COLUMNS)
    if not known or not found:
        return np.full(len(frame), layer, dtype=object)
    other = "minor" if layer == "streets" else layer
    return np.array([known.get(text.strip().lower(), other) for text in texts[found]], dtype=object)
