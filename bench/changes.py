"""How often is a change told, or a place said to stand out, where nothing has changed?

`python bench/changes.py [replicates]`

Made cities whose monthly rates go up and down by themselves (a gamma distribution with the squared
coefficient of variation given), and nothing else happens. Four questions, each answered with the noise that
`hotspot trend` and `hotspot when` allow for, and beside it with Poisson noise (the city) or one noise for all
(areas): the last months of a city against as many before; whether reports seem to be missing from its last
days; the first in each of many areas, with all of them in mind; the months in which an area stands out.
Prints the share of cities in which anything is told; 0.05 is allowed (lines with "0.5 in" are what is found).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from hotspot.measure.change import e_test
from hotspot.measure.emerging import standing_out
from hotspot.measure.false_discovery import benjamini_hochberg
from hotspot.measure.gamma_poisson import overdispersion
from hotspot.measure.seasons import wary_jitter
from hotspot.measure.two_periods import late_shortfall, place_dispersion
from hotspot.schema import Period
from hotspot.times.late import LATE_DAYS, noise_before

if TYPE_CHECKING:
    from hotspot.schema import Floats

REPLICATES = 200
LEVEL, FEWEST = 0.05, 10
MONTH_DAYS = 30.4
VARIATIONS = (0.0, 0.02, 0.1)


def uneven_rates(generator: np.random.Generator, shape: tuple[int, ...], variation: float) -> Floats:
    """Return rates with mean 1 that vary as told."""
    return generator.gamma(1 / variation, variation, shape) if variation else np.ones(shape)


def uneven(generator: np.random.Generator, usual: Floats, months: int, variation: float) -> Floats:
    """Return counts (places, months) of places with so many incidents a month, (places,)."""
    rate = uneven_rates(generator, (len(usual), months), variation)
    return np.asarray(generator.poisson(usual[:, np.newaxis] * rate), dtype=np.float64)


def is_told(counts: Floats, dispersion: Floats) -> bool:
    """Tell whether any place (n, months) is said to have changed from the months before to the last ones."""
    half = max(1, min(3, counts.shape[1] // 2))
    now, past = counts[:, -half:].sum(axis=1), counts[:, -2 * half : -half].sum(axis=1)
    some = now + past >= FEWEST
    p = e_test(now[some], past[some], length_now=half, length_past=half, dispersion=dispersion[some])
    return bool((benjamini_hochberg(p) <= LEVEL).any())


def city(months: int, usual: float, variation: float, seed: int) -> tuple[bool, bool]:
    """Say whether a change of the city is told, with the noise allowed for and with Poisson noise."""
    counts = uneven(np.random.default_rng(seed), np.array([usual]), months, variation)
    own = wary_jitter(counts[0], np.full(months, 30.0))
    return is_told(counts, np.array([own])), is_told(counts, np.ones(1))


def last_days(
    days: int, usual: float, variation: float, seed: int, *, reported: float = 1.0
) -> tuple[bool, bool]:
    """Say whether reports seem to be missing from the last days of a record, later half against earlier.

    It ends with a calendar month. `reported` is the share of the last days' incidents that it holds.
    """
    generator = np.random.default_rng(seed)
    end = np.datetime64("2026-01-01")
    day = np.arange(end - days, end)
    month = day.astype("datetime64[M]").astype(np.int64)
    rate = uneven_rates(generator, (int(np.ptp(month)) + 1,), variation)[month - month.min()]
    count = generator.poisson(usual / MONTH_DAYS * rate * np.where(day < end - LATE_DAYS, 1.0, reported))
    start, half = np.repeat(day, count).astype("datetime64[s]"), days // 2
    late, rest, late_past, rest_past = (
        float(part.sum())
        for end_of in (count[-half:], count[-2 * half : -half])
        for part in (end_of[-LATE_DAYS:], end_of[:-LATE_DAYS])
    )
    before = Period(first=day[0].item(), last=day[-LATE_DAYS - 1].item())
    ours, plain = (
        late_shortfall(late, rest, late_past, rest_past, dispersion=noise) <= LEVEL
        for noise in (noise_before(start, before), 1.0)
    )
    return ours, plain


def areas(number: int, months: int, usual: float, variation: float, seed: int) -> tuple[bool, bool]:
    """Say whether a change of any area is told, with the noise of each and with one for all."""
    generator = np.random.default_rng(seed)
    counts = uneven(generator, usual * generator.lognormal(-0.5, 1, number), months, variation)
    return is_told(counts, place_dispersion(counts)), is_told(counts, np.full(number, overdispersion(counts)))


def standing(number: int, usual: float, variation: float, seed: int) -> tuple[bool, bool]:
    """Say whether any area stands out in any of 24 months of an evenly dense city, as `areas` does."""
    generator = np.random.default_rng(seed)
    km2 = generator.lognormal(0, 0.7, number)
    counts = uneven(generator, usual * km2, 24, variation)
    total, ground = counts.sum(axis=0), float(km2.sum())
    each, shared = (
        bool(standing_out(counts, km2, dispersion=noise, city=total, km2=ground).any())
        for noise in (place_dispersion(counts), np.full(number, overdispersion(counts)))
    )
    return each, shared


def main(replicates: int) -> None:
    """Print a line for each case."""
    print(f"{replicates} cities each: what the commands allow for | Poisson noise, or one for all areas")
    for variation in VARIATIONS:
        for months in (3, 4, 5, 6, 12, 24):
            for usual in (20.0, 100.0, 2000.0):
                found = [city(months, usual, variation, seed) for seed in range(replicates)]
                _line(f"city, {months} months, {usual:.0f} a month", variation, found)
        for days in (84, 92, 122, 153, 184, 365):
            for usual in (50.0, 300.0, 2000.0):
                for reported in (1.0, 0.5):
                    found = [
                        last_days(days, usual, variation, seed, reported=reported)
                        for seed in range(replicates)
                    ]
                    name = f"last days, {days} days, {usual:.0f} a month, {reported} in"
                    _line(name, variation, found)
        for number in (8, 60):
            for months in (4, 12, 24):
                for usual in (5.0, 20.0, 80.0):
                    found = [areas(number, months, usual, variation, seed) for seed in range(replicates)]
                    _line(f"{number} areas, {months} months, {usual:.0f} a month", variation, found)
        for usual in (5.0, 20.0, 100.0):
            found = [standing(60, usual, variation, seed) for seed in range(replicates)]
            _line(f"60 areas standing out, {usual:.0f} a month", variation, found)


def _line(name: str, variation: float, found: list[tuple[bool, bool]]) -> None:
    ours, plain = np.mean(found, axis=0)
    print(f"{name:46} variation {variation:4}  {ours:.3f} | {plain:.3f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATES)
