"""Settings that no city can have are refused before any file is opened, so that no hour of work is lost."""

from __future__ import annotations

import difflib
import math
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hotspot.config import is_recipe
from hotspot.errors import ConfigError

if TYPE_CHECKING:
    from hotspot.config import Settings

LENGTH_M = (0.01, 100_000.0)  # beyond it squares of lengths leave the range of numbers
HOTSPOT_KM2 = (1e-6, 1e6)
COUNT = (1e-3, 1e6)
HARM = (1e-6, 1e12)
_ELSEWHERE = re.compile(r"://|^\s*[/\\@]|\+init\b|grids\s*=", re.IGNORECASE)
_STRANGE = re.compile(r"[\s\"'<>\\;,\x00-\x1f]")  # what no address has, and what could end the page's policy
RECIPES = {"square": "square:250", "hex": "hex:250", "blocks": "blocks:streets.gpkg"}


def check_settings(settings: Settings) -> None:
    """Raise ConfigError for a length, a count, a weight, a period or a recipe that cannot be meant."""
    lengths = {
        "incidents.geocoding_error_m": settings.incidents.geocoding_error_m,
        "density.bandwidth_m": settings.density.bandwidth_m,
        "density.cell_m": settings.density.cell_m,
        "clusters.eps_m": settings.clusters.eps_m,
    }
    counts = {
        "clusters.min_samples": settings.clusters.min_samples,
        "clusters.min_places": settings.clusters.min_places,
        "ranking.top": settings.ranking.top,
    }
    for name, metres in lengths.items():
        _within(name, metres, LENGTH_M, "metres that fit a city")
    for name, count in counts.items():
        _within(name, count, COUNT, "a number that a city can have")
    _within("clusters.max_hotspot_km2", settings.clusters.max_hotspot_km2, HOTSPOT_KM2, "square kilometres")
    for kind, weight in ({} if isinstance(settings.harm, str) else settings.harm).items():
        if weight:
            _within(f"harm, '{kind}'", weight, HARM, "a weight such as the days of an average sentence")
    _check_crs(settings)
    _check_period(settings)
    _check_reporting(settings)
    check_tiles(settings.map.tiles)
    check_recipe(settings.areas.file)


def _within(name: str, value: float | str, limits: tuple[float, float], meant: str) -> None:
    """Refuse a number outside the limits; "auto" is none."""
    low, high = limits
    if not isinstance(value, str) and not low <= value <= high:
        shown = f"{value:g}" if abs(value) < 1e300 else "the number"
        what = f"{shown} is less than {low:g}" if value < low else f"{shown} is more than {high:,.0f}"
        raise ConfigError(name, what, f"choose {meant}")


def _check_crs(settings: Settings) -> None:
    """Refuse a CRS that names a file or an address, which PROJ would open."""
    named = {"crs": settings.crs, "incidents.crs": settings.incidents.crs, "areas.crs": settings.areas.crs}
    for name, crs in named.items():
        if _ELSEWHERE.search(crs):
            raise ConfigError(
                name, f"'{crs[:80]}' points to a file or an address", "write a code: EPSG:32643"
            )


def _check_period(settings: Settings) -> None:
    first, last = settings.period.start, settings.period.end
    if first and last and last < first:
        what = f"it ends on {last}, before it begins on {first}"
        raise ConfigError("period", what, "correct --start or --end")


def _check_reporting(settings: Settings) -> None:
    low, high = settings.ranking.reporting
    if low > high:
        what = f"the lowest share, {low:g}, is above the highest, {high:g}"
        raise ConfigError("ranking.reporting", what, "write the lower one first, such as [0.5, 1.0]")


def check_tiles(address: str) -> None:
    """Refuse a tile address that is no web address with the gaps {z}, {x}, {y}, or that holds a password.

    The address is written into the map page, where every reader of the file could see the password.
    """
    if not address:
        return
    to_do = "write the address of a server in your own network: https://tiles.intra/{z}/{x}/{y}.png"
    try:
        parts = urlsplit(address)
        host, secret = parts.hostname, parts.username is not None or parts.password is not None
    except ValueError:
        host, secret, parts = None, False, urlsplit("")
    if secret:
        raise ConfigError("map.tiles", "it holds a user name or a password, which the page would show", to_do)
    if _STRANGE.search(address) or parts.scheme not in {"http", "https"} or not host:
        raise ConfigError("map.tiles", f"'{address[:80]}' is no web address", to_do)
    if "{" in parts.netloc:
        raise ConfigError("map.tiles", "the name of the server has a gap", to_do)
    missing = [gap for gap in ("{z}", "{x}", "{y}") if address.count(gap) != 1]
    if missing:
        raise ConfigError("map.tiles", f"'{address[:80]}' has no single {', '.join(missing)}", to_do)


def check_recipe(areas: str) -> None:
    """Refuse a recipe without a size, and one whose kind is misspelt: it would be taken for a file."""
    kind, colon, rest = areas.partition(":")
    if is_recipe(areas):
        if not rest.strip():
            raise ConfigError("areas", f"'{areas}' names no more than a kind", f"write {RECIPES[kind]}")
        if kind != "blocks":
            cell_size(areas)
        return
    near = difflib.get_close_matches(kind.strip().lower(), RECIPES, n=1, cutoff=0.6)
    bare = "." not in kind and "/" not in areas and "\\" not in areas
    if bare and ((near and (colon or not rest)) or (colon and _is_number(rest))):
        to_do = f"write {RECIPES[near[0]] if near else ', '.join(RECIPES.values())}"
        raise ConfigError("areas", f"'{areas}' is neither a file nor a way to make areas", to_do)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def cell_size(recipe: str) -> float:
    """Return the metres of square:250 or hex:250; ConfigError where they are no number above 0.

    >>> cell_size("hex:250")
    250.0
    """
    kind, _, rest = recipe.partition(":")
    try:
        size_m = float(rest)
    except ValueError:
        what = f"'{rest}' is not a size"
        raise ConfigError("areas", what, f"write {RECIPES[kind]}, in metres") from None
    if not (math.isfinite(size_m) and size_m > 0):
        raise ConfigError(
            "areas", f"{kind}:{size_m:g} is no size", f"write a number of metres, {RECIPES[kind]}"
        )
    _within(
        f"areas, {kind}", size_m, (LENGTH_M[0] / 10, LENGTH_M[1]), f"metres that fit a city, {RECIPES[kind]}"
    )
    return size_m
