"""Streets, water, buildings, green and railways out of OpenStreetMap data, around one place only.

GDAL's OSM driver (https://gdal.org/en/stable/drivers/vector/osm.html) makes lines and areas of nodes, ways
and relations. It is told which few tags to look at, so that nothing else of the extract is ever in memory.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping  # noqa: TC003 - an alias needs it at run time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyogrio

from hotspot.read.ground import STREET_CLASSES, WATER_CLASSES
from hotspot.read.ogr import read_asked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from hotspot.read.features import Features

Box: TypeAlias = tuple[float, float, float, float]

NAMES = ("name", "name:en", "name:ru", "name:kk")
ACCESS = ("foot", "access")  # who may use a way
NOT_ON_FOOT = frozenset({"motorway", "motorway_link", "busway", "escape"})  # of the classes of streets
BARRED = ("no", "private")
MOST_IN_MEMORY_MB = 100  # of node places; the rest goes to a file in a folder that is deleted
# What of the driver's two layers belongs to which of ours: tag and its values, () for any value but "no".
Tags: TypeAlias = "Mapping[str, tuple[str, ...]]"
LINES: Mapping[str, Tags] = {
    "streets": {"highway": tuple(STREET_CLASSES)},
    "water": {"waterway": tuple(WATER_CLASSES)},
    "railway": {"railway": ("rail", "light_rail", "tram", "narrow_gauge")},
}
AREAS: Mapping[str, Tags] = {
    "water": {"natural": ("water",), "waterway": ("riverbank",), "landuse": ("reservoir", "basin")},
    "buildings": {"building": ()},
    "green": {
        "leisure": ("park", "garden", "nature_reserve"),
        "natural": ("wood",),
        "landuse": ("forest", "grass", "meadow", "recreation_ground", "cemetery", "village_green"),
    },
}
_OSMCONF = f"""\
report_all_nodes=no
report_all_ways=no
attribute_name_laundering=no
closed_ways_are_polygons=building,landuse,leisure,natural,water,waterway=riverbank
[points]
osm_id=no
attributes=place
other_tags=no
[lines]
osm_id=no
attributes={",".join((*NAMES, "highway", "waterway", "railway", *ACCESS))}
other_tags=no
[multipolygons]
osm_id=no
attributes=building,natural,waterway,leisure,landuse
other_tags=no
[multilinestrings]
osm_id=no
attributes=type
other_tags=no
[other_relations]
osm_id=no
attributes=type
other_tags=no
"""


def read_osm(path: Path, name: str, *, wanted: Collection[str], box: Box) -> dict[str, list[Features]]:
    """Read the parts of the `wanted` layers that touch the `box` (west, south, east, north in degrees).

    `path` is an .osm.pbf that was checked; two passes over it give the lines and the areas, in WGS 84.
    Nothing is left on disk. Raises InputError with `name` for what GDAL refuses.
    """
    parts: dict[str, list[Features]] = {}
    with _scratch() as folder:
        for table, columns, rules in (("lines", NAMES, LINES), ("multipolygons", (), AREAS)):
            asked = {layer: tags for layer, tags in rules.items() if layer in wanted}
            if not asked:
                continue
            found = _read(path, name, _question(table, columns, asked), box, folder)
            for layer, tags in asked.items():
                parts.setdefault(layer, []).append(_of(found, layer, tags))
    return parts


def read_walkways(path: Path, name: str, *, box: Box) -> Features:
    """Read the streets and paths that a person may walk on and that touch the `box`, with their names.

    Left out are motorways, and ways that are barred to people on foot: foot=no, or access=no or private
    where nothing is said of people on foot (https://wiki.openstreetmap.org/wiki/Key:access). `path` and what
    is raised are as of `read_osm`.
    """
    classes = tuple(name for name in STREET_CLASSES if name not in NOT_ON_FOOT)
    rule: Tags = {"highway": classes}
    with _scratch() as folder:
        found = _read(path, name, _question("lines", (*NAMES, *ACCESS), {"streets": rule}), box, folder)
    foot, access = (found.frame[column].fillna("") for column in ACCESS)
    barred = (foot.isin(BARRED) | ((foot == "") & access.isin(BARRED))).to_numpy(bool)
    return _of(replace(found, frame=found.frame[~barred], shapes=found.shapes[~barred]), "streets", rule)


def _read(path: Path, name: str, question: str, box: Box, folder: Path) -> Features:
    return read_asked(
        path,
        name,
        sql=question,
        sql_dialect="OGRSQL",  # tells the driver that its other layers are not needed
        bbox=box,
        CONFIG_FILE=str(folder / "osmconf.ini"),
        MAX_TMPFILE_SIZE=str(MOST_IN_MEMORY_MB),
    )


def _question(table: str, columns: Iterable[str], rules: Mapping[str, Tags]) -> str:
    """Return the SQL that asks for all things of a table that a rule is about; made of constants alone."""
    tags = dict.fromkeys(tag for rule in rules.values() for tag in rule)
    where = [
        f'"{tag}" IN ({", ".join(repr(value) for value in values)})' if values else f'"{tag}" IS NOT NULL'
        for rule in rules.values()
        for tag, values in rule.items()
    ]
    selected = ", ".join(f'"{column}"' for column in (*columns, *tags))
    return f"SELECT {selected} FROM {table} WHERE {' OR '.join(where)}"  # noqa: S608 - constants


def _of(found: Features, layer: str, rule: Tags) -> Features:
    """Return the things that the rule of a layer is about; of the columns, their tag and names of streets."""
    one_of = np.zeros(len(found.frame), dtype=bool)
    for tag, values in rule.items():
        cells = found.frame[tag]
        one_of |= (cells.isin(values) if values else cells.notna() & (cells != "no")).to_numpy(bool)
    kept = [*(NAMES if layer == "streets" else ()), *rule]
    return replace(found, frame=found.frame.loc[one_of, kept], shapes=found.shapes[one_of])


@contextmanager
def _scratch() -> Iterator[Path]:
    """Give a folder for GDAL's temporary files that is gone afterwards."""
    before: Any = pyogrio.get_gdal_config_option("CPL_TMPDIR")
    with tempfile.TemporaryDirectory(prefix="hotspot-") as folder:
        Path(folder, "osmconf.ini").write_text(_OSMCONF, encoding="utf-8")
        pyogrio.set_gdal_config_options({"CPL_TMPDIR": folder})
        try:
            yield Path(folder)
        finally:
            pyogrio.set_gdal_config_options({"CPL_TMPDIR": before})
