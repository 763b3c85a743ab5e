"""What is known beforehand about files that people really bring: Chicago, police.uk, the Kazakh crime map."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hotspot.errors import ConfigError
from hotspot.read.columns import key, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, kw_only=True)
class Preset:
    """One publisher's file: the columns that betray it, and what each of its columns is for.

    `signs` must all be there for the file to be recognised; `roles` maps a role to column names, best first;
    `never` are columns with personal data that are not even loaded; a row with another value than 0 in the
    column `ended` is dropped as discontinued; `crs_by_values` names the systems that its x and y may be in.
    Names are in the form of `columns.key`.
    """

    name: str
    signs: tuple[str, ...] = ()
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    day_first: bool | None = None
    never: tuple[str, ...] = ()
    ended: str = ""
    crs_by_values: tuple[str, ...] = ()
    address: str = ""

    def used(self, columns: Sequence[str]) -> tuple[str, ...]:
        """Return those of the columns that are read, and nothing with personal data."""
        wanted = {*self.signs, self.ended, *(name for names in self.roles.values() for name in names)}
        return tuple(column for column in columns if key(column) in wanted - set(self.never))


GENERIC = Preset(name="generic")
PRESETS = (
    Preset(
        name="chicago",
        signs=("primarytype", "iucr", "date"),
        roles={
            "x": ("longitude",),
            "y": ("latitude",),
            "date": ("date",),
            "type": ("primarytype",),
            "id": (
                "id",
            ),  # not the case number: it names a case, and repeats where a homicide has two victims
        },
        day_first=False,
    ),
    Preset(
        name="police-uk",
        signs=("crimetype", "fallswithin", "month"),
        roles={
            "x": ("longitude",),
            "y": ("latitude",),
            "date": ("month",),
            "type": ("crimetype",),
            "id": ("crimeid",),
        },
    ),
    Preset(
        name="kz-crime-map",
        signs=("crimecode", "hardcode"),
        roles={
            "x": ("x",),
            "y": ("y",),
            # The text is the local clock as it was; the epoch is the same clock, stamped as if it were UTC.
            "date": ("datsoverstr", "datsover"),
            "year": ("yr",),
            "month": ("period",),
            "type": ("stat", "crimecode"),
            "id": ("objectid", "globalid"),
            "reported": ("datvozbstr", "datvozb"),
        },
        day_first=True,
        never=("ud", "fz1r18p5", "fz1r18p6"),
        ended="discontinued",
        # The layer's own frame was UTM 42 N for the whole country; ArcGIS hands out Web Mercator unasked.
        crs_by_values=("EPSG:4326", "EPSG:32642", "EPSG:3857"),
        address="https://gis.kgp.kz/arcgis/rest/services/KPSSU/crime/FeatureServer/1",
    ),
)


def preset_for(columns: Sequence[str], asked: str) -> Preset:
    """Return the preset that was `asked` for by name, or the one whose signs are among the columns.

    Raises ConfigError for a name that is no preset.
    """
    known = {preset.name: preset for preset in (*PRESETS, GENERIC)}
    if asked:
        if asked not in known:
            meant = nearest(asked, tuple(known), "did you mean")
            to_do = f"use one of {', '.join(known)}, or leave it out"
            raise ConfigError("incidents.preset", f"unknown preset '{asked}'{meant}", to_do)
        return known[asked]
    keys = {key(column) for column in columns}
    return next((preset for preset in PRESETS if keys.issuperset(preset.signs)), GENERIC)
