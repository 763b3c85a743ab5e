"""In how few hours of the week most happens, and whether that is more than chance brings together.

The best hours of a record always look better than they are: chosen from few incidents, they hold much of them
even where every hour is alike. So the number of hours is held against the same weeks, each turned by a random
number of hours, and the share against weeks that had no part in choosing them. A record of ten days has three
weekdays twice: hours are compared by what happens in one each time that the record covers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from hotspot.schema.timed import Busiest, Stretch

if TYPE_CHECKING:
    from hotspot.schema import Bools, Floats, Ints

DAY_HOURS = 24
FEWEST_WEEKS = 8
SLACK = 1e-9  # sums that differ by rounding are equal


def fewest_hours(hours: Floats, share: float, *, order: Floats | None = None) -> Ints:
    """Return the fewest hours of the week that hold `share` of the whole, in order; ties: the earlier hour.

    Hours are taken by what they hold, or by `order` (168,), the largest first.

    >>> fewest_hours(np.array([1.0, 5.0, 0.0, 4.0]), 0.9).tolist()
    [1, 3]
    """
    first = np.argsort(-(hours if order is None else order), kind="stable")
    held = np.cumsum(hours[first])
    enough = int(np.searchsorted(held, share * held[-1] * (1 - 1e-12))) + 1
    return np.sort(first[:enough])


def steadied(hours: Floats) -> Floats:
    """Return clocks (…, 168) without the noise of single hours: what to expect in each hour of the week.

    The base is the product of the day of the week and of the hour of the day, the latter averaged with its
    neighbours (¼, ½, ¼). What the hours differ from it beyond Poisson noise is kept: with Pearson's χ² per
    degree of freedom of φ, the share 1 − 1/φ of each hour's own count (averaged alike) is mixed in. That is
    the shrinkage of a gamma–Poisson model with one shape for all hours.
    """
    table = hours.reshape(*hours.shape[:-1], -1, DAY_HOURS)
    day = table.sum(axis=-1, keepdims=True)
    total = np.maximum(day.sum(axis=-2, keepdims=True), 1e-12)
    base = day * _averaged(table.sum(axis=-2, keepdims=True)) / total
    freedom = (table.shape[-2] - 1) * (DAY_HOURS - 1)
    excess = ((table - base) ** 2 / np.maximum(base, 1e-12)).sum(axis=(-2, -1), keepdims=True) / freedom
    own = np.maximum(1 - 1 / np.maximum(excess, 1e-12), 0.0)
    near = _averaged(hours).reshape(table.shape)
    return np.asarray((own * near + (1 - own) * base).reshape(hours.shape))


def _averaged(hours: Floats) -> Floats:
    """Return each hour with half its own weight and a quarter of either neighbour's, around the clock."""
    return np.asarray(0.5 * hours + 0.25 * (np.roll(hours, 1, axis=-1) + np.roll(hours, -1, axis=-1)))


def evened(covered: Bools) -> Floats:
    """Return what each hour of the week (h,) is multiplied by to count as if all were covered equally often.

    `covered` (w, h) marks the hours that the record covers, week by week; an hour that it never covers stays
    as it is.

    >>> evened(np.array([[True, True], [True, False], [True, True]])).tolist()
    [0.8333333333333334, 1.25]
    """
    times = covered.sum(axis=0)
    return np.where(times > 0, times.mean() / np.maximum(times, 1), 1.0)


def busiest(by_week: Floats, covered: Bools, *, share: float, draws: int, seed: int) -> Busiest:
    """Find the fewest hours of the week that hold `share` of all, in the order of the `steadied` clock.

    `by_week` (w, 168) is what happened week by week, `covered` (w, 168) marks the hours that the record
    covers; each hour counts as if all were covered equally often. The test draws `draws` clocks that are
    even, by turning each week within the hours covered.
    """
    even_out = evened(covered)
    hours = by_week.sum(axis=0) * even_out
    chosen = fewest_hours(hours, share, order=steadied(hours))
    draw = np.random.default_rng(seed)
    even = _turned(by_week, covered, draws=draws, draw=draw) * even_out
    first = np.argsort(-steadied(even), axis=1, kind="stable")
    held = np.cumsum(np.take_along_axis(even, first, axis=1), axis=1)
    needed = (held < share * held[:, -1:] * (1 - SLACK)).sum(axis=1) + 1
    found, low, high = _held_out(by_week, covered, len(chosen), draws=draws, draw=draw)
    return Busiest(
        hours=chosen,
        share=float(hours[chosen].sum() / hours.sum()),
        even=float(np.median(needed)),
        p_value=float((1 + (needed <= len(chosen)).sum()) / (1 + draws)),
        held_out=found,
        low=low,
        high=high,
    )


def _turned(by_week: Floats, covered: Bools, *, draws: int, draw: np.random.Generator) -> Floats:
    """Return (draws, cells) what the weeks (w, cells) hold in all, each turned by so many cells of its own.

    So every cell is alike, while what happened together in a week, one night's raid on a car park say, stays
    together and counts once, and a window of time stays as long as it was. A week of which some cells are not
    `covered` (w, cells) is turned within those that are. Shifts around the clock as the draws of a
    randomization test: Edgington & Onghena (2007), Randomization Tests.
    """
    any_there, whole = by_week.any(axis=1), covered.all(axis=1)
    turned = _rolled(by_week[any_there & whole], draws=draws, draw=draw)
    for week in np.flatnonzero(any_there & ~whole):
        there = np.flatnonzero(covered[week])
        turned += np.where(covered[week], 0.0, by_week[week])
        if len(there):
            turned[:, there] += _rolled(by_week[week : week + 1, there], draws=draws, draw=draw)
    return turned


def _rolled(rows: Floats, *, draws: int, draw: np.random.Generator) -> Floats:
    """Return (draws, cells) the sums of the rows (r, cells), each rolled by a random number of cells."""
    number, cells = rows.shape
    turns = sliding_window_view(np.concatenate([rows, rows], axis=1), cells, axis=1)  # (r, cells + 1, cells)
    row = np.arange(number)
    return np.array([turns[row, turn].sum(axis=0) for turn in draw.integers(0, cells, (draws, number))])


def _held_out(
    by_week: Floats, covered: Bools, number: int, *, draws: int, draw: np.random.Generator
) -> tuple[float, float, float]:
    """Return the share that `number` hours chosen from every other week hold of the other weeks, with its
    95 % interval from weeks drawn with replacement."""
    if len(by_week) < FEWEST_WEEKS or not by_week[::2].any() or not by_week[1::2].any():
        return float("nan"), float("nan"), float("nan")
    even = by_week * evened(covered)
    hits = np.zeros(len(by_week))
    for tested in (0, 1):
        learning = slice(1 - tested, None, 2)
        learned = by_week[learning].sum(axis=0) * evened(covered[learning])
        best = np.argsort(-steadied(learned), kind="stable")[:number]
        hits[tested::2] = even[tested::2][:, best].sum(axis=1)
    total = even.sum(axis=1)
    times = draw.multinomial(len(total), np.full(len(total), 1 / len(total)), size=draws)
    drawn = (times @ hits) / np.maximum(times @ total, 1e-12)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(hits.sum() / total.sum()), float(low), float(high)


def best_stretch(by_week: Floats, covered: Bools, *, length: int, draws: int, seed: int) -> Stretch:
    """Find the `length` hours in a row, the same every day, that hold most of what happened, `by_week` (w,
    168), each weekday as if all were `covered` (w, 168) equally often.

    The test is that of `busiest`, over the hours of the day.

    >>> day = np.zeros(24); day[[23, 0, 1]] = 5.0; day[12] = 1.0
    >>> weeks = np.tile(day, (9, 7))
    >>> found = best_stretch(weeks, np.ones_like(weeks, dtype=bool), length=3, draws=99, seed=1)
    >>> found.first, round(found.share, 4), found.p_value
    (23, 0.9375, 0.01)
    """
    by_day = (by_week * evened(covered)).reshape(len(by_week), -1, DAY_HOURS).sum(axis=1)
    of_days = np.ones_like(by_day, dtype=np.bool_)  # a day is covered from its first hour to its last
    held = _stretches(by_day.sum(axis=0)[np.newaxis], length)[0]
    draw = np.random.default_rng(seed)
    most = _stretches(_turned(by_day, of_days, draws=draws, draw=draw), length).max(axis=1) / by_day.sum()
    first = int(np.argmax(held))
    share = float(held[first] / by_day.sum())
    return Stretch(
        first=first,
        length=length,
        share=share,
        p_value=float((1 + (most >= share * (1 - SLACK)).sum()) / (1 + draws)),
    )


def _stretches(days: Floats, length: int) -> Floats:
    """Return, for each first hour (columns), what the `length` hours from it on hold; over midnight too."""
    twice = np.concatenate([days, days], axis=1)
    running = np.concatenate([np.zeros((len(days), 1)), np.cumsum(twice, axis=1)], axis=1)
    return np.asarray(running[:, length : length + DAY_HOURS] - running[:, :DAY_HOURS])
