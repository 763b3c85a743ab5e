"""What incidents in memory tell the stages."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hotspot.pipeline.told import InMemory

START = np.array(["2024-01-05", "2024-02-05", "2024-02-06", "NaT"], dtype="datetime64[s]")


def incidents(**more):
    types = pd.Categorical(["theft", "robbery", "theft", ""])
    return pd.DataFrame(
        {"start": START, "type": types, "site": [0, 1, 2, 1], "easting": np.arange(4.0), **more}
    )


def test_only_the_incidents_of_hot_spots_are_told_each_with_its_own():
    held = InMemory(incidents=incidents()).in_hot_spots(np.array([-1, 3, -1]))

    assert held.types["spot"].tolist() == [3, 3]
    assert held.types["type"].tolist() == ["robbery", ""]
    assert held.months["start"].isna().tolist() == [False, True]
    assert "easting" not in held.months


def test_how_many_a_row_stands_for_is_told_with_it():
    held = InMemory(incidents=incidents(weight=[1, 2, 3, 4])).in_hot_spots(np.array([0, -1, 1]))

    assert held.types[["spot", "weight"]].to_numpy().tolist() == [[0, 1], [1, 3]]
