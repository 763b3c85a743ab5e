"""What a hot spot holds: months with an incident, and its commonest types."""

import numpy as np
import pandas as pd
import pytest

from hotspot.cluster.contents import main_types, months_active


def test_equally_common_types_come_in_the_order_of_the_alphabet_and_three_are_named():
    label = np.array([0, 0, 0, 0, 0, 0, 0, -1])
    types = ["theft", "arson", "fraud", "assault", "theft", "fraud", "burglary", "zoning"]

    assert main_types(label, types, hot_spots=1) == ["fraud 29 %; theft 29 %; arson 14 %"]


@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_incidents_without_a_type_count_in_the_whole_only(kind):
    types = pd.Series(["theft", "", "", "theft", "robbery"], dtype=kind)

    found = main_types(np.array([0, 0, 0, 0, 1]), types, hot_spots=3)

    assert found == ["theft 50 %", "robbery 100 %", ""]


def test_the_order_of_the_categories_does_not_change_what_is_named():
    kinds = pd.Categorical(["b", "c", "a", "b"], categories=["c", "unused", "b", "a"])

    found = main_types(np.zeros(4, dtype=np.int64), pd.Series(kinds), hot_spots=1)

    assert found == ["b 50 %; a 25 %; c 25 %"]


def test_types_of_less_than_half_a_percent_are_not_named():
    types = ["theft"] * 299 + ["arson"]

    assert main_types(np.zeros(300, dtype=np.int64), types, hot_spots=1) == ["theft 100 %"]


def test_where_no_incident_belongs_to_a_hot_spot_nothing_is_named_and_no_month_is_active():
    label = np.array([-1, -1])

    assert main_types(label, ["theft", "theft"], hot_spots=0) == []
    assert months_active(label, np.array([3, 4]), hot_spots=0).tolist() == []


def test_a_month_counts_once_and_an_unknown_one_not_at_all():
    label = np.array([0, 0, 0, 0, 1, -1])
    month = np.array([24_000, 24_000, 24_011, -1, -1, 24_005])

    assert months_active(label, month, hot_spots=2).tolist() == [2, 0]
    assert months_active(label, None, hot_spots=2).tolist() == [0, 0]
