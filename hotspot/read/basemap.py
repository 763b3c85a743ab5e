"""The base map: one file for streets, water, buildings, green and railways, read around one place only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import pyproj
import shapely

from hotspot.errors import InputError
from hotspot.read.columns import key, listed
from hotspot.read.features import WGS84
from hotspot.read.gate import checked_path, unchanged
from hotspot.read.geopackage import check_geopackage
from hotspot.read.ground import GROUND
from hotspot.read.layers import drawn_frame
from hotspot.read.ogr import read_asked
from hotspot.read.osm import Box, read_osm
from hotspot.read.osm_blocks import check_blocks
from hotspot.schema import Finding, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import geopandas as gpd

    from hotspot.read.features import Features

SUFFIXES = frozenset({".pbf", ".osm.pbf", ".gpkg"})
OSM_CREDIT = "OpenStreetMap, ODbL"
# Names of layers, as keys: our own, those of Geofabrik's GeoPackages, Russian and Kazakh ones.
LAYER_NAMES: Mapping[str, tuple[str, ...]] = {
    "streets": ("streets", "roads", "highways", "gisosmroadsfree", "улицы", "дороги", "көшелер", "жолдар"),
    "water": (
        *("water", "waterways", "rivers", "lakes", "gisosmwaterafree", "gisosmwaterwaysfree", "hydro"),
        *("вода", "водоемы", "реки", "озера", "су", "өзендер", "көлдер"),
    ),
    "buildings": ("buildings", "building", "gisosmbuildingsafree", "здания", "дома", "ғимараттар", "үйлер"),
    "green": ("green", "parks", "forest", "парки", "зелень", "саябақтар"),
    "railway": ("railway", "railways", "gisosmrailwaysfree", "железныедороги", "теміржол"),
}


@dataclass(frozen=True, kw_only=True)
class BaseMap:
    """What a base map holds around the place: `layers` by name, each as `read_layer` gives it, in WGS 84 or
    the file's own CRS; those without anything there are left out."""

    layers: Mapping[str, gpd.GeoDataFrame]
    source: Source
    findings: tuple[Finding, ...] = ()


def read_basemap(path: str, *, box: Box, wanted: Collection[str] = GROUND) -> BaseMap:
    """Read the `wanted` layers of an OpenStreetMap extract (.osm.pbf) or of a GeoPackage, around one place.

    `box` is west, south, east, north in degrees: what touches it is read, everything else stays outside. Of
    streets the names are kept, of other things the shape alone. Raises InputError for a file that
    `checked_path` refuses, that is damaged, or that holds no such layers.
    """
    found = checked_path(path, suffixes=SUFFIXES)
    is_extract = found.suffix.lower() == ".pbf"
    with unchanged(found, path) as sha256:
        if is_extract:
            check_blocks(found, path)
            parts = read_osm(found, path, wanted=wanted, box=box)
            from_osm = True
        else:
            check_geopackage(found, path)
            named = _layers_of(found, path)
            from_osm = any(key(one).startswith("gisosm") for ones in named.values() for one in ones)
            parts = {
                layer: [_part(found, path, one, box) for one in ones]
                for layer, ones in named.items()
                if layer in wanted
            }
    frames = {layer: _joined(layer, parts[layer]) for layer in GROUND if layer in parts}
    layers = {layer: frame for layer, frame in frames.items() if frame is not None}
    source = Source(path=path, sha256=sha256.result(), facts={"credit": OSM_CREDIT} if from_osm else {})
    elsewhere = Finding(code="basemap_elsewhere", level="warning", values={"file": path})
    return BaseMap(layers=layers, source=source, findings=() if layers or not wanted else (elsewhere,))


def _layers_of(path: Path, name: str) -> dict[str, list[str]]:
    """Return which of the file's layers belong to which of ours, in our order."""
    there = [str(row[0]) for row in pyogrio.list_layers(path) if row[1]]
    named = {layer: [one for one in there if key(one) in LAYER_NAMES[layer]] for layer in GROUND}
    if not any(named.values()):
        what = f"none of its layers has a name that is known: it has {listed(there) if there else 'none'}"
        raise InputError(name, what, "call them streets, water, buildings, green, railway")
    return {layer: ones for layer, ones in named.items() if ones}


def _part(path: Path, name: str, layer: str, box: Box) -> Features:
    """Read what a layer holds around the place; its box is asked for in the layer's own CRS."""
    said = pyogrio.read_info(path, layer=layer)["crs"]
    if not said:
        raise InputError(name, f"layer '{layer}' does not say its CRS", "save it with its CRS")
    there = pyproj.Transformer.from_crs(WGS84, said, always_xy=True).transform_bounds(*box)
    asked: dict[str, Any] = {"bbox": there} if np.isfinite(there).all() else {}
    return read_asked(path, name, layer=layer, **asked)


def _joined(layer: str, parts: list[Features]) -> gpd.GeoDataFrame | None:
    """Return the parts of a layer as one frame, of whose columns only the class and streets' names remain."""
    import pandas as pd  # noqa: PLC0415 - heavy

    frames = []
    for part in parts:
        drawn = ~(shapely.is_missing(part.shapes) | shapely.is_empty(part.shapes))
        if drawn.any() and part.crs is not None:
            frames.append(drawn_frame(part.frame[drawn], part.shapes[drawn], part.crs, layer))
    if not frames:
        return None
    joined: gpd.GeoDataFrame = pd.concat([frame.to_crs(frames[0].crs) for frame in frames], ignore_index=True)
    return joined
