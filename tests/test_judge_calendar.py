"""Cut-offs: on the first of each month, only where enough came before and after."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hotspot.judge.calendar import LEAST_DAYS, cutoffs_for, month_starts, recorded_from, windows_that_overlap

FIRST = date(2020, 2, 10)


@given(st.integers(1, 2000), st.sampled_from([30, 90, 365]), st.integers(1, 24))
def test_every_window_lies_within_the_dates_and_has_a_past(days: int, horizon: int, most: int) -> None:
    starts = month_starts(FIRST, days)

    found = cutoffs_for(starts, horizon_days=horizon, recorded_from=0, end=days, most=most)

    assert len(found) <= most
    assert all(LEAST_DAYS <= cutoff <= days - horizon for cutoff in found.tolist())
    assert all((np.datetime64(FIRST) + cutoff).item().day == 1 for cutoff in found)


def test_the_latest_cut_offs_are_taken() -> None:
    starts = month_starts(date(2020, 1, 1), 731)

    found = cutoffs_for(starts, horizon_days=365, recorded_from=0, end=731, most=3)

    dates = [str(np.datetime64("2020-01-01") + cutoff) for cutoff in found]
    assert dates == ["2020-11-01", "2020-12-01", "2021-01-01"]


def test_a_record_begins_after_its_last_long_silence() -> None:
    assert recorded_from(np.array([5, 9, 100])) == 5
    assert recorded_from(np.array([5, 9, 200, 260])) == 200


def test_a_block_is_as_long_as_windows_overlap() -> None:
    monthly = np.arange(24) * 30

    lengths = [windows_that_overlap(monthly, horizon_days=days) for days in (30, 90, 365)]

    assert lengths == [1, 3, 13]
