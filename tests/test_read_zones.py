"""Times with the zones of one place, and times of two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from hotspot.errors import InputError
from hotspot.read.dates import read_dates
from hotspot.read.moments import read_moments

if TYPE_CHECKING:
    from hotspot.read.dated import Dates

DAYS = pd.date_range("2024-02-01", "2024-04-01 23:00", freq="6h")


def read(zones: list[str], times: int = 1) -> Dates:
    texts = [f"{day:%Y-%m-%dT%H:%M:%S}{zone}" for day, zone in zip(DAYS, zones, strict=True)]
    return read_dates("a.csv", pd.Series(texts * times), day_first=None)


@pytest.mark.parametrize("times", [1, 50])  # as texts, and by their digits
@pytest.mark.parametrize("before", ["+06:00", "+04:00"])
def test_a_change_of_the_law_leaves_the_clock_on_the_wall(before: str, times: int) -> None:
    found = read([before if day < pd.Timestamp("2024-03-01") else "+05:00" for day in DAYS], times)

    np.testing.assert_array_equal(found.start[: len(DAYS)], DAYS.to_numpy().astype("datetime64[s]"))
    assert found.zone == ", ".join(sorted([before.replace(":", ""), "+0500"]))


@pytest.mark.parametrize(
    "zones",
    [
        ["+05:00", "+06:00"] * (len(DAYS) // 2),
        ["+05:00"] * (len(DAYS) - 1) + ["+07:00"],
        ["Z"] * (len(DAYS) - 40) + ["+01:00"] * 40,
        ["+04:00"] * 50 + ["+05:00"] * 50 + ["+06:00"] * (len(DAYS) - 100),
    ],
    ids=["side by side", "two hours apart", "world time", "three"],
)
def test_zones_of_several_places_are_refused(zones: list[str]) -> None:
    with pytest.raises(InputError, match=r"more than one time zone.*in the local time of the place"):
        read(zones)


def test_zones_that_take_turns_are_said() -> None:
    texts = [f"{day:%Y-%m-%d %H:%M}{'-05:00' if day.month < 3 else '-04:00'}" for day in DAYS]

    found = read_moments("a.csv", pd.DataFrame({"date": texts}), {"date": "date"}, day_first=None)

    (said,) = found.findings
    assert (said.code, dict(said.values)) == (
        "date_zones_kept",
        {"file": "a.csv", "zone": "-0400, -0500"},
    )
