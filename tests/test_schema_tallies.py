"""Tables of incidents: one frame four times, or four frames."""

from __future__ import annotations

import pandas as pd

from hotspot.schema import Tallies


def frame(area: int) -> pd.DataFrame:
    return pd.DataFrame({"area": [area]})


def test_the_frame_of_incidents_in_memory_is_changed_once() -> None:
    seen = []

    def change(incidents: pd.DataFrame) -> pd.DataFrame:
        seen.append(incidents)
        return frame(7)

    found = Tallies.of(frame(1)).each(change)

    assert len(seen) == 1
    assert found.places is found.types is found.days is found.hours
    assert found.places["area"].tolist() == [7]


def test_each_of_four_tables_is_changed() -> None:
    told = Tallies(places=frame(1), types=frame(2), days=frame(3), hours=frame(4))

    found = told.each(lambda table: table + 10)

    tables = (found.places, found.types, found.days, found.hours)
    assert [table["area"].item() for table in tables] == [11, 12, 13, 14]


def test_other_types_take_the_place_of_every_table_that_is_the_same_frame() -> None:
    apart = Tallies(places=frame(1), types=frame(2), days=frame(3), hours=frame(4))

    found, together = apart.with_types(frame(9)), Tallies.of(frame(1)).with_types(frame(9))

    assert (found.types["area"].item(), found.days["area"].item()) == (9, 3)
    assert together.days is together.types
