"""Places written with letters of the compass, such as "43°15'N 76°57'E" or "43,25° с.ш., 76,95° в.д."."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hotspot.read.cells import as_numbers, fits

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats

_WORD = "[а-яёәғқңөұүһі]*"
# How Russian and Kazakh write the four letters, as regular expressions of RE2; longer ones come first.
_SPOKEN = (
    ("N", rf"(?:с|сев{_WORD})\.?\s*ш(?:ир{_WORD})?\.?|(?:с|солтүстік)\.?\s*е(?:нді{_WORD})?\.?"),
    ("S", rf"(?:ю|южн{_WORD})\.?\s*ш(?:ир{_WORD})?\.?|(?:о|оңтүстік)\.?\s*е(?:нді{_WORD})?\.?"),
    ("E", rf"(?:в|вост{_WORD})\.?\s*д(?:олг{_WORD})?\.?|(?:ш|шығыс)\.?\s*б(?:ойлы{_WORD})?\.?"),
    ("W", rf"(?:з|зап{_WORD})\.?\s*д(?:олг{_WORD})?\.?|(?:б|батыс)\.?\s*б(?:ойлы{_WORD})?\.?"),
)
_BARE = (("С", "N"), ("Ю", "S"), ("В", "E"), ("З", "W"))  # Cyrillic letters alone
_MINUTE, _SECOND = "['’′ʹ]", "(?:[\"”″ʺ]|''|’’|′′)"
_SIDE = "[NSEW]"


def _angle(nth: int) -> str:
    """Return the form of one angle, whose parts are called d, m, s and its number; a sign has no place beside
    a letter."""
    degrees = rf"(?P<d{nth}>\d{{1,3}}(?:[.,]\d+)?)\s*[°º]?\s*"
    minutes = rf"(?:(?P<m{nth}>\d{{1,2}}(?:[.,]\d+)?)\s*{_MINUTE}\s*)?"
    seconds = rf"(?:(?P<s{nth}>\d{{1,2}}(?:[.,]\d+)?)\s*{_SECOND}\s*)?"
    return degrees + minutes + seconds


_BETWEEN = r"[\s,;|/]*"
BEHIND = rf"^[(\[]?\s*{_angle(1)}(?P<side1>{_SIDE})\.?{_BETWEEN}{_angle(2)}(?P<side2>{_SIDE})\.?\s*[)\]]?$"
BEFORE = (
    rf"^[(\[]?\s*(?P<side1>{_SIDE})\.?\s*{_angle(1)}{_BETWEEN}(?P<side2>{_SIDE})\.?\s*{_angle(2)}\s*[)\]]?$"
)
EXACT = r"(?:\d[.,]\d|\d\s*[°º]).*(?:\d[.,]\d|\d\s*[°º])"  # "300 S 400 E" may be an address


def _with_letters(texts: pa.Array) -> pa.Array:
    """Return the texts (m,) in plain blanks, with N, S, E and W for the letters of Russian and Kazakh."""
    texts = pc.utf8_upper(pc.replace_substring_regex(texts, r"[\x{00a0}\x{2007}\x{202f}]", " "))
    for letter, spoken in _SPOKEN:
        texts = pc.replace_substring_regex(texts, rf"(?i)({spoken})", letter)
    for cyrillic, letter in _BARE:
        texts = pc.replace_substring(texts, cyrillic, letter)
    return texts


def surely_compass(texts: pa.Array) -> Bools:
    """Return (m,) which texts can be nothing but a place with letters of the compass."""
    texts = _with_letters(texts)
    return (fits(texts, BEHIND) | fits(texts, BEFORE)) & fits(texts, EXACT)


def compass_places(texts: pa.Array) -> tuple[Floats, Floats]:
    """Return longitude and latitude (m,) in degrees; NaN where a text has no place with compass letters.

    One letter has to be N or S and the other E or W, in either order; minutes are below 60, seconds up to 60.
    """
    texts = _with_letters(texts)
    lon, lat = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    for form in (BEHIND, BEFORE):
        fitting = fits(texts, form)
        if not fitting.any():
            continue
        parts = pc.extract_regex(pc.filter(texts, pa.array(fitting)), form)
        angles = [_degrees(parts, nth) for nth in (1, 2)]
        north = [_is_north_south(parts, nth) for nth in (1, 2)]
        sound = north[0] != north[1]
        sound &= np.isfinite(angles[0] + angles[1])
        lat[fitting] = np.where(sound, np.where(north[0], *angles), np.nan)
        lon[fitting] = np.where(sound, np.where(north[0], *reversed(angles)), np.nan)
    return lon, lat


def _is_north_south(parts: pa.StructArray, nth: int) -> Bools:
    letters = pc.is_in(pc.struct_field(parts, f"side{nth}"), value_set=pa.array(["N", "S"]))
    found: Bools = letters.to_numpy(zero_copy_only=False)
    return found


def _degrees(parts: pa.StructArray, nth: int) -> Floats:
    """Return one angle of each text in degrees, negative to the south and west."""
    every = np.ones(len(parts), dtype=bool)
    d, m, s = (
        as_numbers(pc.replace_substring(pc.struct_field(parts, f"{part}{nth}"), ",", "."), every)
        for part in "dms"
    )
    minutes, seconds = np.nan_to_num(m), np.nan_to_num(s)
    angle = np.where((minutes < 60) & (seconds <= 60), d + minutes / 60 + seconds / 3600, np.nan)
    side = pc.is_in(pc.struct_field(parts, f"side{nth}"), value_set=pa.array(["S", "W"]))
    return np.where(side.to_numpy(zero_copy_only=False), -angle, angle)
