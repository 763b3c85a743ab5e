"""Writes small OpenStreetMap extracts by hand, after https://wiki.openstreetmap.org/wiki/PBF_Format."""

from __future__ import annotations

import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Way: TypeAlias = "tuple[Mapping[str, str], Sequence[tuple[float, float]]]"  # tags; lon, lat of its nodes
NODES, WAYS = 8_000, 4_000  # in one block


def extract(ways: Sequence[Way]) -> bytes:
    """Return an .osm.pbf with these ways; a way that ends where it began is closed."""
    places: dict[tuple[float, float], int] = {}
    for _, line in ways:
        for place in line:
            places.setdefault(place, len(places) + 1)
    nodes = list(places)
    blocks = [
        _block(b"OSMHeader", _text(4, b"OsmSchema-V0.6") + _text(4, b"DenseNodes")),
        *(_block(b"OSMData", _dense(nodes[i : i + NODES], i + 1)) for i in range(0, len(nodes), NODES)),
        *(_block(b"OSMData", _ways(ways[i : i + WAYS], places, i + 1)) for i in range(0, len(ways), WAYS)),
    ]
    return b"".join(blocks)


def _dense(nodes: Sequence[tuple[float, float]], first_id: int) -> bytes:
    ids = range(first_id, first_id + len(nodes))
    lats, lons = ([round(node[axis] * 1e7) for node in nodes] for axis in (1, 0))
    dense = b"".join(_text(number, _deltas(v)) for number, v in ((1, ids), (8, lats), (9, lons)))
    return _text(1, _text(1, b"")) + _text(2, _text(2, dense))


def _ways(ways: Sequence[Way], places: Mapping[tuple[float, float], int], first_id: int) -> bytes:
    words = dict.fromkeys(text for tags, _ in ways for pair in tags.items() for text in pair)
    index = {text: i for i, text in enumerate(words, start=1)}
    group = b""
    for number, (tags, line) in enumerate(ways, start=first_id):
        keys = b"".join(_varint(index[key]) for key in tags)
        values = b"".join(_varint(index[value]) for value in tags.values())
        way = _number(1, number) + _text(2, keys) + _text(3, values)
        group += _text(3, way + _text(8, _deltas([places[place] for place in line])))
    table = b"".join(_text(1, text.encode()) for text in ("", *words))
    return _text(1, table) + _text(2, group)


def _block(kind: bytes, message: bytes) -> bytes:
    blob = _number(2, len(message)) + _text(3, zlib.compress(message))
    head = _text(1, kind) + _number(3, len(blob))
    return len(head).to_bytes(4, "big") + head + blob


def _deltas(values: Iterable[int]) -> bytes:
    return b"".join(_varint((2 * step) if step >= 0 else -2 * step - 1) for step in _steps(values))


def _steps(values: Iterable[int]) -> list[int]:
    return [later - before for before, later in pairwise((0, *values))]


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
