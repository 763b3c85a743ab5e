"""Frames of incidents get columns without a copy of their numbers."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from hotspot.schema import rows_of, with_columns


def test_a_new_column_stands_beside_the_old_ones_which_stay():
    frame = pd.DataFrame({"x": [1.0, 2.0]}, index=[7, 9])

    more = with_columns(frame, site=np.array([1, 0]))

    assert more.to_dict("index") == {7: {"x": 1.0, "site": 1}, 9: {"x": 2.0, "site": 0}}
    assert list(frame) == ["x"]


@pytest.mark.skipif(pd.__version__.startswith("2."), reason="pandas 2 copies what it is given")
def test_a_new_column_is_shared():
    site = np.array([1, 0])

    more = with_columns(pd.DataFrame({"x": [1.0, 2.0]}), site=site)

    assert np.shares_memory(more["site"].to_numpy(), site)


@pytest.mark.parametrize("rows", [[True, False, True], [2, 0]])
def test_rows_come_as_pandas_gives_them(rows):
    columns = {"x": [1.0, 2.0, 3.0], "type": pd.Categorical(["a", "b", "a"]), "id": ["k", "", "l"]}
    frame = pd.DataFrame(columns, index=[4, 7, 9])

    some = rows_of(frame, np.array(rows))

    assert_frame_equal(some, frame[rows] if isinstance(rows[0], bool) else frame.iloc[rows])
