"""In which coordinate reference system the numbers are: told by the user, by the file, or by the values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyproj
from pyproj.exceptions import CRSError

from hotspot.errors import ConfigError, InputError
from hotspot.schema import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspot.schema import Floats

WGS84 = "EPSG:4326"
Around: TypeAlias = tuple[float, float, float, float]  # west, south, east, north in degrees
UTM_ZONE = "a UTM zone (EPSG:326 and the zone of the place, such as EPSG:32643; south EPSG:327)"
OUTSIDE_SHARE = 0.05  # of the coordinates may be impossible before the whole reading is doubted


@dataclass(frozen=True, kw_only=True)
class Box:
    """Where coordinates of one kind lie, and how to write that guess."""

    guess: str
    west: float
    south: float
    east: float
    north: float

    def share(self, x: Floats, y: Floats) -> float:
        """Return which share of the (n,) places lie in the box; 0 where there are none."""
        inside = (x >= self.west) & (x <= self.east) & (y >= self.south) & (y <= self.north)
        return float(inside.mean()) if len(inside) else 0.0


DEGREES = Box(guess=WGS84, west=-180, south=-90, east=180, north=90)
PRESET_BOXES = {
    WGS84: DEGREES,
    "EPSG:32642": Box(guess="EPSG:32642", west=-1_200_000, south=4_400_000, east=2_200_000, north=6_300_000),
    "EPSG:3857": Box(guess="EPSG:3857", west=5_100_000, south=4_800_000, east=9_800_000, north=7_500_000),
}
GUESSES = (
    Box(
        guess=f"metres of {UTM_ZONE}",
        west=100_000,
        south=1_000_000,
        east=900_000,
        north=10_000_000,
    ),
    Box(
        guess="metres of the British National Grid (EPSG:27700)",
        west=0,
        south=0,
        east=700_000,
        north=1_300_000,
    ),
    Box(
        guess="US survey feet of a State Plane zone, such as EPSG:3435 (Illinois East) or EPSG:2263 (NYC)",
        west=300_000,
        south=50_000,
        east=8_000_000,
        north=4_500_000,
    ),
    Box(
        guess="metres of Pulkovo 1942, Gauss-Krüger, such as EPSG:28413 (zone 13)",
        west=2_200_000,
        south=4_000_000,
        east=32_800_000,
        north=9_000_000,
    ),
)
MOST = 0.5  # of the places within the areas make a system worth naming
WEB_MERCATOR = Box(  # the whole world fits in it, so it is a guess only where no other fits
    guess="Web Mercator (EPSG:3857)", west=-20_040_000, south=-20_050_000, east=20_040_000, north=20_050_000
)


def find_crs(
    where: str,
    x: Floats,
    y: Floats,
    *,
    told: str,
    of_file: pyproj.CRS | None,
    among: Sequence[str],
    degrees: bool,
    names: str,
    around: Around | None = None,
) -> tuple[pyproj.CRS, Choice | None]:
    """Return the CRS of the coordinates x and y (n,), and the choice that was made; None where nothing was.

    `told` is the user's word, `of_file` what the file says, `among` what the preset allows, `degrees` whether
    the columns are named as longitude and latitude, `names` those names for messages, `around` where the
    places should lie. Raises InputError where the numbers do not fit, or where nothing tells; it then names
    the guesses that fit.
    """
    known = np.isfinite(x) & np.isfinite(y) & ~((x == 0) & (y == 0))  # 0/0 stands for "not known"
    x, y = (x, y) if known.all() else (x[known], y[known])
    if told:
        crs = read_crs(told)
        _refuse_misfit(where, x, y, crs, told=told, around=around)
        return crs, None
    if of_file is not None:
        _refuse_degrees(where, x, y, of_file)
        return of_file, _choice(_label(of_file), "crs_of_file")
    for code in among:
        if PRESET_BOXES[code].share(x, y) > 1 - OUTSIDE_SHARE:
            return pyproj.CRS.from_user_input(code), _choice(code, "crs_of_preset")
    if not len(x):
        if degrees:
            return pyproj.CRS.from_user_input(WGS84), _choice(WGS84, "crs_by_names")
        raise _unknown(where, x, y, names, around)
    fitting = DEGREES.share(x, y)
    if degrees and fitting < 1 - OUTSIDE_SHARE:
        raise _not_degrees(where, x, y, names, around)
    if fitting >= 1 - OUTSIDE_SHARE:
        return pyproj.CRS.from_user_input(WGS84), _choice(
            WGS84, "crs_by_names" if degrees else "crs_by_values"
        )
    raise _unknown(where, x, y, names, around)


def read_crs(told: str) -> pyproj.CRS:
    """Return the CRS that the user names, such as "EPSG:32643"; ConfigError where there is none."""
    to_do = 'write a code such as "EPSG:32643"; find yours on epsg.io or ask who made the file'
    text = told.strip()
    if "://" in text or text.startswith(("/", "{")):
        raise ConfigError("incidents.crs", f"'{text[:80]}' is not the name of a coordinate system", to_do)
    try:
        crs = pyproj.CRS.from_user_input(f"EPSG:{text}" if text.isdigit() else text)
    except CRSError as error:
        raise ConfigError("incidents.crs", f"unknown coordinate system '{text[:80]}'", to_do) from error
    if not (crs.is_geographic or crs.is_projected):
        raise ConfigError("incidents.crs", f"{text[:80]} ({crs.name}) is no system of places on a map", to_do)
    return crs


def _refuse_degrees(where: str, x: Floats, y: Floats, crs: pyproj.CRS) -> None:
    """Raise where the file says that it counts in metres, but the numbers are longitude and latitude."""
    if len(x) and crs.is_projected and DEGREES.share(x, y) > 1 - OUTSIDE_SHARE:
        what = f"the file says that its CRS is {_label(crs)}, but x and y are degrees, such as {_shown(x, y)}"
        raise InputError(where, what, "set incidents.crs=EPSG:4326, or export the file again")


def _refuse_misfit(
    where: str, x: Floats, y: Floats, crs: pyproj.CRS, *, told: str, around: Around | None
) -> None:
    """Raise where the numbers cannot be in the system that the user named."""
    if not len(x):
        return
    fitting = DEGREES.share(x, y)
    if crs.is_geographic and fitting < 0.5:
        what = f"incidents.crs is {told}, in degrees, but x and y are such as {_shown(x, y)}"
        raise InputError(where, what, _advice(x, y, around))
    if crs.is_projected and fitting > 1 - OUTSIDE_SHARE:
        unit = crs.axis_info[0].unit_name
        what = f"incidents.crs is {told}, in {unit}, but x and y are degrees, such as {_shown(x, y)}"
        raise InputError(where, what, "leave incidents.crs out, or name the columns that hold those numbers")


def _not_degrees(where: str, x: Floats, y: Floats, names: str, around: Around | None) -> InputError:
    """Return the error for columns that are named as degrees but hold other numbers."""
    if DEGREES.share(y, x) > 1 - OUTSIDE_SHARE and DEGREES.share(x, y) < 0.5:
        what = f"latitudes in {names} are beyond 90 degrees, such as {_shown(x, y)}: the columns look swapped"
        return InputError(
            where, what, "pass --set incidents.swap_xy=true, or exchange incidents.columns.x and .y"
        )
    share = 1 - DEGREES.share(x, y)
    odd = (np.abs(x) > 180) | (np.abs(y) > 90)
    what = f"{share:.0%} of the coordinates in {names} are not degrees, such as {_shown(x[odd], y[odd])}"
    to_do = _advice(x, y, around) if share > 0.5 else "correct these rows at the source, or filter them out"
    return InputError(where, what, to_do)


def _unknown(where: str, x: Floats, y: Floats, names: str, around: Around | None) -> InputError:
    """Return the error for numbers of which nothing says the system."""
    seen = f", such as {_shown(x, y)}" if len(x) else ""
    what = f"nothing says in which coordinate system {names} are{seen}"
    return InputError(where, what, _advice(x, y, around))


def _advice(x: Floats, y: Floats, around: Around | None) -> str:
    """Return what to do, with the systems that the numbers may be in."""
    fitting = [box.guess for box in GUESSES if box.share(x, y) > 1 - OUTSIDE_SHARE]
    if PRESET_BOXES["EPSG:3857"].share(x, y) > 1 - OUTSIDE_SHARE:
        fitting.insert(0, WEB_MERCATOR.guess)  # Kazakhstan on a web map looks like Gauss-Krüger of Russia
    elif not fitting and WEB_MERCATOR.share(x, y) > 1 - OUTSIDE_SHARE:
        fitting = [WEB_MERCATOR.guess]
    code = _zone(around) if around and len(x) else ""
    if around and code and _lies(x, y, code, around):
        return f"pass --set incidents.crs={code}, if they are meant so: most places then lie within the areas"
    if code:
        fitting = [
            guess.replace(UTM_ZONE, f"a UTM zone (for the place of the areas {code})") for guess in fitting
        ]
    advice = "set incidents.crs in config.yaml (or --set incidents.crs=EPSG:…)"
    return advice + (f"; the numbers could be {' or '.join(fitting[:3])}" if fitting else "")


def _zone(around: Around) -> str:
    """Return the UTM zone of the middle of a place."""
    west, south, east, north = around
    zone = min(int(((west + east) / 2 + 180) // 6) + 1, 60)
    return f"EPSG:{(32600 if south + north >= 0 else 32700) + zone}"


def _lies(x: Floats, y: Floats, code: str, around: Around) -> bool:
    """Tell whether most of the places lie in the degrees `around` if they are in that system."""
    transformer = pyproj.Transformer.from_crs(code, WGS84, always_xy=True)
    lon, lat = transformer.transform(x, y)
    west, south, east, north = around
    return bool(((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)).mean() > MOST)


def _shown(x: Floats, y: Floats) -> str:
    """Return the middle of the places, rounded, so that no single place is told."""
    return f"{np.median(x):,.0f} and {np.median(y):,.0f}".replace(",", " ")


def _label(crs: pyproj.CRS) -> str:
    """Return "EPSG:4326" where the system has a code, else its name."""
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name


def _choice(value: str, why: str) -> Choice:
    """Say in which system the coordinates were read."""
    return Choice(name="incidents.crs", value=value, why=why, flag="--set incidents.crs=EPSG:4326")
