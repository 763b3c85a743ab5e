"""Which areas a pilot takes, and beside which others: pairs with a lot, or a baseline apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hotspot.errors import ConfigError
from hotspot.measure.matched_pairs import (
    enough_alike,
    likeness,
    matched_controls,
    matched_pairs,
    times_as_many,
    within_caliper,
)
from hotspot.measure.siting import OutOfTime
from hotspot.pilot.calendar import in_period
from hotspot.pilot.zones import far_apart, near

if TYPE_CHECKING:
    from hotspot.pilot.calendar import Calendar
    from hotspot.schema import Floats, Ints, Result
    from hotspot.schema.piloted import Design


CALIPER = 1.5  # times as many incidents as the other that an area of a pair may have had
REACH = 3  # times as many areas as are needed that are looked at for pairs
M2_PER_KM2 = 1e6


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the pilot is to be: so many `areas`, chosen by `design`; `effect` is the smallest fall worth
    finding, as a share, `seed` draws the lots."""

    areas: int
    design: Design
    months: int
    buffer_m: float
    effect: float
    seed: int


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Rows of the areas frame, pilot and control (n,) side by side; how many areas before the last one in the
    order were `passed_over` because they touch another, and how many because none is alike, the `unpaired`;
    how many pairs lie `beyond` the caliper in what was known for the choice."""

    pilot: Ints
    control: Ints
    passed_over: int
    unpaired: int
    beyond: int
    by: Literal["run", "selection"]


def window_counts(result: Result, calendar: Calendar) -> Floats:
    """Return the incidents (areas, windows) of the past."""
    window = in_period(result.incidents["start"].to_numpy(), calendar.windows)
    area = result.incidents["area"].to_numpy()
    used = (window >= 0) & (area >= 0)
    n, m = len(result.areas.frame), len(calendar.windows)
    counts = np.bincount(area[used] * m + window[used], minlength=n * m)
    return counts.reshape(n, m).astype(np.float64)


def choose(result: Result, calendar: Calendar, wanted: Wanted, table: Floats) -> Chosen:
    """Return pilot and control areas: pairs with a lot, or the first ones beside those most like them.

    No pair has more than `CALIPER` times as many incidents in one area as in the other, where such pairs can
    be had.
    """
    known = table if wanted.design == "pairs" else table[:, : _apart(calendar, wanted)]
    order, by = _order(result, calendar, wanted, known)
    order = order[known[order].sum(axis=1) > 0]
    shapes = result.areas.frame.geometry.to_numpy()
    pairs = wanted.design == "pairs"
    count = 2 * wanted.areas if pairs else wanted.areas
    places = far_apart(shapes[order], buffer_m=wanted.buffer_m, most=REACH * count if pairs else count)
    if len(places) < count:
        raise _too_few(len(places), count, wanted)
    looked_at = count
    if pairs:
        looked_at = enough_alike(known[order[places]].sum(axis=1), wanted.areas, caliper=CALIPER)
    first = order[places[:looked_at]]
    if pairs:
        pilot, control = _lots(first, result, known, wanted)
    else:
        rest = np.setdiff1d(order, first)
        free = rest[~near(shapes[rest], shapes[first], buffer_m=wanted.buffer_m).any(axis=1)]
        if len(free) < count:
            raise _too_few(len(free), count, wanted)
        pilot, control = first, free[matched_controls(_distance(result, known, first, free))]
    times = times_as_many(known[pilot].sum(axis=1), known[control].sum(axis=1)).diagonal()
    return Chosen(
        pilot=pilot,
        control=control,
        passed_over=int(places[looked_at - 1]) + 1 - looked_at,
        unpaired=looked_at - count,
        beyond=int((times > CALIPER).sum()),
        by=by,
    )


def _lots(first: Ints, result: Result, known: Floats, wanted: Wanted) -> tuple[Ints, Ints]:
    """Return the pilot and the control area of each pair of the `first` ones, as the lot has it. Raises
    ConfigError for more areas than can be paired with a proof."""
    try:
        pairs = first[matched_pairs(_distance(result, known, first, first), number=wanted.areas)]
    except OutOfTime:
        what = f"no best {wanted.areas} pairs among {len(first)} areas were proved within the search's limits"
        raise ConfigError("-n", what, "ask for fewer areas with -n") from None
    side = np.random.default_rng(wanted.seed).integers(0, 2, len(pairs))
    row = np.arange(len(pairs))
    return pairs[row, side], pairs[row, 1 - side]


def _distance(result: Result, known: Floats, rows: Ints, others: Ints) -> Floats:
    """Return how unlike areas are, (n, m), and out of reach where they lie beyond the caliper."""
    km2 = result.areas.frame.geometry.area.to_numpy() / M2_PER_KM2
    if rows is others:
        apart = likeness(known[rows], km2=km2[rows])
    else:
        apart = likeness(known[rows], known[others], km2=km2[rows], km2_others=km2[others])
    times = times_as_many(known[rows].sum(axis=1), known[others].sum(axis=1))
    return within_caliper(apart, times, caliper=CALIPER)


def _apart(calendar: Calendar, wanted: Wanted) -> int:
    """Return how many windows end before the baseline begins."""
    return len(calendar.windows) - wanted.months // calendar.window_months


def _order(
    result: Result, calendar: Calendar, wanted: Wanted, known: Floats
) -> tuple[Ints, Literal["run", "selection"]]:
    """Return the rows of the areas, the first of the ranking first; where the ranking knows what the choice
    may not know, by incidents per km² before."""
    ranked_later = result.period is not None and result.period.last >= calendar.pilot.first
    if wanted.design == "baseline" or ranked_later:
        km2 = result.areas.frame.geometry.area.to_numpy()
        return np.argsort(-known.sum(axis=1) / km2, kind="stable"), "selection"
    frame = result.ranking.frame.sort_values(["rank", "area_id"], kind="stable")
    row = {area_id: i for i, area_id in enumerate(result.areas.frame["area_id"])}
    return np.array([row[area_id] for area_id in frame["area_id"]], dtype=np.int64), "run"


def _too_few(found: int, needed: int, wanted: Wanted) -> ConfigError:
    apart = f"areas with incidents that lie apart by more than {wanted.buffer_m:g} m"
    what = f"{apart}: {found}, and {needed} are needed"
    return ConfigError("-n", what, "ask for fewer areas with -n, or for a smaller --buffer")
