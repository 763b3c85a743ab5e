"""Presets recognise their files and know their traps."""

from __future__ import annotations

import pytest

from hotspot.errors import ConfigError
from hotspot.read.columns import key
from hotspot.read.presets import PRESETS, preset_for

CHICAGO = ("ID", "Case Number", "Date", "IUCR", "Primary Type", "X Coordinate", "Latitude", "Longitude")
POLICE_UK = ("Crime ID", "Month", "Falls within", "Longitude", "Latitude", "Crime type")
KAZAKHSTAN = ("objectid", "ud", "crime_code", "stat", "hard_code", "dat_sover", "x", "y")


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        (CHICAGO, "chicago"),
        (POLICE_UK, "police-uk"),
        (KAZAKHSTAN, "kz-crime-map"),
        (tuple(name.upper() for name in KAZAKHSTAN), "kz-crime-map"),
        (("lon", "lat", "date"), "generic"),
    ],
)
def test_a_file_is_recognised_by_its_columns(columns: tuple[str, ...], name: str) -> None:
    preset = preset_for(columns, "")

    assert preset.name == name


def test_a_preset_that_is_asked_for_is_used_whatever_the_columns() -> None:
    preset = preset_for(CHICAGO, "generic")

    assert preset.name == "generic"


def test_an_unknown_preset_is_answered_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="did you mean 'police-uk'"):
        preset_for(CHICAGO, "police_uk")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_no_preset_uses_a_column_that_must_not_be_read(preset: object) -> None:
    used = {name for names in preset.roles.values() for name in names}  # type: ignore[attr-defined]

    assert not used & set(preset.never)  # type: ignore[attr-defined]
    assert {key(name) for name in used} == used
