"""How much a source may hold: exactly as much as allowed, and the setting is named where it is more."""

from __future__ import annotations

import pytest
import shapely

from hotspot.config import Settings
from hotspot.errors import InputError
from hotspot.read.allowed import ALLOWED, Allowed


def test_as_much_as_allowed_is_taken_and_one_more_is_refused_with_the_name_of_the_setting() -> None:
    allowed = Allowed(file_mb=2, rows=3, columns=5, areas=2, vertices=4)
    points = shapely.points([[0.0, 0.0]] * 4)

    allowed.check_bytes(2_000_000, "a.csv")
    allowed.check_rows(3, "a.csv")
    allowed.check_columns(5, "a.csv")
    allowed.check_areas(2, "a.csv")
    allowed.check_vertices(points, "a.csv")

    with pytest.raises(InputError, match=r"more than 2 MB.*limits.file_mb"):
        allowed.check_bytes(2_000_001, "a.csv")
    with pytest.raises(InputError, match=r"more than 3 rows.*limits.rows"):
        allowed.check_rows(4, "a.csv")
    with pytest.raises(InputError, match=r"6 columns, more than 5.*limits.columns"):
        allowed.check_columns(6, "a.csv")
    with pytest.raises(InputError, match=r"3 areas, more than 2.*limits.areas"):
        allowed.check_areas(3, "a.csv")
    with pytest.raises(InputError, match=r"5 vertices, more than 4.*limits.vertices"):
        allowed.check_vertices(shapely.points([[0.0, 0.0]] * 5), "a.csv")


def test_readers_allow_by_themselves_what_the_settings_allow_by_default() -> None:
    limits = Settings().limits

    assert Allowed(**limits.model_dump(exclude={"cells"})) == ALLOWED
