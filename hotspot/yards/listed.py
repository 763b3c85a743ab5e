"""What to mend first: by how much happens in the yard and how bad the thing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspot.errors import ConfigError
from hotspot.measure.exact_intervals import poisson_interval
from hotspot.schema.yards import ITEMS, TODO_COLUMNS, WORST
from hotspot.words import Words
from hotspot.words.phrases import local_name, rows_of
from hotspot.yards.scored import sure_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspot.schema import Floats, Result
    from hotspot.schema.yards import Noise, Ratings, ToDoUnit

SURE_Z = 1.959963984540054
LEAST_GRADE = 1.0  # below it nothing is to be mended


def per_year(result: Result, by: ToDoUnit, *, harm: Floats | None = None) -> Floats:
    """Return what the ranking's areas have a year (n, 3): the number, and its 95 % interval.

    "expected" are the incidents by the score, "incidents" those counted, with the interval of a Poisson count
    (Garwood 1936), "harm" the weights of those counted, whose interval is not known (NaN), "expected_harm"
    those of the incidents to expect, for which `harm` (incidents,) says what each recorded one weighs. Raises
    ConfigError where the run does not tell.
    """
    frame, km2 = result.ranking.frame, result.ranking.frame["area_km2"].to_numpy(np.float64)
    if by in {"harm", "expected_harm"}:
        recorded = frame["harm_per_km2_year"].to_numpy(np.float64) * km2
        if not np.isfinite(recorded).any():
            what = "the run knows no harm of its incidents"
            raise ConfigError("--by harm", what, "give weights under 'harm:' in config.yaml and rank again")
        if by == "harm" or harm is None:
            return np.column_stack([recorded, np.full((len(recorded), 2), np.nan)])
        return _scores(result) if _is_harm(result) else _expected_harm(result, recorded, harm)
    if by == "expected":
        if not has_expected(result):
            what = "the run's order is not by incidents to expect per km² and year"
            raise ConfigError("--by expected", what, "give --by incidents, or rank again by the score")
        return _scores(result)
    count = frame["incidents"].to_numpy(np.float64)
    if result.period is None:
        to_do = "rank incidents that have dates: name their column with incidents.columns.date"
        raise ConfigError("--by incidents", "the run's incidents have no dates", to_do)
    return np.column_stack([count, *poisson_interval(count)]) / result.period.years


def has_expected(result: Result) -> bool:
    """Tell whether the run's score is a number of incidents to expect per km² and year."""
    return result.ranking.by == "score" and result.ranking.score_unit == "per_km2_year"


def expects_harm(result: Result) -> bool:
    """Tell whether the run knows harm, and what to expect of it: its order is by one or by the other."""
    known = np.nansum(result.ranking.frame["harm_per_km2_year"].to_numpy(np.float64)) > 0
    return bool(known) and (has_expected(result) or _is_harm(result))


def _is_harm(result: Result) -> bool:
    return result.ranking.score_unit == "harm_per_km2_year"


def _scores(result: Result) -> Floats:
    frame = result.ranking.frame
    score = frame[["score", "score_low", "score_high"]].to_numpy(np.float64)
    return np.asarray(score * frame["area_km2"].to_numpy(np.float64)[:, None])


def _expected_harm(result: Result, recorded: Floats, harm: Floats) -> Floats:
    """Return the incidents to expect a year times what an incident of the area has weighed on average (n, 3).

    Where there was none it is what one weighs in the city. Both ends join, on the logarithmic scale, how far
    the incidents to expect may be off, and the mean weight: the city's spread over the root of the count.
    """
    expected, count = _scores(result), result.ranking.frame["incidents"].to_numpy(np.float64)
    mean = float(harm.mean())
    years = result.period.years if result.period else np.nan
    each = np.where(count > 0, recorded * years / np.maximum(count, 1), mean)
    spread = SURE_Z * float(harm.std()) / mean / np.sqrt(np.maximum(count, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.exp(np.hypot(np.log(expected[:, 1:] / expected[:, :1]), spread[:, None]))
    middle = expected[:, 0] * each
    return np.column_stack([middle, middle / off[:, 0], middle * off[:, 1]])


def todo_of(
    result: Result,
    last: Sequence[tuple[Ratings, int]],
    *,
    by: ToDoUnit,
    noise: Noise,
    agreed: Mapping[str, str],
    harm: Floats | None = None,
) -> pd.DataFrame:
    """Return what is to be mended with `TODO_COLUMNS`, what weighs most first.

    A weight is what happens in the yard in a year times the item's grade as a share of the worst: incidents,
    or their harm, a year that happen where this is as bad as can be. Both ends of its interval take the ends
    of both. `harm` is that of each incident of the run.
    """
    ranking = result.ranking.frame
    yearly = per_year(result, by, harm=harm)
    names = [local_name(row, Words(language=result.language)) for row in rows_of(ranking)]
    rows = []
    for one, i in last:
        yard, means = int(one.yard[i]), one.means[i]
        for k in np.flatnonzero(means >= LEAST_GRADE):
            observers = int(np.isfinite(one.grades[i, :, k]).sum())
            grade = _bounded(means[k], noise.items[k], observers, sure_of(noise))
            weight = yearly[yard] * np.array(grade) / WORST
            rows.append(
                (
                    *(0, str(ranking["area_id"].iloc[yard]), names[yard], ITEMS[k], one.round, observers),
                    *grade,
                    float(yearly[yard, 0]),
                    *weight.tolist(),
                    agreed[ITEMS[k]],
                )
            )
    frame = pd.DataFrame(rows, columns=list(TODO_COLUMNS))
    frame = frame.assign(place=frame["item"].map(ITEMS.index)).sort_values(
        ["weight", "area_id", "place"], ascending=[False, True, True], kind="stable"
    )
    return frame.assign(order=np.arange(1, len(frame) + 1))[list(TODO_COLUMNS)].reset_index(drop=True)


def _bounded(grade: float, noise: float, observers: int, times: float) -> tuple[float, float, float]:
    """Return a grade with its interval, within what grades can be; NaN where the noise is not known."""
    reach = times * noise / observers**0.5
    if np.isnan(reach):
        return float(grade), float("nan"), float("nan")
    return float(grade), max(0.0, float(grade) - reach), min(float(WORST), float(grade) + reach)
