"""What a comparison finds: differences, ratios and quotients of counts with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A difference of counts, its standard error, and its interval."""

    value: float
    error: float
    low: float
    high: float

    @property
    def z(self) -> float:
        """Return the difference in standard errors."""
        return self.value / self.error if self.error > 0 else nan


@dataclass(frozen=True, kw_only=True)
class Quotient:
    """The weighted displacement quotient with its interval; `success` and `buffer` are its two parts.

    Of a pilot that worked (`success` below 0): below −1, more moved next door than was won; between −1 and 0,
    part of what was won; above 0, the ring gained, too. NaN where the share of a place is not defined.
    The interval is unbounded where it is not sure that anything changed.
    """

    value: float
    low: float
    high: float
    success: float
    buffer: float


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """A ratio of ratios with its interval; `error` is the standard error of its logarithm, `p_value` is
    two-sided."""

    value: float
    error: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, kw_only=True)
class Variation:
    """How much the rate of a place varies from window to window, its season and its level taken out: its
    squared coefficient of variation over windows of equal length, estimated with `freedom` degrees."""

    squared: float = 0.0
    freedom: float = inf

    def longer(self, times: float) -> Variation:
        """Return that of windows so many times as long, if what lies between windows is chance."""
        return Variation(squared=self.squared / times, freedom=self.freedom)


@dataclass(frozen=True, kw_only=True)
class Placebo:
    """The pilot's incidents beside those of its synthetic control, `observed` and `usual`; `p_value` is the
    share of groups without a pilot, this one counted in, that fell as far or further below theirs. `missed`
    is by how much, as a share, the control's windows before the pilot miss the pilot's at worst."""

    observed: float
    usual: float
    p_value: float
    groups: int
    missed: float

    @property
    def change(self) -> float:
        """Return the change as a share of what was to be expected."""
        return self.observed / self.usual - 1 if self.usual > 0 else nan
