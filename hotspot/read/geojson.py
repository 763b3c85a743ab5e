"""GeoJSON files: what has to be true of their text before GDAL may open them."""

from __future__ import annotations

import json
import mmap
import re
from typing import TYPE_CHECKING, Any

from hotspot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TYPE = re.compile(
    rb'"type"\s*:\s*"(FeatureCollection|Feature|GeometryCollection|(Multi)?(Point|LineString|Polygon))"'
)
_PIPELINE = b"gdal_streamed_alg"
_CRS = re.compile(rb'"(?:c|\\u0063)(?:r|\\u0072)(?:s|\\u0073)"\s*:\s*(?=\{)')  # JSON may escape any letter
_HEAD = 65_536  # bytes in which the first "type" has to come
_LONGEST_CRS = 65_536
_CHUNK = 1 << 22
_UNREADABLE = "unreadable"


def check_geojson(path: Path, name: str) -> None:
    """Refuse JSON that is no GeoJSON, and a `crs` that points to an address, which GDAL would ask for it.

    Raises InputError with `name`, the file as the user gave it.
    """
    _check_utf8(path, name)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        head = text[:_HEAD]
        if _PIPELINE in head or not _TYPE.search(head):
            what = "this is JSON, but not GeoJSON: no FeatureCollection, Feature or geometry in it"
            raise InputError(name, what, "export the layer as GeoJSON or GeoPackage")
        for crs in _crs_members(text):
            if crs.get("type") == _UNREADABLE:
                what = "its 'crs' cannot be read"
                raise InputError(name, what, "export it in WGS 84, without a 'crs' member")
            if str(crs.get("type", "name")).lower() not in {"name", "epsg"}:
                what = f"its 'crs' is of type '{crs.get('type')}', which points to another place"
                raise InputError(name, what, "export it in WGS 84, without a 'crs' member")


def _check_utf8(path: Path, name: str) -> None:
    """Refuse text that is not UTF-8: GDAL would keep the wrong letters without a word."""
    try:
        with path.open(encoding="utf-8") as file:
            while file.read(_CHUNK):
                pass
    except UnicodeDecodeError as error:
        what = f"its letters are not UTF-8 (byte {error.object[error.start]:#x})"
        raise InputError(name, what, "save it as UTF-8; GeoJSON has no other encoding") from None


def _crs_members(text: mmap.mmap) -> Iterator[dict[str, Any]]:
    """Give every object that is called "crs", at any depth; most files have none."""
    decoder = json.JSONDecoder()
    for match in _CRS.finditer(text):
        member = text[match.end() : match.end() + _LONGEST_CRS].decode("utf-8", errors="replace")
        try:
            yield decoder.raw_decode(member)[0]
        except (json.JSONDecodeError, RecursionError):
            yield {"type": _UNREADABLE}
