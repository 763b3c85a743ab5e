"""How much counts vary from month to month: areas together, every other unit by itself."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from hotspot.schema import Period
from hotspot.times.changes import _noise
from hotspot.times.months import Months, whole_months
from hotspot.times.units import Units

RECORD = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))


def three_units(kind: str) -> tuple[Units, Months]:
    """Return two units with ten incidents in every month, and one with all its 120 in every other month."""
    months = np.arange("2025-01", "2026-01", dtype="datetime64[M]")
    steady, wild = np.repeat(months, 10), np.repeat(months[::2], 20)
    unit = np.repeat([0, 1, 2], [len(steady), len(steady), len(wild)])
    units = Units(kind=kind, ids=tuple("abc"), names=tuple("abc"), unit=unit)  # type: ignore[arg-type]
    return units, whole_months(np.concatenate([steady, steady, wild]).astype("datetime64[s]"), RECORD)


@pytest.mark.parametrize("kind", ["city", "type", "outside", "hours"])
def test_a_steady_type_is_not_given_the_noise_of_a_wild_one(kind: str) -> None:
    steady, _, wild = _noise(*three_units(kind))

    assert steady == 1.0
    assert wild > 10


def test_areas_share_one_noise() -> None:
    steady, _, wild = _noise(*three_units("area"))

    assert steady == wild > 3


def test_a_record_without_a_whole_month_is_given_the_noise_of_chance() -> None:
    units, _ = three_units("type")
    start = np.full(len(units.unit), np.datetime64("2025-01-10", "s"))
    short = whole_months(start, Period(first=date(2025, 1, 5), last=date(2025, 1, 20)))

    assert _noise(units, short).tolist() == [1.0, 1.0, 1.0]
