"""Files beside the incidents whose names say what they are: streets, posts that stand, the city's outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspot.errors import HotspotError
from hotspot.read import read_boundary, read_layer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOUNDARY = "boundary"
NAMES = {
    BOUNDARY: ("boundary", "city_boundary", "граница", "шекара"),
    "layers.posts": ("posts", "police_posts", "посты", "бекеттер"),
    "layers.cameras": ("cameras", "камеры", "камералар"),
    "layers.venues": ("venues", "cafes", "заведения", "кафе"),
    "layers.streets": ("streets", "roads", "улицы", "көшелер"),
    "layers.water": ("water", "вода", "су"),
    "layers.buildings": ("buildings", "здания", "ғимараттар"),
}
SUFFIXES = (".geojson", ".gpkg", ".shp", ".zip", ".parquet", ".csv", ".xlsx")  # in this order


def found_beside(folder: Path, *, besides: frozenset[Path]) -> Iterator[tuple[str, Path]]:
    """Yield the setting and the file for what lies in the folder under a well-known name and can be read.

    The files `besides` (resolved) have a part already.
    """
    for setting, names in NAMES.items():
        for path in _named(folder, names):
            if path.resolve() not in besides and _can_be_read(setting, path):
                yield setting, path
                break


def _named(folder: Path, names: tuple[str, ...]) -> Iterator[Path]:
    there = {path.name.casefold(): path for path in sorted(folder.iterdir()) if path.is_file()}
    for name in names:
        for suffix in SUFFIXES:
            if (path := there.get(name + suffix)) is not None:
                yield path


def _can_be_read(setting: str, path: Path) -> bool:
    """Tell whether a run could use the file; what it could not use is not suggested."""
    try:
        if setting == BOUNDARY:
            read_boundary(str(path))
        else:
            read_layer(str(path), kind=setting.removeprefix("layers."))
    except HotspotError:
        return False
    return True
