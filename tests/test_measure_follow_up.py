"""Clearances: both periods get equal time, or a smaller share says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from hotspot.measure.clearances import cleared_changes
from hotspot.measure.follow_up import follow_up, last_known

NOW, PAST, UNTIL = (365, 729), (0, 364), 729
CITY = [("city", "city", "city")]


def cleared_city(draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return day, state and day of clearance in a city where a third is cleared after 60 days on average."""
    day = draw.integers(0, 730, 6_000)
    on = day + draw.exponential(60, 6_000).astype(np.int64)
    yes = (draw.random(6_000) < 1 / 3) & (on <= UNTIL)
    return day, yes.astype(np.int8), np.where(yes, on, -1)


def test_days_long_after_all_others_are_mistakes() -> None:
    assert last_known(np.append(np.arange(1_000), [2_000, 2_001])) == 999
    assert last_known(np.arange(0, 1_000, 30)) == 990


def test_with_days_of_clearance_both_periods_are_followed_equally_long() -> None:
    day, state, on = cleared_city(np.random.default_rng(1))

    found = follow_up(day, state, on, now=NOW, past=PAST, until=UNTIL)

    assert found.days == 180
    assert found.last == on.max() - 180
    assert day[found.earlier].max() - day[found.earlier].min() <= found.last - NOW[0]
    assert (on[found.cleared] - day[found.cleared]).max() <= 180


def test_a_city_that_clears_as_before_is_not_said_to_clear_less() -> None:
    draw = np.random.default_rng(2)
    verdicts: dict[bool, list[str]] = {True: [], False: []}
    for _ in range(60):
        day, state, on = cleared_city(draw)
        for dated, said in verdicts.items():
            found = follow_up(day, state, on if dated else None, now=NOW, past=PAST, until=UNTIL)
            rows, _ = cleared_changes(found, np.zeros(len(day), dtype=np.int64), CITY, month=day // 30)
            said.append(rows[0].verdict)

    assert verdicts[True].count("no change beyond noise") >= 54
    assert "fell" not in verdicts[False]
    assert verdicts[False].count("cannot tell") > 30  # fewer are cleared so far, and that says nothing


@pytest.mark.parametrize(("until", "verdict"), [(UNTIL, "cannot tell"), (UNTIL + 365, "fell")])
def test_a_fall_without_days_is_told_only_when_a_year_has_passed(until: int, verdict: str) -> None:
    day = np.repeat([100, 500], 1_000)
    state = np.r_[np.repeat([1, 0], [400, 600]), np.repeat([1, 0], [200, 800])].astype(np.int8)

    found = follow_up(day, state, None, now=NOW, past=PAST, until=until)
    rows, _ = cleared_changes(found, 0 * day, CITY, month=0 * day)

    assert rows[0].verdict == verdict
    assert (rows[0].cleared_now, rows[0].known_now, rows[0].share_past) == (200, 1_000, 0.4)


def test_more_cleared_in_less_time_is_more() -> None:
    day = np.repeat([100, 500], 1_000)
    state = np.r_[np.repeat([1, 0], [200, 800]), np.repeat([1, 0], [400, 600])].astype(np.int8)

    found = follow_up(day, state, None, now=NOW, past=PAST, until=UNTIL)
    rows, _ = cleared_changes(found, 0 * day, CITY, month=0 * day)

    assert rows[0].verdict == "rose"
    assert rows[0].difference == pytest.approx(0.2)


def test_what_is_unknown_is_counted_apart() -> None:
    day, state = np.array([100, 100, 500, 500, 500]), np.array([1, -1, 0, -1, 1], dtype=np.int8)

    found = follow_up(day, state, np.array([120, -1, -1, -1, -9]), now=NOW, past=PAST, until=UNTIL)
    rows, _ = cleared_changes(found, 0 * day, CITY, month=0 * day)

    assert found.unfit == 3  # two of unknown state, and one that was cleared on a day that is not known
    assert (rows[0].known_now, rows[0].known_past) == (1, 1)


def test_units_without_any_known_incident_are_left_out() -> None:
    day, state = np.array([100, 500]), np.array([1, 0], dtype=np.int8)
    names = [("type", name, name) for name in ("theft", "fraud")]

    found = follow_up(day, state, None, now=NOW, past=PAST, until=UNTIL)
    rows, _ = cleared_changes(found, 0 * day, names, month=0 * day)

    assert [row.unit_id for row in rows] == ["theft"]


def test_among_many_areas_that_clear_as_before_hardly_any_change_is_told() -> None:
    draw = np.random.default_rng(5)
    areas, told, alone = 80, 0, 0
    for _ in range(60):
        day, area = draw.integers(0, 730, 16_000), draw.integers(0, areas, 16_000)
        state = (draw.random(16_000) < 0.3).astype(np.int8)
        found = follow_up(day, state, None, now=NOW, past=PAST, until=UNTIL + 365)
        names = [("area", str(i), str(i)) for i in range(areas)]
        many, one_by_one = (
            cleared_changes(found, area, names, month=day // 30, many=many)[0] for many in (True, False)
        )
        told += any(row.verdict in {"rose", "fell"} for row in many)
        alone += any(row.verdict in {"rose", "fell"} for row in one_by_one)

    assert told <= 6
    assert alone >= 54
