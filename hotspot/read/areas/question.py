"""What may be asked about a boundary file; everything that is left empty is found out."""

from __future__ import annotations

from dataclasses import dataclass

from hotspot.read.allowed import ALLOWED, Allowed


@dataclass(frozen=True, kw_only=True)
class AreaQuestion:
    """The columns of the boundary file, of the table joined to it, and what is allowed.

    `crs` overrides the CRS of the file, `encoding` what its letters say of a shapefile's table; `population`
    and the `groups` of residents are columns of the file, or of the table `join` (CSV, Excel or Parquet),
    whose column `join_on` holds the ids or names of the areas; more than `allowed` is refused.
    """

    layer: str = ""
    crs: str = ""
    encoding: str = ""
    id: str = ""
    name: str = ""
    name_en: str = ""
    name_ru: str = ""
    name_kk: str = ""
    population: str = ""
    groups: tuple[str, ...] = ()
    join: str = ""
    join_on: str = ""
    allow_overlap: bool = False
    allowed: Allowed = ALLOWED
