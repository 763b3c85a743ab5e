"""Frames of incidents get columns without a copy of their numbers."""

import numpy as np
import pandas as pd

from hotspot.schema import with_columns


def test_a_new_column_is_shared_and_the_old_ones_stay():
    frame = pd.DataFrame({"x": [1.0, 2.0]}, index=[7, 9])
    site = np.array([1, 0])

    more = with_columns(frame, site=site)

    assert more.to_dict("index") == {7: {"x": 1.0, "site": 1}, 9: {"x": 2.0, "site": 0}}
    assert np.shares_memory(more["site"].to_numpy(), site)
    assert list(frame) == ["x"]
