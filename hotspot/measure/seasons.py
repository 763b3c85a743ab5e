"""Which months are busier than the others, and whether that comes back year after year or is noise."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammainc, gammaincc, stdtrit

from hotspot.schema.timed import Season

if TYPE_CHECKING:
    from hotspot.schema import Floats

YEAR_MONTHS = 12
FEWEST_PIECES, ENOUGH_PIECES = 3, 6
SURE_Z = 1.959963984540054
MOST_OF_NONE = 3.688879454113936  # mean of a Poisson count that is 0 in 2.5 % of cases
SLACK = 1e-9  # sums that differ by rounding are equal


def jitter(counts: Floats, days: Floats) -> float:
    """Return how many times as much as Poisson counts a series varies from one piece to the next; at least 1.

    `counts` and `days` (n,) are of pieces in a row. From squared successive differences, so that neither a
    trend nor a season counts as noise; `wary_jitter` for fewer than 6 pieces. von Neumann (1941), Ann. Math.
    Stat. 12, 367.
    """
    return max(1.0, _steps(counts, days)) if len(counts) >= ENOUGH_PIECES else wary_jitter(counts, days)


def wary_jitter(counts: Floats, days: Floats) -> float:
    """Return `jitter` for a test that keeps its level in short records, too; 1 for fewer than 3 pieces.

    What is beyond Poisson is only an estimate: from n pieces it is as sure as a variance from 2 (n − 1)² /
    (3n − 4) others, so that a bound by the normal law needs it times (t / 1.96)², t being Student's. It is
    4.0 for 4 pieces and 1.2 for 24.

    >>> wary_jitter(np.array([90.0, 130.0, 80.0, 120.0]), np.full(4, 30.0)) > 4
    True
    """
    n = len(counts)
    if n < FEWEST_PIECES:
        return 1.0
    freedom = 2 * (n - 1) ** 2 / (3 * n - 4)
    return 1 + max(0.0, _steps(counts, days) - 1) * float(stdtrit(freedom, 0.975) / SURE_Z) ** 2


def _steps(counts: Floats, days: Floats) -> float:
    """Return the mean of the squared successive differences, each over what it is by chance alone."""
    rate = counts / days
    pooled = (counts[1:] + counts[:-1]) / (days[1:] + days[:-1])
    usual = pooled * (1 / days[1:] + 1 / days[:-1])
    some = usual > 0
    return float(np.mean(np.diff(rate)[some] ** 2 / usual[some])) if some.any() else 1.0


def tails(counts: Floats, usual: Floats, *, dispersion: Floats | float = 1.0) -> tuple[Floats, Floats]:
    """Return the chance (n,) of so many or more, and of so few or fewer, where `usual` are to be expected.

    Poisson tails as gamma functions; for counts that vary `dispersion` times as much, both numbers are
    divided by it.

    >>> at_least, at_most = tails(np.array([3.0, 0.0]), np.array([1.0, 1.0]))
    >>> at_least.round(4), at_most.round(4)
    (array([0.0803, 1.    ]), array([0.981 , 0.3679]))
    """
    n, m = counts / dispersion, np.maximum(usual / dispersion, 1e-12)
    at_least = np.where(n > 0, gammainc(np.maximum(n, 1e-12), m), 1.0)
    return at_least, np.asarray(gammaincc(n + 1 / dispersion, m))


def season(counts: Floats, days: Floats, *, draws: int = 0, seed: int = 0) -> Season | None:
    """Compare the months of the year over whole years: `counts` and `days` (years, 12); None under 2 years.

    Each year's level is taken out: a month is expected to have the product of its year's and its month's
    share. What is left over, per degree of freedom, is the noise. A month without any incident has the bound
    of a count of 0 (Garwood 1936). The p value is that of `month_chance`, NaN without `draws`.
    """
    if len(counts) < 2 or not (counts.sum(axis=1) > 0).all():
        return None
    level = counts.sum(axis=1, keepdims=True) * days / days.sum(axis=1, keepdims=True)
    month, usual = counts.sum(axis=0), level.sum(axis=0)
    index = month / usual
    fitted = level * index
    freedom = (len(counts) - 1) * (YEAR_MONTHS - 1)
    some = fitted > 0
    noise = max(1.0, float(np.sum((counts - fitted)[some] ** 2 / fitted[some]) / freedom))
    reach = np.exp(stdtrit(freedom, 0.975) * np.sqrt(noise / np.maximum(month, 0.5)))
    return Season(
        index=index,
        low=index / reach,
        high=np.where(month > 0, index * reach, MOST_OF_NONE * noise / usual),
        years=len(counts),
        p_value=month_chance(counts, days, draws=draws, seed=seed) if draws else nan,
        dispersion=noise,
    )


def month_chance(counts: Floats, days: Floats, *, draws: int, seed: int) -> float:
    """Return how often the months of the year differ as much when each year's months are shuffled.

    `counts` and `days` are (years, 12). A burst in one month of one year stays a burst wherever it lands, so
    that it does not pass for a season, however few the incidents are: an F-test takes it for one. Fisher
    (1935), The Design of Experiments; Edgington & Onghena (2007), Randomization Tests, section 6.
    """
    rate = counts / days
    drawn = np.random.default_rng(seed).permuted(np.broadcast_to(rate, (draws, *rate.shape)), axis=-1)
    spread = np.square(drawn.sum(axis=1)).sum(axis=-1)  # sums over all months are equal: squares tell
    seen = float(np.square(rate.sum(axis=0)).sum())
    return float((1 + (spread >= seen * (1 - SLACK)).sum()) / (1 + draws))


def log_spread(found: Season) -> Floats:
    """Return the standard error (12,) of the logarithm of each month's index, so that 1.96 of them reach to
    the bounds of its interval."""
    return np.asarray(np.log(found.high / found.index) / SURE_Z)
