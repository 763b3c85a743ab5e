"""Cameras that stand: where, and how far, which way and how wide they look, as far as the file says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspot.read.areas.columns import as_text
from hotspot.read.columns import key
from hotspot.read.layers import drawn_frame, read_shapes
from hotspot.schema import Finding
from hotspot.words.phrases import visible
from hotspot.words.quantities import METRES, quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from hotspot.schema import Floats

RANGE = (
    *("range", "rangem", "rangemetres", "rangemeters", "rangekm", "viewrange", "visibilityrange"),
    *("radius", "radiusm", "viewdistance", "viewdistancem", "distance", "distancem", "reach", "reachm"),
    *("дальность", "дальностьм", "дальностьобзора", "дальностьобзорам", "дальностьвидимости", "радиус"),
    *("радиусм", "радиусобзора", "радиусобзорам", "дистанция", "қашықтық", "қашықтықм", "қашықтығы"),
    *("көруқашықтығы", "көруқашықтығым", "көрінуқашықтығы", "шолуқашықтығы", "радиусы", "көрурадиусы"),
)
DIRECTION = (
    *("direction", "directiondeg", "cameradirection", "azimuth", "azimuthdeg", "azimut", "bearing"),
    *("bearingdeg", "heading", "headingdeg", "orientation", "viewdirection", "азимут", "азимутград"),
    *("направление", "направлениеобзора", "направлениекамеры", "ориентация", "бағыт", "бағыты"),
    *("бағытыград", "азимуты", "көрубағыты", "камерабағыты"),
)
ANGLE = (
    *("angle", "angledeg", "viewangle", "angleofview", "viewingangle", "fov", "fovdeg", "hfov"),
    *("fieldofview", "horizontalfov", "aperture", "угол", "уголград", "уголобзора", "уголобзораград"),
    *("секторобзора", "полеобзора", "полезрения", "бұрыш", "бұрышы", "көрубұрышы", "шолубұрышы"),
    *("шолубұрышыград", "көруөрісі"),
)
DEGREES: Mapping[str, float] = dict.fromkeys(
    ("", "°", "deg", "degree", "degrees", "град", "градус", "градуса", "градусов"), 1.0
)
WINDS = (
    ("n", "north", "с", "север", "солтүстік"),
    ("nne",),
    ("ne", "northeast", "св", "северовосток", "солтүстікшығыс"),
    ("ene",),
    ("e", "east", "в", "восток", "шығыс"),
    ("ese",),
    ("se", "southeast", "юв", "юговосток", "оңтүстікшығыс"),
    ("sse",),
    ("s", "south", "ю", "юг", "оңтүстік"),
    ("ssw",),
    ("sw", "southwest", "юз", "югозапад", "оңтүстікбатыс"),
    ("wsw",),
    ("w", "west", "з", "запад", "батыс"),
    ("wnw",),
    ("nw", "northwest", "сз", "северозапад", "солтүстікбатыс"),
    ("nnw",),
)
WIND_DEG = {name: 22.5 * i for i, names in enumerate(WINDS) for name in names}
FARTHEST_M = 5_000.0
SHOWN = 40  # characters of a value in a message


def read_cameras(path: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the cameras of a vector file or a table, in its own CRS, and what could not be understood.

    The frame has the columns of a drawn layer, with the camera's number as its name where it has none, and
    `range_m`, `direction_deg` (clockwise from north) and `angle_deg` as far as the file has a column for them
    under a well-known name in English, Russian or Kazakh: NaN where it says nothing, or nothing that can be.
    Directions may be words such as NE or северо-восток. Raises InputError where there is nothing to read.
    """
    given = read_shapes(path)
    frame = given.frame
    cameras = drawn_frame(frame, given.shapes, given.crs, "cameras")
    findings: list[Finding] = list(given.findings)
    for name, known, understood in (
        ("range_m", RANGE, metres),
        ("direction_deg", DIRECTION, direction),
        ("angle_deg", ANGLE, angle),
    ):
        column = _column(frame, known)
        if column is None:
            cameras[name] = np.nan
            continue
        kilometres = understood is metres and key(column).endswith("km")
        cameras[name], strange = _numbers(frame[column], understood)
        cameras[name] *= 1_000.0 if kilometres else 1.0
        if strange:
            values: dict[str, str | int | float] = {
                "count": len(strange),
                "column": visible(column[:SHOWN]),
                "value": visible(strange[0][:SHOWN]),
            }
            findings.append(Finding(code="cameras_unread", level="warning", values=values))
    return cameras, tuple(findings)


def metres(text: str) -> float:
    """Return the metres that a text such as "60", "60 м" or "0,1 km" stands for; NaN where it is none.

    >>> metres("60 м"), metres("0,1 km"), metres("far")
    (60.0, 100.0, nan)
    """
    found = quantity(text, METRES)
    return found if 0 < found <= FARTHEST_M else float("nan")


def direction(text: str) -> float:
    """Return the degrees, clockwise from north, of "135", "135°", "SE" or "юго-восток"; NaN where none.

    >>> direction("-90"), direction("SE"), direction("юго-восток"), direction("Солтүстік"), direction("up")
    (270.0, 135.0, 135.0, 0.0, nan)
    """
    wind = WIND_DEG.get(key(text))
    found = quantity(text, DEGREES) if wind is None else wind
    return found % 360.0 if abs(found) <= 360 else float("nan")


def angle(text: str) -> float:
    """Return the degrees of an angle of view above 0 and up to 360; NaN where it is none.

    >>> angle("90°"), angle("0")
    (90.0, nan)
    """
    found = quantity(text, DEGREES)
    return found if 0 < found <= 360 else float("nan")


def _column(frame: pd.DataFrame, known: tuple[str, ...]) -> str | None:
    """Return the column with the first of the known names that holds anything."""
    by_key = {key(str(column)): str(column) for column in reversed(frame.columns)}
    named = (by_key[name] for name in known if name in by_key)
    return next((column for column in named if (as_text(frame[column]) != "").any()), None)


def _numbers(column: pd.Series, understood: Callable[[str], float]) -> tuple[Floats, list[str]]:
    """Return what each text means, and those texts that mean nothing."""
    texts = as_text(column).tolist()
    found = np.array([understood(text) for text in texts])
    return found, [text for text, value in zip(texts, found, strict=True) if text and np.isnan(value)]
