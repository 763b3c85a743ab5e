"""Where distances are taken: a metric map projection chosen for the place, and equal places made one.

Degrees, feet and Web Mercator are refused for distances: a degree is not a length, feet would be taken for
metres, and a Web Mercator metre is 1.4 times too long at 43° north.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyproj
from pyproj.exceptions import CRSError, ProjError

from hotspot.errors import ConfigError, InputError
from hotspot.measure.distinct import counted_places, distinct_places
from hotspot.measure.weighted import median
from hotspot.schema import Areas, Choice, Floats, Incidents, Ints, Sites, weights, with_columns

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

WGS84 = pyproj.CRS.from_epsg(4326)
WEB_MERCATOR = {"EPSG:3857", "EPSG:900913", "EPSG:3785", "ESRI:102100", "ESRI:102113"}
FITTING, AS_GOOD = (
    0.5,
    0.005,
)  # shares of the places inside: of a CRS that fits, and by which it may fall short
LARGEST_SCALE_ERROR = 0.002  # of a length; a UTM zone keeps to 0.0004 inside itself


def metric_crs(lon: float, lat: float, *, wanted: str = "") -> tuple[pyproj.CRS, Choice]:
    """Return the CRS for distances around a place, and the choice to say aloud.

    By default the UTM zone of the place itself (WGS 84), never that of the country: a city far outside the
    country's usual zone gets its lengths wrong by up to half a per cent. `wanted`, if given, is checked:
    it must be projected, in metres, conformal enough (scale error below 0.2 % at the place).
    """
    if wanted:
        crs = parse_crs(wanted, where="crs")
        _check_metric(crs, wanted, lon, lat)
        return crs, Choice(name="crs", value=crs.to_string(), why="crs_given", values={"name": crs.name})
    if not (-180 <= lon <= 180 and -80 <= lat <= 84):
        raise InputError(
            "coordinates",
            f"the middle of the data is at lon {lon:.1f}, lat {lat:.1f}",
            "give 'incidents.crs'",
        )
    zone = min(int((lon + 180) // 6) + 1, 60)
    crs = pyproj.CRS.from_epsg((32600 if lat >= 0 else 32700) + zone)
    values = {"name": crs.name, "lon": f"{lon:.3f}", "lat": f"{lat:.3f}"}
    return crs, Choice(
        name="crs", value=crs.to_string(), why="crs_zone", values=values, flag="--set crs=EPSG:…"
    )


def parse_crs(text: str, *, where: str) -> pyproj.CRS:
    """Return the CRS that `text` names, such as EPSG:32643; ConfigError where it names none.

    >>> parse_crs("EPSG:32643", where="crs").name
    'WGS 84 / UTM zone 43N'
    """
    try:
        return pyproj.CRS.from_user_input(text)
    except CRSError:
        raise ConfigError(where, f"'{text}' is not a CRS", "write a code such as EPSG:32643") from None


def _check_metric(crs: pyproj.CRS, wanted: str, lon: float, lat: float) -> None:
    to_do = "choose a projected CRS in metres for this place, or leave 'crs' out"
    if crs.to_string() in WEB_MERCATOR or "Pseudo-Mercator" in crs.name:
        raise ConfigError(
            "crs", f"{wanted} is Web Mercator, whose metres are too long away from the equator", to_do
        )
    if not crs.is_projected:
        counts = "counts in degrees" if crs.is_geographic else "is no map projection"
        raise ConfigError("crs", f"{wanted} {counts}, but every distance here is in metres", to_do)
    unit = crs.axis_info[0].unit_name
    if unit != "metre":
        raise ConfigError("crs", f"{wanted} counts in {unit}, but every distance here is in metres", to_do)
    error = _scale_error(crs, lon, lat)
    if not error < LARGEST_SCALE_ERROR:
        raise ConfigError("crs", f"in {wanted} lengths at this place are off by {error:.1%}", to_do)


def _scale_error(crs: pyproj.CRS, lon: float, lat: float) -> float:
    """Return by how much a length at the place is off, as a share of it, in the worse of two directions."""
    try:
        factors = pyproj.Proj(crs).get_factors(lon, lat, errcheck=True)
    except ProjError:
        return float("inf")
    return float(max(abs(factors.meridional_scale - 1), abs(factors.parallel_scale - 1)))


def to_crs(xy: Floats, source: pyproj.CRS, target: pyproj.CRS) -> Floats:
    """Return the places (n, 2) in another CRS; (inf, inf) where it cannot show them.

    Equal places are transformed once, since crime data repeat them many times over.
    """
    if source == target or not len(xy):
        return np.array(xy, dtype=float)
    once, of = distinct_places(xy)
    return _transformed(once, source, target)[of]


def _transformed(xy: Floats, source: pyproj.CRS, target: pyproj.CRS) -> Floats:
    """Return each of the places (n, 2) in another CRS."""
    if source == target or not len(xy):
        return xy
    transformer = pyproj.Transformer.from_crs(source, target, always_xy=True)
    return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1], errcheck=False))


def project_incidents(incidents: Incidents, crs: pyproj.CRS) -> tuple[Incidents, Sites]:
    """Return the incidents with columns easting and northing, in metres of `crs`, and `site`; and the
    distinct places in which that column counts."""
    once, of = distinct_places(
        np.column_stack([incidents.frame[axis].to_numpy(float) for axis in ("x", "y")])
    )
    there = _transformed(once, incidents.crs, crs)
    places, number = distinct_places(there)  # some that differ in degrees may fall together
    site = number[of]
    easting, northing = (np.ascontiguousarray(along)[of] for along in there.T)
    held = np.bincount(site, weights(incidents.frame), minlength=len(places)).astype(float)
    frame = with_columns(incidents.frame, easting=easting, northing=northing, site=site)
    return replace(incidents, frame=frame), Sites(xy=places, weight=held, site_of=site)


def project_frame(frame: gpd.GeoDataFrame, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Return a layer in `crs`."""
    return frame.to_crs(crs)


def project_areas(areas: Areas, crs: pyproj.CRS) -> Areas:
    """Return the micro-areas in `crs`."""
    return replace(areas, frame=areas.frame.to_crs(crs))


def middle(xy: Floats, source: pyproj.CRS, weight: Ints | None = None) -> tuple[float, float]:
    """Return lon, lat of the median place of (n, 2) places, each there once or `weight` (n,) times: a few
    wild points do not move it."""
    known = np.isfinite(xy).all(axis=1)
    if not known.any():
        raise InputError(
            "coordinates", "no incident has coordinates", "name the columns under 'incidents.columns'"
        )
    times = None if weight is None else weight[known]
    place = np.array([[median(along, times) for along in xy[known].T]])
    lon, lat = to_crs(place, source, WGS84)[0]
    return float(lon), float(lat)


def collapse(xy: Floats, weight: Ints | None = None) -> Sites:
    """Return the distinct places of (n, 2) places, each with its number of incidents: one for each row, or
    its `weight` (n,).

    >>> collapse(np.array([[2.0, 1.0], [0.0, 0.0], [2.0, 1.0]])).weight
    array([1., 2.])
    """
    once, inverse, held = counted_places(xy)
    if weight is not None:
        held = np.bincount(inverse, weight, minlength=len(once)).astype(float)
    return Sites(xy=once, weight=held, site_of=inverse)


def guess_crs(
    bounds: tuple[float, float, float, float], inside: Callable[[pyproj.CRS], float]
) -> pyproj.CRS | None:
    """Return the projected CRS in which the largest share of places lies `inside` of what they belong to.

    Every CRS that PROJ's database lists for `bounds` (west, south, east, north in WGS 84) is tried. Among
    those that hold nearly the largest share, the UTM zone of the middle comes first, then one in metres, then
    the one made for the smallest region. None where none holds half of the places.
    """
    from pyproj.aoi import AreaOfInterest  # noqa: PLC0415 - only `hotspot init` asks
    from pyproj.database import query_crs_info  # noqa: PLC0415
    from pyproj.enums import PJType  # noqa: PLC0415

    west, south, east, north = bounds
    around = AreaOfInterest(west, south, east, north)
    kind = PJType.PROJECTED_CRS
    listed = query_crs_info(auth_name="EPSG", pj_types=kind, area_of_interest=around, contains=True)
    zone, _ = metric_crs((west + east) / 2, (south + north) / 2)
    tried = []
    for info in listed:
        if info.deprecated or info.area_of_use is None:
            continue
        crs, use = pyproj.CRS.from_epsg(int(info.code)), info.area_of_use
        with suppress(ProjError):  # PROJ lists some engineering grids without a way to the globe
            size = (use.east - use.west) * (use.north - use.south)
            rank = (crs != zone, crs.axis_info[0].unit_name != "metre", size, int(info.code))
            tried.append((inside(crs), rank, crs))
    most = max((share for share, _, _ in tried), default=0.0)
    if most <= FITTING:
        return None
    return min((rank, crs) for share, rank, crs in tried if share >= most - AS_GOOD)[1]
